//! The dependencies of generated crates.

use super::runtime_modules::feature;
use super::{GRPC, LayoutInput};
use crate::services;
use protoward_rust::Runtime;
use protoward_rust::additions::json;

/// The crate that generated code calls.
const RUNTIME: &str = "protoward-runtime";

/// The version of the crates for run time, which are released together with this one.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// The dependencies of a crate, without duplicates.
#[derive(Debug, Default)]
pub(super) struct Dependencies {
    runtime: Runtime,
    list: Vec<Dependency>,
}

#[derive(Debug)]
struct Dependency {
    name: String,
    source: Source,
    has_default_features: bool,
    features: Vec<String>,
    /// The feature that enables it, if it is optional.
    enabled_by: Option<&'static str>,
}

#[derive(Debug)]
enum Source {
    Registry(&'static str),
    /// A path: the folder is beside that of the crate.
    Path,
}

impl Dependencies {
    /// Returns the dependencies of messages.
    pub(super) fn of_messages(subject: &LayoutInput<'_>) -> Self {
        let mut all = Self { runtime: subject.generator.runtime(), list: Vec::new() };
        all.add("prost", all.runtime.prost(), None);
        if subject.uses_well_known_types() {
            all.add("prost-types", all.runtime.prost(), None);
        }
        all
    }

    /// Adds the dependencies of clients and servers.
    pub(super) fn add_services(&mut self) {
        self.add("tonic", self.runtime.tonic(), Some(GRPC));
        if self.runtime.has_separate_codec() {
            self.add("tonic-prost", self.runtime.tonic(), Some(GRPC));
        }
    }

    /// Adds the dependencies of the JSON code of messages. Returns the features that the feature of JSON enables.
    pub(super) fn add_json(&mut self) -> Vec<String> {
        self.add("serde", "1", Some(json::FEATURE));
        match self.list.iter().any(|it| it.name == RUNTIME) {
            true => vec![format!("{RUNTIME}/json")],
            false => {
                self.add_runtime("json", Some(json::FEATURE));
                Vec::new()
            }
        }
    }

    /// Adds the dependency of fields with types of `protoward-runtime`.
    pub(super) fn add_fields(&mut self) {
        self.add_runtime("fields", None);
    }

    fn add_runtime(&mut self, feature: &str, enabled_by: Option<&'static str>) {
        let version_of_prost = self.runtime.prost_feature();
        let has_default_features = version_of_prost == Runtime::default().prost_feature();
        let features = [feature].into_iter().chain((!has_default_features).then_some(version_of_prost));
        self.list.push(Dependency {
            name: RUNTIME.to_owned(),
            source: Source::Registry(VERSION),
            has_default_features,
            features: features.map(str::to_owned).collect(),
            enabled_by,
        });
    }

    /// Adds the dependencies of a module for run time, behind the feature of the module.
    pub(super) fn add_module(&mut self, module: &str, subject: &LayoutInput<'_>) {
        self.add_module_dependencies(module, subject, feature(module));
    }

    /// Returns the dependencies of a crate that consists of a module for run time.
    pub(super) fn of_module(module: &str, subject: &LayoutInput<'_>) -> Self {
        let mut all = Self { runtime: subject.generator.runtime(), list: Vec::new() };
        all.add("prost", all.runtime.prost(), None);
        all.add_module_dependencies(module, subject, None);
        all
    }

    fn add_module_dependencies(&mut self, module: &str, subject: &LayoutInput<'_>, enabled_by: Option<&'static str>) {
        if subject.text(module).contains("::prost_types::") {
            self.add("prost-types", self.runtime.prost(), enabled_by);
        }
        if module == services::MODULE {
            self.add("tonic", self.runtime.tonic(), enabled_by);
            for (name, features) in services::dependencies(&subject.service_settings()) {
                let features = features.into_iter().map(str::to_owned).collect();
                self.list.push(Dependency {
                    name: name.to_owned(),
                    source: Source::Registry("1"),
                    has_default_features: true,
                    features,
                    enabled_by,
                });
            }
        }
    }

    /// Adds a crate whose folder is beside that of this one.
    pub(super) fn add_path(&mut self, name: &str, enabled_by: Option<&'static str>) {
        self.push(name, Source::Path, enabled_by);
    }

    fn add(&mut self, name: &str, version: &'static str, enabled_by: Option<&'static str>) {
        if self.list.iter().all(|known| known.name != name) {
            self.push(name, Source::Registry(version), enabled_by);
        }
    }

    fn push(&mut self, name: &str, source: Source, enabled_by: Option<&'static str>) {
        let (name, features) = (name.to_owned(), Vec::new());
        self.list.push(Dependency { name, source, has_default_features: true, features, enabled_by });
    }

    /// Returns the dependencies that a feature enables, as `dep:name`.
    pub(super) fn enabled_by(&self, feature: &str) -> impl Iterator<Item = String> {
        let dependencies = self.list.iter().filter(move |it| it.enabled_by == Some(feature));
        dependencies.map(|it| format!("dep:{}", it.name))
    }

    /// Returns the lines of `Cargo.toml`.
    pub(super) fn lines(&self) -> String {
        self.list.iter().map(Dependency::line).collect()
    }
}

impl Dependency {
    fn line(&self) -> String {
        let Self { name, source, has_default_features, features, enabled_by } = self;
        let mut parts = match source {
            Source::Registry(version) if features.is_empty() && enabled_by.is_none() => {
                return format!("{name} = \"{version}\"\n");
            }
            Source::Registry(version) => vec![format!("version = \"{version}\"")],
            Source::Path => vec![format!("path = \"../{name}\"")],
        };
        if !has_default_features {
            parts.push("default-features = false".to_owned());
        }
        if !features.is_empty() {
            let features: Vec<String> = features.iter().map(|feature| format!("\"{feature}\"")).collect();
            parts.push(format!("features = [{}]", features.join(", ")));
        }
        parts.extend(enabled_by.map(|_| "optional = true".to_owned()));
        format!("{name} = {{ {} }}\n", parts.join(", "))
    }
}
