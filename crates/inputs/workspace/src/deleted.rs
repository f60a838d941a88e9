//! Schemas of which no file is left. Approvals of the deletion are where they were before, next to the configuration or its old place.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::config_folder::{ConfigFolder, TreeFile};
use super::layout::OpenOptions;
use super::workspace::{Origin, Workspace};
use protoward_inputs::{Input, Opened, OpenedFiles};
use protoward_schema::Schema;
use protoward_source::{ReadError, join};

/// The folder of a deleted schema in the newer version. It need not exist.
#[derive(Clone, Debug)]
pub(super) struct DeletedFolder {
    folder: ConfigFolder,
    /// `None` for a commit or an archive.
    root: Option<PathBuf>,
}

impl Workspace {
    /// Returns this older version after the deletion of all its files. `input` is its folder in the newer version.
    #[must_use]
    pub fn deleted_from(&self, input: &Input, options: &OpenOptions) -> Self {
        Self { deleted: DeletedFolder::of(input, options), ..self.emptied() }
    }

    /// Returns the same version without files.
    pub(super) fn emptied(&self) -> Self {
        let origin = Origin { files: 0, commit: None, ..self.origin.clone() };
        Self { schema: Schema::default(), origin, common_protos: BTreeSet::new(), stripped: None, ..self.clone() }
    }

    /// Reads the file with approvals in the folder of the configuration. For a deleted schema, that is the folder in the newer version:
    /// nothing can be added to its own one.
    ///
    /// # Errors
    /// Fails if the file cannot be read.
    pub fn read_approvals(&self, name: &str) -> Result<Option<TreeFile>, ReadError> {
        match &self.deleted {
            Some(deleted) => deleted.folder.read(name),
            None => self.read_beside_config(name),
        }
    }

    /// Returns the folder for the file with approvals; `None` for a commit or an archive.
    pub fn approvals_root(&self) -> Option<&Path> {
        self.deleted.as_ref().map_or(self.root.as_deref(), |deleted| deleted.root.as_deref())
    }
}

impl DeletedFolder {
    /// Opens the folder of an input; `None` if not even the input around it can be opened.
    fn of(input: &Input, options: &OpenOptions) -> Option<Self> {
        let OpenOptions { project, .. } = options;
        let Ok(Opened::Files(files)) = input.above(project)?.open() else { return None };
        let files = OpenedFiles { path: join(&files.path, project), ..files };
        let root = files.is_on_disk().then(|| PathBuf::from(files.tree.display(&files.path)));
        Some(Self { folder: ConfigFolder::at(files), root })
    }
}
