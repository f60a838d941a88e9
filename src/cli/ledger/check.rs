use std::path::PathBuf;
use std::time::Instant;

use super::{diagnostics, file, told};
use crate::cli::console::Console;
use crate::cli::input::{InputArgs, said};
use crate::cli::outcome::Outcome;
use crate::cli::words::{count, duration};
use crate::ledger::{Ledger, facts};
use crate::report::Report;
use crate::source::{Place, SourceId, Sources};
use crate::workspace::Workspace;

/// See that the ledger is up to date, and has lost nothing; exits with 100 where it is not
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    input: InputArgs,

    /// The ledger, instead of the one that the configuration names [default: protoward.ledger beside it]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Check {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some(workspace) = self.input.open(&mut sources, console) else { return Outcome::Failed };
        let file = file::usual(self.ledger.as_deref(), &workspace.config, workspace.root.as_deref());
        let read = said(console, &mut sources, |sources, report| file.read(sources, report));
        let Some((ledger, source)) = read else { return Outcome::Failed };
        let problems = problems(&ledger, source, &workspace);
        console.findings(&problems, &sources);
        if console.is_human() && problems.is_empty() {
            let (all, took) = (count(ledger.len(), "fact"), duration(start.elapsed()));
            console.note(&format!("{} is up to date: {all} ({took})\n", file.shown()));
        }
        if problems.is_empty() { Outcome::Fine } else { Outcome::Findings }
    }
}

/// What is wrong with a ledger that can be read.
fn problems(ledger: &Ledger, source: SourceId, workspace: &Workspace) -> Report {
    let mut report = Report::default();
    let changes = ledger.compare(&facts(&workspace.schema));
    if !changes.is_empty() {
        let (came, left, shown) = (changes.came.len(), changes.left.len(), told::differences(&changes));
        report.push(diagnostics::not_current(came, left, &shown, Place::whole(source)));
    }
    for (fact, life) in ledger.iter() {
        if let Some(event) = life.gap() {
            report.push(diagnostics::has_gap(event, &fact.to_string(), Place::whole(source)));
        }
    }
    report
}
