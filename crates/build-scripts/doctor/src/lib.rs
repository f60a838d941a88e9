//! Checks whether generated code fits the dependencies of its crate: code is for one version of prost and one of tonic.
//!
//! In: generated code, or the name of a generator, and the `Cargo.toml` and `Cargo.lock` of a crate. Out: diagnostics
//! with places in the manifest. They are errors only if the code cannot compile. Files that cannot be parsed are not
//! reported. Does not depend on the generators or on schemas, and runs no program: the files of Cargo have all
//! information.
//!
//! ```
//! // This crate generates nothing with prost or tonic.
//! assert!(protoward_doctor::survey(std::path::Path::new(".")).0.is_empty());
//! let manifest = protoward_doctor::manifest(std::path::Path::new(".")).expect("the folder has a crate");
//! assert_eq!(manifest.name, "protoward-doctor");
//! ```

mod diagnostics;
mod externs;
mod features;
mod fits;
mod local_crate;
mod needs;
mod survey;
mod versions;

use std::path::Path;

use local_crate::Crate;
use needs::CodeRequirements;
use versions::Line;

use protoward_source::{Report, Sources};

pub use externs::BUILT_IN;
pub use local_crate::{files, manifest};
pub use protoward_cargo_manifest::Manifest;
pub use survey::{Dependency, Generator, Survey, survey};

/// The version of prost that code is generated for, if nothing is known about a crate.
const PROST: &str = "0.14";

/// The version of tonic that code is generated for, if nothing is known about a crate.
const TONIC: &str = "0.14";

/// The versions of prost and tonic that code is for, as text such as `0.14`.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the fields have the names of the crates")]
pub struct Versions<'a> {
    pub prost: &'a str,
    pub tonic: &'a str,
}

/// The parsed versions of prost and tonic that code is for.
struct TargetVersions {
    prost: Line,
    /// `None` if no services are generated.
    tonic: Option<Line>,
}

impl TargetVersions {
    /// Parses versions. Returns `None` if they are not valid.
    fn of(Versions { prost, tonic }: Versions<'_>) -> Option<Self> {
        Some(Self { prost: Line::of(prost)?, tonic: Some(Line::of(tonic)?) })
    }

    /// Returns the newest versions that protoward generates code for.
    fn newest() -> Self {
        Self::of(Versions { prost: PROST, tonic: TONIC }).expect("they are versions")
    }
}

/// The diagnostics of [`check`], and the files that they depend on.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Checked {
    /// The diagnostics about dependencies that do not fit.
    pub report: Report,
    /// The manifests that the report points to.
    pub sources: Sources,
    /// The manifests that were read.
    pub manifests: Vec<String>,
}

/// Checks whether generated code fits the crate in a folder.
///
/// `versions` are those that the code is for. `is_private` means that no other crate can use the code. `extern_paths` are
/// the types in other crates, by path in the schema.
pub fn check(
    folder: &Path,
    code: &[&str],
    versions: Versions<'_>,
    is_private: bool,
    extern_paths: &[(String, String)],
) -> Checked {
    let Some((of, target)) = Crate::at(folder).zip(TargetVersions::of(versions)) else { return Checked::default() };
    let mut needs = CodeRequirements::default();
    code.iter().for_each(|code| needs.add(code));
    let mut sources = Sources::default();
    let mut report = fits::check(&of, needs, &target, is_private, &mut sources);
    externs::check(&of, extern_paths, code, &mut report, &mut sources);
    Checked { report, sources, manifests: of.manifests().map(local_crate::display_path).collect::<Vec<_>>() }
}

/// Returns the manifest of the crate around a folder: that in the folder itself or in its nearest ancestor with a
/// `Cargo.toml`.
pub fn enclosing_manifest(folder: &Path) -> Option<Manifest> {
    let folder = std::path::absolute(folder).ok()?;
    let own = folder.ancestors().find(|folder| folder.join(local_crate::MANIFEST).is_file())?;
    manifest(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn default_versions_match_the_workspace() {
        let manifest = include_str!("../../../../Cargo.toml");
        assert!(manifest.contains(&format!("\nprost-build = \"{PROST}\"")));
        assert!(manifest.contains(&format!("\ntonic-prost-build = {{ version = \"{TONIC}.")));
    }
}
