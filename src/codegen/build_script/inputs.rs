//! Files as a build script names them, by paths on disk, become files by the names they are imported by.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cargo;
use crate::codegen::diagnostics;
use crate::compile::{Inputs, name_of};
use crate::lists::Listed;
use crate::report::{Diagnostic, Report};
use crate::source::{FolderTree, Resolver};

/// The inputs for these files and folders. Folders that are not there are passed over, as prost-build does.
pub(super) fn inputs<P: AsRef<Path>>(protos: &[P], includes: &[PathBuf]) -> Result<Inputs, Report> {
    let folders = folders(includes);
    let names = protos.iter().map(|proto| name(proto.as_ref(), &folders));
    let mut report = Report::default();
    let targets: Vec<String> =
        names.filter_map(|name| name.map_err(|diagnostic| report.push(*diagnostic)).ok()).listed();
    if targets.is_empty() && report.is_empty() {
        report.push(*diagnostics::nothing_to_compile());
    }
    if report.has_errors() {
        report.append(missing_folders(includes));
        return Err(report);
    }
    let resolvers = folders.into_iter().map(|folder| Arc::new(FolderTree::new(folder)) as Arc<dyn Resolver>).listed();
    Ok(Inputs { resolvers, targets })
}

/// The folders that somebody named, and behind them those of other crates.
pub(super) fn with_crates(mut folders: Vec<PathBuf>, of_crates: impl Iterator<Item = PathBuf>) -> Vec<PathBuf> {
    let mut of_crates: Vec<PathBuf> = of_crates.filter(|folder| folder.is_dir()).listed();
    // Without any, it is the folder that the build script runs in.
    if folders.is_empty() && !of_crates.is_empty() {
        folders.push(PathBuf::new());
    }
    folders.append(&mut of_crates);
    folders
}

/// The folders to look in, whether they are there or not, `PROTOC_INCLUDE` last.
pub(super) fn asked_for(includes: &[PathBuf]) -> Vec<PathBuf> {
    includes.iter().cloned().chain(cargo::protoc_include()).listed()
}

/// Folders that are not there, where something is wrong anyway: that is often why.
pub(super) fn missing_folders(includes: &[PathBuf]) -> Report {
    let missing = includes.iter().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir());
    missing.map(|folder| diagnostics::no_such_folder(folder)).collect()
}

/// Those that are there; without any, the folder that the build script runs in.
fn folders(includes: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = asked_for(includes);
    folders.retain(|folder| folder.as_os_str().is_empty() || folder.is_dir());
    if folders.is_empty() {
        folders.push(PathBuf::new());
    }
    folders
}

fn name(proto: &Path, folders: &[PathBuf]) -> Result<String, Box<Diagnostic>> {
    name_of(proto, folders)?.ok_or_else(|| diagnostics::no_such_proto(proto))
}
