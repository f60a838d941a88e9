//! The combination of the fixes of many findings: common changes are made once, and of two that conflict, the first
//! one counts.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::builder;
use super::change::{Change, ChangeKind, Fix};
use protoward_refactor::Texts;
use protoward_source::{Edit, SourceId, Sources};

/// The combined fixes of many findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CombinedFixes {
    /// The edits, in the order of sources and places; none overlaps another.
    pub edits: Vec<Edit>,
    /// The state of each fix.
    pub states: Vec<State>,
}

/// The state of one fix in a combination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The edits include the fix.
    Fixed,
    /// The fix conflicts with another one. It can be planned again after that one is applied.
    Deferred,
    /// There is no unambiguous fix.
    NoFix,
}

/// Combines fixes from [`find_fixes`](super::find_fixes). Common changes are made once, and fixes that conflict with
/// earlier ones are held back.
pub fn combined<'f>(fixes: impl IntoIterator<Item = &'f Fix>, sources: &Sources) -> CombinedFixes {
    let fixes: Vec<&Fix> = fixes.into_iter().collect();
    let texts = Texts::new(sources, fixes.iter().flat_map(|fix| &fix.changes).flat_map(Change::sources));
    let mut accepted = Accepted::new(&texts);
    let state = |fix: &&Fix| match &fix.changes[..] {
        [] => State::NoFix,
        changes if accepted.accept(changes) => State::Fixed,
        _ => State::Deferred,
    };
    let states = fixes.iter().map(state).collect();
    CombinedFixes { edits: builder::edits(&accepted.changes, &texts, sources), states }
}

/// Returns `true` if no change conflicts with another one.
pub(crate) fn is_consistent(changes: &[Change], texts: &Texts<'_>) -> bool {
    let mut accepted = Accepted::new(texts);
    changes.iter().all(|change| accepted.accept(std::slice::from_ref(change)))
}

/// The changes that were accepted so far, none of which conflicts with another.
struct Accepted<'t, 's> {
    texts: &'t Texts<'s>,
    changes: BTreeSet<Change>,
    /// The start and end of each replaced range.
    ranges: BTreeMap<(SourceId, usize), usize>,
    /// The offsets at which something is inserted.
    points: BTreeSet<(SourceId, usize)>,
    /// The values of bracket options, by declaration.
    options: BTreeMap<(SourceId, usize), BTreeMap<String, Option<String>>>,
}

impl<'t, 's> Accepted<'t, 's> {
    fn new(texts: &'t Texts<'s>) -> Self {
        let changes = BTreeSet::new();
        let ranges = BTreeMap::new();
        Self { texts, changes, ranges, points: BTreeSet::new(), options: BTreeMap::new() }
    }

    /// Accepts all of some changes, or none. Returns `true` if they were accepted.
    fn accept(&mut self, changes: &[Change]) -> bool {
        let new: Vec<&Change> = changes.iter().filter(|change| !self.changes.contains(change)).collect();
        if !new.iter().all(|change| self.fits(change)) {
            return false;
        }
        for change in new {
            self.claim(change);
            self.changes.insert(change.clone());
        }
        true
    }

    fn fits(&self, change: &Change) -> bool {
        if let Some((owner, name, value)) = change.option()
            && let Some(options) = self.options.get(&(change.source, owner))
        {
            return options.get(name).is_none_or(|other| other.as_deref() == value);
        }
        self.claims(change).iter().all(|claim| self.is_free(change.source, claim))
    }

    fn is_free(&self, source: SourceId, &Range { start, end }: &Range<usize>) -> bool {
        let before = self.ranges.range(..=(source, start)).next_back();
        let is_hit =
            before.is_some_and(|(&(of, from), &to)| of == source && start < to && (end > start || start > from));
        let is_inside = |&(of, at): &(SourceId, usize)| of == source && start < at && at < end;
        let range = self.ranges.range((source, start + 1)..).next().map(|(at, _)| at);
        let point = self.points.range((source, start + 1)..).next();
        !is_hit && !range.is_some_and(is_inside) && !point.is_some_and(is_inside)
    }

    fn claim(&mut self, change: &Change) {
        if let Some((owner, name, value)) = change.option() {
            let options = self.options.entry((change.source, owner)).or_default();
            options.insert(name.to_owned(), value.map(str::to_owned));
        }
        for Range { start, end } in self.claims(change) {
            if start < end {
                self.ranges.insert((change.source, start), end);
            } else {
                self.points.insert((change.source, start));
            }
        }
    }

    /// Returns the byte ranges that conflict with other changes.
    fn claims(&self, change: &Change) -> Vec<Range<usize>> {
        let Some(doc) = self.texts.get(change.source) else { return Vec::new() };
        match &change.what {
            ChangeKind::Edit(operation) => operation.claims(doc),
            ChangeKind::PinJson { owner, .. } => {
                doc.node(*owner).and_then(|owner| owner.bracket_range()).into_iter().collect()
            }
            ChangeKind::Reserve { .. } | ChangeKind::Uses { .. } | ChangeKind::Named { .. } => Vec::new(),
        }
    }
}
