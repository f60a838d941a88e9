//! Older files that do not compile, in a baseline whose other files do.

use std::collections::BTreeSet;

use crate::comparing::OlderVersion;
use crate::diagnostics::{self, UnreadableFile};
use protoward_source::{Diagnostic, Report, Severity, SourceId, Sources};
use protoward_workspace::{Workspace, missing_import};

impl OlderVersion {
    /// Returns the state of the file with an error.
    fn state_of(&self, file: SourceId, error: &Diagnostic, new: &Workspace, sources: &Sources) -> UnreadableFile {
        let was = sources.get(file);
        let is_import = |name: &str| new.schema.find_file(name).map(|file| new.schema[file].is_import);
        match new.schema.find_file(&was.name) {
            None => UnreadableFile::Deleted,
            // A missing file that the change adds is the cure. One that is found elsewhere now is not.
            Some(_) if let Some(is_import) = missing_import(error, sources).and_then(is_import) => {
                if is_import {
                    UnreadableFile::Same
                } else {
                    UnreadableFile::Corrected
                }
            }
            Some(is) if sources.get(new.schema[is].source).text == was.text => UnreadableFile::Same,
            Some(_) => UnreadableFile::Corrected,
        }
    }
}

/// Returns a finding for each older file that does not compile, and for each that imports one.
///
/// # Errors
/// Fails if a file with errors is the same in the new version: its errors come from something around it.
pub(crate) fn unreadable(
    old: &OlderVersion,
    new: &Workspace,
    sources: &Sources,
    is_accepted: bool,
) -> Result<Report, Report> {
    let mut findings = Report::default();
    let mut known = BTreeSet::new();
    let severity =
        |state| if is_accepted || state == UnreadableFile::Corrected { Severity::Warning } else { Severity::Error };
    for error in old.problems.iter().filter(|problem| problem.severity == Severity::Error) {
        let Some(place) = error.place() else { return Err(old.baseline.explain_errors(old.problems.clone())) };
        let source = sources.get(place.source);
        if !known.insert(source.name.as_str()) {
            continue;
        }
        let state = old.state_of(place.source, error, new, sources);
        if state == UnreadableFile::Same {
            return Err(old.baseline.explain_errors(old.problems.clone()));
        }
        let finding = diagnostics::unreadable_file(&source.display, error, place, state);
        findings.push(Diagnostic { severity: severity(state), ..finding });
    }
    for name in old.workspace.invalid_files().filter(|name| !known.contains(name)) {
        let is_deleted = new.schema.find_file(name).is_none();
        let state = if is_deleted { UnreadableFile::Deleted } else { UnreadableFile::Corrected };
        findings.push(Diagnostic { severity: severity(state), ..diagnostics::imports_unreadable_file(name, state) });
    }
    Ok(findings)
}
