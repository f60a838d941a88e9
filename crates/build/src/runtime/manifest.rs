//! The dependencies of a crate, from its `Cargo.toml`.

use super::toml::{Entry, entries};

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
    package: String,
    pub(super) requirement: Option<String>,
    /// Whether the dependency is inherited from the workspace.
    pub(super) is_inherited: bool,
    /// Whether this is a dev-dependency.
    is_dev: bool,
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

    /// Returns the dependencies on a package that code can use; `root` is the manifest of the workspace.
    /// Dev-dependencies are returned only if there are no others, and build-dependencies never.
    pub(super) fn dependencies(&self, package: &str, root: Option<&Self>) -> Vec<Dependency> {
        let mut found = Vec::new();
        for entry in &self.entries {
            let path: Vec<&str> = entry.path.iter().map(String::as_str).collect();
            match path[..] {
                [section, key, ref rest @ ..] | ["target", _, section, key, ref rest @ ..] if is_of_code(section) => {
                    set(&mut found, (key, section.starts_with("dev")), rest, &entry.value);
                }
                _ => {}
            }
        }
        for dependency in found.iter_mut().filter(|it| it.is_inherited) {
            dependency.inherit(root);
        }
        found.retain(|it| it.package == package);
        if found.iter().any(|it| !it.is_dev) {
            found.retain(|it| !it.is_dev);
        }
        found
    }

    /// Returns a dependency of `[workspace.dependencies]`.
    fn shared(&self, key: &str) -> Option<Dependency> {
        let mut found = Vec::new();
        for entry in self.entries.iter().filter(|it| it.path.len() > 2 && it.path[..2] == ["workspace", "dependencies"])
        {
            let rest: Vec<&str> = entry.path[3..].iter().map(String::as_str).collect();
            set(&mut found, (&entry.path[2], false), &rest, &entry.value);
        }
        found.into_iter().find(|it| it.key == key)
    }
}

/// Returns `true` for sections whose dependencies code can use. `dev_dependencies` is a deprecated spelling.
fn is_of_code(section: &str) -> bool {
    ["dependencies", "dev-dependencies", "dev_dependencies"].contains(&section)
}

/// Records a value of the dependency with the given key.
fn set(found: &mut Vec<Dependency>, (key, is_dev): (&str, bool), rest: &[&str], value: &str) {
    let at = found.iter().position(|it| it.key == key && it.is_dev == is_dev).unwrap_or_else(|| {
        let dependency = Dependency {
            name: key.replace('-', "_"),
            key: key.to_owned(),
            package: key.to_owned(),
            is_dev,
            ..Dependency::default()
        };
        found.push(dependency);
        found.len() - 1
    });
    let dependency = &mut found[at];
    match rest {
        [] | ["version"] => dependency.requirement = Some(value.to_owned()),
        ["package"] => value.clone_into(&mut dependency.package),
        ["workspace"] => dependency.is_inherited = value == "true",
        _ => {}
    }
}

impl Dependency {
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
        manifest.dependencies("prost", Some(&root)).iter().map(rendered).collect()
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
    }
}
