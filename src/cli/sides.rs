//! Both sides of a comparison: what is compared with what, compiled at once.

use memchr::memmem;

use super::baseline::{Baseline, Search, had_no_schema, is_before_the_schema};
use super::comparison::AgainstArgs;
use super::console::Console;
use super::diagnostics;
use super::input::{InputArgs, said};
use super::outcome::Outcome;
use crate::breaking;
use crate::report::{Diagnostic, Report};
use crate::source::{Input, InputError, Sources};
use crate::workspace::{Prepared, Workspace};

/// Both sides of a comparison.
pub(super) struct Sides {
    pub(super) old: Workspace,
    pub(super) new: Workspace,
    pub(super) baseline: Baseline,
}

/// What to compile of the files that are the same on both sides, and that nothing else needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unchanged {
    /// All of them.
    Kept,
    /// Those in which a comment says what to ignore.
    LeftOut,
}

/// Where the sides come from.
pub(super) struct Comparing<'a> {
    pub(super) input: &'a InputArgs,
    pub(super) against: &'a AgainstArgs,
    /// What to compare with where no flag names it, whatever the configuration says.
    pub(super) otherwise: Option<&'a str>,
}

impl Comparing<'_> {
    /// What is compared with what; where that is not to be had, how the command ends. `unchanged` is asked when the
    /// configuration is known.
    pub(super) fn sides(
        &self,
        unchanged: impl Fn(&Prepared) -> Unchanged,
        sources: &mut Sources,
        console: &mut Console,
    ) -> Result<Sides, Outcome> {
        let input = self.input.parse(console).ok_or(Outcome::Failed)?;
        let new = self.input.prepare(&input, sources, console).ok_or(Outcome::Failed)?;
        match self.baseline(&input, &new, sources) {
            Ok((baseline, old)) => {
                let unchanged = unchanged(&new);
                compiled((new, old), baseline, unchanged, sources, console)
            }
            Err(ending) => {
                // What is wrong with the new side comes first.
                said(console, sources, |sources, report| new.compile(sources, report)).ok_or(Outcome::Failed)?;
                Err(ending.tell(sources, console))
            }
        }
    }

    fn baseline(&self, input: &Input, new: &Prepared, sources: &mut Sources) -> Result<(Baseline, Prepared), Ending> {
        let named = self.against.named().or(self.otherwise);
        let baseline = match Baseline::find(named, input, new.config(), new.root()) {
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
        match baseline.prepare(self.against.options(self.input), new.layout(), sources) {
            Ok(old) => Ok((baseline, old)),
            Err(report) => Err(Ending::of_old(&baseline, report)),
        }
    }
}

fn compiled(
    (new, old): (Prepared, Prepared),
    baseline: Baseline,
    unchanged: Unchanged,
    sources: &mut Sources,
    console: &mut Console,
) -> Result<Sides, Outcome> {
    let mut problems = Report::default();
    let both = said(console, sources, |sources, report| {
        let mark = memmem::Finder::new(breaking::IGNORE_MARK);
        let keep = |bytes: &[u8]| unchanged == Unchanged::Kept || mark.find(bytes).is_some();
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
        None => {
            let problems = baseline.with_ways_out(problems);
            Err(Ending::of_old(&baseline, problems).tell(sources, console))
        }
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
