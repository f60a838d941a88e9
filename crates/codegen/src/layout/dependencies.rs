//! The dependencies of generated crates.

use super::beside::feature;
use super::{GRPC, Subject};
use crate::services;
use protoward_rust::Runtime;
use protoward_rust::additions::json;

/// The dependencies of a crate, without duplicates.
#[derive(Debug, Default)]
pub(super) struct Dependencies {
    runtime: Runtime,
    list: Vec<Dependency>,
}

#[derive(Debug)]
struct Dependency {
    name: String,
    from: From,
    features: Vec<String>,
    /// The feature that enables it, if it is optional.
    behind: Option<&'static str>,
}

#[derive(Debug)]
enum From {
    Registry(&'static str),
    /// A path: the folder is beside that of the crate.
    Beside,
}

impl Dependencies {
    /// Returns the dependencies of messages.
    pub(super) fn of_messages(subject: &Subject<'_>) -> Self {
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
        if self.runtime.has_codec_apart() {
            self.add("tonic-prost", self.runtime.tonic(), Some(GRPC));
        }
    }

    /// Adds the dependencies of the JSON code of messages.
    pub(super) fn add_json(&mut self) {
        self.add("serde", "1", Some(json::FEATURE));
    }

    /// Adds the dependencies of a module for run time, behind the feature of the module.
    pub(super) fn add_module(&mut self, module: &str, subject: &Subject<'_>) {
        self.add_of_module(module, subject, feature(module));
    }

    /// Returns the dependencies of a crate that consists of a module for run time.
    pub(super) fn of_module(module: &str, subject: &Subject<'_>) -> Self {
        let mut all = Self { runtime: subject.generator.runtime(), list: Vec::new() };
        all.add("prost", all.runtime.prost(), None);
        all.add_of_module(module, subject, None);
        all
    }

    fn add_of_module(&mut self, module: &str, subject: &Subject<'_>, behind: Option<&'static str>) {
        if subject.text(module).contains("::prost_types::") {
            self.add("prost-types", self.runtime.prost(), behind);
        }
        match module {
            services::MODULE => {
                self.add("tonic", self.runtime.tonic(), behind);
                for (name, features) in services::dependencies(&subject.of_services()) {
                    let features = features.into_iter().map(str::to_owned).collect();
                    self.list.push(Dependency { name: name.to_owned(), from: From::Registry("1"), features, behind });
                }
            }
            json::MODULE => self.add("serde", "1", behind),
            _ => {}
        }
    }

    /// Adds a crate whose folder is beside that of this one.
    pub(super) fn add_beside(&mut self, name: &str, behind: Option<&'static str>) {
        self.list.push(Dependency { name: name.to_owned(), from: From::Beside, features: Vec::new(), behind });
    }

    fn add(&mut self, name: &str, version: &'static str, behind: Option<&'static str>) {
        if self.list.iter().all(|known| known.name != name) {
            let from = From::Registry(version);
            self.list.push(Dependency { name: name.to_owned(), from, features: Vec::new(), behind });
        }
    }

    /// Returns the dependencies that a feature enables, as `dep:name`.
    pub(super) fn behind(&self, feature: &str) -> impl Iterator<Item = String> {
        let behind = self.list.iter().filter(move |it| it.behind == Some(feature));
        behind.map(|it| format!("dep:{}", it.name))
    }

    /// Returns the lines of `Cargo.toml`.
    pub(super) fn lines(&self) -> String {
        self.list.iter().map(Dependency::line).collect()
    }
}

impl Dependency {
    fn line(&self) -> String {
        let Self { name, from, features, behind } = self;
        let mut parts = match from {
            From::Registry(version) if features.is_empty() && behind.is_none() => {
                return format!("{name} = \"{version}\"\n");
            }
            From::Registry(version) => vec![format!("version = \"{version}\"")],
            From::Beside => vec![format!("path = \"../{name}\"")],
        };
        if !features.is_empty() {
            let features: Vec<String> = features.iter().map(|feature| format!("\"{feature}\"")).collect();
            parts.push(format!("features = [{}]", features.join(", ")));
        }
        parts.extend(behind.map(|_| "optional = true".to_owned()));
        format!("{name} = {{ {} }}\n", parts.join(", "))
    }
}
