//! Conversion of paths on disk, as a build script has them, to import names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{cargo, watch};
use crate::diagnostics;
use protoward_compiler::{Compiler, name_of};
use protoward_source::paths::{portable, shown};
use protoward_source::{Diagnostic, FolderTree, ReadError, Report, Tree, nearest};

const ENDING: &str = ".proto";

/// Returns the compiler for these include folders, and the import names of the files. Missing folders are ignored, as
/// in prost-build.
pub(super) fn inputs<P: AsRef<Path>>(protos: &[P], includes: &[PathBuf]) -> Result<(Compiler, Vec<String>), Report> {
    let folders = folders(includes);
    let mut report = Report::default();
    let mut targets: Vec<String> = Vec::new();
    for proto in protos {
        match names(proto.as_ref(), &folders) {
            Ok(names) => targets.extend(names),
            Err(problems) => report.append(problems),
        }
    }
    let mut seen = BTreeSet::new();
    targets.retain(|name| seen.insert(name.clone()));
    if targets.is_empty() && report.is_empty() {
        report.push(*diagnostics::nothing_to_compile());
    }
    if report.has_errors() {
        report.append(missing_folders(includes));
        return Err(report);
    }
    Ok((Compiler::new().includes(folders), targets))
}

/// Returns the include folders of the build script, followed by those of other crates.
pub(super) fn with_crates(mut folders: Vec<PathBuf>, mut of_crates: Vec<PathBuf>) -> Vec<PathBuf> {
    of_crates.retain(|folder| folder.is_dir());
    // The default include folder is the working directory of the build script.
    if folders.is_empty() && !of_crates.is_empty() {
        folders.push(PathBuf::new());
    }
    folders.append(&mut of_crates);
    folders
}

/// Returns the include folders, whether or not they exist, and `PROTOC_INCLUDE` last.
pub(super) fn with_protoc_include(includes: &[PathBuf]) -> Vec<PathBuf> {
    includes.iter().cloned().chain(cargo::protoc_include()).collect()
}

/// Warns about missing include folders. Called only after another error, of which they are often the cause.
pub(super) fn missing_folders(includes: &[PathBuf]) -> Report {
    let missing = includes.iter().filter(|folder| !folder.as_os_str().is_empty() && !folder.is_dir());
    missing.map(|folder| diagnostics::no_such_folder(folder)).collect()
}

/// Returns the include folders that exist, or else the working directory of the build script.
fn folders(includes: &[PathBuf]) -> Vec<PathBuf> {
    let mut folders = with_protoc_include(includes);
    folders.retain(|folder| folder.as_os_str().is_empty() || folder.is_dir());
    if folders.is_empty() {
        folders.push(PathBuf::new());
    }
    folders
}

/// Returns the import names for a path: the file itself, or all files of a folder.
fn names(proto: &Path, folders: &[PathBuf]) -> Result<Vec<String>, Report> {
    match folder(proto, folders) {
        Some(folder) => names_in(&folder, folders),
        None => Ok(vec![name(proto, folders)?]),
    }
}

/// Resolves the path of a folder, which may be relative to an include folder.
fn folder(proto: &Path, folders: &[PathBuf]) -> Option<PathBuf> {
    let candidates = [PathBuf::new()].into_iter().chain(folders.iter().cloned());
    candidates.map(|folder| folder.join(proto)).find(|path| path.exists()).filter(|path| path.is_dir())
}

/// Returns the import names of the files below a folder, sorted. Hidden files are skipped, as on the command line.
fn names_in(folder: &Path, folders: &[PathBuf]) -> Result<Vec<String>, Report> {
    let files = files_in(folder).map_err(|error| diagnostics::unread_folder(folder, &error))?;
    if files.is_empty() {
        return Err(diagnostics::no_protos_in(folder).into());
    }
    let mut report = Report::default();
    let names = files.iter().filter_map(|file| name(&folder.join(file), folders).map_err(|it| report.push(*it)).ok());
    let names = names.collect::<Vec<_>>();
    if report.has_errors() { Err(report) } else { Ok(names) }
}

fn files_in(folder: &Path) -> Result<Vec<String>, ReadError> {
    FolderTree::new(folder).files("", ENDING)
}

fn name(proto: &Path, folders: &[PathBuf]) -> Result<String, Box<Diagnostic>> {
    name_of(proto, folders)?.ok_or_else(|| diagnostics::no_such_proto(proto, similar(proto, folders)))
}

/// Returns a path similar to a missing one: a file in the same folder, or else an import name.
fn similar(proto: &Path, folders: &[PathBuf]) -> Option<String> {
    similar_in_folder(proto).or_else(|| {
        let known = folders.iter().filter_map(|folder| files_in(folder).ok()).flatten().collect::<Vec<_>>();
        let path = portable(proto);
        let found = nearest_end(&path, &known);
        // A file with the same name in another folder is as similar as a file with another name.
        let file = path.rsplit('/').next().unwrap_or(&path);
        found.or_else(|| known.into_iter().find(|name| name.rsplit('/').next() == Some(file)))
    })
}

/// Returns the name that is most similar to the end of a path, because the folder at the start of the path is unknown.
fn nearest_end(path: &str, known: &[String]) -> Option<String> {
    let starts = [0].into_iter().chain(path.match_indices('/').map(|(at, _)| at + 1));
    starts.map(|start| &path[start..]).find_map(|end| {
        let same_depth = known.iter().filter(|name| name.matches('/').count() == end.matches('/').count());
        nearest(end, same_depth.map(String::as_str)).first().map(|similar| (*similar).to_owned())
    })
}

fn similar_in_folder(proto: &Path) -> Option<String> {
    let folder = proto.parent().filter(|folder| !folder.as_os_str().is_empty() && folder.is_dir())?;
    let entries = std::fs::read_dir(folder).ok()?.flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let names = names.filter(|name| name.ends_with(ENDING)).collect::<Vec<_>>();
    let similar = nearest(proto.file_name()?.to_str()?, names.iter().map(String::as_str)).first().copied()?;
    Some(shown(&folder.join(similar)).to_string())
}

/// Returns the folders among the paths to compile. Cargo watches them, because new files in them are compiled as well.
pub(super) fn proto_folders<P: AsRef<Path>>(protos: &[P], includes: &[PathBuf]) -> impl Iterator<Item = String> {
    let folders = folders(includes);
    let compiled = protos.iter().filter_map(move |proto| folder(proto.as_ref(), &folders));
    compiled.flat_map(|folder| watch::folder_paths(&folder, cargo::out_dir().as_deref()))
}
