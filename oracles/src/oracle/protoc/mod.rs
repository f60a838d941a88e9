//! Compares command lines of protoc: the recorded results with protoc's, and these with protoward's.

use std::path::Path;

use clap::Args;

use crate::oracle::arguments::ProgramArgs;
use crate::oracle::share::Share;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, corpus, parallel, workspace};

#[path = "../../../../tests/it/protoc/table.rs"]
mod table;
mod windows;

use table::{Answer, Case, Family};

/// A case agrees if the exit code, standard output and every file are equal, and errors and warnings have the same positions.
#[derive(Args)]
pub struct Options {
    /// Record protoc's current results instead of comparing
    #[arg(long)]
    record: bool,
    /// Run only cases whose command line or family name contains this text
    #[arg(long, value_name = "TEXT", conflicts_with = "record")]
    cases: Option<String>,
    #[command(flatten)]
    windows: windows::WindowsArgs,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// The minimum number of cases. Fewer cannot cover the command line.
const LEAST: usize = 200;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    if let Some(outcome) = windows::run(&options.windows)? {
        return Ok(outcome);
    }
    let protoc = corpus::protoc()?;
    let folder = workspace::root().join("fixtures/protoc");
    let families = table::families(&folder);
    if options.record {
        return record(&families, &protoc);
    }
    let is_selected = |family: &Family, case: &Case| {
        options.cases.as_ref().is_none_or(|text| case.line.contains(text) || family.name.contains(text))
    };
    let cases = families.iter().flat_map(|family| family.cases.iter().map(move |case| (family, case)));
    let cases: Vec<(&Family, &Case)> = cases.filter(|(family, case)| is_selected(family, case)).collect();
    let ours = options.subject.program()?;
    let compared = parallel::map(&cases, |(family, case)| {
        Ok((ask(family, &protoc, None, case)?, ask(family, &ours, Some("protoc"), case)?))
    });
    let compared = compared.into_iter().collect::<Result<Vec<(Answer, Answer)>, Error>>()?;
    let mut recorded = 0;
    let mut agreeing = 0;
    for ((family, case), (protoc, ours)) in cases.iter().zip(&compared) {
        recorded += usize::from(*protoc == case.recorded);
        agreeing += usize::from(ours.agrees(protoc));
        if *protoc != case.recorded {
            let now = protoc.text();
            let then = case.recorded.text();
            println!("RECORD {}: {}\n--- recorded\n{then}--- protoc\n{now}", family.name, case.line);
        }
        if !ours.agrees(protoc) {
            let theirs = protoc.text();
            let ours = ours.text();
            println!("DIFFERS {}: {}\n--- protoc\n{theirs}--- protoward\n{ours}", family.name, case.line);
        }
    }
    let records = Share::new("recorded answers are protoc's", recorded, cases.len(), 1000);
    let agreement = Share::new("protoward does the same", agreeing, cases.len(), 1000);
    println!(
        "{} command lines in {} families (wanted {LEAST})\n  {records}\n  {agreement}",
        cases.len(),
        families.len()
    );
    let is_enough = options.cases.is_some() || cases.len() >= LEAST;
    Ok(if records.is_met() && agreement.is_met() && is_enough { Outcome::Passed } else { Outcome::Findings })
}

fn record(families: &[Family], protoc: &Path) -> Result<Outcome, Error> {
    for family in families {
        let answers = parallel::map(&family.cases, |case| ask(family, protoc, None, case));
        let answers = answers.into_iter().collect::<Result<Vec<_>, Error>>()?;
        std::fs::write(family.path(), family.text(&answers)).map_err(Error::at(family.path()))?;
    }
    println!("{} command lines recorded", families.iter().map(|family| family.cases.len()).sum::<usize>());
    Ok(Outcome::Passed)
}

fn ask(family: &Family, program: &Path, mode: Option<&str>, case: &Case) -> Result<Answer, Error> {
    family.ask(Run::new("sh").command(), (program, mode), case).map_err(Error::at(program))
}
