//! Whether the crates of a build fit each other: generated code is for one version of prost and one of tonic.
//!
//! In: generated code, or the kind of a generator, and the `Cargo.toml` and `Cargo.lock` of the crate that it is for. Out: what does not
//! fit, in plain words, with the place in the manifest. It must not know what is generated from, and starts nothing: cargo
//! wrote down all of it.
//!
//! It stays quiet about what it does not understand. It is an error only where code cannot compile.

mod diagnostics;
mod externs;
mod features;
mod fits;
mod found;
mod lock;
mod manifest;
mod needs;
mod survey;
mod toml;
mod versions;

use std::path::Path;

pub use externs::BUILT_IN;
use found::Crate;
pub use found::manifest;
pub use manifest::Manifest;
use needs::Needs;
use versions::Line;

use super::providers;
use protoward_source::{Report, Sources};
pub use survey::{Dependency, Generator, Survey, survey};

/// The version of tonic that code is generated for, as far as it matters.
const TONIC: &str = "0.14";

/// The versions that code is for.
struct Wanted {
    prost: Line,
    /// None where no services are generated.
    tonic: Option<Line>,
}

impl Wanted {
    /// By what is generated here.
    fn here() -> Self {
        let line = |version| Line::of(version).expect("it is a version");
        Self { prost: line(providers::PROST), tonic: Some(line(TONIC)) }
    }
}

/// What was found, and in what it was looked for.
#[derive(Default)]
pub struct Checked {
    /// The problems that were found.
    pub report: Report,
    /// The texts that the problems point into.
    pub sources: Sources,
    /// The manifests that were read.
    pub manifests: Vec<String>,
}

/// Whether code fits the crate in a folder. `is_private` says that nobody else can get at the code; some of its types are where
/// `extern_paths` say.
pub fn check(folder: &Path, code: &[&str], is_private: bool, extern_paths: &[(String, String)]) -> Checked {
    let Some(of) = Crate::at(folder) else { return Checked::default() };
    let mut needs = Needs::default();
    code.iter().for_each(|code| needs.add(code));
    let mut sources = Sources::default();
    let mut report = fits::judge(&of, needs, &Wanted::here(), is_private, &mut sources);
    externs::judge(&of, extern_paths, code, &mut report, &mut sources);
    Checked { report, sources, manifests: of.manifests().map(found::shown).collect::<Vec<_>>() }
}

/// The crate that a file below this folder would be of.
pub(super) fn around(folder: &Path) -> Option<Manifest> {
    let folder = std::path::absolute(folder).ok()?;
    let own = folder.ancestors().find(|folder| folder.join(found::MANIFEST).is_file())?;
    manifest(own)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where tonic is updated, so is what is said about it.
    #[test]
    fn the_version_of_tonic_is_the_one_that_is_built_with() {
        let manifest = include_str!("../../../../Cargo.toml");
        assert!(manifest.contains(&format!("tonic-prost-build = {{ version = \"{TONIC}.")));
    }
}
