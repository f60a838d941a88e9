//! A check that generated code is compatible with the crate that contains it.

use std::path::{Path, PathBuf};

use super::cargo;
use super::diagnostics::report_error;
use super::run::Run;
use protoward_build_protocol::Error;
use protoward_rust::RustSettings;
use protoward_rust::tree::Files;
use protoward_source::plain;

impl Run {
    /// Checks the crate that contains an output folder, before any file is written. Code that cannot compile is an error.
    pub(super) fn check_fit(&self, files: &Files, folder: &Path, settings: &RustSettings) -> Result<(), Error> {
        let Some(TargetCrate { manifest_dir, is_private }) = target_crate(folder) else { return Ok(()) };
        let versions = protoward_doctor::Versions { prost: settings.runtime.prost(), tonic: settings.runtime.tonic() };
        let code: Vec<&str> = files.values().filter_map(|code| std::str::from_utf8(code).ok()).collect();
        let protoward_doctor::Checked { report, sources, manifests, .. } =
            protoward_doctor::check(&manifest_dir, &code, versions, is_private, &settings.extern_paths);
        if self.watches_files() {
            cargo::rerun_if_changed(manifests);
        }
        if report.has_errors() {
            return Err(report_error(&report, &sources));
        }
        if self.emit_rerun_if_changed {
            cargo::warn(&plain(&report, &sources));
        }
        Ok(())
    }
}

/// Returns the files that the check depends on: those of the crate that contains an output folder, and those of the
/// package that is built.
pub(super) fn manifests(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let crates = target_crate(folder).map(|of| of.manifest_dir).into_iter().chain(cargo::manifest_dir());
    crates.flat_map(|folder| protoward_doctor::files(&folder))
}

/// The crate that contains the generated code.
struct TargetCrate {
    manifest_dir: PathBuf,
    is_private: bool,
}

/// Returns the crate that contains an output folder. Code in `OUT_DIR` belongs to the crate that is built, and code
/// below a `src` folder to the crate of that folder. Returns `None` for other folders.
fn target_crate(folder: &Path) -> Option<TargetCrate> {
    let own = cargo::manifest_dir().filter(|_| cargo::is_build_script())?;
    if cargo::out_dir().is_some_and(|out| folder.starts_with(out)) {
        return Some(TargetCrate { manifest_dir: own, is_private: true });
    }
    let folder = folder.canonicalize().ok()?;
    let source = folder.ancestors().find(|folder| folder.file_name().is_some_and(|name| name == "src"))?;
    Some(TargetCrate { manifest_dir: source.parent()?.to_owned(), is_private: false })
}
