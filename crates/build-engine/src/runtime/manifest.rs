//! The dependencies of a crate, from its `Cargo.toml`.

use super::toml::{Entry, entries};
use super::version::Requirement;

/// A `Cargo.toml`.
pub(super) struct Manifest {
    entries: Vec<Entry>,
}

/// A dependency on a package.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Dependency {
    /// The name that code uses for the package.
    pub(super) name: String,
    /// The key in the manifest.
    key: String,
    /// The table that contains the key.
    table: Vec<String>,
    pub(super) package: String,
    requirement: Option<String>,
    /// Whether the dependency is inherited from the workspace.
    pub(super) is_inherited: bool,
}

impl Manifest {
    pub(super) fn parse(text: &str) -> Self {
        Self { entries: entries(text) }
    }

    /// Returns a string of `[package]`, such as its name.
    pub(super) fn of_package(&self, key: &str) -> Option<&str> {
        self.text(&["package", key])
    }

    /// Returns `true` if this is the manifest of a workspace with at least one setting.
    pub(super) fn is_workspace(&self) -> bool {
        self.entries.iter().any(|entry| entry.path.first().is_some_and(|name| name == "workspace"))
    }

    fn text(&self, path: &[&str]) -> Option<&str> {
        self.entries.iter().find(|entry| entry.path == path).map(|entry| &*entry.value)
    }

    /// Returns the dependencies of all kinds on a package; `root` is the manifest of the workspace.
    pub(super) fn dependencies(&self, package: &str, root: Option<&Self>) -> Vec<Dependency> {
        let is_table = |name: &str| TABLES.contains(&name);
        let mut found = Vec::new();
        for Entry { path, value, .. } in &self.entries {
            let table = match path.iter().position(|name| is_table(name)) {
                Some(0) => 1,
                Some(2) if path[0] == "target" => 3,
                _ => continue,
            };
            set(&mut found, path.split_at(table), value);
        }
        for dependency in found.iter_mut().filter(|it| it.is_inherited) {
            dependency.inherit(root);
        }
        found.retain(|it| it.package == package);
        found
    }

    /// Returns a dependency of `[workspace.dependencies]`.
    fn shared(&self, key: &str) -> Option<Dependency> {
        let mut found = Vec::new();
        for Entry { path, value, .. } in
            self.entries.iter().filter(|it| it.path.starts_with(&SHARED.map(str::to_owned)))
        {
            set(&mut found, path.split_at(SHARED.len()), value);
        }
        found.into_iter().find(|it| it.key == key)
    }
}

/// The tables of dependencies. Those with `_` are deprecated spellings.
const TABLES: [&str; 5] =
    ["dependencies", "dev-dependencies", "dev_dependencies", "build-dependencies", "build_dependencies"];

/// The table of dependencies that the packages of a workspace inherit.
const SHARED: [&str; 2] = ["workspace", "dependencies"];

/// Returns the dependencies that code can use: dev-dependencies only if there are no others, and build-dependencies never.
pub(super) fn of_code(all: &[Dependency]) -> Vec<&Dependency> {
    let of = |kind: &str| all.iter().filter(|it| it.is(kind)).collect::<Vec<_>>();
    let found = of("dependencies");
    if found.is_empty() { of("dev") } else { found }
}

/// Records a value of a dependency. `path` is the table, and the key of the dependency followed by that of the value.
fn set(found: &mut Vec<Dependency>, (table, path): (&[String], &[String]), value: &str) {
    let Some((key, rest)) = path.split_first() else { return };
    let at = found.iter().position(|it| it.key == *key && it.table == table).unwrap_or_else(|| {
        let dependency = Dependency {
            name: key.replace('-', "_"),
            key: key.clone(),
            table: table.to_vec(),
            package: key.clone(),
            ..Dependency::default()
        };
        found.push(dependency);
        found.len() - 1
    });
    let dependency = &mut found[at];
    match rest.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [] | ["version"] => dependency.requirement = Some(value.to_owned()),
        ["package"] => value.clone_into(&mut dependency.package),
        ["workspace"] => dependency.is_inherited = value == "true",
        _ => {}
    }
}

impl Dependency {
    /// Returns the requirement, or `None` if any version may be meant.
    pub(super) fn parsed_requirement(&self) -> Option<Requirement> {
        self.requirement.as_deref().and_then(Requirement::parse)
    }

    /// Returns `true` if the name of the table begins with `kind`.
    fn is(&self, kind: &str) -> bool {
        self.table.last().is_some_and(|name| name.starts_with(kind))
    }

    fn inherit(&mut self, root: Option<&Manifest>) {
        let Some(shared) = root.and_then(|root| root.shared(&self.key)) else { return };
        self.package = shared.package;
        self.requirement = shared.requirement;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(manifest: &str, root: &str) -> Vec<String> {
        let (manifest, root) = (Manifest::parse(manifest), Manifest::parse(root));
        let rendered = |it: &Dependency| format!("{} {}", it.name, it.requirement.as_deref().unwrap_or("-"));
        of_code(&manifest.dependencies("prost", Some(&root))).into_iter().map(rendered).collect()
    }

    #[test]
    fn reads_all_forms_of_dependencies() {
        let cases = [
            ("[dependencies]\nprost = \"0.13\"", "prost 0.13"),
            ("[dependencies]\n\"prost\" = { version = \"0.13\", features = [\n  'a',\n] }", "prost 0.13"),
            ("[dependencies.prost]\nfeatures = []\nversion = '0.13'", "prost 0.13"),
            ("dependencies.prost = \"0.13\"", "prost 0.13"),
            ("[dependencies]\nold-prost = { package = \"prost\", version = \"0.13\" }", "old_prost 0.13"),
            ("[dependencies.p]\npackage = 'prost'\ngit = 'x'", "p -"),
            ("[target.'cfg(unix)'.dependencies]\nprost = \"0.13\"", "prost 0.13"),
            ("[target.'cfg(any(a, b = \"c\"))'.dependencies.prost]\nversion = \"0.13\"", "prost 0.13"),
            ("[dev-dependencies]\nprost = \"0.13\"", "prost 0.13"),
            ("[dependencies]\nprost.workspace = true", "prost 0.12"),
            ("[dependencies]\nprost = { workspace = true, features = ['x'] }", "prost 0.12"),
            ("[dependencies]\nshared = { workspace = true }", "shared 0.11"),
        ];
        let root = "[workspace.dependencies]\nprost = \"0.12\"\n[workspace.dependencies.shared]\npackage = \"prost\"\nversion = \"0.11\"";
        for (manifest, expected) in cases {
            assert_eq!(of(manifest, root), [expected], "{manifest}");
        }
    }

    #[test]
    fn ignores_build_dependencies_and_other_packages() {
        let others = "[build-dependencies]\nprost = \"0.14\"\n[dependencies]\nprost-types = \"0.14\"\nprost = { package = \"x\", version = \"1\" }\n\
                      [features]\nprost = []\n[workspace.dependencies]\nprost = \"0.1\"";
        assert_eq!(of(others, ""), [""; 0]);
        let both = "[dev-dependencies]\nprost14 = { package = \"prost\", version = \"0.14\" }\n[dependencies]\nprost = \"0.13\"";
        assert_eq!(of(both, ""), ["prost 0.13"], "those of tests neither");
        let twice =
            "[dependencies]\nprost = \"0.13\"\n[dev-dependencies]\nprost = { version = \"0.13\", features = [] }";
        assert_eq!(of(twice, ""), ["prost 0.13"]);
        assert_eq!(of("[dependencies]\nprost.workspace = true", ""), ["prost -"], "a workspace that is not found");
        let targets = "[target.'cfg(unix)'.dependencies]\nprost = \"0.13\"\n[target.'cfg(windows)'.dependencies.prost]\nversion = \"0.14\"";
        assert_eq!(of(targets, ""), ["prost 0.13", "prost 0.14"], "both are there");
    }
}
