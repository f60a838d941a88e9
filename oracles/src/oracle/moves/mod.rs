//! Moves and renames between stable, unstable, ignored and laxer places, judged with and without the rules about moves.
//!
//! Each draw is a small schema in two modules and a configuration. The new version moves, renames and changes some of its
//! declarations. The reference, in `reference`, compares without the rules about moves, and decides about each finding by its
//! old place alone, with a plain reading of the drawn configuration. Each finding that it does not excuse must be among the errors
//! of the gate: as a finding, or as one that a reported move replaces. Each draw is judged in the categories FILE, PACKAGE,
//! WIRE_JSON and WIRE.

mod edits;
mod layout;
mod policy;
mod reference;
mod trial;
mod world;

use std::path::PathBuf;

use clap::Args;

use crate::oracle::draws::{self, DrawArgs};
use protoward_kit::error::Error;
use protoward_kit::{Outcome, workspace};
use trial::Trial;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<3000>,
}

/// The categories in which each draw is judged.
const CATEGORIES: [&str; 4] = ["FILE", "PACKAGE", "WIRE_JSON", "WIRE"];

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let folder = workspace::scratch("oracle/moves")?;
    let numbers = options.draws.numbers();
    let trials = draws::map(&numbers, |&number| one(&folder, options, number))?;
    summary(&trials);
    let is_fine = trials.iter().all(|trial| trial.problems.is_empty());
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

fn one(folder: &std::path::Path, options: &Options, number: u64) -> Result<Trial, Error> {
    let folder: PathBuf = folder.join(format!("{}-{number}", options.draws.seed));
    let trial = trial::run(&folder, options.draws.seed, number, options.draws.is_single())?;
    trial.problems.iter().for_each(|problem| println!("draw {number}: {problem}"));
    // The files of a draw with problems stay.
    if trial.problems.is_empty() && !options.draws.is_single() {
        std::fs::remove_dir_all(&folder).map_err(Error::at(&folder))?;
    }
    Ok(trial)
}

fn summary(trials: &[Trial]) {
    println!("{} draws with {} moves, renames and other changes", trials.len(), sum(trials, |it| it.edits));
    println!(
        "{:10} {:>7} {:>8} {:>9} {:>8} {:>7} {:>7}",
        "category", "broken", "excused", "followed", "passes", "lost", "alarms"
    );
    for (index, category) in CATEGORIES.iter().enumerate() {
        let of = |field: fn(&trial::Judgment) -> usize| sum(trials, |it| it.judgments.get(index).map_or(0, field));
        println!(
            "{category:10} {:>7} {:>8} {:>9} {:>8} {:>7} {:>7}",
            of(|it| usize::from(it.is_broken)),
            of(|it| it.excused),
            of(|it| it.followed),
            of(|it| usize::from(it.is_false_pass)),
            of(|it| it.lost),
            of(|it| usize::from(it.is_false_alarm)),
        );
    }
    println!(
        "broken: draws with an unexcused break; excused: findings; followed: draws that fail by what was found only in moved \
         declarations; passes: broken draws that pass; lost: unexcused findings that the gate lacks; alarms: draws that fail only by \
         moves, although everything is excused"
    );
}

fn sum(trials: &[Trial], field: impl Fn(&Trial) -> usize) -> usize {
    trials.iter().map(field).sum()
}
