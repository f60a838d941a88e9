//! `Cargo.lock`: the versions of a crate's dependencies.

use crate::toml::{Table, TomlValue};

/// The packages of a `Cargo.lock`, as far as they decide versions.
#[derive(Clone, Debug)]
pub struct Lock {
    packages: Vec<LockedPackage>,
}

/// A package of a lock file.
#[derive(Clone, Debug)]
pub struct LockedPackage {
    /// The name of the package.
    pub name: String,
    /// The exact version, such as `0.13.5`.
    pub version: String,
    /// `true` if it comes from a registry or a repository, not from a folder.
    is_fetched: bool,
    /// The dependencies, as `name`, `name version` or `name version (source)`. Cargo adds the version and the source only
    /// where the name is ambiguous.
    dependencies: Vec<String>,
}

impl Lock {
    /// Parses a lock file; `None` if it is invalid.
    pub fn parse(text: &str) -> Option<Self> {
        let lock = Table::parse(text)?;
        let package = |value: &TomlValue| {
            let TomlValue::Table(package) = value else { return None };
            Some(LockedPackage {
                name: package.text("name")?.to_owned(),
                version: package.text("version")?.to_owned(),
                is_fetched: package.get("source").is_some(),
                dependencies: package.texts("dependencies").map(str::to_owned).collect::<Vec<_>>(),
            })
        };
        let mut packages = Vec::new();
        for value in lock.list("package") {
            packages.push(package(value)?);
        }
        Some(Self { packages })
    }

    /// Returns the package with a name that comes from a folder. If there are several, the version selects one.
    pub fn own(&self, name: &str, version: Option<&str>) -> Option<&LockedPackage> {
        let named: Vec<_> = self.packages.iter().filter(|it| it.name == name && !it.is_fetched).collect();
        match named[..] {
            [single] => Some(single),
            _ => named.iter().copied().find(|package| Some(&*package.version) == version),
        }
    }

    /// Returns the packages with a name that a package depends on directly. All kinds of dependencies are included.
    pub fn dependencies<'l>(&'l self, of: &'l LockedPackage, name: &'l str) -> impl Iterator<Item = &'l LockedPackage> {
        self.packages
            .iter()
            .filter(move |package| package.name == name && of.dependencies.iter().any(|it| package.is(it)))
    }

    /// Returns packages and all their direct and indirect dependencies.
    pub fn with_transitive_dependencies<'l>(&'l self, mut next: Vec<&'l LockedPackage>) -> Vec<&'l LockedPackage> {
        let mut found: Vec<&LockedPackage> = Vec::new();
        while let Some(package) = next.pop() {
            if found.iter().any(|it| std::ptr::eq(*it, package)) {
                continue;
            }
            found.push(package);
            next.extend(self.packages.iter().filter(|it| package.dependencies.iter().any(|named| it.is(named))));
        }
        found
    }

    /// Returns the packages that depend directly on a package.
    pub fn dependents<'l>(&'l self, package: &'l LockedPackage) -> impl Iterator<Item = &'l LockedPackage> {
        self.packages.iter().filter(move |it| it.dependencies.iter().any(|dependency| package.is(dependency)))
    }
}

impl LockedPackage {
    fn is(&self, dependency: &str) -> bool {
        let mut words = dependency.split(' ');
        words.next() == Some(&*self.name) && words.next().is_none_or(|version| version == self.version)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn resolves_a_dependency_to_its_locked_version() {
        let text = r#"
            version = 4
            [[package]]
            name = "app"
            version = "0.1.0"
            dependencies = ["one", "prost 0.13.5"]
            [[package]]
            name = "one"
            version = "1.0.0"
            source = "registry"
            dependencies = ["prost 0.14.4 (registry)"]
            [[package]]
            name = "prost"
            version = "0.13.5"
            source = "registry"
            [[package]]
            name = "prost"
            version = "0.14.4"
            source = "registry"
        "#;
        let lock = Lock::parse(text).unwrap();
        let app = lock.own("app", None).unwrap();
        let of = |package, name| lock.dependencies(package, name).map(|it| &*it.version).collect::<Vec<_>>();
        assert_eq!(of(app, "prost"), ["0.13.5"]);
        let one = lock.dependencies(app, "one").next().unwrap();
        assert_eq!(of(one, "prost"), ["0.14.4"]);
        let new = lock.dependencies(one, "prost").next().unwrap();
        assert_eq!(lock.dependents(new).map(|it| &*it.name).collect::<Vec<_>>(), ["one"]);
        let packages = lock.with_transitive_dependencies(vec![app]);
        let mut packages: Vec<_> = packages.iter().map(|it| format!("{} {}", it.name, it.version)).collect();
        packages.sort();
        assert_eq!(packages, ["app 0.1.0", "one 1.0.0", "prost 0.13.5", "prost 0.14.4"]);
        assert!(lock.own("one", None).is_none(), "it does not lie in a folder");
    }
}
