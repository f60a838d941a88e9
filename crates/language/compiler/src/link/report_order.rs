//! The order in which protoc reports diagnostics of files and imports.

use std::ops::Range;

use super::unit::{CompilationUnit, UnitsBySource};
use crate::lookup::HashMap;
use protoward_source::{Diagnostic, Place, Report, Sources};

/// The positions of files and import cycles in protoc's report.
pub(crate) struct ReportOrder {
    /// The position of each linked unit.
    pub(crate) files: Vec<usize>,
    /// The positions of imports that close a cycle, which protoc reports during the search.
    pub(crate) cycles: HashMap<Place, usize>,
}

/// The position of a diagnostic in a part of protoc's report. Positions are compared number by number.
pub(super) type Position = [u32; 4];

/// Sorts diagnostics by position. Diagnostics with the same position keep their order.
pub(super) fn sort(diagnostics: &mut [(Position, Diagnostic)]) {
    diagnostics.sort_by_key(|&(position, _)| position);
}

/// The steps in which protoc reports diagnostics of one file.
#[derive(Clone, Copy)]
enum Step {
    Package,
    /// Syntax errors and unresolved imports, by byte offset.
    Imports,
    Rest,
}

impl ReportOrder {
    /// Merges the diagnostics from before linking with those of linking. Diagnostics without a location come first.
    pub(super) fn merge(
        &self,
        units: &[CompilationUnit<'_>],
        by_source: &UnitsBySource,
        sources: &Sources,
        earlier: Report,
        found: Report,
    ) -> Report {
        if earlier.is_empty() && found.is_empty() {
            return Report::default();
        }
        let packages: Vec<Option<Range<usize>>> = units.iter().map(package).collect();
        let position = |diagnostic: &Diagnostic, is_early: bool| {
            let place = diagnostic.place()?;
            let rank = by_source.get(place.source)?;
            let start = sources.bytes(place).map_or(0, |bytes| bytes.start);
            if let Some(&turn) = self.cycles.get(&place).filter(|_| is_early) {
                return Some([turn as u32 + 1, Step::Rest as u32, 0, 0]);
            }
            let (step, start) = match is_early {
                // Syntax errors keep protoc's order, which is not always source order.
                true if units[rank].is_complete => (Step::Imports, start as u32),
                true => (Step::Imports, 0),
                false if packages[rank].as_ref().is_some_and(|it| it.contains(&start)) => (Step::Package, 0),
                false => (Step::Rest, 0),
            };
            let turn = self.files.get(rank).copied().unwrap_or_default();
            Some([turn as u32 + 1, step as u32, start, 0])
        };
        let mut all: Vec<(Position, Diagnostic)> = Vec::new();
        for (report, is_early) in [(earlier, true), (found, false)] {
            for diagnostic in report {
                all.push((position(&diagnostic, is_early).unwrap_or_default(), diagnostic));
            }
        }
        sort(&mut all);
        all.into_iter().map(|(_, diagnostic)| diagnostic).collect()
    }
}

/// Returns the span of the `package` statement. protoc checks it before unresolved imports.
fn package(unit: &CompilationUnit<'_>) -> Option<Range<usize>> {
    unit.file.package().map(|package| package.span.range())
}
