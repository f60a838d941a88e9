use std::time::Instant;

use super::breaking::AND_SINCE;
use super::comparison::{AgainstArgs, GateArgs};
use super::console::Console;
use super::generated::{Folder, Purpose, complete_schema, configured};
use super::generation::{self, Overrides};
use super::input::{InputArgs, files_of, report_errors};
use super::outcome::Outcome;
use super::sides::{SideArgs, notice};
use super::summary::{CheckMark, Summary};
use super::words::{count, list};
use super::{diagnostics, ignored, ledger};
use protoward_gate::{NewSide, NotCompared, Old, Verdicts, compile_olds};
use protoward_schema::{FileId, Schema};
use protoward_source::{Report, Severity, Sources};
use protoward_workspace::Workspace;
use protoward_workspace::inputs::Input;

/// Run all checks that `protoward.toml` configures: the one command for CI
///
/// Compiles the schema, compares it with its baseline, and checks that generated code is current, including that of
/// plugins. Prints a summary of the checks at the end. A requested comparison that cannot be made is an error; a new
/// schema without a baseline is reported, and the other checks run.
#[derive(Debug, clap::Args)]
pub(super) struct Check {
    #[command(flatten)]
    input: InputArgs,

    #[command(flatten)]
    against: AgainstArgs,

    #[command(flatten)]
    gate: GateArgs,
}

impl Check {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut run = Run { console, sources: Sources::default(), summary: Summary::new(), outcome: Outcome::Fine };
        if let Some(input) = self.input.parse(run.console) {
            run.all(self, &input);
        } else {
            run.outcome = Outcome::Failed;
        }
        let Run { console, summary, outcome, .. } = run;
        summary.print(outcome, console);
        outcome
    }
}

/// One run of all checks, with its summary.
struct Run<'a> {
    console: &'a mut Console,
    sources: Sources,
    summary: Summary,
    outcome: Outcome,
}

impl Run<'_> {
    fn all(&mut self, check: &Check, input: &Input) {
        let start = Instant::now();
        // Compiled separately from the baseline: code is also generated from unchanged files, and an unreadable
        // baseline must not prevent this check.
        let Some(workspace) = check.input.open(&mut self.sources, self.console) else {
            self.fail("compile", "the schema does not compile".to_owned(), start);
            return;
        };
        let text = format!("{}: {}", files_of(&workspace.origin), contents(&workspace.schema));
        self.summary.add(CheckMark::Good, "compile", text, start);
        if self.ledger(check, input, &workspace) {
            self.gate(check, input, &workspace);
        }
        self.generated(check, &workspace);
    }

    /// Returns `true` if the ledger is readable or absent, so that the gate can use it.
    fn ledger(&mut self, check: &Check, input: &Input, workspace: &Workspace) -> bool {
        let start = Instant::now();
        let flag = check.gate.ledger_file();
        let of = ledger::ComparedSchema { args: &check.input, input, workspace };
        let checked = report_errors(self.console, &mut self.sources, |sources, report| {
            ledger::of_gate(flag, of, &check.against, sources, report)
        });
        match checked {
            None => {
                self.fail("ledger", "the ledger cannot be compared".to_owned(), start);
                return false;
            }
            Some(None) => {}
            Some(Some(checked)) if checked.problems.is_empty() => {
                let reason = checked.reason().map(|reason| format!("\n{reason}")).unwrap_or_default();
                self.summary.add(CheckMark::Good, "ledger", format!("{}{reason}", checked.summary()), start);
            }
            Some(Some(checked)) => {
                self.console.findings(&checked.problems, &self.sources);
                self.found("ledger", checked.problems_in_words(), start);
            }
        }
        true
    }

    fn gate(&mut self, check: &Check, input: &Input, new: &Workspace) {
        let start = Instant::now();
        let Check { input: named, against, gate } = check;
        let if_baseline = gate.if_baseline;
        let args = SideArgs { input: named, against, otherwise: None, is_required: false, if_baseline };
        let side = NewSide { input, config: &new.config, root: new.root.as_deref(), target: None };
        match args.baselines(side, new.layout(), &mut self.sources) {
            Ok(found) => match compile_olds(found, &mut self.sources) {
                Ok(olds) => self.compare(check, &olds, new, start),
                Err(report) => self.not_compared(NotCompared::Failed(report), start),
            },
            Err(not_compared) => self.not_compared(not_compared, start),
        }
    }

    fn not_compared(&mut self, not_compared: NotCompared, start: Instant) {
        match not_compared {
            NotCompared::Failed(report) => {
                self.console.not_compared(&report, &self.sources);
                let why = report.iter().find(|it| it.severity == Severity::Error).map(|it| &*it.message);
                self.fail("breaking", format!("not compared: {}", why.unwrap_or("see above")), start);
            }
            NotCompared::Skipped(skipped) => {
                let help = skipped.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
                self.summary.add(CheckMark::Skipped, "breaking", format!("{}{help}", skipped.message), start);
                self.console.notice(notice(skipped));
            }
        }
    }

    fn compare(&mut self, check: &Check, olds: &[Old], new: &Workspace, start: Instant) {
        let Some(ledger) = check.gate.ledger(new, &mut self.sources, self.console) else {
            self.fail("breaking", "the ledger cannot be read".to_owned(), start);
            return;
        };
        let mut verdict = match check.gate.policy(&new.config, ledger) {
            Ok(policy) => Verdicts::new(olds, new, &self.sources, &policy),
            Err(report) => {
                self.console.problems(&report, &self.sources);
                self.fail("breaking", "the configuration cannot be understood".to_owned(), start);
                return;
            }
        };
        self.console.problems(&verdict.notes, &self.sources);
        if check.gate.show_ignored {
            self.console.note(&ignored::list(&verdict.ignored, &self.sources));
        }
        let rules = count(verdict.rules(), "rule");
        let ignored = ignored::count_of(&verdict);
        if verdict.is_empty() {
            let text = format!("nothing breaks since {}{ignored} ({rules})", since(olds));
            self.summary.add(CheckMark::Good, "breaking", text, start);
            return;
        }
        verdict.attach_witnesses(check.gate.proof(), olds, new);
        let (found, files) = (count(verdict.len(), "breaking change"), verdict.files());
        let text = format!("{found} in {} since {}{ignored} ({rules})", count(files, "file"), since(olds));
        let fails = verdict.fails();
        self.console.findings(&verdict.take_report(), &self.sources);
        if fails {
            self.found("breaking", text, start);
        } else {
            self.summary.add(CheckMark::Good, "breaking", format!("{text}, warnings only"), start);
        }
    }

    fn generated(&mut self, check: &Check, workspace: &Workspace) {
        if workspace.config.generate.is_empty() {
            return;
        }
        let start = Instant::now();
        let part = workspace;
        let Some(workspace) = complete_schema(&check.input, part, &mut self.sources, self.console) else {
            self.fail("generated", "the schema as a whole does not compile".to_owned(), start);
            return;
        };
        let folders = match configured(&workspace, Purpose::Look) {
            Ok(own) => self.of_plugins(check, part).map(|folders| folders.into_iter().chain(own).collect::<Vec<_>>()),
            Err(report) => {
                self.console.problems(&report, &self.sources);
                None
            }
        };
        match folders {
            None => self.fail("generated", "the code cannot be generated".to_owned(), start),
            Some(folders) if folders.iter().all(Folder::is_current) => {
                let named: Vec<String> = folders.iter().map(Folder::named).collect();
                self.summary.add(CheckMark::Good, "generated", format!("{}, all current", list(&named)), start);
            }
            Some(folders) => {
                self.name_stale_files(&folders);
                let stale = folders.iter().filter(|folder| !folder.is_current());
                let words: Vec<String> =
                    stale.map(|folder| format!("{}: {}", folder.named(), folder.steps_in_words())).collect();
                let text = format!("not current; run `protoward generate`\n{}", words.join("\n"));
                self.found("generated", text, start);
            }
        }
    }

    /// Returns the output of plugins for the selected files. Problems are reported.
    fn of_plugins(&mut self, check: &Check, part: &Workspace) -> Option<Vec<Folder>> {
        let root = part.root.clone().unwrap_or_default();
        let overrides = Overrides { is_known: true, ..Overrides::none(&check.input, &root) };
        generation::configured(&part.config, &overrides, &mut self.sources, self.console)
    }

    /// Reports stale files in formats for programs; the summary covers them for terminals.
    fn name_stale_files(&mut self, folders: &[Folder]) {
        if !self.console.prints_findings_for_humans() {
            let sources = &mut self.sources;
            let paths = folders.iter().flat_map(Folder::stale);
            let findings = paths.map(|path| diagnostics::not_current(sources.add(&*path, &*path, None)));
            let report: Report = findings.collect();
            self.console.findings(&report, &self.sources);
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
fn since(olds: &[Old]) -> String {
    let since = |Old { workspace, baseline, .. }: &Old| {
        let files = count(workspace.origin.files, "file");
        match &workspace.origin.commit {
            Some(commit) if !baseline.is_chosen() => format!("{}, {files} at {}", baseline.text(), commit.id),
            Some(_) | None => format!("{}, {files}", baseline.named(workspace)),
        }
    };
    olds.iter().map(since).collect::<Vec<_>>().join(AND_SINCE)
}

/// Describes the schema without imports: `42 messages, 3 enums and 9 services`.
fn contents(schema: &Schema) -> String {
    let own = |file: FileId| !schema[file].is_import;
    // Map entries are messages only internally.
    let messages = schema.messages.iter().filter(|(id, it)| own(it.file) && !schema.is_map_entry(*id)).count();
    let enums = schema.enums.iter().filter(|(_, it)| own(it.file)).count();
    let services: Vec<_> = schema.services.iter().filter(|(_, it)| own(it.file)).collect();
    let methods: usize = services.iter().map(|(_, it)| it.methods.len()).sum();
    let counts = [(messages, "message"), (enums, "enum"), (services.len(), "service"), (methods, "method")].into_iter();
    let words: Vec<String> =
        counts.filter(|(number, _)| *number > 0).map(|(number, what)| count(number, what)).collect();
    if words.is_empty() { "nothing is declared".to_owned() } else { list(&words) }
}
