//! The compilation of baselines of which some files have errors.

use std::collections::BTreeMap;

use crate::baseline::PreparedBaseline;
use crate::comparing::OlderVersion;
use protoward_source::{Report, Severity, Sources};
use protoward_workspace::{Prepared, Workspace, missing_import};

/// Compiles every baseline without the files that have errors, with options of source retention if the new side has them. An
/// image lacks them, and then the other sides must not have them either.
///
/// Where a file has errors, the files that import it are compiled with its text in the new version, if there is one: they may be
/// valid, and only what is in that file cannot be compared.
///
/// # Errors
/// Fails if a baseline is an image that cannot be read.
pub(crate) fn compile_olds(
    found: Vec<PreparedBaseline>,
    with_source_options: bool,
    new: Option<&Workspace>,
    sources: &mut Sources,
) -> Result<Vec<OlderVersion>, Report> {
    let mut olds = Vec::new();
    for PreparedBaseline { baseline, prepared } in found {
        let mut problems = Report::default();
        let prepared = if with_source_options { prepared.with_source_options() } else { prepared };
        let again = prepared.again(None);
        match prepared.compile_valid(sources, &mut problems) {
            Some(workspace) if workspace.has_invalid_files() => {
                let importers = again.zip(new).and_then(|(again, new)| with_corrected(again, &problems, new, sources));
                let workspace = importers.unwrap_or(workspace);
                olds.push(OlderVersion { workspace, baseline, problems });
            }
            // Warnings about the old side are dropped, because it can no longer be changed.
            Some(workspace) => olds.push(OlderVersion { workspace, baseline, problems: Report::default() }),
            None => return Err(baseline.explain_errors(problems)),
        }
    }
    Ok(olds)
}

/// Compiles a version again, with the new texts of the files that have errors; `None` if the new version has none of them.
fn with_corrected(old: Prepared, problems: &Report, new: &Workspace, sources: &mut Sources) -> Option<Workspace> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for error in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        let Some(place) = error.place() else { continue };
        let name = missing_import(error, sources).unwrap_or(&sources.get(place.source).name);
        let file = new.schema.find_file(name).filter(|&file| !new.schema[file].is_import);
        if let Some(text) = file.and_then(|file| sources.get(new.schema[file].source).text.as_deref()) {
            texts.insert(name.to_owned(), text.to_owned());
        }
    }
    if texts.is_empty() {
        return None;
    }
    old.with_texts(texts.into_iter().collect()).compile_valid(sources, &mut Report::default())
}
