use std::path::{Path, PathBuf};
use std::time::Instant;

use super::earlier::{Earlier, Subject};
use super::problems::problems;
use super::{diagnostics, file};
use crate::comparison::AgainstArgs;
use crate::console::Console;
use crate::input::{InputArgs, said};
use crate::outcome::Outcome;
use crate::words::{count, duration, list};
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;
use protoward_workspace::inputs::Input;

/// See that the ledger is up to date, and has lost nothing; exits with 100 where it is not
///
/// Every line that the ledger has at the commit that `breaking` would compare with must still be there.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    against: AgainstArgs,

    /// The ledger, instead of the one that the configuration names [default: protoward.ledger beside it]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

/// What came of looking at a ledger.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) problems: Report,
    /// As it is shown.
    name: String,
    facts: usize,
    compared: Vec<String>,
    /// Why it was compared with nothing.
    reason: Option<String>,
}

impl Checked {
    /// `protoward.ledger is up to date: 12 facts, no line lost since git:HEAD~1`.
    pub(crate) fn summary(&self) -> String {
        let Self { name, facts, compared, .. } = self;
        let since =
            if compared.is_empty() { String::new() } else { format!(", no line lost since {}", list(compared)) };
        format!("{name} is up to date: {}{since}", count(*facts, "fact"))
    }

    /// `2 problems`, and what to do about the first.
    pub(crate) fn problems_in_words(&self) -> String {
        let help = self.problems.iter().find_map(|problem| problem.help.as_deref());
        format!("{}\n{}", count(self.problems.len(), "problem"), help.unwrap_or_default())
    }

    /// Why no line could be missed.
    pub(crate) fn reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|_| self.compared.is_empty())
    }
}

impl Check {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let checked = self.input.parse(console).and_then(|input| {
            let workspace = self.input.open(&mut sources, console)?;
            let file = file::usual(self.ledger.as_deref(), &workspace.config, workspace.root.as_deref());
            let subject = Subject { file: &file, args: &self.input, input: &input, workspace: &workspace };
            said(console, &mut sources, |sources, report| check(subject, &self.against, sources, report))
        });
        let Some(checked) = checked else { return Outcome::Failed };
        // What to do about a line that is lost is half of what is to be said.
        console.advice(&checked.problems, &sources);
        if let Some(reason) = checked.reason() {
            console.remark(reason);
        }
        if console.is_human() && checked.problems.is_empty() {
            console.note(&format!("{} ({})\n", checked.summary(), duration(start.elapsed())));
        }
        if checked.problems.is_empty() { Outcome::Fine } else { Outcome::Findings }
    }
}

/// The schema that a ledger is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Compared<'a> {
    pub(crate) args: &'a InputArgs,
    pub(crate) input: &'a Input,
    pub(crate) workspace: &'a Workspace,
}

/// Looks at the ledger that a flag or the configuration names; the inner `None` if neither does.
pub(crate) fn of_gate(
    flag: Option<&Path>,
    of: Compared<'_>,
    against: &AgainstArgs,
    sources: &mut Sources,
    report: &mut Report,
) -> Option<Option<Checked>> {
    let Compared { args, input, workspace } = of;
    let Some(file) = file::named(flag, &workspace.config, workspace.root.as_deref()) else { return Some(None) };
    let subject = Subject { file: &file, args, input, workspace };
    // That there is no baseline where there should be one, the gate says for both.
    let mut problems = Report::default();
    let checked = check(subject, against, sources, &mut problems);
    if checked.is_none() && file.read(&mut Sources::default(), &mut Report::default()).is_some() {
        let reason = "the ledger was not compared with an earlier one".to_owned();
        return current(subject, Earlier { reason: Some(reason), ..Earlier::default() }, sources, report).map(Some);
    }
    report.append(problems);
    checked.map(Some)
}

/// `None` if it cannot be looked at, which is in the report.
fn check(subject: Subject<'_>, against: &AgainstArgs, sources: &mut Sources, report: &mut Report) -> Option<Checked> {
    let file = subject.file;
    if !file.exists()
        && let Some(earlier) = Earlier::find(subject, against, sources, &mut Report::default())
        && let Some(version) = earlier.versions.last()
    {
        report.push(diagnostics::is_gone(file.path(), version));
        return None;
    }
    // An older one that cannot be read matters only where there is one to compare.
    if !file.exists() {
        return file.read(sources, report).and(None);
    }
    let earlier = Earlier::find(subject, against, sources, report)?;
    current(subject, earlier, sources, report)
}

/// Compares a ledger with the schema and with the earlier ones that were found.
fn current(subject: Subject<'_>, earlier: Earlier, sources: &mut Sources, report: &mut Report) -> Option<Checked> {
    let file = subject.file;
    let (ledger, source) = file.read(sources, report)?;
    let problems = problems(&ledger, source, subject, &earlier, sources);
    let compared = earlier.versions.into_iter().map(|version| version.name).collect();
    Some(Checked { problems, name: file.shown(), facts: ledger.len(), compared, reason: earlier.reason })
}
