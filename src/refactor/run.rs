//! The path of every refactoring: plan, compile, prove, judge, write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Instant;

use super::diagnostics;
use crate::console::Console;
use crate::input::InputArgs;
use crate::migrate::proof::opened;
use crate::outcome::Outcome;
use crate::plugin_limits;
use crate::words::{count, duration};
use protoward_fixer::{WholeProject, overlay, writable};
use protoward_gate::{judge, terminal_width};
use protoward_output::EditedFiles;
use protoward_refactor::proof::differences;
use protoward_refactor::{Planner, Refactoring, Texts};
use protoward_schema::{Element, Schema};
use protoward_source::{Columns, Diagnostic, Place, Report, Severity, SourceId, Sources};
use protoward_workspace::inputs::Input;
use protoward_workspace::{OpenOptions, Workspace};

/// The flags of every refactoring.
#[derive(Debug, clap::Args)]
pub(super) struct RunArgs {
    /// Write the files that change
    #[arg(short, long)]
    write: bool,

    /// Print the changes as a unified diff
    #[arg(short, long)]
    diff: bool,

    /// Write even if the change breaks clients
    #[arg(short, long)]
    yes: bool,
}

/// A planned refactoring.
pub(super) struct Plan {
    /// The verb of what was done, and of what would be done.
    pub(super) verb: [&'static str; 2],
    /// The change in words, without the verb.
    pub(super) what: String,
    /// The declaration or package that it is about.
    pub(super) subject: String,
    pub(super) refactoring: Refactoring,
    /// `true` if the breaking rules judge the change.
    pub(super) is_judged: bool,
}

impl RunArgs {
    /// Runs a refactoring. `plan` gets the schema with its references.
    pub(super) fn run(
        &self,
        input: &InputArgs,
        console: &mut Console,
        plan: impl FnOnce(&Schema, &Planner<'_>) -> Result<Plan, Box<Diagnostic>>,
    ) -> Outcome {
        let start = Instant::now();
        let Some(parsed) = input.parse(console) else { return Outcome::Failed };
        let (options, mut sources) = (input.options(), Sources::default());
        let Some(old) = open(&parsed, &options, &mut sources, console) else { return Outcome::Failed };
        let planned = {
            let texts = Texts::new(&sources, old.schema.files.iter().map(|(_, file)| file.source));
            plan(&old.schema, &Planner::new(&old.schema, &texts, &sources))
        };
        let run = Run { args: self, input: &parsed, options: &options, old: &old };
        let outcome = planned.map_err(|problem| Report::from_iter([*problem]));
        let outcome = outcome.and_then(|plan| run.run(&plan, &mut sources, console, start));
        outcome.unwrap_or_else(|problems| {
            console.problems(&problems, &sources);
            console.print_status("nothing was written");
            Outcome::Failed
        })
    }
}

/// Compiles the input. A file with errors could have references that are not known.
fn open(input: &Input, options: &OpenOptions, sources: &mut Sources, console: &mut Console) -> Option<Workspace> {
    let mut report = Report::default();
    let workspace = opened(input, options, sources, &mut report);
    if workspace.as_ref().is_none_or(Workspace::has_invalid_files) {
        console.problems(&report, sources);
        return None;
    }
    let workspace = workspace?;
    if workspace.is_image() {
        console.problem(diagnostics::not_refactorable(input));
        return None;
    }
    Some(workspace)
}

/// A run of a refactoring.
struct Run<'a> {
    args: &'a RunArgs,
    input: &'a Input,
    options: &'a OpenOptions,
    old: &'a Workspace,
}

impl Run<'_> {
    fn run(
        &self,
        plan: &Plan,
        sources: &mut Sources,
        console: &mut Console,
        start: Instant,
    ) -> Result<Outcome, Report> {
        let RunArgs { write, diff, yes } = *self.args;
        let within = write.then(|| writable(self.input)).transpose();
        let within = within.map_err(|problem| Report::from_iter([*problem]))?;
        self.check_places(plan, within.as_deref(), sources)?;
        let mut files = EditedFiles::default();
        files.edit(plan.refactoring.all_edits(), sources);
        for new in &plan.refactoring.created {
            let beside = sources.get(self.old.schema[new.beside].source);
            let root = beside.display.strip_suffix(&beside.name).unwrap_or_default();
            files.create(format!("{root}{}", new.path), new.text.clone());
        }
        for &file in &plan.refactoring.removed {
            let old = sources.get(self.old.schema[file].source);
            files.remove(&old.display, old.text.clone().unwrap_or_default());
        }
        if files.is_empty() {
            console.print_status("nothing needs to change");
            return Ok(Outcome::Fine);
        }
        let new = self.proven(plan, &files, sources)?;
        self.check_project(plan, &files)?;
        let findings = if plan.is_judged { self.judged(&new, sources)? } else { Vec::new() };
        let is_breaking = findings.iter().any(|finding| finding.severity == Severity::Error);
        let mentioned = plan.refactoring.mentions.iter().map(|&place| diagnostics::mentioned(&plan.subject, place));
        let findings: Report = findings.into_iter().chain(mentioned).collect();
        sources.set_columns(Columns::Measured(terminal_width));
        if diff {
            console.print(&files.diff());
        } else if !write {
            console.print(&listed(plan, &files, sources));
        }
        console.findings(&findings, sources);
        let is_refused = (is_breaking || !plan.refactoring.mentions.is_empty()) && !yes;
        if is_refused {
            plan.refactoring.notes.iter().for_each(|note| console.print_status(note));
            let found = count(findings.iter().count(), "finding");
            let (verb, what) = (plan.verb[1], &plan.what);
            console.print_status(&format!("{verb} {what}; {found}: nothing was written; `--yes` accepts that"));
            return Ok(Outcome::Findings);
        }
        if write && !console.written(protoward_fixer::write(&files, &self.old.schema, within.as_deref(), sources)) {
            return Ok(Outcome::Failed);
        }
        plan.refactoring.notes.iter().for_each(|note| console.print_status(note));
        let verb = plan.verb[usize::from(!write)];
        let places = count(plan.refactoring.all_edits().count(), "place");
        let summary = format!("{verb} {}: {places} in {}", plan.what, count(files.len(), "file"));
        console.print_summary_line(&summary, &duration(start.elapsed()));
        if plan.refactoring.longer > 0 {
            let longer = count(plan.refactoring.longer, "reference");
            console.print_status(&format!(
                "{longer} got a longer spelling, because the short one would mean something else"
            ));
        }
        if let Some(breaks) = plan.refactoring.breaks {
            console.print_status(&format!("this changes {breaks}"));
        }
        Ok(Outcome::Fine)
    }

    /// Returns what the breaking rules find.
    fn judged(&self, new: &Workspace, sources: &Sources) -> Result<Vec<Diagnostic>, Report> {
        let verdict = judge(self.old, new, sources, &plugin_limits::gate()?.policy_of_configuration(new)?);
        match verdict.failures.has_errors() {
            true => Err(verdict.failures),
            false => Ok(verdict.findings.into_iter().map(|finding| finding.diagnostic).collect()),
        }
    }

    /// Checks that all edits are in files of the input.
    fn check_places(&self, plan: &Plan, within: Option<&Path>, sources: &Sources) -> Result<(), Report> {
        let own: BTreeSet<_> =
            self.old.schema.files.iter().filter(|(_, file)| !file.is_import).map(|(_, file)| file.source).collect();
        let is_own = |source: SourceId| {
            let path = &sources.get(source).display;
            let is_inside = |within: &Path| fs::canonicalize(path).is_ok_and(|path| path.starts_with(within));
            own.contains(&source) && within.is_none_or(is_inside)
        };
        let mut outside = BTreeMap::new();
        for edit in plan.refactoring.all_edits() {
            if !is_own(edit.place.source) {
                outside.entry(&sources.get(edit.place.source).display).or_insert(edit.place);
            }
        }
        let problem = |(path, place): (&String, Place)| diagnostics::outside(path, &plan.subject, place);
        let mut report: Report = outside.into_iter().map(problem).collect();
        for &file in &plan.refactoring.removed {
            let source = self.old.schema[file].source;
            if !is_own(source) {
                let place = self.old.schema.place(Element::File(file));
                report.push(diagnostics::outside(&sources.get(source).display, &plan.subject, place));
            }
        }
        if report.has_errors() { Err(report) } else { Ok(()) }
    }

    /// Compiles the new texts, and compares the result with the old schema.
    fn proven(&self, plan: &Plan, files: &EditedFiles, sources: &mut Sources) -> Result<Workspace, Report> {
        let options = OpenOptions { edited: Some(overlay(files)), ..self.options.clone() };
        let mut report = Report::default();
        let new = opened(self.input, &options, sources, &mut report);
        let new = new.filter(|new| !new.has_invalid_files()).ok_or(report)?;
        let found = differences(&self.old.schema, &new.schema, &plan.refactoring.changes, sources);
        let report: Report = found.iter().map(|it| diagnostics::differs(it, &self.old.schema)).collect();
        if report.has_errors() { Err(report) } else { Ok(new) }
    }

    /// Checks that the other files of the project still compile, if the input has only some.
    fn check_project(&self, plan: &Plan, files: &EditedFiles) -> Result<(), Report> {
        let Ok(within) = writable(self.input) else { return Ok(()) };
        let Some(whole) = WholeProject::around(self.old, &within, self.options) else { return Ok(()) };
        let broken = whole.broken_with(files);
        let report: Report = broken.iter().map(|path| diagnostics::broken_outside(path, &plan.subject)).collect();
        if report.has_errors() { Err(report) } else { Ok(()) }
    }
}

/// Returns a line for each file that changes, and for each new one.
fn listed(plan: &Plan, files: &EditedFiles, sources: &Sources) -> String {
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for edit in plan.refactoring.all_edits() {
        *places.entry(&sources.get(edit.place.source).display).or_default() += 1;
    }
    lines.extend(places.into_iter().map(|(path, places)| (path.to_owned(), count(places, "place"))));
    lines.extend(files.created().map(|path| (path.to_owned(), "new".to_owned())));
    lines.extend(files.removed().map(|path| (path.to_owned(), "removed".to_owned())));
    lines.into_iter().map(|(path, what)| format!("{path}: {what}\n")).collect()
}
