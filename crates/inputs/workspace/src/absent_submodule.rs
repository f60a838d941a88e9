//! Submodules that are not checked out, where imports are searched.

use super::found::{ConfiguredInput, upwards};
use protoward_inputs::OpenedFiles;
use protoward_source::{ReadError, Resolver, join};

/// A submodule that is not checked out, among the folders in which imports are searched. It resolves no
/// file, and explains why an import is missing.
pub(super) struct AbsentSubmodule {
    /// The displayed path.
    shown: String,
}

impl AbsentSubmodule {
    /// Returns the first one of an input; `None` if all are checked out, or if the input is not on disk.
    pub(super) fn of(found: &ConfiguredInput, files: &OpenedFiles) -> Option<Self> {
        if !files.is_on_disk() {
            return None;
        }
        let modules = found.config.modules.iter().map(|module| &module.path);
        let mut folders = modules.chain(&found.config.include).map(|path| join(&found.root, &path.text));
        let absent = folders.find(|folder| is_absent(files, folder))?;
        Some(Self { shown: found.tree.display(&absent) })
    }
}

/// Returns `true` for an empty folder of a submodule, or in one.
pub(super) fn is_absent(files: &OpenedFiles, folder: &str) -> bool {
    let is_empty = |root: &std::path::PathBuf| {
        std::fs::read_dir(root.join(folder)).is_ok_and(|mut entries| entries.next().is_none())
    };
    files.root.as_ref().is_some_and(is_empty) && upwards(folder).any(|above| files.has_submodule(above))
}

impl Resolver for AbsentSubmodule {
    fn resolve(&self, _: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(None)
    }

    fn help(&self, _: &str) -> Option<String> {
        let submodule = &self.shown;
        Some(format!(
            "the submodule `{submodule}` is not checked out: `git submodule update --init {submodule}` gets it"
        ))
    }
}
