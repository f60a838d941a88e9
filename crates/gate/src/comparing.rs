//! Both sides of a comparison: what is compared with what, compiled at once.

use memchr::memmem;

use crate::absence::{Absence, AskedBy, NotCompared};
use crate::baseline::{Baseline, NewSide};
use protoward_rules::catalog;
use protoward_source::{Report, Sources};
use protoward_workspace::config::{Breaking, Config, Form};
use protoward_workspace::{Layout, OpenOptions, Prepared, Workspace};

/// Both sides of a comparison.
#[derive(Debug)]
#[non_exhaustive]
pub struct Sides {
    /// The older versions: one, and the commit that is checked out as well where not everything is committed.
    pub olds: Vec<Old>,
    /// The new version.
    pub new: Workspace,
}

/// One older version.
#[derive(Debug)]
#[non_exhaustive]
pub struct Old {
    /// The schema, with its configuration.
    pub workspace: Workspace,
    /// The baseline that it is.
    pub baseline: Baseline,
}

/// A baseline, and its files.
#[derive(Debug)]
pub struct Found {
    baseline: Baseline,
    prepared: Prepared,
}

/// Which files to compile of those that are the same on both sides, and that nothing else needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unchanged {
    /// All files.
    Kept,
    /// Those in which a comment says what to ignore.
    LeftOut,
}

/// A request for a comparison.
#[derive(Debug)]
pub struct Comparing<'a> {
    /// The new side.
    pub new: NewSide<'a>,
    /// Its layout.
    pub layout: Layout,
    /// A reference to the old side; `None` leaves it to the configuration and the history of the input.
    pub against: Option<&'a str>,
    /// The options for opening the old side.
    pub options: OpenOptions,
    /// `true` where the request is for a comparison alone; else it is one of several things to do.
    pub is_wanted: bool,
    /// `true` where a baseline that is not there is no failure.
    pub if_baseline: bool,
    /// A callback with the name of each baseline, called before the baseline is read.
    pub on_input: fn(&str),
}

/// The reason why there are no sides.
#[derive(Debug)]
#[non_exhaustive]
pub struct NoSides {
    /// Diagnostics of the new side, which come first.
    pub new: Report,
    /// The reason on the old side; `None` where the new side is wrong.
    pub not_compared: Option<NotCompared>,
}

impl Comparing<'_> {
    /// Returns what to compare with: at least one baseline.
    ///
    /// On the branch that others start from, the commit before does not have what the newest commit has brought; so where
    /// not everything is committed, the newest commit is a baseline as well.
    ///
    /// # Errors
    /// When there is no baseline.
    pub fn baselines(&self, sources: &mut Sources) -> Result<Vec<Found>, NotCompared> {
        let NewSide { input, config, .. } = self.new;
        let weigh = |(absence, asked): (Absence, AskedBy)| absence.weigh(asked, self.if_baseline);
        let first = match Baseline::find(self.against, &self.new) {
            Ok(Some(baseline)) => self.prepared(baseline, sources),
            Ok(None) => return Err(Absence::nowhere(self.is_wanted || is_configured(config), self.if_baseline)),
            Err(absent) => Err(absent),
        };
        let (mut found, absent) = match first {
            Ok(first) if !first.baseline.is_commit_before() => return Ok(vec![first]),
            Ok(first) => (vec![first], None),
            Err((absence, asked)) if absence.is_nothing_before() && asked != AskedBy::Flag => {
                (Vec::new(), Some((absence, asked)))
            }
            Err(absent) => return Err(weigh(absent)),
        };
        if let Some(committed) = Baseline::committed(input).map_err(weigh)? {
            match self.prepared(committed, sources) {
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

    fn prepared(&self, baseline: Baseline, sources: &mut Sources) -> Result<Found, (Absence, AskedBy)> {
        (self.on_input)(baseline.text());
        match baseline.prepare(self.options.clone(), self.layout.clone(), sources) {
            Ok(prepared) => Ok(Found { baseline, prepared }),
            Err(absence) => Err((absence, baseline.asked)),
        }
    }
}

/// Returns `true` where a `protoward.toml` says anything about the gate.
fn is_configured(config: &Config) -> bool {
    let is_written = config.breaking != Breaking::default() || config.modules.iter().any(|it| it.breaking.is_some());
    config.form == Some(Form::Protoward) && is_written
}

/// Compiles the new side, and what it is compared with.
///
/// # Errors
/// When there is nothing to compare with, or a side does not compile.
pub fn compile_sides(
    new: Prepared,
    baselines: Result<Vec<Found>, NotCompared>,
    unchanged: Unchanged,
    sources: &mut Sources,
) -> Result<Sides, NoSides> {
    match baselines {
        Ok(mut found) => match (found.pop(), found.pop()) {
            (Some(only), None) => both(new, only, unchanged, sources),
            (last, first) => all(new, first.into_iter().chain(last).collect(), sources),
        },
        Err(not_compared) => {
            // Errors of the new side come first.
            let mut report = Report::default();
            let compiles = new.compile(sources, &mut report).is_some();
            Err(NoSides { new: report, not_compared: compiles.then_some(not_compared) })
        }
    }
}

/// Compiles both sides at once: what is the same is compiled once.
fn both(new: Prepared, found: Found, unchanged: Unchanged, sources: &mut Sources) -> Result<Sides, NoSides> {
    let Found { baseline, prepared } = found;
    let (mut report, mut problems) = (Report::default(), Report::default());
    let mark = catalog().mark();
    let mark = memmem::Finder::new(&mark);
    let keep = |bytes: &[u8]| unchanged == Unchanged::Kept || mark.find(bytes).is_some();
    let both = new.compile_both(prepared, &keep, sources, (&mut report, &mut problems));
    if report.has_errors() {
        return Err(NoSides { new: report, not_compared: None });
    }
    // Warnings are what `build` is for: here they would hide what breaks.
    match both {
        Some((new, workspace)) => Ok(Sides { olds: vec![Old { workspace, baseline }], new }),
        None => {
            let failed = NotCompared::Failed(baseline.explain_errors(problems));
            Err(NoSides { new: Report::default(), not_compared: Some(failed) })
        }
    }
}

/// Compiles the new side once, and each of the older ones.
fn all(new: Prepared, found: Vec<Found>, sources: &mut Sources) -> Result<Sides, NoSides> {
    let mut report = Report::default();
    let Some(new) = new.compile(sources, &mut report) else {
        return Err(NoSides { new: report, not_compared: None });
    };
    match compile_olds(found, sources) {
        Ok(olds) => Ok(Sides { olds, new }),
        Err(problems) => Err(NoSides { new: Report::default(), not_compared: Some(NotCompared::Failed(problems)) }),
    }
}

/// Compiles every baseline.
///
/// # Errors
/// When one does not compile.
pub fn compile_olds(found: Vec<Found>, sources: &mut Sources) -> Result<Vec<Old>, Report> {
    let mut olds = Vec::new();
    for Found { baseline, prepared } in found {
        let mut problems = Report::default();
        // Warnings of the old side are passed over: nobody can correct it any more.
        let workspace = prepared.compile(sources, &mut problems).ok_or_else(|| baseline.explain_errors(problems))?;
        olds.push(Old { workspace, baseline });
    }
    Ok(olds)
}
