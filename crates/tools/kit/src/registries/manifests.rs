//! Exact versions in files of package clients.

use serde_json::Value;

use super::{Pin, Registry, version};

/// Returns the pins of `requirements.txt`: lines such as `grpcio==1.85.1`.
pub fn requirements(text: &str, place: &str) -> Vec<Pin> {
    let lines = text.lines().filter_map(|line| line.split_once("=="));
    lines.map(|(name, version)| Pin::new(Registry::Python, name.trim(), version.trim(), place)).collect()
}

/// Returns the pins of `package.json`: dependencies with a version instead of a range.
pub fn package_json(text: &str, place: &str) -> Vec<Pin> {
    let manifest: Value = serde_json::from_str(text).unwrap_or_default();
    let sections = ["dependencies", "devDependencies"].map(|section| manifest[section].as_object().cloned());
    let dependencies = sections.into_iter().flatten().flatten();
    let pins = dependencies.filter_map(|(name, version)| {
        let version = version.as_str().filter(|version| version::is_version(version))?;
        Some(Pin::new(Registry::Npm, &name, version, place))
    });
    pins.collect()
}

/// Returns the pins of `Cargo.toml`: dependencies on lines such as `prost-build = "=0.14.4"`.
pub fn cargo_toml(text: &str, place: &str) -> Vec<Pin> {
    let pins = text.lines().filter_map(|line| {
        let (name, value) = line.split_once('=')?;
        let version = value.split_once("\"=")?.1.split('"').next()?;
        Some(Pin::new(Registry::Crates, name.trim(), version.trim(), place))
    });
    pins.collect()
}

/// Returns the versions of these packages in `Cargo.lock`. The newest version of a package is compared with all versions,
/// and each other one with those of its line, which we support beside the newest.
pub fn cargo_lock(text: &str, names: &[&str], place: &str) -> Vec<Pin> {
    let value = |line: Option<&str>, key: &str| {
        Some(line?.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"')?.to_owned())
    };
    let packages = text.split("[[package]]").filter_map(|package| {
        let mut lines = package.trim_start().lines();
        let pin = Pin::new(Registry::Crates, &value(lines.next(), "name")?, &value(lines.next(), "version")?, place);
        names.contains(&pin.name.as_str()).then_some(pin)
    });
    let pins: Vec<Pin> = packages.collect();
    let has_newer = |pin: &Pin| {
        pins.iter().any(|it| it.name == pin.name && version::is_newer(&it.version, &pin.version) == Some(true))
    };
    let with_line = |pin: &Pin| Pin { line: has_newer(pin).then(|| version::line(&pin.version)), ..pin.clone() };
    pins.iter().map(with_line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(pins: &[Pin]) -> Vec<String> {
        pins.iter().map(|pin| format!("{} {}", pin.name, pin.version)).collect()
    }

    #[test]
    fn exact_versions_are_pins() {
        let text = "# a comment\ngrpcio==1.85.1\nPyJWT == 2.15.1\nprotobuf>=7\n";
        assert_eq!(listed(&requirements(text, "")), ["grpcio 1.85.1", "PyJWT 2.15.1"]);
        let text = r#"{"dependencies": {"@a/b": "1.2.3", "c": "^1.0"}, "devDependencies": {"d": "5.9.3"}}"#;
        assert_eq!(listed(&package_json(text, "")), ["@a/b 1.2.3", "d 5.9.3"]);
        assert!(package_json("{}", "").is_empty());
        let text = "[package]\nversion = \"0.1.0\"\n[dependencies]\nprotox = { version = \"=0.10.0\" }\n\
                    prost = \"0.14\"\nprost-build = \"=0.14.4\"\n";
        assert_eq!(listed(&cargo_toml(text, "")), ["protox 0.10.0", "prost-build 0.14.4"]);
    }

    #[test]
    fn compares_older_lines_of_a_lock_file_with_themselves() {
        let text = "version = 4\n\n[[package]]\nname = \"prost\"\nversion = \"0.13.5\"\nsource = \"x\"\n\n\
                    [[package]]\nname = \"prost\"\nversion = \"0.14.6\"\n\n[[package]]\nname = \"serde\"\nversion = \"1.0.0\"\n";
        let pins = cargo_lock(text, &["prost"], "Cargo.lock");
        assert_eq!(listed(&pins), ["prost 0.13.5", "prost 0.14.6"]);
        assert_eq!(pins.iter().map(|pin| pin.line.as_deref()).collect::<Vec<_>>(), [Some("0.13"), None]);
    }
}
