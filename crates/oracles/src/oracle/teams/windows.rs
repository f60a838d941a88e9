//! Verdicts over windows of releases, and fingerprints, of one history after the other.
//!
//! A drawn history is a repository whose commits are changes of real schemas, with a tag for each release. The verdict over the
//! window of all releases must be the union of the comparisons with each of them, with the right versions; `released-only` must
//! only weaken what breaks no release. Fingerprints must not depend on formatting, places and the name of the folder, and equal
//! fingerprints must mean equal changes.

use std::path::Path;

use super::history::History;
use super::verdict::{Gate, Trial};
use crate::error::Error;
use crate::mutate::Library;
use crate::{Outcome, parallel};

pub(super) fn run(
    program: &Path,
    folder: &Path,
    libraries: &[Library],
    seed: u64,
    numbers: &[u64],
) -> Result<Outcome, Error> {
    let gate = Gate::new(program);
    let trials = parallel::map(numbers, |&number| trial(&gate, folder, libraries, seed, number));
    let trials: Vec<Trial> = trials.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    for trial in trials.iter().filter(|trial| !trial.failures.is_empty()) {
        println!("history {}:", trial.number);
        trial.failures.iter().for_each(|failure| println!("  {failure}"));
    }
    summary(&trials, numbers.len());
    Ok(if trials.iter().all(|trial| trial.failures.is_empty()) { Outcome::Passed } else { Outcome::Findings })
}

/// Draws a history and judges it. Returns `None` if no draw compiles.
fn trial(gate: &Gate, folder: &Path, libraries: &[Library], seed: u64, number: u64) -> Result<Option<Trial>, Error> {
    let Some(history) = History::draw(libraries, seed, number) else { return Ok(None) };
    // Not a hidden folder: the gate skips schemas in those.
    let dir = tempfile::Builder::new().prefix("history-").tempdir_in(folder).map_err(Error::at(folder))?;
    let root = dir.path().join("repository");
    history.write(&root)?;
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
    println!(
        "{} failures in {} histories",
        sum(|it| it.failures.len()),
        trials.iter().filter(|it| !it.failures.is_empty()).count()
    );
}
