//! Trials of drawn inputs, in parallel.

use std::path::Path;

use crate::mutate::Library;
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

/// The result of one trial.
pub(super) trait Trial: Send {
    /// The words before the number in messages.
    const NAME: &'static str;

    fn number(&self) -> u64;

    fn failures(&self) -> &[String];
}

/// Runs the trials, and prints the failures of each. A number for which no draw compiles has no result.
pub(super) fn run<T: Trial>(
    setting: &Setting<'_>,
    trial: impl Fn(u64) -> Result<Option<T>, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let trials = parallel::map(setting.numbers, |&number| trial(number));
    let trials: Vec<T> = trials.into_iter().collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    print_failures(&trials);
    Ok(trials)
}

/// Prints the failures of each trial.
pub(super) fn print_failures<T: Trial>(trials: &[T]) {
    for trial in trials.iter().filter(|trial| !trial.failures().is_empty()) {
        println!("{} {}:", T::NAME, trial.number());
        trial.failures().iter().for_each(|failure| println!("  {failure}"));
    }
}

/// Prints the number of failures, and returns the outcome.
pub(super) fn outcome<T: Trial>(trials: &[T]) -> Outcome {
    let failures: usize = trials.iter().map(|trial| trial.failures().len()).sum();
    println!("{failures} failures in {} draws", trials.len());
    if failures == 0 { Outcome::Passed } else { Outcome::Findings }
}
