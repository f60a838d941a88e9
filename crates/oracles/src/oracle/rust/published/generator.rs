//! The crates that generate the code of published crates, and their replacement as docs/rust.md describes it.

use std::path::Path;

use super::way::edit;
use crate::error::Error;

/// The crate that a build script uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generator {
    ProstBuild,
    /// tonic-build 0.12 and 0.13.
    TonicBuild,
    TonicProstBuild,
}

impl Generator {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::ProstBuild => "prost-build",
            Self::TonicBuild => "tonic-build",
            Self::TonicProstBuild => "tonic-prost-build",
        }
    }

    /// Replaces the dependency in the manifest of a crate by protoward-build, whose source and features are given, and adds one line
    /// to the build script where its name changes.
    pub(super) fn replace(self, folder: &Path, dependency: &str) -> Result<(), Error> {
        edit(&folder.join("Cargo.toml"), |manifest| self.replaced(manifest, dependency))?;
        let script = folder.join("build.rs");
        match self {
            Self::ProstBuild => edit(&script, |script| format!("use protoward_build::prost_build;\n{script}")),
            // The dependency has the old name.
            Self::TonicBuild => Ok(()),
            Self::TonicProstBuild => {
                edit(&script, |script| format!("use protoward_build::tonic_prost_build;\n{script}"))
            }
        }
    }

    fn replaced(self, manifest: &str, dependency: &str) -> String {
        let old = self.name();
        let (new, renamed) = match self {
            Self::TonicBuild => (old, "package = \"protoward-build\"\n"),
            Self::ProstBuild | Self::TonicProstBuild => ("protoward-build", ""),
        };
        let head = format!("[build-dependencies.{old}]\n");
        let Some((before, rest)) = manifest.split_once(&head) else { return manifest.to_owned() };
        let end = rest.find("\n[").map_or(rest.len(), |end| end + 1);
        let optional = if rest[..end].contains("optional = true") { "optional = true\n" } else { "" };
        let features = |text: &str| text.replace(&format!("\"dep:{old}\""), &format!("\"dep:{new}\""));
        let (before, after) = (features(before), features(&rest[end..]));
        format!("{before}[build-dependencies.{new}]\n{renamed}{optional}{dependency}\n\n{after}")
    }
}

#[cfg(test)]
mod tests {
    use super::Generator;

    const MANIFEST: &str = "[features]\na = [\"dep:prost-build\"]\n\n[build-dependencies.prost-build]\nversion = \"0.14\"\n\
                            optional = true\n\n[lints]\n";

    #[test]
    fn an_optional_dependency_stays_optional() {
        let replaced = Generator::ProstBuild.replaced(MANIFEST, "path = \"build\"");
        let expected = "[features]\na = [\"dep:protoward-build\"]\n\n[build-dependencies.protoward-build]\noptional = true\n\
                        path = \"build\"\n\n[lints]\n";
        assert_eq!(replaced, expected);
    }

    #[test]
    fn tonic_build_keeps_its_name() {
        let manifest = "[build-dependencies.tonic-build]\nversion = \"0.13\"\n";
        let expected = "[build-dependencies.tonic-build]\npackage = \"protoward-build\"\npath = \"build\"\n\n";
        assert_eq!(Generator::TonicBuild.replaced(manifest, "path = \"build\""), expected);
    }
}
