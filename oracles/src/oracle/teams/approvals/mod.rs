//! Approvals in branches that are merged.
//!
//! Branches of one base make breaking changes, approve some of them, and revert or continue some. Git merges them. After each
//! step, the findings with the approvals must be those without them, except what a reference in Python calls covered. An approval
//! may cover only the change for which it was given, a merge must keep the approvals of both sides, and `--prune` must remove
//! exactly what the reference calls stale.

mod branches;

use crate::mutate;
use crate::oracle::tally::Tally;
use crate::readers::MessageReader;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, workspace};

use super::history::{ATTEMPTS, compiles};
use super::repository::Program;
use super::trials::{self, Setting};
use branches::Branches;

const REFERENCE: &str = "oracles/src/oracle/teams/approvals/reference.py";

pub(super) fn run(setting: &Setting<'_>) -> Result<Outcome, Error> {
    let program = Program::new(setting.program);
    trials::run(setting, "merge history", |number| trial(&program, setting, number))
}

/// Draws a history and judges it. Returns `None` if no draw compiles.
fn trial(program: &Program, setting: &Setting<'_>, number: u64) -> Result<Option<Tally>, Error> {
    let Setting { folder, libraries, seed, .. } = *setting;
    let drawn = (0..ATTEMPTS).find_map(|attempt| {
        let mut random = Random::keyed(seed, &[number, attempt, 39]);
        let (files, file) = mutate::start(libraries, &mut random, compiles)?;
        Some((files, file, random))
    });
    let Some((files, file, random)) = drawn else { return Ok(None) };
    let dir = tempfile::Builder::new().prefix("merges-").tempdir_in(folder).map_err(Error::at(folder))?;
    let root = dir.path().join("repository");
    let reference = MessageReader::python_with(&workspace::root().join(REFERENCE))?;
    let mut branches = Branches { program, reference, root, file, random, tally: Tally::default(), given: Vec::new() };
    branches.run(files)?;
    Ok(Some(branches.tally))
}
