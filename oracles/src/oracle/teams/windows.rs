//! Verdicts over windows of releases, and fingerprints, of one history after the other.
//!
//! A drawn history is a repository whose commits are changes of real schemas, with a tag for each release. The verdict over the
//! window of all releases must be the union of the comparisons with each of them, with the right versions; `released-only` must
//! only weaken what breaks no release. Fingerprints must not depend on formatting, places and the name of the folder, and equal
//! fingerprints must mean equal changes.

use super::history::History;
use super::trials::{self, Setting};
use super::verdict::Gate;
use crate::oracle::tally::Tally;
use protoward_kit::Outcome;
use protoward_kit::error::Error;

pub(super) fn run(setting: &Setting<'_>) -> Result<Outcome, Error> {
    trials::run(setting, "history", |number| trial(setting, number))
}

/// Draws a history and judges it. Returns `None` if no draw compiles.
fn trial(setting: &Setting<'_>, number: u64) -> Result<Option<Tally>, Error> {
    let Some(history) = History::draw(setting.libraries, setting.seed, number) else { return Ok(None) };
    // Not a hidden folder: the gate skips schemas in those.
    let dir =
        tempfile::Builder::new().prefix("history-").tempdir_in(setting.folder).map_err(Error::at(setting.folder))?;
    let root = dir.path().join("repository");
    history.write(&root)?;
    let gate = Gate::new(setting.program, number);
    let mut tally = Tally::default().with("versions", history.versions.len());
    gate.windows(&root, &history, &mut tally)?;
    gate.fingerprints(&root, &dir.path().join("elsewhere"), &history, &mut tally)?;
    Ok(Some(tally))
}
