//! The outcome of a trial of fixes, and which of them the next one has.

use std::collections::{BTreeMap, BTreeSet};

use crate::fix::blame::Problem;
use protoward_source::Sources;

/// The reason why fixes are not kept.
#[derive(Debug, Default)]
pub(super) struct Refusal {
    pub(super) problems: Vec<Problem>,
    /// The paths of the files with problems; none if they are unknown.
    pub(super) paths: BTreeSet<String>,
    /// `true` if files that are not part of the input would break.
    pub(super) is_outside: bool,
}

impl Refusal {
    pub(super) fn of(problems: Vec<Problem>, sources: &Sources) -> Self {
        let paths = problems.iter().map(|problem| sources.get(problem.file).display.clone()).collect();
        Self { problems, paths, is_outside: false }
    }
}

/// The numbers of fixes that files may have in the next trial.
#[derive(Debug, Default)]
pub(super) struct TrialLimits {
    by_path: BTreeMap<String, usize>,
    /// The numbers that the trial has already.
    used: BTreeMap<String, usize>,
    /// The number of fixes in all files together.
    pub(super) total: Option<usize>,
}

impl TrialLimits {
    /// Returns `true` if a fix of these files may take part, and counts it.
    pub(super) fn admits(&mut self, paths: &BTreeSet<String>) -> bool {
        let has_room = |path: &String| {
            self.by_path.get(path).is_none_or(|&limit| self.used.get(path).copied().unwrap_or_default() < limit)
        };
        let is_admitted = paths.iter().all(has_room);
        if is_admitted {
            paths.iter().for_each(|path| *self.used.entry(path.clone()).or_default() += 1);
        }
        is_admitted
    }

    pub(super) fn halve(&mut self, path: &str, number: usize) {
        self.by_path.insert(path.to_owned(), (number / 2).max(1));
    }

    /// Doubles all limits after a trial that succeeded.
    pub(super) fn succeed(&mut self) {
        self.by_path.values_mut().chain(&mut self.total).for_each(|limit| *limit = limit.saturating_mul(2));
        self.begin();
    }

    pub(super) fn begin(&mut self) {
        self.used.clear();
    }
}
