//! Schemas of which no file is left. Approvals of the deletion are where they were before, next to the configuration or its old place.

use std::collections::BTreeSet;
use std::path::Path;

use super::config_folder::TreeFile;
use super::deleted_folder::DeletedFolder;
use super::layout::OpenOptions;
use super::workspace::{Origin, Workspace};
use protoward_inputs::Input;
use protoward_schema::Schema;
use protoward_source::ReadError;

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
