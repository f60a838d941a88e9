//! `protoward lint`, and the verdict of its rules, which `check` takes too.

use std::path::PathBuf;
use std::time::Instant;

use super::console::Console;
use super::input::{InputArgs, files_of};
use super::outcome::Outcome;
use super::words::duration;
use super::{environment, ignored, plugin_limits};
use protoward_gate::{
    LintBaseline, LintRequest, LintVerdict, NamedElements, NewLintBaseline, ignore_entries, terminal_width,
};
use protoward_inputs::Input;
use protoward_lint::Finding;
use protoward_operations::fix::{ErrorFixRun, LintFixRequest, LintFixRun};
use protoward_output::write_text;
use protoward_source::{Columns, FixSafety, Report, Sources, count};
use protoward_workspace::Workspace;

/// Check a schema against conventions for names, packages, comments, options and API design
///
/// The rules are those of `buf lint`, with the same names, and those of `protoward rules lint`. The section `[lint]` of
/// `protoward.toml`, or `lint` of `buf.yaml`, selects them; the default is STANDARD. Exits with 100 if there are findings.
#[derive(Debug, clap::Args)]
pub(super) struct LintCommand {
    #[command(flatten)]
    input: InputArgs,

    /// List ignored findings, and why they are ignored
    #[arg(long)]
    show_ignored: bool,

    /// Fix findings that have one right fix, in the files of INPUT; show the remaining findings
    #[arg(long, conflicts_with = "diff", group = "changes")]
    fix: bool,

    /// Show the changes of `--fix` without writing them
    #[arg(long, group = "changes")]
    diff: bool,

    /// Accept the findings in this file, and report only others; also with the key `baseline` of `[lint]`
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the current findings to the baseline, in place of those it has
    #[arg(long, conflicts_with_all = ["fix", "diff"])]
    write_baseline: bool,

    /// With `--fix` or `--diff`, also apply fixes that change messages, JSON or generated code, such as other names, or that guess
    /// what an error in a file means
    #[arg(long = "unsafe", requires = "changes")]
    allows_unsafe: bool,
}

/// The outcome of the fixes of errors.
enum ErrorFixes {
    /// No error has a fix.
    None,
    /// The files were written. They may be valid now, so that findings can be fixed.
    Written,
    /// Nothing is left to do.
    Ended(Outcome),
}

impl LintCommand {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        if self.baseline.is_some() && self.input.only_project("a lint baseline", console).is_none() {
            return Outcome::Failed;
        }
        self.input.each_project(console, |project, console| self.project(project, console))
    }

    fn project(&self, input: &InputArgs, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        // Warnings are the task of `build`; here they would repeat findings.
        let Some(mut opened) = input.opened_valid(false, &mut sources, console) else { return Outcome::Failed };
        if (self.fix || self.diff) && opened.1.has_errors() {
            match self.fix_errors(input, console) {
                ErrorFixes::None => {}
                ErrorFixes::Ended(outcome) => return outcome,
                ErrorFixes::Written => {
                    sources = Sources::default();
                    let Some(again) = input.opened_valid(false, &mut sources, console) else { return Outcome::Failed };
                    opened = again;
                }
            }
        }
        let (workspace, problems) = opened;
        console.problems(&problems, &sources);
        let (Some(mut workspace), Ok(parsed)) = (workspace, input.reference()) else { return Outcome::Failed };
        let mut verdict = match verdict(&parsed, &workspace, self.baseline(), &mut sources) {
            Ok(verdict) => verdict,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        if self.write_baseline {
            return self.written_baseline(&verdict, &workspace, &sources, console);
        }
        let has_invalid_files = workspace.has_invalid_files();
        if self.fix || self.diff {
            if has_invalid_files {
                console.print_status("no finding was fixed, because not all files compile");
                return Outcome::Failed;
            }
            if verdict.failures.has_errors() && !workspace.is_image() {
                console.problems(&verdict.failures, &sources);
                console.print_status("no finding was fixed, because not all rules could be checked");
                return Outcome::Failed;
            }
            let Some(run) = self.fixed(input, workspace, verdict, &mut sources, console) else {
                return Outcome::Failed;
            };
            if self.diff {
                return if run.is_changed() { Outcome::Findings } else { Outcome::Fine };
            }
            (workspace, verdict) = (run.workspace, run.verdict);
        }
        sources.set_columns(Columns::Measured(terminal_width));
        let summary = summary(&verdict, &workspace);
        let rules = verdict.rules;
        let fails = verdict.fails();
        let fixes = if self.fix || has_invalid_files { None } else { possible_fixes(&verdict, &workspace) };
        let is_partial = verdict.failures.has_errors();
        let notes = std::mem::take(&mut verdict.notes);
        let failures = std::mem::take(&mut verdict.failures);
        let ignored = [std::mem::take(&mut verdict.ignored), std::mem::take(&mut verdict.accepted)].concat();
        // The entries ignore findings; a violation has no rule to ignore.
        let entries =
            console.lists_ignores().then(|| (ignore_entries(&verdict, &workspace), verdict.violations.clone()));
        let report = verdict.into_report();
        match entries {
            Some((entries, violations)) => {
                console.print(&entries);
                console.problems(&violations, &sources);
            }
            None => console.findings(&report, &sources),
        }
        console.problems(&notes, &sources);
        console.problems(&failures, &sources);
        if self.show_ignored {
            console.note(&(ignored::list_of_lint(&ignored, &sources) + &ignored::passed_over(&workspace)));
        }
        console.print_summary_line(&summary, &format!("{}, {}", count(rules, "rule"), duration(start.elapsed())));
        fixes.iter().for_each(|fixes| console.print_status(fixes));
        let outcome = match fails {
            _ if has_invalid_files || is_partial => Outcome::Failed,
            true => Outcome::Findings,
            false => Outcome::Fine,
        };
        // The process ends here, and freeing all texts takes time.
        std::mem::forget((workspace, sources, report));
        outcome
    }
}

impl LintCommand {
    /// Returns the baseline to use. One that is written has all findings.
    fn baseline(&self) -> LintBaseline<'_> {
        if self.write_baseline { LintBaseline::Off } else { LintBaseline::of(self.baseline.as_deref()) }
    }

    fn written_baseline(
        &self,
        verdict: &LintVerdict,
        workspace: &Workspace,
        sources: &Sources,
        console: &mut Console,
    ) -> Outcome {
        let baseline = match NewLintBaseline::of(verdict, workspace, self.baseline.as_deref()) {
            Ok(baseline) => baseline,
            Err(problem) => {
                console.problems(&Report::from_iter([*problem]), sources);
                return Outcome::Failed;
            }
        };
        let written = write_text(&baseline.path, &baseline.text).map(|()| vec![baseline]);
        if console.written(written) { Outcome::Fine } else { Outcome::Failed }
    }

    /// Applies fixes of errors of the compiler, or only shows them.
    fn fix_errors(&self, args: &InputArgs, console: &mut Console) -> ErrorFixes {
        let Some(input) = args.parse(console) else { return ErrorFixes::None };
        let safety = if self.allows_unsafe { FixSafety::Unsafe } else { FixSafety::Safe };
        let Ok(run) = ErrorFixRun::new(&input, &args.options(), safety, self.fix) else { return ErrorFixes::None };
        for path in run.outside() {
            console.print_status(&format!("`{path}` is not part of the input, and stays as it is"));
        }
        let summary = run.summary(if self.diff { "would fix" } else { "fixed" });
        if !run.is_changed() {
            summary.iter().for_each(|summary| console.print_status(summary));
            return ErrorFixes::None;
        }
        if self.diff {
            console.print(&run.diff());
        } else if !console.written(run.write()) {
            return ErrorFixes::Ended(Outcome::Failed);
        } else {
            run.applied().iter().for_each(|line| console.print_status(line));
        }
        summary.iter().for_each(|summary| console.print_status(summary));
        // Findings of texts that are not written cannot be fixed.
        if self.diff { ErrorFixes::Ended(Outcome::Findings) } else { ErrorFixes::Written }
    }

    /// Applies fixes to the files, or only shows them. Returns `None` if that failed; the error is already reported.
    fn fixed(
        &self,
        args: &InputArgs,
        workspace: Workspace,
        verdict: LintVerdict,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<LintFixRun> {
        let input = args.parse(console)?;
        let plugin_limits = plugin_limits::of_checks().map_err(|report| console.problems(&report, sources)).ok()?;
        let request = LintFixRequest {
            input,
            options: args.options(),
            is_write: self.fix,
            allows_unsafe: self.allows_unsafe,
            clock: environment::clock(&workspace.config),
            plugin_limits,
            baseline: self.baseline.clone(),
        };
        let run = LintFixRun::new(request, workspace, verdict, sources);
        let mut run = run.map_err(|diagnostic| console.problem(*diagnostic)).ok()?;
        run.apply(sources);
        if self.diff {
            console.print(&run.diff());
        } else if !console.written(run.write(sources)) {
            return None;
        }
        console.print_status(&run.summary(if self.diff { "would fix" } else { "fixed" }, sources));
        Some(run)
    }
}

/// Checks a schema by the lint rules of its configuration.
pub(super) fn verdict(
    input: &Input,
    workspace: &Workspace,
    baseline: LintBaseline<'_>,
    sources: &mut Sources,
) -> Result<LintVerdict, Report> {
    let clock = &environment::clock(&workspace.config);
    protoward_gate::lint(
        workspace,
        sources,
        LintRequest { clock, input: Some(input), limits: plugin_limits::of_checks()?, baseline },
    )
}

/// Says how many findings propose a change that an ignore or a baseline does not prevent. Whether it is possible turns out when it is
/// tried.
fn possible_fixes(verdict: &LintVerdict, workspace: &Workspace) -> Option<String> {
    let named = NamedElements::new(verdict, workspace);
    let is_free = |finding: &&Finding| !named.are_renamed_by(finding, &workspace.schema);
    let changes = || verdict.findings.iter().filter(is_free).filter_map(|finding| finding.change.as_ref());
    let safe = changes().filter(|change| change.is_safe()).count();
    let others = changes().count() - safe;
    if workspace.root.is_none() || workspace.is_image() || safe + others == 0 {
        return None;
    }
    let fix = |number: usize, flags: &str| format!("`{flags}` may resolve {number} of them");
    Some(match (safe, others) {
        (safe, 0) => fix(safe, "--fix"),
        (0, others) => fix(others, "--fix --unsafe"),
        (safe, others) => format!("{}, and `--fix --unsafe` {others} more", fix(safe, "--fix")),
    })
}

/// Returns the number of findings in words.
pub(super) fn summary(verdict: &LintVerdict, workspace: &Workspace) -> String {
    let some = |number: usize, what: &str| match number {
        0 => String::new(),
        number => format!(", {} {what}", protoward_source::grouped(number)),
    };
    let ignored = some(verdict.ignored.len(), "ignored") + &some(verdict.accepted.len(), "in the baseline");
    let checked = workspace.schema.files.iter().filter(|(_, file)| !file.is_import).count();
    let (found_in, unchecked) = if workspace.has_invalid_files() {
        let unchecked = count(workspace.origin.files.saturating_sub(checked), "file");
        (count(checked, "file"), format!("; {unchecked} not checked because of errors in them or in their imports"))
    } else {
        (files_of(&workspace.origin), String::new())
    };
    match verdict.findings.len() {
        0 if checked == 0 => format!("no file was checked{unchecked}"),
        0 if verdict.failures.has_errors() => format!("no findings by the other rules in {found_in}{ignored}"),
        0 => format!("nothing to improve in {found_in}{ignored}{unchecked}"),
        found => {
            let only = if verdict.fails() { "" } else { ", warnings only" };
            format!("{} in {}{only}{ignored}{unchecked}", count(found, "finding"), count(verdict.files(), "file"))
        }
    }
}
