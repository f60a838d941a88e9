//! Writing a ledger: a new one, updates, and imports.

use std::path::Path;

use crate::ledger::diagnostics;
use crate::ledger::file::{LedgerSubject, ProjectLedger};
use crate::ledger::part::LedgerCoverage;
use crate::ledger::when;
use protoward_inputs::{Input, read_file};
use protoward_ledger::{Changes, EventTime, Ledger, facts};
use protoward_settings::Config;
use protoward_source::paths::shown;
use protoward_source::{Diagnostic, Report, Sources};
use protoward_workspace::OpenOptions;
use protoward_workspace::chronicle::chronicle;

/// A state of a schema, to record in a ledger.
pub struct RecordRequest<'a> {
    /// The input, which may be a part of the schema.
    pub input: &'a Input,
    /// The options to open it.
    pub options: &'a OpenOptions,
    /// The ledger in place of the configured one.
    pub path: Option<&'a Path>,
    /// The label of the current state in place of its commit.
    pub label: Option<&'a str>,
    /// Is told once that another process writes the ledger.
    pub wait: &'a mut dyn FnMut(&str),
}

/// A ledger that was written.
#[derive(Debug)]
pub struct WrittenLedger {
    /// The file that was written.
    pub file: ProjectLedger,
    /// The ledger as it is now.
    pub ledger: Ledger,
    /// The facts that came or left.
    pub changes: Changes,
    /// A note about facts whose files are not known.
    pub unclear: Option<String>,
}

/// A ledger that was created from the history of a schema.
#[derive(Debug)]
pub struct ChronicledLedger {
    /// The file that was written.
    pub file: ProjectLedger,
    /// The number of facts in it.
    pub facts: usize,
    /// The number of commits that were read.
    pub commits: usize,
    /// The number of commits that changed facts.
    pub changes: usize,
}

impl RecordRequest<'_> {
    /// Records the facts that the schema has and no longer has. Returns `None` if that failed; the report has the reason.
    pub fn update(self, sources: &mut Sources, report: &mut Report) -> Option<WrittenLedger> {
        let Self { input, options, path, label, wait } = self;
        noted(when::check(label), report)?;
        // The schema is read under the lock: an older one would revert what another update has just recorded.
        let earlier_lock = match ProjectLedger::of_files(path, input, options) {
            Some(file) => Some(noted(file.lock(None, wait), report)?).map(|lock| (file, lock)),
            None => None,
        };
        let workspace = protoward_workspace::open(input, options, sources, report)?;
        let file = ProjectLedger::usual(path, &workspace.config, workspace.root.as_deref());
        let _lock = noted(file.lock(earlier_lock, wait), report)?;
        let (mut ledger, source) = file.read(sources, report)?;
        let now = facts(&workspace.schema);
        let when = ledger.in_order(when::when(label, input, &workspace, options, &now));
        let subject = LedgerSubject { file: &file, input, named: None, options, workspace: &workspace };
        let coverage = LedgerCoverage::of(subject, sources);
        let changes = ledger.observe_part(&now, |fact| coverage.is_own(fact), &when);
        noted(file.write(&ledger, sources.get(source).text.as_deref()), report)?;
        let unclear = coverage.unclear(&ledger, &now);
        Some(WrittenLedger { file, ledger, changes, unclear })
    }

    /// Creates a ledger of the schema; `replace` allows to replace one. Returns `None` if that failed; the report has the reason.
    pub fn create(self, replace: bool, sources: &mut Sources, report: &mut Report) -> Option<WrittenLedger> {
        let Self { input, options, path, label, wait } = self;
        noted(when::check(label), report)?;
        let workspace = protoward_workspace::open(input, options, sources, report)?;
        let file = noted(new_file(path, &workspace.config, workspace.root.as_deref(), replace), report)?;
        if file.exists() && !workspace.is_complete() {
            report.push(diagnostics::is_there_for_all(file.path()));
            return None;
        }
        let mut ledger = Ledger::default();
        let now = facts(&workspace.schema);
        let when = when::when(label, input, &workspace, options, &now);
        let changes = ledger.observe(now, &when);
        noted(write_new(&file, &ledger, replace, wait), report)?;
        Some(WrittenLedger { file, ledger, changes, unclear: None })
    }

    /// Creates a ledger from the commits of a range; `replace` allows to replace one. Returns `None` if that failed; the report
    /// has the reason.
    pub fn create_from_history(
        self,
        range: &str,
        replace: bool,
        sources: &mut Sources,
        report: &mut Report,
    ) -> Option<ChronicledLedger> {
        let Self { input, options, path, wait, .. } = self;
        let found = protoward_workspace::config(input, options, sources, &mut Report::default());
        let (config, root) = found.unwrap_or_default();
        let file = noted(new_file(path, &config, root.as_deref(), replace), report)?;
        if file.exists() && !(options.paths.is_empty() && options.exclude_paths.is_empty()) {
            report.push(diagnostics::is_there_for_all(file.path()));
            return None;
        }
        let recorded = chronicle(input, range, options, report)?;
        noted(write_new(&file, &recorded.ledger, replace, wait), report)?;
        let facts = recorded.ledger.len();
        let commits = recorded.commits;
        let changes = recorded.changes;
        Some(ChronicledLedger { file, facts, commits, changes })
    }
}

/// Adds the facts of a `proto.lock` of protolock to a ledger. Returns `None` if that failed; the report has the reason.
pub fn import(
    lock: &Path,
    ledger: &Path,
    label: Option<&str>,
    wait: &mut dyn FnMut(&str),
    sources: &mut Sources,
    report: &mut Report,
) -> Option<WrittenLedger> {
    noted(when::check(label), report)?;
    let file = ProjectLedger::usual(Some(ledger), &Config::default(), None);
    let _lock = noted(file.lock(None, wait), report)?;
    let known = if file.exists() { Some(file.read(sources, report)?) } else { None };
    let bytes = read_file(lock, "lock file").map_err(|error| report.push(error.into())).ok()?;
    let source = protoward_ledger::admit(shown(&lock).to_string(), bytes, sources, report)?;
    let facts = noted(protoward_ledger::import_protolock(source, sources), report)?;
    let was = known.as_ref().and_then(|(_, source)| sources.get(*source).text.clone());
    let mut ledger = known.map_or_else(Ledger::default, |(ledger, _)| ledger);
    let when = label.map_or(EventTime::UNKNOWN, EventTime::labelled);
    let changes = ledger.change(ledger.unknown(facts), Vec::new(), &when);
    noted(file.write(&ledger, was.as_deref()), report)?;
    Some(WrittenLedger { file, ledger, changes, unclear: None })
}

/// Returns the file to create; an existing ledger is replaced only if `replace` allows it.
fn new_file(
    path: Option<&Path>,
    config: &Config,
    root: Option<&Path>,
    replace: bool,
) -> Result<ProjectLedger, Box<Diagnostic>> {
    let file = ProjectLedger::usual(path, config, root);
    if file.exists() && !replace { Err(Box::new(diagnostics::is_there(file.path()))) } else { Ok(file) }
}

/// Writes a new ledger, unless another process has created one.
fn write_new(
    file: &ProjectLedger,
    ledger: &Ledger,
    replace: bool,
    wait: &mut dyn FnMut(&str),
) -> Result<(), Box<Diagnostic>> {
    let _lock = file.lock(None, wait)?;
    if file.exists() && !replace {
        return Err(Box::new(diagnostics::is_there(file.path())));
    }
    file.replace(ledger)
}

/// Adds an error to the report.
fn noted<T>(result: Result<T, Box<Diagnostic>>, report: &mut Report) -> Option<T> {
    result.map_err(|diagnostic| report.push(*diagnostic)).ok()
}
