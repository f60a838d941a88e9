//! The crates that generate the code of published crates, and their replacement as docs/rust.md describes it.

use std::path::Path;

use super::way::edit;
use protoward_kit::error::Error;

/// An argument of `compile_protos` in the script of hedera-proto whose elements have another type than those of the first argument, as
/// tonic-build 0.13 permits, and with the same type.
const OTHER_TYPE: &str = "&[out_path.to_str().unwrap()]";
const ONE_TYPE: &str = "&[out_path.to_str().unwrap().into()]";

/// The crate that a build script uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generator {
    Prost,
    /// tonic-build 0.12 and 0.13.
    Tonic,
    TonicProst,
}

impl Generator {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Prost => "prost-build",
            Self::Tonic => "tonic-build",
            Self::TonicProst => "tonic-prost-build",
        }
    }

    /// Replaces the dependency in the manifest of a crate by protoward-build, whose source and features are given, and adds one line
    /// to the build script where its name changes.
    pub(super) fn replace(self, folder: &Path, dependency: &str) -> Result<(), Error> {
        let mut has_transport = true;
        edit(&folder.join("Cargo.toml"), |manifest| {
            has_transport = self.has_transport(manifest);
            self.replaced(manifest, dependency)
        })?;
        let script = folder.join("build.rs");
        if !has_transport {
            edit(&script, |script| script.replace("configure()", "configure().build_transport(false)"))?;
        }
        match self {
            Self::Prost => edit(&script, |script| with_line(script, "use protoward_build::prost_build;")),
            // The dependency has the old name.
            Self::Tonic => edit(&script, |script| script.replace(OTHER_TYPE, ONE_TYPE)),
            Self::TonicProst => edit(&script, |script| with_line(script, "use protoward_build::tonic_prost_build;")),
        }
    }

    /// Returns `false` if the crate has the generator without the feature for clients that connect, which protoward-build generates
    /// by default.
    fn has_transport(self, manifest: &str) -> bool {
        let section = manifest.split_once(&format!("[build-dependencies.{}]\n", self.name()));
        let section = section.map_or("", |(_, rest)| rest.split("\n[").next().unwrap_or(rest));
        self == Self::Prost || !section.contains("default-features = false") || section.contains("\"transport\"")
    }

    fn replaced(self, manifest: &str, dependency: &str) -> String {
        let old = self.name();
        let (new, renamed) = match self {
            Self::Tonic => (old, "package = \"protoward-build\"\n"),
            Self::Prost | Self::TonicProst => ("protoward-build", ""),
        };
        let head = format!("[build-dependencies.{old}]\n");
        let Some((before, rest)) = manifest.split_once(&head) else { return manifest.to_owned() };
        let end = rest.find("\n[").map_or(rest.len(), |end| end + 1);
        let optional = if rest[..end].contains("optional = true") { "optional = true\n" } else { "" };
        let features = |text: &str| text.replace(&format!("\"dep:{old}\""), &format!("\"dep:{new}\""));
        let before = features(before);
        let after = features(&rest[end..]);
        format!("{before}[build-dependencies.{new}]\n{renamed}{optional}{dependency}\n\n{after}")
    }
}

/// Returns a script with a line before its first item, behind the documentation and the attributes of the script.
fn with_line(script: &str, line: &str) -> String {
    let is_head = |line: &&str| line.trim().is_empty() || line.starts_with("//") || line.starts_with("#!");
    let head: usize = script.split_inclusive('\n').take_while(is_head).map(str::len).sum();
    format!("{}{line}\n{}", &script[..head], &script[head..])
}

#[cfg(test)]
mod tests {
    use super::{Generator, with_line};

    const MANIFEST: &str = "[features]\na = [\"dep:prost-build\"]\n\n[build-dependencies.prost-build]\nversion = \"0.14\"\n\
                            optional = true\n\n[lints]\n";

    #[test]
    fn keeps_an_optional_dependency_optional() {
        let replaced = Generator::Prost.replaced(MANIFEST, "path = \"build\"");
        let expected = "[features]\na = [\"dep:protoward-build\"]\n\n[build-dependencies.protoward-build]\noptional = true\n\
                        path = \"build\"\n\n[lints]\n";
        assert_eq!(replaced, expected);
    }

    #[test]
    fn a_line_follows_the_documentation_of_a_script() {
        let script = "//! Compiles.\n#![allow(unused)]\n\nuse a::b;\n";
        assert_eq!(with_line(script, "use c;"), "//! Compiles.\n#![allow(unused)]\n\nuse c;\nuse a::b;\n");
        assert_eq!(with_line("fn main() {}\n", "use c;"), "use c;\nfn main() {}\n");
    }

    #[test]
    fn recognizes_a_generator_without_transport() {
        let manifest =
            "[build-dependencies.tonic-prost-build]\nversion = \"0.14\"\ndefault-features = false\n\n[lints]\n";
        assert!(!Generator::TonicProst.has_transport(manifest));
        let with = manifest.replace("= false\n", "= false\nfeatures = [\"transport\"]\n");
        assert!(Generator::TonicProst.has_transport(&with));
        assert!(Generator::TonicProst.has_transport(&manifest.replace("default-features = false\n", "")));
    }

    #[test]
    fn tonic_build_keeps_its_name() {
        let manifest = "[build-dependencies.tonic-build]\nversion = \"0.13\"\n";
        let expected = "[build-dependencies.tonic-build]\npackage = \"protoward-build\"\npath = \"build\"\n\n";
        assert_eq!(Generator::Tonic.replaced(manifest, "path = \"build\""), expected);
    }
}
