//! The older versions of an input with several projects, and projects that only they have.

use crate::absence::MissingBaseline;
use crate::baseline::{Baseline, NewSide, begins_before};
use crate::comparing::{OlderVersion, Sides};
use crate::diagnostics;
use crate::not_compared::NotCompared;
use protoward_inputs::{DecidingPaths, Input};
use protoward_source::{Report, Sources};
use protoward_workspace::{Layout, OpenOptions, prepare};

impl Baseline {
    /// Returns the baseline of a folder below the input; `None` for a file or an image, which have no folders.
    pub fn below(&self, folder: &str) -> Option<Self> {
        Some(self.clone().at(self.input().below(folder)?))
    }

    /// Returns the commit of the baseline for another input; `None` if the baseline is no commit of the input.
    pub fn of_whole(&self, whole: &Input) -> Option<Self> {
        let Input::At { commit, .. } = self.input() else { return None };
        let whole = match whole {
            Input::At { input, .. } => (**input).clone(),
            whole => whole.clone(),
        };
        Some(self.clone().at(Input::At { commit: commit.clone(), input: Box::new(whole) }))
    }
}

/// Returns the older versions of an input, without reading them; empty if there is nothing before it. `deciding` has the
/// paths that decide about the schema besides the files of the input.
///
/// # Errors
/// Fails if there is no baseline.
pub(crate) fn older_versions(
    flags: &[String],
    new: &NewSide<'_>,
    deciding: &DecidingPaths,
    if_baseline: bool,
) -> Result<Vec<Baseline>, NotCompared> {
    let mut found = match Baseline::find(flags, new) {
        Ok(found) if found.is_empty() => return Err(MissingBaseline::without_baseline(true, if_baseline)),
        Ok(found) => found,
        Err((absence, _)) if absence.is_nothing_before() => Vec::new(),
        Err((absence, origin)) => return Err(absence.weigh(origin, if_baseline)),
    };
    if begins_before(found.iter()) {
        let committed = Baseline::committed(new.input, deciding);
        found.extend(committed.map_err(|(absence, origin)| absence.weigh(origin, if_baseline))?);
    }
    Ok(found)
}

/// Returns an error for each submodule that changed since an older version and cannot be read, among those that `is_read`
/// selects by their path in the repository.
///
/// # Errors
/// Fails if the repository cannot be read.
pub(crate) fn unread_submodules(
    new: &Input,
    older: &Baseline,
    is_read: &dyn Fn(&str) -> bool,
) -> Result<Report, Report> {
    let unread = new.unread_submodules(older.input(), &|path| [is_read(path); 2]);
    let unread = unread.map_err(|error| MissingBaseline::of(error).into_report())?;
    Ok(unread.iter().map(diagnostics::unread_submodule).collect())
}

/// Compiles a folder that only older versions have, except for the folders of `except`, and compares it with nothing. `input` is the
/// folder in the newer version.
/// Returns `None` if there are no schema files.
///
/// # Errors
/// Fails if a version cannot be read or does not compile.
pub(crate) fn compile_deleted(
    versions: Vec<Baseline>,
    except: &[String],
    (input, options): (&Input, &OpenOptions),
    sources: &mut Sources,
) -> Result<Option<Sides>, NotCompared> {
    let mut olds = Vec::new();
    for baseline in versions {
        let layout = Layout::of_deleted(except.to_vec());
        let options =
            OpenOptions { fallback: Some(layout), paths: Vec::new(), exclude_paths: Vec::new(), ..options.clone() };
        let mut problems = Report::default();
        let old = prepare(baseline.input(), &options, sources, &mut problems);
        match old.and_then(|old| old.compile(sources, &mut problems)) {
            Some(workspace) if workspace.origin.files > 0 => {
                olds.push(OlderVersion { workspace, baseline, problems: Report::default() })
            }
            Some(_) => {}
            None => return Err(NotCompared::unreadable(baseline.explain_errors(problems))),
        }
    }
    let new = olds.first().map(|old| old.workspace.deleted_from(input, options));
    Ok(new.map(|new| Sides { olds: olds.into(), new }))
}
