//! Trials of drawn inputs, in parallel.

use std::path::Path;

use crate::mutate::Library;
use crate::oracle::tally::Tally;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, parallel};

/// The inputs of all trials of a run.
pub(super) struct Setting<'a> {
    pub(super) program: &'a Path,
    /// The folder for repositories.
    pub(super) folder: &'a Path,
    /// The real schemas to change.
    pub(super) libraries: &'a [Library],
    pub(super) seed: u64,
    /// The numbers of the trials, which determine their inputs together with the seed.
    pub(super) numbers: &'a [u64],
}

/// Runs the trials, and prints their results. A number for which no draw compiles has no result.
pub(super) fn run(
    setting: &Setting<'_>,
    name: &str,
    trial: impl Fn(u64) -> Result<Option<Tally>, Error> + Sync,
) -> Result<Outcome, Error> {
    report(setting, name, parallel::map(setting.numbers, |&number| trial(number)))
}

/// Prints the results of the trials.
pub(super) fn report(
    setting: &Setting<'_>,
    name: &str,
    trials: impl IntoIterator<Item = Result<Option<Tally>, Error>>,
) -> Result<Outcome, Error> {
    let mut total = Tally::default();
    for (number, trial) in setting.numbers.iter().zip(trials) {
        let Some(mut trial) = trial? else { continue };
        trial.findings.iter_mut().for_each(|finding| *finding = format!("{name} {number}: {finding}"));
        total.append(trial.with("trials", 1));
    }
    total.print(name);
    Ok(total.outcome())
}
