use std::path::PathBuf;
use std::time::Instant;

use memchr::memmem;

use super::baseline::{Baseline, Search, had_no_schema, is_before_the_schema};
use super::console::Console;
use super::diagnostics;
use super::fix::{self, Mending};
use super::gate::{self, Compat, Scope, Verdict};
use super::ignored;
use super::input::{InputArgs, files_of, reference, said};
use super::ledger;
use super::outcome::Outcome;
use super::witness;
use super::words::{count, duration};
use crate::breaking;
use crate::report::{Diagnostic, Report};
use crate::source::{Input, InputError, Sources};
use crate::workspace::{OpenOptions, Prepared, Workspace};

/// Find what would break those who use a schema, by comparing it with an older version
///
/// The rules are those of `buf breaking`, by the same names; `protoward rules` lists them and `protoward explain`
/// explains them. Exits with 100 when there are findings.
#[derive(Debug, clap::Args)]
pub(super) struct Breaking {
    #[command(flatten)]
    input: InputArgs,

    /// What to compare with, such as `git:HEAD~1`, `merge-base:main` or an image; where neither this nor the
    /// configuration says so, it is the commit where the branch was left
    #[arg(long, value_name = "INPUT", value_parser = reference)]
    against: Option<String>,

    /// The configuration of the older version: a file, or its text
    #[arg(long, value_name = "FILE|TEXT")]
    against_config: Option<String>,

    /// Leave out files that are only imported
    #[arg(long)]
    exclude_imports: bool,

    /// The ledger that remembers what was there before that; the configuration may say it as well
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,

    /// Look only at files that INPUT has: files that are gone are no findings
    #[arg(long)]
    limit_to_input_files: bool,

    /// List what is ignored as well, and why
    #[arg(long)]
    show_ignored: bool,

    /// Show a message that each finding makes unreadable: what one side wrote, the bytes, what the other side reads
    /// (human and json)
    #[arg(long)]
    witness: bool,

    /// Mend what has one right mend, in the files of INPUT; the findings that are left are shown
    #[arg(long, conflicts_with = "diff")]
    fix: bool,

    /// Show what `--fix` would change, and change nothing
    #[arg(long)]
    diff: bool,

    /// Whose findings to give: `buf` tells of a move as of something deleted and something new [default: buf with a
    /// `buf.yaml`, none otherwise]
    #[arg(long, value_name = "WHOSE", value_enum, hide_possible_values = true)]
    compat: Option<Compat>,
}

impl Breaking {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let start = Instant::now();
        let mut sources = Sources::default();
        let Sides { old, mut new, baseline } = match self.both_sides(&mut sources, console) {
            Ok(sides) => sides,
            Err(outcome) => return outcome,
        };
        let ledger = said(console, &mut sources, |sources, report| {
            ledger::for_gate(self.ledger.as_deref(), &new, sources, report)
        });
        let Some(ledger) = ledger else { return Outcome::Failed };
        let &Self { exclude_imports, limit_to_input_files, compat, .. } = self;
        let scope = Scope { exclude_imports, limit_to_input_files, compat, ledger: ledger.as_ref() };
        let mut verdict = match gate::judge(&old, &new, &sources, scope) {
            Ok(verdict) => verdict,
            Err(report) => {
                console.problems(&report, &sources);
                return Outcome::Failed;
            }
        };
        if self.fix || self.diff {
            let Some(mended) = self.mend((&old, new), scope, verdict, &mut sources, console) else {
                return Outcome::Failed;
            };
            if self.diff {
                return if mended.found == 0 { Outcome::Fine } else { Outcome::Findings };
            }
            (new, verdict) = (mended.new, mended.verdict);
        }
        if self.witness {
            witness::attach(&mut verdict.findings, &old.schema, &new.schema);
        }
        sources.tell_displayed_columns();
        console.findings(&gate::report(&verdict.findings), &sources);
        console.problems(&verdict.notes, &sources);
        if self.show_ignored {
            console.note(&ignored::list(&verdict.ignored, &sources));
        }
        let how = format!("{}, {}", count(verdict.rules, "rule"), duration(start.elapsed()));
        let what = summary(&verdict, &new, &baseline.named(&old)) + &rules_of(&new, &sources);
        console.summarize(&(what + &ignored::count_of(&verdict.ignored)), &how);
        if verdict.fails() { Outcome::Findings } else { Outcome::Fine }
    }

    /// Mends what can be mended: in the files, or for show. `None` where it could not be written, which has been said.
    fn mend<'a>(
        &self,
        (old, new): (&'a Workspace, Workspace),
        scope: Scope<'a>,
        verdict: Verdict,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Option<Mending<'a>> {
        let input = self.input.parse(console)?;
        let within = match self.fix.then(|| fix::writable(&input)).transpose() {
            Ok(within) => within,
            Err(diagnostic) => {
                console.problem(*diagnostic);
                return None;
            }
        };
        let mut mending = Mending::new(input, self.input.options(), scope, (old, new), verdict, within);
        mending.mend(sources);
        match self.diff {
            true => console.print(&mending.diff()),
            false if !mending.write(console) => return None,
            false => {}
        }
        console.remark(&mending.summary(if self.diff { "would mend" } else { "mended" }));
        Some(mending)
    }

    /// What is compared with what; where that is not to be had, how the command ends.
    fn both_sides(&self, sources: &mut Sources, console: &mut Console) -> Result<Sides, Outcome> {
        let input = self.input.parse(console).ok_or(Outcome::Failed)?;
        let new = self.input.prepare(&input, sources, console).ok_or(Outcome::Failed)?;
        match self.baseline(&input, &new, sources) {
            Ok((baseline, old)) => {
                // What came back from the past may be in any file.
                let whole = ledger::is_named(self.ledger.as_deref(), new.config());
                compiled((new, old), baseline, whole, sources, console)
            }
            Err(ending) => {
                // What is wrong with the new side comes first.
                said(console, sources, |sources, report| new.compile(sources, report)).ok_or(Outcome::Failed)?;
                Err(ending.tell(sources, console))
            }
        }
    }

    fn baseline(&self, input: &Input, new: &Prepared, sources: &mut Sources) -> Result<(Baseline, Prepared), Ending> {
        let baseline = match Baseline::find(self.against.as_deref(), input, new.config(), new.root()) {
            Ok(Search::Found(baseline)) => baseline,
            Ok(Search::Missing(error)) => return Err(Ending::of_history(error)),
            Ok(Search::Nothing) => return Err(Ending::failed(diagnostics::nothing_to_compare_with())),
            Err(diagnostic) => return Err(Ending::failed(*diagnostic)),
        };
        // Opening it twice is for commits only: standard input can be read once.
        if baseline.is_chosen()
            && let Some(error) = baseline.missing_history()
        {
            return Err(Ending::of_history(error));
        }
        let options = OpenOptions { config: self.against_config.clone(), ..self.input.options() };
        match baseline.prepare(options, new.layout(), sources) {
            Ok(old) => Ok((baseline, old)),
            Err(report) => Err(Ending::of_old(&baseline, report)),
        }
    }
}

/// Whose rules count, where that is not plain to see: an image has no configuration of its own.
fn rules_of(new: &Workspace, sources: &Sources) -> String {
    match new.config.source {
        _ if !new.is_image() => String::new(),
        Some(source) => format!(", by the rules of {}", sources.get(source).display),
        None => ", by the rules that are the default".to_owned(),
    }
}

/// Both sides of a comparison.
struct Sides {
    old: Workspace,
    new: Workspace,
    baseline: Baseline,
}

fn compiled(
    (new, old): (Prepared, Prepared),
    baseline: Baseline,
    whole: bool,
    sources: &mut Sources,
    console: &mut Console,
) -> Result<Sides, Outcome> {
    let mut problems = Report::default();
    let both = said(console, sources, |sources, report| {
        let mark = memmem::Finder::new(breaking::IGNORE_MARK);
        let keep = |bytes: &[u8]| whole || mark.find(bytes).is_some();
        let both = new.compile_both(old, &keep, sources, (report, &mut problems));
        if report.has_errors() {
            return None;
        }
        // Warnings are what `build` is for: here they would hide what breaks.
        *report = Report::default();
        Some(both)
    });
    match both.ok_or(Outcome::Failed)? {
        Some((new, old)) => Ok(Sides { old, new, baseline }),
        None => Err(Ending::of_old(&baseline, problems).tell(sources, console)),
    }
}

/// Why nothing is compared.
enum Ending {
    Failed(Report),
    /// Where nobody has named anything, a schema without a past cannot break.
    NothingBefore(String),
}

impl Ending {
    fn failed(diagnostic: Diagnostic) -> Self {
        Self::Failed(Report::from_iter([diagnostic]))
    }

    /// Of a baseline that nobody has named. A past that was not fetched is one.
    fn of_history(error: InputError) -> Self {
        if is_before_the_schema(&error) { Self::NothingBefore(error.to_string()) } else { Self::failed(error.into()) }
    }

    fn of_old(baseline: &Baseline, problems: Report) -> Self {
        match baseline.is_chosen() && had_no_schema(&problems) {
            true => Self::NothingBefore(format!("{} has no schema", baseline.text)),
            false => Self::Failed(problems),
        }
    }

    fn tell(self, sources: &Sources, console: &mut Console) -> Outcome {
        match self {
            Self::Failed(report) => {
                console.problems(&report, sources);
                Outcome::Failed
            }
            Self::NothingBefore(why) => {
                if console.prose().is_some() {
                    console.note(&format!("nothing to compare with: {why}\n"));
                }
                Outcome::Fine
            }
        }
    }
}

fn summary(verdict: &Verdict, new: &Workspace, against: &str) -> String {
    match verdict.findings.len() {
        0 => format!("no breaking changes in {} since {against}", files_of(&new.origin)),
        found => {
            let files = count(gate::files(&verdict.findings), "file");
            let only = if verdict.fails() { "" } else { ", warnings only" };
            format!("{} in {files} since {against}{only}", count(found, "breaking change"))
        }
    }
}
