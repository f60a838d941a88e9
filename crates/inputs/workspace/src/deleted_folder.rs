//! The folder of a deleted schema.

use std::path::PathBuf;

use super::config_folder::ConfigFolder;
use super::layout::OpenOptions;
use protoward_inputs::{Input, Opened, OpenedFiles};
use protoward_source::join;

/// The folder of a deleted schema in the newer version. It need not exist.
#[derive(Clone, Debug)]
pub(super) struct DeletedFolder {
    pub(super) folder: ConfigFolder,
    /// `None` for a commit or an archive.
    pub(super) root: Option<PathBuf>,
}

impl DeletedFolder {
    /// Opens the folder of an input; `None` if not even the input around it can be opened.
    pub(super) fn of(input: &Input, options: &OpenOptions) -> Option<Self> {
        let OpenOptions { project, .. } = options;
        let Ok(Opened::Files(files)) = input.above(project)?.open() else { return None };
        let files = OpenedFiles { path: join(&files.path, project), ..files };
        let root = files.is_on_disk().then(|| PathBuf::from(files.tree.display(&files.path)));
        Some(Self { folder: ConfigFolder::at(files), root })
    }
}
