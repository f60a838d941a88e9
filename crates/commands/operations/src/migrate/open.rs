//! Inputs whose files have texts to migrate.

use crate::migrate::diagnostics;
use protoward_source::{Report, Sources};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace, open_valid};

/// Compiles an input for a migration, without the files that have errors. Also returns these errors; without any, the report is
/// empty.
///
/// # Errors
/// Fails if the input cannot be read, or is an image, which has no source text.
pub fn open_files(input: &Input, options: &OpenOptions, sources: &mut Sources) -> Result<(Workspace, Report), Report> {
    let mut report = Report::default();
    match open_valid(input, options, sources, &mut report) {
        None => Err(report),
        Some(workspace) if workspace.is_image() => Err(Report::from_iter([diagnostics::not_migratable(input)])),
        Some(workspace) if workspace.has_invalid_files() => Ok((workspace, report)),
        Some(workspace) => Ok((workspace, Report::default())),
    }
}
