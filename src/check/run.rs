//! The checks of one part: compile, lint, format, ledger, breaking changes, generated code. Each adds a line to the summary, and
//! only what a later check needs stops it.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use crate::breaking::AND_SINCE;
use crate::console::Console;
use crate::gate_args::GateArgs;
use crate::generation::{ConsoleObserver, run_settings};
use crate::guard::working_on;
use crate::input::{InputArgs, files_of, report_errors};
use crate::outcome::Outcome;
use crate::parts::PartArgs;
use crate::parts_report::notice;
use crate::summary::{CheckMark, Summary};
use crate::{diagnostics, ignored, ledger, lint};
use protoward_gate::{
    ComparedVersions, Comparison, CompiledVersion, GateRequest, GateRun, LintBaseline, NeededSchemas, NoVerdict,
    NotCompared, NotJudged, OlderVersion, PartState,
};
use protoward_inputs::Input;
use protoward_operations::generate::{
    CheckedProject, CheckedTemplate, GenerationPurpose, OutputFolder, check_template, complete_schema,
    folders_of_configuration, folders_of_plugins,
};
use protoward_operations::ledger::{LedgerSubject, ProjectLedger, check_beside_gate};
use protoward_source::{Report, Severity, SourceId, Sources, count, list, parallel};
use protoward_workspace::Workspace;

/// The arguments for the check of a part of the input.
#[derive(Clone, Copy)]
pub(super) struct CheckedPart<'a> {
    pub(super) part: &'a PartArgs,
    pub(super) gate: &'a GateArgs,
}

/// One run of all checks, with its summary.
pub(super) struct Run<'a> {
    pub(super) console: &'a mut Console,
    sources: Sources,
    summary: Summary,
    outcome: Outcome,
    /// The schemas of older versions that are needed to know which files were compared.
    needed: NeededSchemas,
    /// The displayed paths of older files that were compared.
    taken: BTreeSet<String>,
    /// The findings of all checks, which are sorted and printed together.
    findings: Report,
    /// `true` if the input has several projects.
    has_several_parts: bool,
}

impl<'a> Run<'a> {
    pub(super) fn new(needed: NeededSchemas, console: &'a mut Console) -> Self {
        Self {
            console,
            sources: Sources::default(),
            summary: Summary::new(),
            outcome: Outcome::Fine,
            needed,
            taken: BTreeSet::new(),
            findings: Report::default(),
            has_several_parts: false,
        }
    }

    /// Begins the lines of one of several parts in the summary.
    pub(super) fn begin(&mut self, name: &str) {
        self.has_several_parts = true;
        self.summary.begin(name);
    }

    pub(super) fn finish(self) -> Outcome {
        let Self { console, summary, outcome, sources, findings, .. } = self;
        console.findings(&findings, &sources);
        summary.print(outcome, console);
        outcome
    }
}

impl Run<'_> {
    pub(super) fn all(&mut self, check: CheckedPart<'_>) {
        let start = Instant::now();
        let args = &check.part.input;
        let Some(input) = &args.parse(self.console) else {
            self.outcome = Outcome::Failed;
            return;
        };
        // Compiled separately from the baseline: code is also generated from unchanged files, and an unreadable
        // baseline must not prevent this check.
        let Some(mut workspace) = args.open_valid(true, &mut self.sources, self.console) else {
            self.fail("compile", "nothing was compiled".to_owned(), start);
            return;
        };
        if workspace.has_invalid_files() {
            self.fail("compile", "the schema does not compile".to_owned(), start);
            // The other checks need the whole schema.
            self.lint(input, &workspace);
            return self.format(&workspace);
        }
        let text = format!("{}: {}", files_of(&workspace.origin), workspace.schema.contents());
        self.summary.add(CheckMark::Good, "compile", text, start);
        self.lint(input, &workspace);
        self.format(&workspace);
        if self.ledger(check, input, &workspace) {
            match self.gate(check, input, workspace) {
                Some(compared) => workspace = compared,
                None => return,
            }
        }
        self.generated(check, input, &workspace);
    }

    /// Runs the lint rules, if the configuration asks for some: a section `lint` of a `protoward.toml`, or any `buf.yaml`.
    fn lint(&mut self, input: &Input, workspace: &Workspace) {
        let config = &workspace.config;
        if config.lint.is_none() && config.modules.iter().all(|module| module.lint.is_none()) {
            return;
        }
        let start = Instant::now();
        let verdict = match lint::verdict(input, workspace, LintBaseline::Configured, &mut self.sources) {
            Ok(verdict) => verdict,
            Err(report) => return self.fail_with("lint", &report, start),
        };
        self.console.problems(&verdict.notes, &self.sources);
        let text = format!("{} ({})", lint::summary(&verdict, workspace), count(verdict.rules, "rule"));
        let fails = verdict.fails();
        let is_partial = verdict.failures.has_errors();
        self.console.problems(&verdict.failures, &self.sources);
        self.show(verdict.into_report());
        match fails {
            _ if is_partial => self.fail("lint", text, start),
            true => self.found("lint", text, start),
            false if workspace.has_invalid_files() => self.summary.add(CheckMark::Skipped, "lint", text, start),
            false => self.summary.add(CheckMark::Good, "lint", text, start),
        }
    }

    /// Compares the layout of the files with that of `format`, if `format = true` of a `protoward.toml` asks for it. A
    /// `buf.yaml` cannot ask, so that differences are shown and are no failure.
    fn format(&mut self, workspace: &Workspace) {
        let config = &workspace.config;
        if !config.format && !config.is_of_buf() {
            return;
        }
        let start = Instant::now();
        let own = workspace.schema.files.iter().filter(|(_, file)| !file.is_import);
        let own: Vec<SourceId> = own.map(|(_, file)| file.source).collect();
        let layout = |at: usize| self.sources.get(own[at]).text.as_deref().map(protoward_format::first_difference);
        let results = parallel::map(own.len(), parallel::threads(None), layout);
        let differing: Vec<(SourceId, usize)> =
            own.iter().zip(&results).filter_map(|(source, result)| Some((*source, (*result)??))).collect();
        let others: Vec<String> =
            differing.iter().map(|(source, _)| format!("`{}`", self.sources.get(*source).display)).collect();
        if workspace.is_image() {
            let why = "not checked: an image has no text".to_owned();
            return if config.format {
                self.fail("format", why, start)
            } else {
                self.summary.add(CheckMark::Skipped, "format", why, start)
            };
        }
        let number = results.iter().flatten().count();
        let files = count(number, "file");
        match &others[..] {
            [] if number == 0 => {
                self.summary.add(CheckMark::Skipped, "format", "no file was checked".to_owned(), start);
            }
            [] => self.summary.add(CheckMark::Good, "format", format!("{files} formatted"), start),
            [first, ..] => {
                let (verb, more) = if others.len() == 1 { ("is", "") } else { ("are", ", …") };
                let what = format!("{} of {files} {verb} not formatted: {first}{more}", others.len());
                let text = format!("{what}; run `protoward format -w`");
                if config.format {
                    self.name_unformatted_files(&differing);
                    self.found("format", text, start);
                } else {
                    self.summary.add(CheckMark::Skipped, "format", text, start)
                }
            }
        }
    }

    /// Returns `true` if the ledger is readable or absent, so that the gate can use it.
    fn ledger(&mut self, check: CheckedPart<'_>, input: &Input, workspace: &Workspace) -> bool {
        let start = Instant::now();
        let config = &workspace.config;
        let root = workspace.root.as_deref();
        let Some(file) = ProjectLedger::named(check.gate.ledger_file(), config, root) else { return true };
        let CheckedPart { part: PartArgs { input: args, against, .. }, .. } = check;
        let options = args.options();
        let subject = LedgerSubject { file: &file, input, named: args.named(), options: &options, workspace };
        let against = ledger::choice(against, args);
        let checked = report_errors(self.console, &mut self.sources, |sources, report| {
            check_beside_gate(subject, &against, sources, report)
        });
        match checked {
            None => {
                self.fail("ledger", "the ledger cannot be compared".to_owned(), start);
                return false;
            }
            Some(checked) if checked.problems.is_empty() => {
                let reason = checked.reason().map(|reason| format!("\n{reason}")).unwrap_or_default();
                self.summary.add(CheckMark::Good, "ledger", format!("{}{reason}", checked.summary()), start);
            }
            Some(checked) => {
                self.show(checked.problems.clone());
                self.found("ledger", checked.problems_in_words(), start);
            }
        }
        true
    }

    /// Compares a compiled schema with its baselines, and returns it.
    fn gate(&mut self, check: CheckedPart<'_>, input: &Input, new: Workspace) -> Option<Workspace> {
        let start = Instant::now();
        let CheckedPart { part: PartArgs { input: args, against, state, .. }, gate } = check;
        let if_baseline = gate.if_baseline || matches!(state, PartState::New);
        let new = CompiledVersion { workspace: Box::new(new), has_source_options: true };
        let request = GateRequest {
            input,
            options: args.options(),
            versions: ComparedVersions::Compiled(new, against.baselines(args, false, if_baseline)),
            needed: self.needed,
            // Lost lines are reported with the ledger.
            reports_lost_lines: false,
            taken: &BTreeSet::new(),
        };
        self.compare(check, request, start)
    }

    /// Compares a part that only the older versions have with nothing.
    pub(super) fn deleted(&mut self, check: CheckedPart<'_>) {
        let start = Instant::now();
        let Some(input) = check.part.input.parse(self.console) else { return self.outcome = Outcome::Failed };
        let taken = std::mem::take(&mut self.taken);
        self.compare(check, check.part.request(&input, self.needed, false, &taken), start);
        self.taken.extend(taken);
    }

    /// Runs the gate, and returns the new version if it compiles.
    fn compare(&mut self, check: CheckedPart<'_>, request: GateRequest<'_>, start: Instant) -> Option<Workspace> {
        let gate = match check.gate.gate(&check.part.input) {
            Ok(gate) => gate,
            Err(report) => {
                self.console.problems(&report, &self.sources);
                self.fail("breaking", "a limit of plugins is invalid".to_owned(), start);
                return None;
            }
        };
        let GateRun { problems, result, .. } = gate.run(request, &mut self.sources);
        self.console.problems(&problems, &self.sources);
        let Comparison { olds, new, mut verdicts, moved, .. } = match result {
            Ok(comparison) => {
                self.taken.extend(comparison.older_files(&self.sources));
                comparison
            }
            Err(NotJudged { new, reason, .. }) => {
                self.not_judged(reason, start);
                return new.map(|new| *new);
            }
        };
        self.console.problems(&verdicts.notes, &self.sources);
        self.console.accepted(&verdicts.ignored, &self.sources);
        if check.gate.show_ignored {
            self.console.note(&(ignored::list(&verdicts.ignored, &self.sources) + &ignored::passed_over(&new)));
        }
        let since = since(&olds);
        let rules = count(verdicts.rules(), "rule");
        let remarks = verdicts.registry_summary() + &verdicts.remarks();
        let found = format!("{} in {}", count(verdicts.len(), "breaking change"), count(verdicts.files(), "file"));
        let text = match (&check.part.state, verdicts.len()) {
            (PartState::Deleted(..), 0) if moved > 0 => "the files are compared where they are now".to_owned(),
            (PartState::Deleted(..), 0) => format!("deleted, and nothing breaks since {since}{remarks} ({rules})"),
            (PartState::Deleted(..), _) => format!("deleted: {found} since {since}{remarks} ({rules})"),
            (PartState::Kept | PartState::New, 0) => format!("nothing breaks since {since}{remarks} ({rules})"),
            (PartState::Kept | PartState::New, _) => format!("{found} since {since}{remarks} ({rules})"),
        };
        let fails = verdicts.fails();
        let is_empty = verdicts.is_empty();
        self.show(verdicts.take_report());
        if fails {
            self.found("breaking", text, start);
        } else {
            let only = if is_empty { "" } else { ", warnings only" };
            self.summary.add(CheckMark::Good, "breaking", format!("{text}{only}"), start);
        }
        Some(new)
    }

    /// Reports why there is no verdict.
    fn not_judged(&mut self, reason: NoVerdict, start: Instant) {
        match reason {
            NoVerdict::NotCompared(skipped) if !skipped.is_failure => {
                let help = skipped.help().map(|help| format!("\n{help}")).unwrap_or_default();
                let text = format!("{}{help}", skipped.message());
                self.summary.add(CheckMark::Skipped, "breaking", text, start);
                self.console.notice(notice(&skipped));
            }
            NoVerdict::NotCompared(NotCompared { reason, .. }) => {
                self.console.not_compared(&reason.report(), &self.sources);
                self.fail("breaking", format!("not compared: {reason}"), start);
            }
            NoVerdict::Policy(unreadable) => self.fail("breaking", unreadable.to_string(), start),
            NoVerdict::NewVersion(report) => self.fail_with("breaking", &report, start),
            NoVerdict::Incomplete { findings, failures } => {
                self.show(findings);
                self.fail_with("breaking", &failures, start);
            }
            _ => self.fail("breaking", "see above".to_owned(), start),
        }
    }

    fn generated(&mut self, check: CheckedPart<'_>, input: &Input, part: &Workspace) {
        if part.config.generate.is_empty() {
            return self.generated_by_template(check, input, part);
        }
        let start = Instant::now();
        let whole = report_errors(self.console, &mut self.sources, |sources, report| {
            complete_schema(input, &check.part.input.options(), part, sources, report)
        });
        let Some(whole) = whole else {
            self.fail("generated", "the schema as a whole does not compile".to_owned(), start);
            return;
        };
        match self.folders(check, input, (part, &whole)) {
            None => self.fail("generated", "the code cannot be generated".to_owned(), start),
            Some(folders) => self.report_folders(&folders, "", "protoward generate", "", start),
        }
    }

    /// Checks the generated code of a `buf.gen.yaml`.
    fn generated_by_template(&mut self, check: CheckedPart<'_>, input: &Input, part: &Workspace) {
        let root = part.root.as_deref().unwrap_or(Path::new(""));
        let project = if self.has_several_parts { CheckedProject::OneOf(root) } else { CheckedProject::Only };
        self.template(&check.part.input, input, project);
    }

    /// Checks the generated code of the `buf.gen.yaml` of a project.
    pub(super) fn template(&mut self, named: &InputArgs, input: &Input, project: CheckedProject<'_>) {
        let start = Instant::now();
        let settings = run_settings(named, input.clone());
        let observer = &mut ConsoleObserver::new(self.console);
        match check_template(&settings, project, &mut self.sources, observer) {
            Ok(None) => {}
            Ok(Some(CheckedTemplate::Skipped(why))) => {
                self.summary.add(CheckMark::Skipped, "generated", format!("buf.gen.yaml: not checked: {why}"), start);
            }
            Ok(Some(CheckedTemplate::Compared { folders, absent, is_of_input })) => {
                let not_checked = absent.map(|absent| format!("\nnot checked: {absent}")).unwrap_or_default();
                let input = named.named().filter(|_| is_of_input);
                let command = ["protoward generate"].into_iter().chain(input).collect::<Vec<_>>().join(" ");
                self.report_folders(&folders, "by buf.gen.yaml: ", &command, &not_checked, start);
            }
            Err(report) => {
                self.console.problems(&report, &self.sources);
                self.fail("generated", "the code of buf.gen.yaml cannot be generated".to_owned(), start);
            }
        }
    }

    /// Reports the state of output folders, and the command that makes them current.
    fn report_folders(&mut self, folders: &[OutputFolder], by: &str, command: &str, not_checked: &str, start: Instant) {
        if folders.iter().all(OutputFolder::is_current) {
            let named: Vec<String> = folders.iter().map(OutputFolder::named).collect();
            let text = format!("{by}{}, all current{not_checked}", list(&named));
            return self.summary.add(CheckMark::Good, "generated", text, start);
        }
        self.name_stale_files(folders);
        let stale = folders.iter().filter(|folder| !folder.is_current());
        let words: Vec<String> =
            stale.map(|folder| format!("{}: {}", folder.named(), folder.steps_in_words())).collect();
        let text = format!("{by}not current; run `{command}`\n{}{not_checked}", words.join("\n"));
        self.found("generated", text, start);
    }

    /// Returns the output of plugins for the selected files, and the Rust code of the complete schema. Problems are reported.
    fn folders(
        &mut self,
        check: CheckedPart<'_>,
        input: &Input,
        (part, whole): (&Workspace, &Workspace),
    ) -> Option<Vec<OutputFolder>> {
        working_on("the generated code");
        let own = folders_of_configuration(whole, &self.sources, GenerationPurpose::Look);
        let folders = own.and_then(|own| {
            let root = part.root.clone().unwrap_or_default();
            let settings = run_settings(&check.part.input, input.clone());
            let observer = &mut ConsoleObserver::new(self.console);
            let plugins = folders_of_plugins(&part.config, &root, &settings, &mut self.sources, observer)?;
            Ok(plugins.into_iter().chain(own).collect())
        });
        folders.map_err(|report: Report| self.console.problems(&report, &self.sources)).ok()
    }

    /// Returns `true` if files are findings; otherwise, the summary covers them.
    fn names_files(&self) -> bool {
        self.console.is_quiet() || !self.console.prints_findings_for_humans()
    }

    /// Reports unformatted files, unless the summary covers them.
    fn name_unformatted_files(&mut self, files: &[(SourceId, usize)]) {
        if self.names_files() {
            let place = |(source, offset): &(SourceId, usize)| self.sources.place(*source, *offset..*offset);
            let report: Report = files.iter().map(|file| diagnostics::not_formatted(place(file))).collect();
            self.show(report);
        }
    }

    /// Reports stale files, unless the summary covers them.
    fn name_stale_files(&mut self, folders: &[OutputFolder]) {
        if self.names_files() {
            let stale = folders.iter().flat_map(OutputFolder::stale);
            let report = diagnostics::about_files_in(&mut self.sources, stale, diagnostics::not_current);
            self.show(report);
        }
    }

    fn show(&mut self, findings: Report) {
        self.findings.append(findings);
    }

    fn found(&mut self, what: &'static str, text: String, start: Instant) {
        self.summary.add(CheckMark::Bad, what, text, start);
        if self.outcome == Outcome::Fine {
            self.outcome = Outcome::Findings;
        }
    }

    /// Adds a check that could not be made because of errors, of which the first one stands for the others.
    fn fail_with(&mut self, what: &'static str, errors: &Report, start: Instant) {
        self.console.problems(errors, &self.sources);
        let first = errors.iter().find(|it| it.severity == Severity::Error);
        self.fail(what, first.map_or_else(|| "see above".to_owned(), |error| error.message.clone()), start);
    }

    fn fail(&mut self, what: &'static str, text: String, start: Instant) {
        self.summary.add(CheckMark::Failed, what, text, start);
        self.outcome = Outcome::Failed;
    }
}

/// Describes each baseline: `git:HEAD~1, 41 files at 3f2a1c9`.
fn since(olds: &[OlderVersion]) -> String {
    let since = |OlderVersion { workspace, baseline, .. }: &OlderVersion| {
        let files = count(workspace.origin.files, "file");
        match &workspace.origin.commit {
            Some(commit) if !baseline.is_chosen() => format!("{}, {files} at {}", baseline.text(), commit.id),
            Some(_) | None => format!("{}, {files}", baseline.named(workspace)),
        }
    };
    olds.iter().map(since).collect::<Vec<_>>().join(AND_SINCE)
}
