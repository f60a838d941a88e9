//! `Cargo.toml`: the dependencies of a crate, and their names in code.

use std::ops::Range;

use crate::toml::{Table, TomlValue};

/// The kind of a dependency.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum DependencyKind {
    /// For the code of the crate.
    Normal,
    /// For its tests, examples and benchmarks.
    Dev,
    /// For its build script only. Code cannot name it.
    Build,
}

/// The manifest that has a spot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ManifestFile {
    /// The manifest of the crate.
    Own,
    /// The manifest of its workspace.
    Root,
}

/// A byte range in one of the manifests.
#[derive(Clone, Debug)]
pub struct ManifestSpan {
    /// The manifest that has the bytes.
    pub file: ManifestFile,
    /// The range in the text of that manifest.
    pub bytes: Range<usize>,
}

/// A dependency of a crate.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// The name in code: the key in the manifest with `_` instead of `-`.
    pub name: String,
    /// The name of the package, which differs from the key if the manifest renames it with `package`.
    pub package: String,
    /// The code that the dependency is for.
    pub kind: DependencyKind,
    /// `true` if it is optional, or for some targets only.
    pub is_conditional: bool,
    /// The version requirement as written; `None` without one.
    pub requirement: Option<String>,
    /// `true` if it is in a folder or a repository. It may have a requirement too.
    pub is_local: bool,
    /// `true` if its default features are enabled.
    pub default_features: bool,
    /// The features that are enabled beside them.
    pub features: Vec<String>,
    /// The place of its key in the manifest with its version.
    pub place: ManifestSpan,
}

/// The part of a `Cargo.toml` that matters for generated code.
#[derive(Debug)]
pub struct Manifest {
    /// The name of the package.
    pub name: String,
    /// The version; `None` if it is inherited from the workspace.
    pub version: Option<String>,
    /// The name of the library, if the manifest sets it.
    pub library: Option<String>,
    /// The dependencies of all kinds.
    pub dependencies: Vec<Dependency>,
    /// The features that features of the crate enable, such as `tonic/transport`.
    enabled_features: Vec<String>,
    /// The byte range of `dependencies` in its heading.
    pub dependencies_heading: Option<Range<usize>>,
}

/// The tables of dependencies. Cargo still accepts the old spellings with `_`.
const SECTIONS: [(&str, DependencyKind); 5] = [
    ("dependencies", DependencyKind::Normal),
    ("dev-dependencies", DependencyKind::Dev),
    ("dev_dependencies", DependencyKind::Dev),
    ("build-dependencies", DependencyKind::Build),
    ("build_dependencies", DependencyKind::Build),
];

impl Manifest {
    /// Reads a manifest, with inherited values from the manifest of its workspace. Returns `None` if it has no package.
    pub fn of(manifest: &Table, root: Option<&Table>) -> Option<Self> {
        let package = manifest.table("package").or_else(|| manifest.table("project"))?;
        let mut dependencies = of_sections(manifest, root, false);
        if let Some(targets) = manifest.table("target") {
            for (_, _, target) in targets.entries() {
                if let TomlValue::Table(target) = target {
                    dependencies.append(&mut of_sections(target, root, true));
                }
            }
        }
        let dependencies_heading = manifest.entries().find(|(name, ..)| *name == "dependencies");
        Some(Self {
            name: package.text("name")?.to_owned(),
            version: package.text("version").map(str::to_owned),
            library: manifest.table("lib").and_then(|library| library.text("name")).map(str::to_owned),
            dependencies,
            enabled_features: manifest.table("features").map(enabled_features).unwrap_or_default(),
            dependencies_heading: dependencies_heading.map(|(_, place, _)| place.clone()),
        })
    }

    /// Returns the dependencies that the crate or its tests can name in code by `name`.
    pub fn named(&self, name: &str) -> impl Iterator<Item = &Dependency> {
        self.dependencies.iter().filter(move |it| it.name == name && it.kind != DependencyKind::Build)
    }

    /// Returns the name in code of a dependency on a package, if the dependency is renamed.
    pub fn new_name(&self, package: &str) -> Option<&str> {
        self.name_of(package).filter(|name| *name != package.replace('-', "_"))
    }

    /// Returns the name in code of a dependency on a package.
    pub fn name_of(&self, package: &str) -> Option<&str> {
        let mut of = self.dependencies.iter().filter(|it| it.package == package && it.kind == DependencyKind::Normal);
        of.next().map(|it| &*it.name)
    }

    /// Returns the package of the dependency with a name in code.
    pub fn package_of(&self, name: &str) -> Option<&str> {
        self.named(name).next().map(|it| &*it.package)
    }

    /// Returns `true` if a feature of the crate enables features of a dependency.
    pub fn enables_features_of(&self, dependency: &Dependency) -> bool {
        let is_of = |named: &str| named.trim_end_matches('?').replace('-', "_") == dependency.name;
        self.enabled_features.iter().any(|it| it.split_once('/').is_some_and(|(named, _)| is_of(named)))
    }
}

fn enabled_features(features: &Table) -> Vec<String> {
    features.entries().flat_map(|(name, ..)| features.texts(name)).map(str::to_owned).collect()
}

fn of_sections(table: &Table, root: Option<&Table>, for_targets: bool) -> Vec<Dependency> {
    let of_section = |&(section, kind): &(&str, DependencyKind)| {
        let entries = table.table(section).into_iter().flat_map(Table::entries);
        entries.map(move |(name, place, value)| {
            let mut dependency = dependency(name, place, value, root);
            dependency.kind = kind;
            dependency.is_conditional |= for_targets;
            dependency
        })
    };
    SECTIONS.iter().flat_map(of_section).collect()
}

/// Returns the dependency of an entry. What it inherits from the workspace is looked up in `root`.
fn dependency(name: &str, place: &Range<usize>, value: &TomlValue, root: Option<&Table>) -> Dependency {
    let mut dependency = Dependency {
        name: name.replace('-', "_"),
        package: name.to_owned(),
        kind: DependencyKind::Normal,
        is_conditional: false,
        requirement: None,
        is_local: false,
        default_features: true,
        features: Vec::new(),
        place: ManifestSpan { file: ManifestFile::Own, bytes: place.clone() },
    };
    match value {
        TomlValue::Text(requirement) => dependency.requirement = Some(requirement.clone()),
        TomlValue::Table(table) => {
            if table.flag("workspace") == Some(true) {
                dependency.inherit(name, root);
                // A member can enable the default features, but cannot disable them.
                dependency.default_features |= default_features(table) == Some(true);
            } else {
                dependency.apply(table);
            }
            dependency.features.extend(table.texts("features").map(str::to_owned));
            dependency.is_conditional = table.flag("optional") == Some(true);
        }
        TomlValue::Word(_) | TomlValue::List(_) => {}
    }
    dependency
}

fn default_features(table: &Table) -> Option<bool> {
    table.flag("default-features").or_else(|| table.flag("default_features"))
}

impl Dependency {
    fn apply(&mut self, table: &Table) {
        self.requirement = table.text("version").map(str::to_owned);
        self.is_local = table.text("path").or_else(|| table.text("git")).is_some();
        self.package = table.text("package").unwrap_or(&self.package).to_owned();
        self.default_features = default_features(table).unwrap_or(true);
    }

    fn inherit(&mut self, name: &str, root: Option<&Table>) {
        let of_all = root.and_then(|root| root.table("workspace")?.table("dependencies"));
        let found = of_all.and_then(|of_all| of_all.entries().find(|(known, ..)| *known == name));
        let Some((_, place, value)) = found else { return };
        self.place = ManifestSpan { file: ManifestFile::Root, bytes: place.clone() };
        match value {
            TomlValue::Text(requirement) => self.requirement = Some(requirement.clone()),
            TomlValue::Table(table) => {
                self.apply(table);
                self.features.extend(table.texts("features").map(str::to_owned));
            }
            TomlValue::Word(_) | TomlValue::List(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn reads_all_spellings_of_dependencies() {
        let root = Table::parse(
            "[workspace.dependencies]\nprost = { version = \"0.13\", default-features = false, features = [\"derive\"] }\n\
             tonic = { package = \"my-tonic\", git = \"x\" }",
        );
        let text = r#"
            [package]
            name = "app"
            version.workspace = true
            [dependencies]
            prost.workspace = true
            tonic = { workspace = true, features = ["channel"], optional = true }
            prost-old = { package = "prost", version = "0.12" }
            [dependencies.prost-types]
            version = "0.13"
            [target.'cfg(unix)'.dependencies]
            serde = "1"
            [build-dependencies]
            tonic-build = "0.12"
            [features]
            grpc = ["tonic?/transport"]
        "#;
        let manifest = Manifest::of(&Table::parse(text).unwrap(), root.as_ref()).unwrap();
        let shown = |it: &Dependency| {
            let requirement = it.requirement.as_deref().unwrap_or("-");
            let conditional = if it.is_conditional { " if" } else { "" };
            let default = if it.default_features { "" } else { " bare" };
            let features = it.features.iter().map(|feature| format!(" +{feature}")).collect::<String>();
            format!("{} {} {requirement}{conditional}{default}{features}", it.name, it.package)
        };
        let found: Vec<String> = manifest.dependencies.iter().map(shown).collect();
        insta::assert_snapshot!(found.join("\n"), @r"
        prost prost 0.13 bare +derive
        tonic my-tonic - if +channel
        prost_old prost 0.12
        prost_types prost-types 0.13
        tonic_build tonic-build 0.12
        serde serde 1 if
        ");
        assert_eq!((&*manifest.name, &manifest.version), ("app", &None));
        assert_eq!(["prost", "serde", "my-tonic"].map(|it| manifest.new_name(it)), [None, None, Some("tonic")]);
        assert!(manifest.enables_features_of(manifest.named("tonic").next().unwrap()));
        assert_eq!(manifest.named("tonic_build").count(), 0, "code does not see it");
    }
}
