//! Submodules that are not checked out, where imports are searched.

use super::found::{ConfiguredInput, upwards};
use protoward_inputs::OpenedFiles;
use protoward_source::{ReadError, Resolver, join};

/// The submodules among the folders in which imports are searched, whose folders are empty. They have no files, and a remedy for what is
/// not found.
pub(super) struct AbsentSubmodules {
    /// Their displayed paths.
    shown: Vec<String>,
}

impl AbsentSubmodules {
    /// Returns the submodules of an input; `None` if all are checked out, or if the input is not on disk.
    pub(super) fn of(found: &ConfiguredInput, files: &OpenedFiles) -> Option<Self> {
        if !files.is_on_disk() {
            return None;
        }
        let modules = found.config.modules.iter().map(|module| &module.path);
        let folders = modules.chain(&found.config.include).map(|path| join(&found.root, &path.text));
        let absent = folders.filter_map(|folder| is_absent(files, &folder).then(|| found.tree.display(&folder)));
        let shown: Vec<String> = absent.collect();
        (!shown.is_empty()).then_some(Self { shown })
    }
}

/// Returns `true` for an empty folder of a submodule, or in one.
pub(super) fn is_absent(files: &OpenedFiles, folder: &str) -> bool {
    let is_empty = |root: &std::path::PathBuf| {
        std::fs::read_dir(root.join(folder)).is_ok_and(|mut entries| entries.next().is_none())
    };
    files.root.as_ref().is_some_and(is_empty) && upwards(folder).any(|above| files.has_submodule(above))
}

impl Resolver for AbsentSubmodules {
    fn resolve(&self, _: &str) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(None)
    }

    fn help(&self, _: &str) -> Option<String> {
        let submodule = self.shown.first()?;
        Some(format!(
            "the submodule `{submodule}` is not checked out: `git submodule update --init {submodule}` gets it"
        ))
    }
}
