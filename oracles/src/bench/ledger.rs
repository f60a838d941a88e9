//! The creation of a ledger from a long history.

use std::path::Path;

use super::goal::{self, Goal};
use super::history::{self, Size};
use super::measure::{Contestant, kib, measure};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, workspace};

const SIZE: Size = Size { files: 1_000, commits: 2_000 };

/// The limits of time in seconds and memory in megabytes.
const MOST_TIME: f64 = 10.0;
const MOST_MEMORY: f64 = 500.0;

pub(super) fn run(protoward: &Path, runs: usize) -> Result<Outcome, Error> {
    let folder = repository()?;
    let args = ["ledger", "init", "proto", "--from-git", "--force", "--ledger", "made.ledger"];
    let init = Contestant::new("ledger init --from-git", Run::new(protoward).args(args).current_dir(&folder));
    let measured = measure(&[init], runs)?;
    let facts = std::fs::read_to_string(folder.join("made.ledger")).map_err(Error::at(&folder))?.lines().count();
    println!("\na ledger of {} commits over {} files: {facts} lines", SIZE.commits, SIZE.files);
    let goals = measured.iter().flat_map(|it| {
        [
            Goal::at_most("seconds, median", it.median().as_secs_f64(), MOST_TIME),
            Goal::at_most("megabytes", kib(it.memory) / 1024.0, MOST_MEMORY),
        ]
    });
    let goals: Vec<Goal> = goals.collect();
    Ok(goal::outcome(&goals))
}

/// Returns the folder of the synthetic repository. It is created once, because it is always the same.
fn repository() -> Result<std::path::PathBuf, Error> {
    let folder = workspace::target().join(format!("bench/history-{}-{}", SIZE.commits, SIZE.files));
    if !folder.join(".git/packed-refs").exists() {
        files::empty(&folder)?;
        history::make(&folder, SIZE)?;
    }
    Ok(folder)
}
