//! The generated code of this process, by output folder. Several calls of a build script may share a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use protoward_rust::tree::Modules;

/// The output folders of this process. There are too few for a map.
static FOLDERS: Mutex<Vec<(PathBuf, Folder)>> = Mutex::new(Vec::new());

#[derive(Default)]
pub(super) struct Folder {
    /// The names of the files with the code of packages.
    pub(super) files: BTreeSet<String>,
    pub(super) modules: Modules,
    /// Whether a call has set its own file that declares all modules, with the name of the default one.
    pub(super) has_include_file: bool,
}

/// Calls `work` with the entry of a folder, which is created if necessary.
pub(super) fn with<T>(folder: &Path, work: impl FnOnce(&mut Folder) -> T) -> T {
    let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
    let at = folders.iter().position(|(known, _)| known == folder).unwrap_or_else(|| {
        folders.push((folder.to_owned(), Folder::default()));
        folders.len() - 1
    });
    work(&mut folders[at].1)
}
