//! The output folders of this process, and the file in each that declares all modules. Calls of a build script that generate into
//! the same folder share it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::cargo;
use protoward_rust::tree::{self, Modules, TREE};

/// Records the name that a call has set for its file that declares all modules.
pub(super) fn record_include_file(folder: &Path, file: &Path) {
    if file == Path::new(TREE) {
        with_folder(folder, |generated| generated.has_include_file = true);
    }
}

/// Adds modules to those of a folder, and returns the content of the file that declares all of them. Returns `None` if
/// a call has set its own file with that name. In `OUT_DIR`, the file exists even without modules, because code
/// includes it by name.
pub(super) fn tree(folder: &Path, modules: Modules) -> Option<String> {
    with_folder(folder, |generated| {
        // Files of earlier calls may have been deleted.
        generated.modules.retain(|_, file| folder.join(file).is_file());
        generated.modules.extend(modules);
        let is_needed = !generated.modules.is_empty() || cargo::out_dir().as_deref() == Some(folder);
        let is_written = !generated.has_include_file && is_needed;
        is_written.then(|| tree::tree(&generated.modules))
    })
}

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
pub(super) fn with_folder<T>(folder: &Path, work: impl FnOnce(&mut Folder) -> T) -> T {
    let mut folders = FOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
    let at = folders.iter().position(|(known, _)| known == folder).unwrap_or_else(|| {
        folders.push((folder.to_owned(), Folder::default()));
        folders.len() - 1
    });
    work(&mut folders[at].1)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    fn module(name: &str) -> Modules {
        [(vec![name.to_owned()], format!("{name}.rs"))].into()
    }

    #[test]
    fn declares_modules_of_all_calls_in_one_file() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path();
        tree(folder, module("a")).unwrap();
        std::fs::write(folder.join("a.rs"), "").unwrap();
        let both = tree(folder, module("b")).unwrap();
        assert!(both.contains("a.rs") && both.contains("b.rs"), "{both}");
        std::fs::remove_file(folder.join("a.rs")).unwrap();
        assert!(!tree(folder, module("b")).unwrap().contains("a.rs"));
        record_include_file(folder, Path::new("mod.rs"));
        assert_eq!(tree(folder, module("b")), None);
    }
}
