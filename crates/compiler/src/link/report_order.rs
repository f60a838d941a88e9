//! The order in which protoc reports diagnostics of files and imports.

use std::ops::Range;

use super::unit::{CompilationUnit, UnitsBySource};
use crate::hash::HashMap;
use protoward_source::{Diagnostic, Place, Report, Sources};
use protoward_syntax::ast::FileItem;

/// The positions of files and import cycles in protoc's report.
pub(crate) struct ReportOrder {
    /// The position of each linked unit.
    pub(crate) files: Vec<usize>,
    /// The positions of imports that close a cycle, which protoc reports during the search.
    pub(crate) cycles: HashMap<Place, usize>,
}

/// The steps in which protoc reports diagnostics of one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Package,
    /// Syntax errors and unresolved imports, by byte offset.
    Imports(usize),
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
        let key = |diagnostic: &Diagnostic, is_early: bool| {
            let place = diagnostic.place()?;
            let rank = by_source.get(place.source)?;
            let start = sources.bytes(place).map_or(0, |bytes| bytes.start);
            if let Some(&turn) = self.cycles.get(&place).filter(|_| is_early) {
                return Some((turn, Step::Rest));
            }
            let step = match is_early {
                // Syntax errors keep protoc's order, which is not always source order.
                true if units[rank].is_complete => Step::Imports(start),
                true => Step::Imports(0),
                false if packages[rank].as_ref().is_some_and(|it| it.contains(&start)) => Step::Package,
                false => Step::Rest,
            };
            Some((self.files.get(rank).copied().unwrap_or_default(), step))
        };
        let keyed = |report: Report, is_early| {
            report.into_iter().map(move |diagnostic| (key(&diagnostic, is_early), diagnostic)).collect::<Vec<_>>()
        };
        let mut all = keyed(earlier, true);
        all.append(&mut keyed(found, false));
        all.sort_by_key(|&(key, _)| key);
        all.into_iter().map(|(_, diagnostic)| diagnostic).collect()
    }
}

/// Returns the span of the `package` statement. protoc checks it before unresolved imports.
fn package(unit: &CompilationUnit<'_>) -> Option<Range<usize>> {
    unit.file.items.iter().find_map(|item| match item {
        FileItem::Package(package) => Some(package.span.range()),
        _ => None,
    })
}
