//! Files that fixes edit, with the schema that they belong to.

use std::ops::{Deref, DerefMut};
use std::path::Path;

use super::console::Console;
use protoward_output::remove_leftovers_beside;
use protoward_schema::Schema;
use protoward_source::Sources;
use protoward_workspace::inputs::EditedTexts;

/// Edited files of a schema.
#[derive(Clone, Debug, Default)]
pub(super) struct EditedFiles(protoward_output::EditedFiles);

impl From<protoward_output::EditedFiles> for EditedFiles {
    fn from(files: protoward_output::EditedFiles) -> Self {
        Self(files)
    }
}

impl Deref for EditedFiles {
    type Target = protoward_output::EditedFiles;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for EditedFiles {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl EditedFiles {
    /// Returns the new texts for a compilation, without the files to remove.
    pub(super) fn overlay(&self) -> EditedTexts {
        self.new_texts().into_iter().collect::<EditedTexts>().without(self.removed().map(str::to_owned))
    }

    /// Writes all files or none. Removes temporary files that a killed process left next to files of the schema, and reports
    /// files behind symbolic links.
    pub(super) fn write(
        &self,
        schema: &Schema,
        within: Option<&Path>,
        sources: &Sources,
        console: &mut Console,
    ) -> bool {
        if let Some(within) = within {
            let files = schema.files.iter().map(|(_, file)| &*sources.get(file.source).display);
            remove_leftovers_beside(files, within);
        }
        match self.0.write() {
            Ok(linked) => {
                linked.iter().for_each(|file| console.print_status(&file.to_string()));
                true
            }
            Err(diagnostic) => {
                console.problem(*diagnostic);
                false
            }
        }
    }
}
