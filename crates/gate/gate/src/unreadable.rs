//! Older files that do not compile, in a baseline whose other files do.

use std::collections::BTreeSet;

use crate::comparing::OlderVersion;
use crate::diagnostics::{self, UnreadableFile};
use protoward_source::{Diagnostic, Place, Report, Severity, SourceId, Sources};
use protoward_workspace::codes::BEHIND_LINK;
use protoward_workspace::{Workspace, missing_import};

impl OlderVersion {
    /// Returns `true` for a file that compiles with the corrected texts of its imports, so that all of it is compared.
    fn has_compiled(&self, file: SourceId, sources: &Sources) -> bool {
        let Workspace { schema, .. } = &self.workspace;
        let was = sources.get(file);
        let compiled = schema.find_file(&was.name).map(|file| &sources.get(schema[file].source).text);
        compiled.is_some_and(|text| *text == was.text)
    }

    /// Returns the state of the file with an error.
    fn state_of(&self, file: SourceId, error: &Diagnostic, new: &Workspace, sources: &Sources) -> UnreadableFile {
        let was = sources.get(file);
        let is_import = |name: &str| new.schema.find_file(name).map(|file| new.schema[file].is_import);
        match new.schema.find_file(&was.name) {
            Some(_) if error.code == BEHIND_LINK => UnreadableFile::Elsewhere,
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

/// Returns a finding for each older file that does not compile, and for each that imports one and does not compile with its newer text
/// either.
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
        if old.has_compiled(place.source, sources) {
            continue;
        }
        let finding = diagnostics::unreadable_file(&source.display, error, place, state);
        findings.push(Diagnostic { severity: severity(state), ..finding });
    }
    for name in old.workspace.invalid_files().filter(|name| !known.contains(name)) {
        let now = new.schema.find_file(name);
        let state = if now.is_none() { UnreadableFile::Deleted } else { UnreadableFile::Corrected };
        let finding = diagnostics::imports_unreadable_file(name, state);
        let now = now.map(|file| Place::whole(new.schema[file].source));
        let finding = now.into_iter().fold(finding, |finding, place| finding.label(place, "the newer version"));
        findings.push(Diagnostic { severity: severity(state), ..finding });
    }
    Ok(findings)
}
