//! Verdicts over windows of releases, and fingerprints, of one history after the other.
//!
//! A drawn history is a repository whose commits are changes of real schemas, with a tag for each release. The verdict over the
//! window of all releases must be the union of the comparisons with each of them, with the right versions; `released-only` must
//! only weaken what breaks no release. Fingerprints must not depend on formatting, places and the name of the folder, and equal
//! fingerprints must mean equal changes.

use super::history::History;
use super::trials::{self, Setting};
use super::verdict::{Gate, Trial};
use protoward_kit::Outcome;
use protoward_kit::error::Error;

impl trials::Trial for Trial {
    const NAME: &'static str = "history";

    fn number(&self) -> u64 {
        self.number
    }

    fn failures(&self) -> &[String] {
        &self.failures
    }
}

pub(super) fn run(setting: &Setting<'_>) -> Result<Outcome, Error> {
    let trials = trials::run(setting, |number| trial(setting, number))?;
    summary(&trials, setting.numbers.len());
    Ok(trials::outcome(&trials))
}

/// Draws a history and judges it. Returns `None` if no draw compiles.
fn trial(setting: &Setting<'_>, number: u64) -> Result<Option<Trial>, Error> {
    let Some(history) = History::draw(setting.libraries, setting.seed, number) else { return Ok(None) };
    // Not a hidden folder: the gate skips schemas in those.
    let dir =
        tempfile::Builder::new().prefix("history-").tempdir_in(setting.folder).map_err(Error::at(setting.folder))?;
    let root = dir.path().join("repository");
    history.write(&root)?;
    let gate = Gate::new(setting.program, number);
    let mut trial = Trial { number, versions: history.versions.len(), ..Trial::default() };
    gate.windows(&root, &history, &mut trial)?;
    gate.fingerprints(&root, &dir.path().join("elsewhere"), &history, &mut trial)?;
    Ok(Some(trial))
}

fn summary(trials: &[Trial], wanted: usize) {
    let sum = |of: fn(&Trial) -> usize| trials.iter().map(of).sum::<usize>();
    println!("{} of {wanted} histories, {} versions", trials.len(), sum(|it| it.versions));
    println!(
        "{} findings over windows: {} break only some of the releases, {} none of them",
        sum(|it| it.findings),
        sum(|it| it.partial),
        sum(|it| it.unreleased)
    );
    println!("{} fingerprints compared", sum(|it| it.fingerprints));
}
