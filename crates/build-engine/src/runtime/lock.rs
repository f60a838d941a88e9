//! The locked versions of the dependencies of a crate, from a `Cargo.lock`.

use super::toml::entries;

/// A package of a lock file.
#[derive(Default)]
struct Package {
    name: String,
    version: String,
    is_fetched: bool,
    /// The names, with versions where a name is ambiguous.
    dependencies: Vec<String>,
}

/// Returns the versions of a package that a crate directly depends on. Returns no versions if the lock file does not
/// contain the crate.
pub(super) fn versions(text: &str, (own, own_version): (&str, Option<&str>), package: &str) -> Vec<String> {
    let packages = packages(text);
    let is_own = |it: &&Package| it.name == own && !it.is_fetched;
    let named: Vec<&Package> = packages.iter().filter(is_own).collect();
    let own = match named[..] {
        [sole] => Some(sole),
        _ => named.into_iter().find(|it| Some(&*it.version) == own_version),
    };
    let Some(own) = own else { return Vec::new() };
    let is_meant = |it: &&Package| own.dependencies.iter().any(|dependency| it.is(dependency));
    let meant = packages.iter().filter(|it| it.name == package).filter(is_meant);
    meant.map(|it| it.version.clone()).collect()
}

fn packages(text: &str) -> Vec<Package> {
    let mut packages: Vec<(usize, Package)> = Vec::new();
    for entry in entries(text).into_iter().filter(|it| it.path.len() == 2 && it.path[0] == "package") {
        if packages.last().is_none_or(|(heading, _)| *heading != entry.heading) {
            packages.push((entry.heading, Package::default()));
        }
        let Some((_, package)) = packages.last_mut() else { continue };
        match &*entry.path[1] {
            "name" => package.name = entry.value,
            "version" => package.version = entry.value,
            "source" => package.is_fetched = true,
            "dependencies" => package.dependencies = entry.list().collect(),
            _ => {}
        }
    }
    packages.into_iter().map(|(_, package)| package).collect()
}

impl Package {
    /// Returns `true` if a dependency entry refers to this package: `name`, `name 1.2.3`, or `name 1.2.3 (source)`.
    fn is(&self, dependency: &str) -> bool {
        let mut words = dependency.split(' ');
        words.next() == Some(&*self.name) && words.next().is_none_or(|version| version == self.version)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "app"
version = "0.1.0"
dependencies = [
 "other",
 "prost 0.13.5",
]

[[package]]
name = "other"
version = "1.0.0"
source = "registry+x"
dependencies = ["prost 0.14.4 (registry+x)", "tonic"]

[[package]]
name = "prost"
version = "0.13.5"
source = "registry+x"

[[package]]
name = "prost"
version = "0.14.4"

[[package]]
name = "tonic"
version = "0.14.1"
"#;

    #[test]
    fn returns_the_version_that_the_crate_uses() {
        assert_eq!(versions(LOCK, ("app", Some("0.1.0")), "prost"), ["0.13.5"]);
        assert_eq!(versions(LOCK, ("app", Some("0.1.0")), "tonic"), [""; 0], "another crate depends on it");
        assert_eq!(versions(LOCK, ("app", None), "prost"), ["0.13.5"], "a version of the workspace");
        assert_eq!(versions(LOCK, ("other", None), "prost"), [""; 0], "it is fetched, and the file is not its own");
        assert_eq!(versions(LOCK, ("prost", None), "prost"), [""; 0]);
        let both = LOCK.replace(" \"prost 0.13.5\",", " \"prost 0.13.5\",\n \"prost 0.14.4\",");
        assert_eq!(versions(&both, ("app", None), "prost"), ["0.13.5", "0.14.4"]);
        let sole = LOCK.replace(" \"other\",", " \"tonic\",");
        assert_eq!(versions(&sole, ("app", None), "tonic"), ["0.14.1"]);
        assert_eq!(versions("", ("app", None), "prost"), [""; 0]);
    }
}
