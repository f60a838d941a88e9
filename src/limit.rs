//! The limit of `--max-findings`, across all reports of a run.

use std::borrow::Cow;

use super::diagnostics;
use protoward_source::{Diagnostic, Report, Sources, sorted};

/// The maximum of `--max-findings`, and the numbers of diagnostics that were displayed and hidden so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Limit {
    max_shown: Option<usize>,
    shown: usize,
    pub(super) not_shown: usize,
}

impl Limit {
    pub(super) fn new(max_shown: Option<usize>) -> Self {
        Self { max_shown, ..Self::default() }
    }

    /// Returns the part of a report that may still be displayed, in order.
    pub(super) fn shown_part<'a>(&mut self, report: &'a Report, sources: &Sources) -> Cow<'a, Report> {
        let remaining = self.max_shown.map_or(usize::MAX, |max_shown| max_shown.saturating_sub(self.shown));
        let taken = report.len().min(remaining);
        self.shown += taken;
        self.not_shown += report.len() - taken;
        if taken == report.len() {
            return Cow::Borrowed(report);
        }
        Cow::Owned(sorted(report, sources).into_iter().take(taken).cloned().collect())
    }

    /// Returns a diagnostic about hidden diagnostics; `None` if there are none.
    pub(super) fn not_shown_notice(&self) -> Option<Diagnostic> {
        let max_shown = self.max_shown.filter(|_| self.not_shown > 0)?;
        Some(diagnostics::not_shown(self.not_shown, max_shown))
    }
}
