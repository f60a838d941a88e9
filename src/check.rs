use std::path::{Path, PathBuf};
use std::time::Instant;

use super::against::AgainstArgs;
use super::breaking::AND_SINCE;
use super::comparison::GateArgs;
use super::console::Console;
use super::generation::{ConsoleObserver, run_settings};
use super::guard::working_on;
use super::input::{InputArgs, files_of, report_errors};
use super::nested::{Comparing, NestedArgs, PartArgs};
use super::outcome::Outcome;
use super::parts_run::Together;
use super::sides::{SideArgs, notice};
use super::summary::{CheckMark, Summary};
use super::words::{count, list};
use super::{diagnostics, ignored, ledger, lint, lint_verdict, staged, watch};
use protoward_gate::{
    Baseline, Gate, GovernedBaselines, GoverningPolicy, NotCompared, OlderVersion, PartState, PolicyInput,
    PreparedBaseline, SchemaSide, Verdicts, compile_deleted, compile_olds,
};
use protoward_generation::{
    CheckedProject, CheckedTemplate, GenerationPurpose, OutputFolder, check_template, complete_schema,
    folders_of_configuration, folders_of_plugins, is_here,
};
use protoward_ledger_file::{LedgerSubject, ProjectLedger, check_beside_gate};
use protoward_source::{Report, Severity, SourceId, Sources, parallel};
use protoward_workspace::Workspace;
use protoward_workspace::inputs::Input;

/// Run all checks that `protoward.toml` configures: the one command for CI
///
/// Compiles the schema, runs the lint rules of the section `[lint]`, checks the layout of files with `format = true`,
/// compares the schema with its baseline, and checks that generated code is current, also that of plugins and of a `buf.gen.yaml`. Prints a summary of the checks at the end. A requested comparison that cannot be made is an error; a new
/// schema without a baseline is reported, and the other checks run.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    against: AgainstArgs,

    #[command(flatten)]
    gate: GateArgs,

    #[command(flatten)]
    nested: NestedArgs,

    /// Read what is staged in git instead of the files on disk, as a hook before a commit needs
    #[arg(long)]
    staged: bool,

    /// Check again whenever a file changes
    #[arg(long, conflicts_with = "staged")]
    watch: bool,
}

impl Check {
    /// Returns the name of the comment to write, if any.
    pub(super) fn comment(&self) -> Option<&str> {
        self.gate.comment.as_deref()
    }

    pub(super) fn run(mut self, console: &mut Console) -> Outcome {
        if !self.watch {
            return self.once(console);
        }
        self.input.runs_again();
        watch::run(
            &self.input,
            console,
            || self.watched(),
            |console| {
                self.once(console);
            },
        )
    }

    /// Returns the files that the result depends on.
    fn watched(&self) -> watch::WatchedPaths {
        let mut places = watch::WatchedPaths::default();
        places.files.extend(self.input.config_file());
        places.files.extend(self.gate.ledger_file().map(PathBuf::from));
        for input in [self.input.input()].into_iter().chain(self.against.named().iter().map(String::as_str)) {
            places.add_input(input);
        }
        places
    }

    fn once(&self, console: &mut Console) -> Outcome {
        let Self { input, against, gate, nested, staged: is_staged, watch: _ } = self;
        let input = &input.staged(*is_staged);
        if input.reference().is_ok_and(|input| staged::is_nothing(&input, console)) {
            return Outcome::Fine;
        }
        match nested.parts(Comparing { input, against, gate }, console) {
            Ok(None) => {
                let part = CheckedPart { input, against, gate, if_baseline: gate.if_baseline };
                let mut run = Run::new(console);
                run.all(part);
                run.finish()
            }
            Ok(Some(parts)) => self.parts(&parts, console),
            Err(outcome) => outcome,
        }
    }

    /// Checks each part, and reports all together.
    fn parts(&self, parts: &[PartArgs], console: &mut Console) -> Outcome {
        let mut run = Run::new(console);
        run.together = Some(Together::new(parts));
        for part in parts {
            run.summary.begin(&part.name);
            match &part.state {
                PartState::Deleted(versions, except) => run.deleted(self, part, versions, except),
                state @ (PartState::Kept | PartState::New) => run.all(CheckedPart {
                    input: &part.input,
                    against: &part.against,
                    gate: &self.gate,
                    if_baseline: self.gate.if_baseline || matches!(state, PartState::New),
                }),
            }
        }
        let roots = parts.iter().filter_map(|part| part.input.reference().ok());
        if !roots.into_iter().any(|input| matches!(input, Input::Folder(folder) if is_here(&folder)))
            && let Some(input) = self.input.parse(run.console)
        {
            run.summary.begin("all projects");
            run.template(&self.input, &input, CheckedProject::Several);
        }
        run.finish()
    }
}

/// The arguments for the check of an input, or of a part of one.
#[derive(Clone, Copy)]
struct CheckedPart<'a> {
    input: &'a InputArgs,
    against: &'a AgainstArgs,
    gate: &'a GateArgs,
    /// `true` if a missing baseline is no failure.
    if_baseline: bool,
}

/// One run of all checks, with its summary.
struct Run<'a> {
    console: &'a mut Console,
    sources: Sources,
    summary: Summary,
    outcome: Outcome,
    /// The findings of several parts, which are reported together.
    together: Option<Together>,
}

impl<'a> Run<'a> {
    fn new(console: &'a mut Console) -> Self {
        let (sources, summary) = (Sources::default(), Summary::new());
        Self { console, sources, summary, outcome: Outcome::Fine, together: None }
    }

    fn finish(self) -> Outcome {
        let Self { console, summary, outcome, sources, together } = self;
        if let Some(together) = together {
            console.findings(&together.findings, &sources);
        }
        summary.print(outcome, console);
        outcome
    }
}

impl Run<'_> {
    fn all(&mut self, check: CheckedPart<'_>) {
        let start = Instant::now();
        let Some(input) = &check.input.parse(self.console) else {
            self.outcome = Outcome::Failed;
            return;
        };
        // Compiled separately from the baseline: code is also generated from unchanged files, and an unreadable
        // baseline must not prevent this check.
        let Some(mut workspace) = check.input.open_valid(true, &mut self.sources, self.console) else {
            self.fail("compile", "nothing was compiled".to_owned(), start);
            return;
        };
        if workspace.has_invalid_files() {
            self.fail("compile", "the schema does not compile".to_owned(), start);
            // The other checks need the whole schema.
            self.lint(&workspace);
            return self.format(&workspace);
        }
        let text = format!("{}: {}", files_of(&workspace.origin), workspace.schema.contents());
        self.summary.add(CheckMark::Good, "compile", text, start);
        self.lint(&workspace);
        self.format(&workspace);
        if self.ledger(check, input, &workspace) {
            self.gate(check, input, &mut workspace);
        }
        self.generated(check, input, &workspace);
    }

    /// Runs the lint rules, if the configuration asks for some: a section `lint` of a `protoward.toml`, or any `buf.yaml`.
    fn lint(&mut self, workspace: &Workspace) {
        let config = &workspace.config;
        if config.lint.is_none() && config.modules.iter().all(|module| module.lint.is_none()) {
            return;
        }
        let start = Instant::now();
        let verdict = match lint_verdict::verdict(workspace, &self.sources) {
            Ok(verdict) => verdict,
            Err(report) => {
                self.console.problems(&report, &self.sources);
                let is_of_plugin = report.iter().any(|it| it.code == protoward_gate::codes::CHECK_PLUGIN);
                let why = if is_of_plugin { "a plugin failed" } else { "the section `lint` cannot be understood" };
                return self.fail("lint", why.to_owned(), start);
            }
        };
        self.console.problems(&verdict.notes, &self.sources);
        let text = format!("{} ({})", lint::summary(&verdict, workspace), count(verdict.rules, "rule"));
        let (fails, is_partial) = (verdict.fails(), verdict.failures.has_errors());
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
            return match config.format {
                true => self.fail("format", why, start),
                false => self.summary.add(CheckMark::Skipped, "format", why, start),
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
                match config.format {
                    true => {
                        self.name_unformatted_files(&differing);
                        self.found("format", text, start);
                    }
                    false => self.summary.add(CheckMark::Skipped, "format", text, start),
                }
            }
        }
    }

    /// Returns `true` if the ledger is readable or absent, so that the gate can use it.
    fn ledger(&mut self, check: CheckedPart<'_>, input: &Input, workspace: &Workspace) -> bool {
        let start = Instant::now();
        let (config, root) = (&workspace.config, workspace.root.as_deref());
        let Some(file) = ProjectLedger::named(check.gate.ledger_file(), config, root) else { return true };
        let options = check.input.options();
        let subject = LedgerSubject { file: &file, input, named: check.input.named(), options: &options, workspace };
        let against = ledger::choice(check.against, check.input);
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

    fn gate(&mut self, check: CheckedPart<'_>, input: &Input, new: &mut Workspace) {
        let start = Instant::now();
        let CheckedPart { input: named, against, gate, if_baseline } = check;
        let gate = match gate.gate(named) {
            Ok(gate) => gate,
            Err(report) => {
                self.console.problems(&report, &self.sources);
                return self.fail("breaking", "a limit of plugins is invalid".to_owned(), start);
            }
        };
        let is_required = false;
        let args = SideArgs { input: named, against, otherwise: None, is_required, if_baseline, gate: Some(&gate) };
        match args.baselines(input, SchemaSide::of_workspace(new), &mut self.sources) {
            Ok(GovernedBaselines { found, policy }) => {
                if let Some(GoverningPolicy { applied, compared }) = policy {
                    new.set_policy(applied, compared);
                }
                let with_source_options = !new.is_image() && !found.iter().any(PreparedBaseline::is_image);
                let plain =
                    if with_source_options || new.is_image() { None } else { self.without_source_options(check, new) };
                match compile_olds(found, with_source_options, &mut self.sources) {
                    Ok(olds) => self.compare(check, (&gate, input), &olds, plain.as_ref().unwrap_or(new), start),
                    Err(report) => self.not_compared(NotCompared::Failed(report), start),
                }
            }
            Err(not_compared) => self.not_compared(not_compared, start),
        }
    }

    /// Compiles the new side as an image has it, which lacks options of source retention.
    fn without_source_options(&mut self, check: CheckedPart<'_>, new: &Workspace) -> Option<Workspace> {
        let mut plain = check.input.open(&mut self.sources, self.console)?;
        plain.set_policy(new.config.clone(), new.compared_config().clone());
        Some(plain)
    }

    fn not_compared(&mut self, not_compared: NotCompared, start: Instant) {
        match not_compared {
            NotCompared::Failed(report) => {
                self.console.not_compared(&report, &self.sources);
                let why = report.iter().find(|it| it.severity == Severity::Error).map(|it| &*it.message);
                let why = why.unwrap_or("see above");
                let why = why.strip_prefix("nothing was compared: ").unwrap_or(why);
                self.fail("breaking", format!("not compared: {why}"), start);
            }
            NotCompared::Skipped(skipped) => {
                let help = skipped.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
                self.summary.add(CheckMark::Skipped, "breaking", format!("{}{help}", skipped.message), start);
                self.console.notice(notice(skipped));
            }
        }
    }

    fn compare(
        &mut self,
        check: CheckedPart<'_>,
        (gate, input): (&Gate, &Input),
        olds: &[OlderVersion],
        new: &Workspace,
        start: Instant,
    ) {
        let mut problems = Report::default();
        // Lost lines are reported with the ledger.
        let of = PolicyInput { input, options: check.input.options(), olds, new, reports_lost_lines: false };
        let policy = gate.policy(of, &mut self.sources, &mut problems);
        self.console.problems(&problems, &self.sources);
        let mut verdict = match policy {
            Ok(policy) => Verdicts::new(olds, new, &self.sources, &policy),
            Err(reason) => return self.fail("breaking", reason, start),
        };
        if self.has_failed(&verdict, start) {
            return;
        }
        self.console.problems(&verdict.notes, &self.sources);
        self.console.accepted(&verdict.ignored, &self.sources);
        if check.gate.show_ignored {
            self.console.note(&ignored::list(&verdict.ignored, &self.sources));
        }
        if let Some(together) = &mut self.together {
            together.note_files(olds, &self.sources);
        }
        let rules = count(verdict.rules(), "rule");
        gate.complete(&mut verdict, olds, new);
        let ignored = verdict.registry_summary() + &verdict.remarks();
        if verdict.is_empty() {
            let text = format!("nothing breaks since {}{ignored} ({rules})", since(olds));
            self.summary.add(CheckMark::Good, "breaking", text, start);
            return;
        }
        let text = match verdict.len() {
            0 => format!("nothing breaks since {}{ignored} ({rules})", since(olds)),
            found => {
                let (found, files) = (count(found, "breaking change"), count(verdict.files(), "file"));
                format!("{found} in {files} since {}{ignored} ({rules})", since(olds))
            }
        };
        let fails = verdict.fails();
        self.show(verdict.take_report());
        if fails {
            self.found("breaking", text, start);
        } else {
            self.summary.add(CheckMark::Good, "breaking", format!("{text}, warnings only"), start);
        }
    }

    /// Reports failures because of which findings are missing.
    fn has_failed(&mut self, verdict: &Verdicts, start: Instant) -> bool {
        let has_failed = verdict.failures.has_errors();
        if has_failed {
            self.console.problems(&verdict.failures, &self.sources);
            let why = verdict.failures.iter().map(|failure| &*failure.message).next().unwrap_or_default();
            let why = why.strip_prefix("nothing was compared: ").unwrap_or(why).to_owned();
            self.fail("breaking", why, start);
        }
        has_failed
    }

    /// Compares a part that only the older versions have with nothing.
    fn deleted(&mut self, check: &Check, part: &PartArgs, versions: &[Baseline], except: &[String]) {
        let start = Instant::now();
        let options = part.against.options(&part.input);
        let sides = match compile_deleted(versions.to_vec(), except, &options, &mut self.sources) {
            Ok(Some(sides)) => sides,
            Ok(None) => return,
            Err(not_compared) => return self.not_compared(not_compared, start),
        };
        let gate = check.gate.gate(&part.input);
        let policy = gate.and_then(|gate| Ok((gate.policy_of_configuration(&sides.new)?, gate)));
        let (mut verdict, gate) = match policy {
            Ok((policy, gate)) => (Verdicts::new(&sides.olds, &sides.new, &self.sources, &policy), gate),
            Err(report) => {
                self.console.problems(&report, &self.sources);
                return self.fail("breaking", "the configuration cannot be understood".to_owned(), start);
            }
        };
        if self.has_failed(&verdict, start) {
            return;
        }
        gate.complete(&mut verdict, &sides.olds, &sides.new);
        let (before, rules) = (verdict.len(), count(verdict.rules(), "rule"));
        let findings = match &self.together {
            Some(together) => together.not_taken(verdict.take_report(), &self.sources),
            None => verdict.take_report(),
        };
        let since = since(&sides.olds);
        match findings.len() {
            0 if before > 0 => {
                let text = "the files are compared where they are now".to_owned();
                self.summary.add(CheckMark::Good, "breaking", text, start);
            }
            0 => {
                let text = format!("deleted, and nothing breaks since {since} ({rules})");
                self.summary.add(CheckMark::Good, "breaking", text, start);
            }
            found => {
                let text = format!("deleted: {} since {since} ({rules})", count(found, "breaking change"));
                let fails = findings.has_errors();
                self.show(findings);
                match fails {
                    true => self.found("breaking", text, start),
                    false => self.summary.add(CheckMark::Good, "breaking", format!("{text}, warnings only"), start),
                }
            }
        }
    }

    fn generated(&mut self, check: CheckedPart<'_>, input: &Input, part: &Workspace) {
        if part.config.generate.is_empty() {
            return self.generated_by_template(check, input, part);
        }
        let start = Instant::now();
        let whole = report_errors(self.console, &mut self.sources, |sources, report| {
            complete_schema(input, &check.input.options(), part, sources, report)
        });
        let Some(whole) = whole else {
            self.fail("generated", "the schema as a whole does not compile".to_owned(), start);
            return;
        };
        match self.folders(check, input, (part, &whole)) {
            None => self.fail("generated", "the code cannot be generated".to_owned(), start),
            Some(folders) => self.report_folders(&folders, "", "", start),
        }
    }

    /// Checks the generated code of a `buf.gen.yaml`.
    fn generated_by_template(&mut self, check: CheckedPart<'_>, input: &Input, part: &Workspace) {
        let root = part.root.as_deref().unwrap_or(Path::new(""));
        let project = if self.together.is_some() { CheckedProject::OneOf(root) } else { CheckedProject::Only };
        self.template(check.input, input, project);
    }

    /// Checks the generated code of the `buf.gen.yaml` of a project.
    fn template(&mut self, named: &InputArgs, input: &Input, project: CheckedProject<'_>) {
        let start = Instant::now();
        let settings = run_settings(named, input.clone());
        let observer = &mut ConsoleObserver::new(self.console);
        match check_template(&settings, project, &mut self.sources, observer) {
            Ok(None) => {}
            Ok(Some(CheckedTemplate::Skipped(why))) => {
                self.summary.add(CheckMark::Skipped, "generated", format!("buf.gen.yaml: not checked: {why}"), start);
            }
            Ok(Some(CheckedTemplate::Compared(folders, why))) => {
                let not_checked = why.map(|why| format!("\nnot checked: {why}")).unwrap_or_default();
                self.report_folders(&folders, "by buf.gen.yaml: ", &not_checked, start);
            }
            Err(report) => {
                self.console.problems(&report, &self.sources);
                self.fail("generated", "the code of buf.gen.yaml cannot be generated".to_owned(), start);
            }
        }
    }

    /// Reports the state of output folders.
    fn report_folders(&mut self, folders: &[OutputFolder], by: &str, not_checked: &str, start: Instant) {
        if folders.iter().all(OutputFolder::is_current) {
            let named: Vec<String> = folders.iter().map(OutputFolder::named).collect();
            let text = format!("{by}{}, all current{not_checked}", list(&named));
            return self.summary.add(CheckMark::Good, "generated", text, start);
        }
        self.name_stale_files(folders);
        let stale = folders.iter().filter(|folder| !folder.is_current());
        let words: Vec<String> =
            stale.map(|folder| format!("{}: {}", folder.named(), folder.steps_in_words())).collect();
        let text = format!("{by}not current; run `protoward generate`\n{}{not_checked}", words.join("\n"));
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
        let own = folders_of_configuration(whole, GenerationPurpose::Look);
        let folders = own.and_then(|own| {
            let root = part.root.clone().unwrap_or_default();
            let settings = run_settings(check.input, input.clone());
            let observer = &mut ConsoleObserver::new(self.console);
            let plugins = folders_of_plugins(&part.config, &root, &settings, &mut self.sources, observer)?;
            Ok(plugins.into_iter().chain(own).collect())
        });
        folders.map_err(|report: Report| self.console.problems(&report, &self.sources)).ok()
    }

    /// Reports unformatted files in formats for programs; the summary covers them for terminals.
    fn name_unformatted_files(&mut self, files: &[(SourceId, usize)]) {
        if !self.console.prints_findings_for_humans() {
            let place = |(source, offset): &(SourceId, usize)| self.sources.place(*source, *offset..*offset);
            let report: Report = files.iter().map(|file| diagnostics::not_formatted(place(file))).collect();
            self.show(report);
        }
    }

    /// Reports stale files in formats for programs; the summary covers them for terminals.
    fn name_stale_files(&mut self, folders: &[OutputFolder]) {
        if !self.console.prints_findings_for_humans() {
            let sources = &mut self.sources;
            let paths = folders.iter().flat_map(OutputFolder::stale);
            let findings = paths.map(|path| diagnostics::not_current(sources.add(&*path, &*path, None)));
            let report: Report = findings.collect();
            self.show(report);
        }
    }

    /// Prints findings, or keeps those of a part.
    fn show(&mut self, findings: Report) {
        match &mut self.together {
            Some(together) => together.findings.append(findings),
            None => self.console.findings(&findings, &self.sources),
        }
    }

    fn found(&mut self, what: &'static str, text: String, start: Instant) {
        self.summary.add(CheckMark::Bad, what, text, start);
        if self.outcome == Outcome::Fine {
            self.outcome = Outcome::Findings;
        }
    }

    fn fail(&mut self, what: &'static str, text: String, start: Instant) {
        self.summary.add(CheckMark::Bad, what, text, start);
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
