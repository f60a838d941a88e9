//! Edited files of an input: their texts for a compilation, and the one way in which they are written.

use std::path::{Path, PathBuf};
use std::{fs, io};

use protoward_inputs::{EditedTexts, Input};
use protoward_output::{EditedFiles, LinkedFile, OUTPUT, cannot, remove_leftovers_beside};
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Sources};

/// Returns the new texts for a compilation, without the files to remove.
pub fn overlay(files: &EditedFiles) -> EditedTexts {
    files.new_texts().into_iter().collect::<EditedTexts>().without(files.removed().map(str::to_owned))
}

/// Writes all files or none. Removes temporary files that a killed process left next to files of the schema, if `within` names
/// the folder or file that may be written. Returns the files behind symbolic links.
///
/// # Errors
/// Fails if a file cannot be written, or has changed meanwhile.
pub fn write(
    files: &EditedFiles,
    schema: &Schema,
    within: Option<&Path>,
    sources: &Sources,
) -> Result<Vec<LinkedFile>, Box<Diagnostic>> {
    if let Some(within) = within {
        let all = schema.files.iter().map(|(_, file)| &*sources.get(file.source).display);
        remove_leftovers_beside(all, within);
    }
    files.write()
}

/// Returns the folder or file that may be written.
///
/// # Errors
/// Fails for commits, archives and images, which cannot be changed.
pub fn writable(input: &Input) -> Result<PathBuf, Box<Diagnostic>> {
    match input {
        Input::Folder(path) | Input::File(path) => {
            fs::canonicalize(path).or_else(|error| match error.kind() {
                // Nothing is written where a sparse checkout has left the folder out.
                io::ErrorKind::NotFound => Ok(path.clone()),
                _ => Err(cannot("write", path, &error)),
            })
        }
        Input::Package(_) => Err(not_fixable(input, "a file with its package")),
        Input::Image(_) => Err(not_fixable(input, "an image")),
        Input::Archive(_) => Err(not_fixable(input, "an archive")),
        Input::Git(_) | Input::At { .. } => Err(not_fixable(input, "a commit")),
        Input::Staged { .. } => Err(not_fixable(input, "what is staged")),
    }
}

/// Returns the folder or file that may be written, or `None` if changes are only shown.
///
/// # Errors
/// Fails if changes are written and the input cannot be changed, and for images, which have no texts to change.
pub(super) fn changeable(input: &Input, is_write: bool) -> Result<Option<PathBuf>, Box<Diagnostic>> {
    if is_write || matches!(input, Input::Image(_)) { writable(input).map(Some) } else { Ok(None) }
}

fn not_fixable(input: &Input, kind: &str) -> Box<Diagnostic> {
    let message = format!("cannot write to `{input}`, which is {kind}");
    let help = "use the folder of the files; a diff shows the changes of any input with source text";
    Box::new(Diagnostic::error(OUTPUT, message).help(help))
}
