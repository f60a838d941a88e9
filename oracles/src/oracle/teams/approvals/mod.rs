//! Approvals in branches that are merged.
//!
//! Branches of one base make breaking changes, approve some of them, and revert or continue some. Git merges them. After each
//! step, the findings with the approvals must be those without them, except what a reference in Python calls covered. An approval
//! may cover only the change for which it was given, a merge must keep the approvals of both sides, and `--prune` must remove
//! exactly what the reference calls stale.

mod branches;

use crate::mutate;
use crate::readers::MessageReader;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, workspace};

use super::history::{ATTEMPTS, compiles};
use super::repository::Program;
use super::trials::{self, Setting};
use branches::{Branches, Trial};

const REFERENCE: &str = "oracles/src/oracle/teams/approvals/reference.py";

impl trials::Trial for Trial {
    const NAME: &'static str = "merge history";

    fn number(&self) -> u64 {
        self.number
    }

    fn failures(&self) -> &[String] {
        &self.failures
    }
}

pub(super) fn run(setting: &Setting<'_>) -> Result<Outcome, Error> {
    let program = Program::new(setting.program);
    let trials = trials::run(setting, |number| trial(&program, setting, number))?;
    let sum = |of: fn(&Trial) -> usize| trials.iter().map(of).sum::<usize>();
    println!("{} of {} merge histories, {} merges", trials.len(), setting.numbers.len(), sum(|it| it.merges));
    println!(
        "{} approvals, {} findings in {} states: {} approved; {} stale approvals",
        sum(|it| it.approvals),
        sum(|it| it.findings),
        sum(|it| it.states),
        sum(|it| it.covered),
        sum(|it| it.stale)
    );
    Ok(trials::outcome(&trials))
}

/// Draws a history and judges it. Returns `None` if no draw compiles.
fn trial(program: &Program, setting: &Setting<'_>, number: u64) -> Result<Option<Trial>, Error> {
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
    let trial = Trial { number, ..Trial::default() };
    let mut branches = Branches { program, reference, root, file, random, trial, given: Vec::new() };
    branches.run(files)?;
    Ok(Some(branches.trial))
}
