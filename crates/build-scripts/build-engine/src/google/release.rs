//! The release of the crate `protobuf` that code is for.

use std::path::Path;

use super::diagnostics;
use crate::error::{self, Error};
use crate::run::Run;
use crate::{cargo, runtime};
use protoward_google_rust::Version;

/// The packages of the runtime. `protobuf` re-exports the other one since 4.36.
const PACKAGES: [&str; 2] = ["protobuf", "google-protobuf"];

/// Returns the release that the build script has set, or else that in the lock file of the crate with the code in a
/// folder, or else the newest.
pub(super) fn release(set: Option<&str>, folder: &Path, run: &Run) -> Result<Version, Error> {
    if let Some(version) = set {
        return Version::find(version).map_err(|error| error::of(diagnostics::no_generator(&error)));
    }
    let mut files = Vec::new();
    let of_crate = cargo::crate_of(folder);
    let locked = of_crate.and_then(|of_crate| runtime::locked(of_crate, &PACKAGES, &mut files));
    if run.watches_files() {
        cargo::rerun_if_changed(files.iter().map(|file| file.display().to_string()));
    }
    let Some((package, version)) = locked else { return Ok(Version::default()) };
    Version::find(&version).map_err(|error| error::of(diagnostics::no_generator_for_locked(package, &error)))
}
