//! The dependencies of generated crates: what the code of their packages calls, and the features that turn it on.

use super::units::PackageUnit;
use super::{GRPC, LayoutInput};
use protoward_rust::additions::json;
use protoward_rust::{Runtime, RustSettings};

/// The crate that generated code calls.
const RUNTIME: &str = "protoward-runtime";

/// The version of the crates for run time, which are released together with this one.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));

/// The optional features of crates.
const FEATURES: [&str; 2] = [GRPC, json::FEATURE];

/// The dependencies of a crate, without duplicates.
#[derive(Debug, Default)]
pub(super) struct Dependencies(Vec<Dependency>);

#[derive(Debug)]
struct Dependency {
    name: String,
    source: Source,
    has_default_features: bool,
    features: Vec<&'static str>,
    /// `true` if only the features below enable it.
    is_optional: bool,
    /// The features of the crate that need it, each with the feature of the dependency that it needs.
    enabled_by: Vec<(&'static str, Option<&'static str>)>,
}

#[derive(Debug)]
enum Source {
    Registry(&'static str),
    /// A path: the folder is beside that of the crate.
    Path,
}

impl Dependencies {
    /// Returns the dependencies of the crate with the code of these packages, except on the crates of other packages.
    pub(super) fn of(subject: &LayoutInput<'_>, units: &[&PackageUnit]) -> Self {
        let mut all = Self::default();
        let runtime = subject.generator.runtime();
        all.add("prost", runtime.prost(), None);
        if subject.uses_well_known_types() {
            all.add("prost-types", runtime.prost(), None);
        }
        if subject.has_services() && units.iter().any(|unit| unit.has_services) {
            all.add("tonic", runtime.tonic(), Some(GRPC));
            if runtime.has_separate_codec() {
                all.add("tonic-prost", runtime.tonic(), Some(GRPC));
            }
        }
        if subject.has_json() {
            all.add("serde", "1", Some(json::FEATURE));
        }
        let uses = |module| units.iter().any(|unit| subject.uses_runtime(unit, module));
        let mut optional = Vec::new();
        if uses("grpc") {
            optional.push((GRPC, Some(runtime.grpc_feature())));
        }
        if subject.has_json() {
            optional.push((json::FEATURE, Some("json")));
        }
        // With another path, users depend on the crate that has it.
        if subject.generator.runtime_path() == RustSettings::default().runtime_path() {
            let mut needed: Vec<_> = ["fields", "validate"].into_iter().filter(|module| uses(module)).collect();
            if subject.entry.is_set("validate_time_zones") && needed.contains(&"validate") {
                needed.push("tz");
            }
            all.add_runtime(runtime, needed, optional);
        }
        all
    }

    /// Adds the crate that the code calls, if it calls any.
    fn add_runtime(
        &mut self,
        runtime: Runtime,
        needed: Vec<&'static str>,
        enabled_by: Vec<(&'static str, Option<&'static str>)>,
    ) {
        if needed.is_empty() && enabled_by.is_empty() {
            return;
        }
        let version_of_prost = runtime.prost_feature();
        let has_default_features = version_of_prost == Runtime::default().prost_feature();
        let of_prost = (!has_default_features).then_some(version_of_prost);
        // Without default features, rules about maps need it for `HashMap`.
        let of_maps = (!has_default_features && needed.contains(&"validate")).then_some("std");
        self.0.push(Dependency {
            name: RUNTIME.to_owned(),
            source: Source::Registry(VERSION),
            has_default_features,
            is_optional: needed.is_empty(),
            features: needed.into_iter().chain(of_prost).chain(of_maps).collect(),
            enabled_by,
        });
    }

    /// Adds a crate whose folder is beside that of this one.
    pub(super) fn add_path(&mut self, name: &str) {
        self.push(name, Source::Path, None);
    }

    fn add(&mut self, name: &str, version: &'static str, enabled_by: Option<&'static str>) {
        self.push(name, Source::Registry(version), enabled_by);
    }

    fn push(&mut self, name: &str, source: Source, enabled_by: Option<&'static str>) {
        self.0.push(Dependency {
            name: name.to_owned(),
            source,
            has_default_features: true,
            features: Vec::new(),
            is_optional: enabled_by.is_some(),
            enabled_by: enabled_by.into_iter().map(|feature| (feature, None)).collect(),
        });
    }

    /// Returns the features that enable dependencies.
    pub(super) fn features(&self) -> impl Iterator<Item = &'static str> {
        FEATURES.into_iter().filter(|feature| self.enabled_by(feature).next().is_some())
    }

    /// Returns the dependencies and their features that a feature enables, as in `Cargo.toml`.
    pub(super) fn enabled_by(&self, feature: &str) -> impl Iterator<Item = String> {
        self.0.iter().flat_map(move |it| {
            let enabling = it.enabled_by.iter().filter(move |(name, _)| *name == feature);
            enabling.flat_map(|(_, needed)| {
                let dependency = it.is_optional.then(|| format!("dep:{}", it.name));
                dependency.into_iter().chain(needed.map(|needed| format!("{}/{needed}", it.name)))
            })
        })
    }

    /// Returns the lines of `Cargo.toml`.
    pub(super) fn lines(&self) -> String {
        self.0.iter().map(Dependency::line).collect()
    }
}

impl Dependency {
    fn line(&self) -> String {
        let Self { name, source, has_default_features, features, is_optional, enabled_by: _ } = self;
        let mut parts = match source {
            Source::Registry(version) if features.is_empty() && !is_optional => {
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
        if *is_optional {
            parts.push("optional = true".to_owned());
        }
        format!("{name} = {{ {} }}\n", parts.join(", "))
    }
}
