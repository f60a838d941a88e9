//! The fixes behind problems: those that wrote the places where a problem is.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use protoward_fix_plan::LintFix;
use protoward_schema::{Element, Schema};
use protoward_source::{Place, SourceId, Sources};

/// The path of a name in the descriptor of a declaration.
const NAME: &[i32] = &[1];

/// The parts of texts that fixes replaced, and those that they wrote.
pub(super) struct WrittenParts {
    /// The parts of the old texts.
    old: BTreeMap<SourceId, Vec<WrittenPart>>,
    /// The parts of the new texts, by displayed path.
    new: BTreeMap<String, Vec<WrittenPart>>,
}

/// A part with the index of its fix.
type WrittenPart = (Range<usize>, usize);

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
        let mut parts = Self { old: BTreeMap::new(), new: BTreeMap::new() };
        for (source, mut edits) in edits {
            edits.sort_by_key(|(range, ..): &(Range<usize>, &str, usize)| (range.start, range.end));
            // Parts of one fix may need the same edit.
            edits.dedup();
            let mut written = 0;
            let mut removed = 0;
            let new = edits.iter().map(|(range, text, fix)| {
                let start = range.start + written - removed;
                written += text.len();
                removed += range.len();
                (start..start + text.len(), *fix)
            });
            parts.new.insert(sources.get(source).display.clone(), new.collect());
            parts.old.insert(source, edits.into_iter().map(|(range, _, fix)| (range, fix)).collect());
        }
        parts
    }

    /// Returns the indices of the fixes that wrote something at the first place of a problem at which any did.
    pub(super) fn fixes_behind(&self, problem: &Problem, sources: &Sources) -> BTreeSet<usize> {
        let mut found = problem.places.iter().map(|place| self.fixes_at(*place, sources));
        found.find(|fixes| !fixes.is_empty()).unwrap_or_default()
    }

    fn fixes_at(&self, place: Place, sources: &Sources) -> BTreeSet<usize> {
        // A text without edits is the same in both.
        let new = || self.new.get(&sources.get(place.source).display);
        let parts = self.old.get(&place.source).or_else(new);
        let (Some(range), Some(parts)) = (sources.bytes(place), parts) else { return BTreeSet::new() };
        let first = parts.partition_point(|(part, _)| part.end < range.start);
        let touched = parts[first..].iter().take_while(|(part, _)| part.start <= range.end);
        touched.map(|(_, fix)| *fix).collect()
    }
}

/// A reason not to keep fixes: an error, a finding, or a difference that no fix declares.
#[derive(Debug)]
pub(super) struct Problem {
    /// The file, of the old texts or of the new ones.
    pub(super) file: SourceId,
    /// The places whose change may be the cause, from the most to the least probable.
    pub(super) places: Vec<Place>,
}

impl Problem {
    /// Returns the problem with these places, if there are any.
    pub(super) fn at(places: Vec<Place>) -> Option<Self> {
        Some(Self { file: places.first()?.source, places })
    }

    /// Returns the problem of an element. What may be its cause: its declaration if nothing is declared in it, its name, and the
    /// names of the declarations around it.
    pub(super) fn of(schema: &Schema, element: Element) -> Self {
        let own = match element {
            Element::Field(_) | Element::EnumValue(_) | Element::Method(_) => Some(schema.place(element)),
            Element::File(_) | Element::Message(_) | Element::Oneof(_) | Element::Enum(_) | Element::Service(_) => None,
        };
        let around = std::iter::successors(Some(element), |inner| schema.enclosing(*inner));
        let names = around.filter(|it| !matches!(it, Element::File(_))).map(|it| schema.part(it, NAME));
        Self { file: schema[schema.file_of(element)].source, places: own.into_iter().chain(names).collect() }
    }
}
