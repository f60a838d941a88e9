//! Both sides of a comparison: what is compared with what, compiled at once.

use std::path::Path;

use memchr::memmem;

use super::absence::{Absence, AskedBy, NotCompared};
use super::baseline::Baseline;
use super::comparison::AgainstArgs;
use super::console::Console;
use super::input::{InputArgs, said};
use super::outcome::Outcome;
use protoward_source::{Report, Sources};
use protoward_workspace::config::{Breaking, Config, Form};
use protoward_workspace::inputs::Input;
use protoward_workspace::{Layout, Prepared, Workspace};

/// Both sides of a comparison.
pub(super) struct Sides {
    /// The older versions: one, and the commit that is checked out as well where not everything is committed.
    pub(super) olds: Vec<Old>,
    pub(super) new: Workspace,
}

/// One older version.
pub(super) struct Old {
    pub(super) workspace: Workspace,
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
    /// `true` where the command is about a comparison; else it is one of several things to do.
    pub(super) is_wanted: bool,
    /// `true` where a baseline that is not there is no failure.
    pub(super) if_baseline: bool,
}

/// The new side, as far as it matters for what it is compared with.
pub(super) struct Now<'a> {
    pub(super) config: &'a Config,
    pub(super) root: Option<&'a Path>,
    pub(super) layout: Layout,
}

/// A baseline, and what its files are.
type Found = (Baseline, Prepared);

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
        let now = Now { config: new.config(), root: new.root(), layout: new.layout() };
        match self.baselines(&input, &now, sources) {
            Ok(mut found) => {
                let unchanged = unchanged(&new);
                match (found.pop(), found.pop()) {
                    (Some(only), None) => both(new, only, unchanged, sources, console),
                    (last, first) => all(new, first.into_iter().chain(last).collect(), sources, console),
                }
            }
            Err(not_compared) => {
                // What is wrong with the new side comes first.
                said(console, sources, |sources, report| new.compile(sources, report)).ok_or(Outcome::Failed)?;
                Err(tell(not_compared, sources, console))
            }
        }
    }

    /// What to compare with: at least one baseline.
    ///
    /// On the branch that others start from, the commit before does not have what the newest commit has brought; so where
    /// not everything is committed, the newest commit is a baseline as well.
    pub(super) fn baselines(
        &self,
        input: &Input,
        now: &Now<'_>,
        sources: &mut Sources,
    ) -> Result<Vec<Found>, NotCompared> {
        let named = self.against.named().or(self.otherwise);
        let weigh = |(absence, asked): (Absence, AskedBy)| absence.weigh(asked, self.if_baseline);
        let first = match Baseline::find(named, input, now.config, now.root) {
            Ok(Some(baseline)) => self.prepared(baseline, now, sources),
            Ok(None) => return Err(Absence::nowhere(self.is_wanted || is_configured(now.config), self.if_baseline)),
            Err(absent) => Err(absent),
        };
        let (mut found, absent) = match first {
            Ok(first) if !first.0.is_commit_before() => return Ok(vec![first]),
            Ok(first) => (vec![first], None),
            Err((absence, asked)) if absence.is_nothing_before() && asked != AskedBy::Flag => {
                (Vec::new(), Some((absence, asked)))
            }
            Err(absent) => return Err(weigh(absent)),
        };
        if let Some(committed) = Baseline::committed(input).map_err(weigh)? {
            match self.prepared(committed, now, sources) {
                Ok(committed) => found.push(committed),
                Err((absence, _)) if absence.is_nothing_before() => {}
                Err(absent) => return Err(weigh(absent)),
            }
        }
        match absent.filter(|_| found.is_empty()) {
            Some(absent) => Err(weigh(absent)),
            None => Ok(found),
        }
    }

    fn prepared(&self, baseline: Baseline, now: &Now<'_>, sources: &mut Sources) -> Result<Found, (Absence, AskedBy)> {
        match baseline.prepare(self.against.options(self.input), now.layout.clone(), sources) {
            Ok(old) => Ok((baseline, old)),
            Err(absence) => Err((absence, baseline.asked)),
        }
    }
}

/// `true` where a `protoward.toml` says anything about the gate.
fn is_configured(config: &Config) -> bool {
    let is_written = config.breaking != Breaking::default() || config.modules.iter().any(|it| it.breaking.is_some());
    config.form == Some(Form::Protoward) && is_written
}

/// Compiles both sides at once: what is the same is compiled once.
fn both(
    new: Prepared,
    (baseline, old): Found,
    unchanged: Unchanged,
    sources: &mut Sources,
    console: &mut Console,
) -> Result<Sides, Outcome> {
    let mut problems = Report::default();
    let both = said(console, sources, |sources, report| {
        let mark = memmem::Finder::new(protoward_rules::IGNORE_MARK);
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
        Some((new, workspace)) => Ok(Sides { olds: vec![Old { workspace, baseline }], new }),
        None => Err(tell(NotCompared::Failed(baseline.explain_errors(problems)), sources, console)),
    }
}

/// Compiles the new side once, and each of the older ones.
fn all(new: Prepared, found: Vec<Found>, sources: &mut Sources, console: &mut Console) -> Result<Sides, Outcome> {
    let new = said(console, sources, |sources, report| {
        let new = new.compile(sources, report)?;
        *report = Report::default();
        Some(new)
    });
    let new = new.ok_or(Outcome::Failed)?;
    match compiled(found, sources) {
        Ok(olds) => Ok(Sides { olds, new }),
        Err(problems) => Err(tell(NotCompared::Failed(problems), sources, console)),
    }
}

/// Compiles every baseline.
pub(super) fn compiled(found: Vec<Found>, sources: &mut Sources) -> Result<Vec<Old>, Report> {
    let mut olds = Vec::new();
    for (baseline, old) in found {
        let mut problems = Report::default();
        // Warnings of the old side are passed over: nobody can correct it any more.
        let workspace = old.compile(sources, &mut problems).ok_or_else(|| baseline.explain_errors(problems))?;
        olds.push(Old { workspace, baseline });
    }
    Ok(olds)
}

fn tell(not_compared: NotCompared, sources: &Sources, console: &mut Console) -> Outcome {
    match not_compared {
        NotCompared::Failed(report) => {
            console.not_compared(&report, sources);
            Outcome::Failed
        }
        NotCompared::Skipped(notice) => {
            console.set_title(&notice.message);
            console.remark(&notice.message);
            if let Some(help) = &notice.help {
                console.remark(&format!("  help: {help}"));
            }
            console.notice(notice);
            Outcome::Fine
        }
    }
}
