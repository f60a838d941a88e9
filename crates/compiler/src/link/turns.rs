//! The order in which protoc gets to files, and to what is wrong with the imports of each.

use std::collections::BTreeMap;
use std::ops::Range;

use super::unit::Unit;
use protoward_source::{Diagnostic, Place, Report, SourceId, Sources};
use protoward_syntax::ast::Item;

/// When protoc speaks of what.
pub(crate) struct Turns {
    /// The turn of each unit that is linked.
    pub(crate) files: Vec<usize>,
    /// The turns of imports that close a circle: those are found on the way.
    pub(crate) circles: BTreeMap<Place, usize>,
}

/// What is said of one file, in protoc's order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Package,
    /// What cannot be read, and what cannot be imported: this many bytes from the start.
    Imports(usize),
    Rest,
}

impl Turns {
    /// One report of what was wrong before linking, and of what linking found. What has no place comes first.
    pub(super) fn merge(&self, units: &[Unit<'_>], sources: &Sources, earlier: Report, found: Report) -> Report {
        if earlier.is_empty() && found.is_empty() {
            return Report::default();
        }
        let packages: Vec<Option<Range<usize>>> = units.iter().map(package).collect();
        let ranks: BTreeMap<SourceId, usize> = units.iter().enumerate().map(|(rank, it)| (it.source, rank)).collect();
        let key = |diagnostic: &Diagnostic, is_early: bool| {
            let place = diagnostic.place()?;
            let rank = *ranks.get(&place.source)?;
            let start = sources.bytes(place).map_or(0, |bytes| bytes.start);
            if let Some(&turn) = self.circles.get(&place).filter(|_| is_early) {
                return Some((turn, Step::Rest));
            }
            let step = match is_early {
                // Syntax errors are in protoc's order, which is not always that of the text.
                true if units[rank].is_whole => Step::Imports(start),
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

/// Where the package is declared. protoc looks at it before it looks at what could not be imported.
fn package(unit: &Unit<'_>) -> Option<Range<usize>> {
    unit.file.items.iter().find_map(|item| match item {
        Item::Package(package) => Some(package.span.range()),
        _ => None,
    })
}
