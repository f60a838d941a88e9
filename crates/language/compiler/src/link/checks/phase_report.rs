//! Diagnostics of one file, collected in any order and reported in protoc's order.

use super::order::{DeclarationIndex, Order};
use super::phase::{DeclarationKey, Phase};
use super::{CheckContext, Checked};
use crate::link::report_order;
use protoward_schema::MessageId;
use protoward_source::{Diagnostic, Severity};
use protoward_syntax::ast::Span;

/// The collected diagnostics of one file.
#[derive(Default)]
pub(super) struct PhaseReport {
    entries: Vec<PhaseEntry>,
}

struct PhaseEntry {
    phase: Phase,
    /// `None` if the location of the diagnostic determines the declaration.
    at: Option<DeclarationKey>,
    /// Sorts the diagnostics of one declaration, smallest first.
    rank: u32,
    diagnostic: Diagnostic,
}

impl PhaseReport {
    /// Adds a diagnostic that protoc reports in this phase at `at`.
    pub(super) fn push(&mut self, phase: Phase, at: impl Into<DeclarationKey>, diagnostic: Diagnostic) {
        self.entries.push(PhaseEntry { phase, at: Some(at.into()), rank: 1, diagnostic });
    }

    /// Adds a diagnostic before all others of the declaration.
    pub(super) fn push_first(&mut self, phase: Phase, at: impl Into<DeclarationKey>, diagnostic: Diagnostic) {
        self.entries.push(PhaseEntry { phase, at: Some(at.into()), rank: 0, diagnostic });
    }

    /// Adds a diagnostic about a range of a message, after those of the message itself.
    pub(super) fn push_for_range(&mut self, phase: Phase, at: MessageId, range: Span, diagnostic: Diagnostic) {
        self.entries.push(PhaseEntry { phase, at: Some(at.into()), rank: 2 + range.start, diagnostic });
    }

    /// Adds a diagnostic about the declaration at the diagnostic's location.
    pub(super) fn push_at_location(&mut self, phase: Phase, diagnostic: Diagnostic) {
        self.entries.push(PhaseEntry { phase, at: None, rank: 1, diagnostic });
    }

    /// Returns `true` if protoc finds an error while it builds the file.
    pub(super) fn has_errors(&self) -> bool {
        let is_early = |entry: &&PhaseEntry| entry.phase < Phase::Redacted;
        self.entries.iter().filter(is_early).any(|entry| entry.diagnostic.severity == Severity::Error)
    }

    /// Drops the warnings of later phases.
    pub(super) fn drop_warnings_after(&mut self, phase: Phase) {
        self.entries.retain(|entry| entry.phase <= phase || entry.diagnostic.severity == Severity::Error);
    }

    /// Drops warnings of phases after an error. protoc does not reach these phases.
    fn drop_idle_warnings(&mut self) {
        let is_error = |entry: &&PhaseEntry| entry.diagnostic.severity == Severity::Error;
        let Some(last) = self.entries.iter().filter(is_error).map(|entry| entry.phase).min() else { return };
        self.entries.retain(|entry| is_error(&entry) || entry.phase <= last);
    }

    /// Moves the diagnostics of `other` into this collection.
    pub(super) fn append(&mut self, mut other: Self) {
        self.entries.append(&mut other.entries);
    }

    /// Reports all diagnostics in protoc's order. The order within one declaration and phase is kept.
    pub(super) fn report(mut self, cx: &CheckContext<'_>, checked: &mut Checked) {
        self.drop_idle_warnings();
        let order = (self.entries.len() > 1).then(|| (DeclarationIndex::new(cx), Order::new(cx)));
        let mut sorted = Vec::with_capacity(self.entries.len());
        for PhaseEntry { phase, at, rank, diagnostic } in self.entries {
            let turn = order
                .as_ref()
                .map_or(0, |(places, order)| order.turn(phase, at.unwrap_or_else(|| places.find(diagnostic.place()))));
            sorted.push(([phase as u32, turn, rank, 0], diagnostic));
        }
        report_order::sort(&mut sorted);
        // For a requested file, these diagnostics directly follow the others, unless diagnostics of its imports are
        // pending.
        let lifetimes_are_late = !cx.unit().is_requested || !checked.late.is_empty();
        let lifetimes = Phase::Lifetimes as u32;
        for ([phase, ..], diagnostic) in sorted {
            let is_late = phase > lifetimes || (phase == lifetimes && lifetimes_are_late);
            let report = if is_late { &mut checked.late } else { &mut checked.of_files };
            report.push(diagnostic);
        }
    }
}
