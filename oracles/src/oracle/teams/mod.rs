//! Checks the gate for teams on drawn histories of real schemas: verdicts over windows of releases with fingerprints, approvals in
//! parallel branches, consumers, and usage files of crates.

mod approvals;
mod consumers;
mod history;
mod repository;
mod trials;
mod usage;
mod verdict;
mod windows;

pub(super) use history::History;
pub(super) use repository::git;

use clap::{Args, ValueEnum};

use crate::mutate::Library;
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::draws::DrawArgs;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus, workspace};
use trials::Setting;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<200>,
    /// Corpus with the real schemas to change
    #[arg(long, value_name = "NAME", default_value = "google-proto-files")]
    corpus: String,
    /// Only these parts [default: all]
    #[arg(long, value_enum)]
    part: Vec<Part>,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// A part of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Windows of releases with single comparisons, and fingerprints
    Windows,
    /// Approvals in branches that are merged, with a reference in Python
    Approvals,
    /// Consumers that findings name, with a reference in Python that reads descriptors
    Consumers,
    /// Usage files of crates, with rustc as the judge
    Usage,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let program = options.subject.program()?;
    let folder = workspace::scratch("oracle/teams")?;
    let libraries: Vec<Library> = corpus::find(&options.corpus)?.trees()?.iter().map(Library::on_disk).collect();
    let numbers = options.draws.numbers();
    let setting = Setting {
        program: &program,
        folder: &folder,
        libraries: &libraries,
        seed: options.draws.seed,
        numbers: &numbers,
    };
    let parts = if options.part.is_empty() { Part::value_variants() } else { &options.part };
    let mut outcome = Outcome::Passed;
    for part in parts {
        let run = match part {
            Part::Windows => windows::run,
            Part::Approvals => approvals::run,
            Part::Consumers => consumers::run,
            Part::Usage => usage::run,
        };
        if run(&setting)? == Outcome::Findings {
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}
