use std::time::Instant;

use super::baseline::Baseline;
use super::console::Console;
use super::diagnostics;
use super::gate::{self, Scope, Verdict};
use super::input::{InputArgs, files_of, reference};
use super::outcome::Outcome;
use super::words::{count, duration};
use crate::source::Sources;
use crate::workspace::{OpenOptions, Workspace};

/// Find what would break those who use a schema, by comparing it with an older version
///
/// The rules are those of `buf breaking`, by the same names; `protoward rules` lists them and `protoward explain`
/// explains them. Exits with 100 when there are findings.
#[derive(Debug, clap::Args)]
pub(super) struct Breaking {
    #[command(flatten)]
    input: InputArgs,

    /// What to compare with, such as `git:HEAD~1`, `git:origin/main` or an image; the configuration may say it as well
    #[arg(long, value_name = "INPUT", value_parser = reference)]
    against: Option<String>,

    /// The configuration of the older version: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    against_config: Option<String>,

    /// Leave out files that are only imported
    #[arg(long)]
    exclude_imports: bool,

    /// Look only at files that INPUT has: files that are gone are no findings
    #[arg(long)]
    limit_to_input_files: bool,
}

impl Breaking {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Some((old, new, against)) = self.both_sides(&mut sources, console) else { return Outcome::Failed };
        let scope = Scope { exclude_imports: self.exclude_imports, limit_to_input_files: self.limit_to_input_files };
        let verdict = match gate::judge(&old, &new, scope) {
            Ok(verdict) => verdict,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        console.findings(&gate::report(&verdict.findings, console.shows_findings_to_a_person()), &sources);
        if console.is_human() {
            console.note(&summary(&verdict, &new, &against));
            console.note(&format!(" ({}, {})\n", count(verdict.rules, "rule"), duration(start.elapsed())));
        }
        if verdict.findings.is_empty() { Outcome::Fine } else { Outcome::Findings }
    }

    fn both_sides(&self, sources: &mut Sources, console: &mut Console) -> Option<(Workspace, Workspace, String)> {
        let input = self.input.parse(console)?;
        let new = self.input.open(sources, console)?;
        let baseline = match Baseline::find(self.against.as_deref(), &input, &new) {
            Ok(Some(baseline)) => baseline,
            Ok(None) => {
                console.problem(diagnostics::nothing_to_compare_with());
                return None;
            }
            Err(diagnostic) => {
                console.problem_in(*diagnostic, sources);
                return None;
            }
        };
        let options = OpenOptions { config: self.against_config.clone(), ..self.input.options() };
        match baseline.open(options, &new, sources) {
            Ok(old) => Some((old, new, baseline.text)),
            Err(report) => {
                console.problems(&report, sources);
                None
            }
        }
    }
}

fn summary(verdict: &Verdict, new: &Workspace, against: &str) -> String {
    match verdict.findings.len() {
        0 => format!("no breaking changes in {} since {against}", files_of(&new.origin)),
        found => {
            let files = count(gate::files(&verdict.findings), "file");
            format!("{} in {files} since {against}", count(found, "breaking change"))
        }
    }
}
