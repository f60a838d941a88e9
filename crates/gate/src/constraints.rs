//! `PROTOVALIDATE`, the rule of buf about constraints of protovalidate, which protoward does not have.

use crate::diagnostics;
use protoward_policy::{Level, Settings};
use protoward_schema::{FileId, Schema};
use protoward_source::{Place, Report};
use protoward_workspace::Workspace;
use protoward_workspace::config::Lint;

/// The id of the rule.
const ID: &str = "PROTOVALIDATE";
/// The categories of the rule.
const CATEGORIES: [&str; 2] = ["STANDARD", "DEFAULT"];
/// The file that declares constraints.
const CONSTRAINTS: &str = "buf/validate/validate.proto";

/// Returns a warning if modules that select the rule have constraints: they are not checked.
pub(crate) fn unchecked(workspace: &Workspace, of_modules: &[&Lint]) -> Report {
    let modules = workspace.files_by_module();
    let selecting = modules.iter().zip(of_modules).filter(|(_, lint)| selects(&lint.settings));
    let files: Vec<Place> =
        selecting.flat_map(|(files, _)| files).filter_map(|&file| import(&workspace.schema, file)).collect();
    match files.first() {
        Some(&first) => Report::from_iter([diagnostics::constraints_are_unchecked(first, files.len())]),
        None => Report::default(),
    }
}

fn selects(settings: &Settings) -> bool {
    let is_excluded = settings.except.iter().any(|word| word.text == ID || CATEGORIES.contains(&&*word.text));
    let is_off = settings.severity.iter().any(|(word, level)| word.text == ID && *level == Level::Off);
    let is_used = settings.use_.iter().any(|word| word.text == ID || CATEGORIES.contains(&&*word.text));
    is_used && !is_excluded && !is_off && !settings.is_off
}

/// Returns the place of the import of constraints.
fn import(schema: &Schema, file: FileId) -> Option<Place> {
    let at = schema[file].imports.iter().position(|import| schema.text(import.path) == CONSTRAINTS)?;
    let extent = schema.location(file, &[IMPORTS, i32::try_from(at).ok()?]).map(|location| location.extent);
    Some(Place { source: schema[file].source, extent })
}

/// The field of imports in a file descriptor.
const IMPORTS: i32 = 3;
