//! The fixes behind problems: those that wrote the places where a problem is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use protoward_fix_plan::LintFix;
use protoward_source::{Place, SourceId, Sources};

/// The parts of the new texts that fixes wrote.
pub(super) struct WrittenParts {
    /// The parts of each file with the index of their fix, by displayed path.
    by_path: BTreeMap<String, Vec<(Range<usize>, usize)>>,
}

impl WrittenParts {
    /// Returns the parts that fixes of one text write. Their edits do not overlap.
    pub(super) fn new(fixes: &[LintFix], sources: &Sources) -> Self {
        let mut edits = BTreeMap::<SourceId, Vec<_>>::new();
        for (index, fix) in fixes.iter().enumerate() {
            for edit in &fix.edits {
                let Some(range) = sources.bytes(edit.place) else { continue };
                edits.entry(edit.place.source).or_default().push((range, edit.text.as_str(), index));
            }
        }
        let by_path = edits.into_iter().map(|(source, mut edits)| {
            edits.sort_by_key(|(range, ..): &(Range<usize>, &str, usize)| (range.start, range.end));
            // Parts of one fix may need the same edit.
            edits.dedup();
            let mut written = 0;
            let mut removed = 0;
            let parts = edits.into_iter().map(|(range, text, fix)| {
                let start = range.start + written - removed;
                written += text.len();
                removed += range.len();
                (start..start + text.len(), fix)
            });
            (sources.get(source).display.clone(), parts.collect())
        });
        Self { by_path: by_path.collect() }
    }

    /// Returns the indices of the fixes that wrote something at the first of these places of the new texts at which any did.
    pub(super) fn fixes_at(&self, places: &[Place], sources: &Sources) -> BTreeSet<usize> {
        let mut found = places.iter().map(|place| self.fixes_at_place(*place, sources));
        found.find(|fixes| !fixes.is_empty()).unwrap_or_default()
    }

    fn fixes_at_place(&self, place: Place, sources: &Sources) -> BTreeSet<usize> {
        let parts = self.by_path.get(&sources.get(place.source).display);
        let (Some(range), Some(parts)) = (sources.bytes(place), parts) else { return BTreeSet::new() };
        let touched = parts.iter().filter(|(part, _)| part.start <= range.end && range.start <= part.end);
        touched.map(|(_, fix)| *fix).collect()
    }
}
