//! The mends of many findings in one go.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Change, What, replacements};
use super::texts::Texts;
use super::{Fix, edits};
use protoward_source::{Edit, SourceId, Sources};

/// What mends many findings together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Combined {
    /// The edits, in the order of sources and places; none overlaps another.
    pub edits: Vec<Edit>,
    /// By fix: what becomes of its mend.
    pub states: Vec<State>,
}

/// What becomes of the mend of one finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The edits mend it.
    Mended,
    /// It has a mend, which touches what another one changes; when that is done, it can be looked for again.
    HeldBack,
    /// There is no one right mend.
    NoMend,
}

/// Puts together what [`find_fixes`](super::find_fixes) found: what several findings ask for is done once, and what does
/// not go together is held back.
pub fn combined<'f>(fixes: impl IntoIterator<Item = &'f Fix>, sources: &Sources) -> Combined {
    let fixes: Vec<&Fix> = fixes.into_iter().collect();
    let changes = fixes.iter().flat_map(|fix| &fix.changes);
    let files = changes.flat_map(|change| std::iter::once(change.source).chain(change.other_source()));
    let texts = Texts::new(sources, files);
    let mut accepted = Accepted::default();
    let state = |fix: &&Fix| match &fix.changes[..] {
        [] => State::NoMend,
        changes if accepted.takes(changes, &texts) => State::Mended,
        _ => State::HeldBack,
    };
    let states = fixes.iter().map(state).collect();
    Combined { edits: edits(replacements(&accepted.changes, &texts), sources), states }
}

/// Whether none of these changes touches what another one changes.
pub(crate) fn is_consistent(changes: &[Change], texts: &Texts<'_>) -> bool {
    let mut accepted = Accepted::default();
    changes.iter().all(|change| accepted.takes(std::slice::from_ref(change), texts))
}

/// Changes that go together.
#[derive(Default)]
struct Accepted {
    changes: BTreeSet<Change>,
    /// What is replaced: where it starts, and where it ends.
    stretches: BTreeMap<(SourceId, usize), usize>,
    /// Where something is added.
    points: BTreeSet<(SourceId, usize)>,
    /// Declarations whose brackets are written anew, and the values of options there.
    options: BTreeMap<(SourceId, usize), BTreeMap<String, Option<String>>>,
}

impl Accepted {
    fn takes(&mut self, changes: &[Change], texts: &Texts<'_>) -> bool {
        let new: Vec<&Change> = changes.iter().filter(|change| !self.changes.contains(change)).collect();
        if !new.iter().all(|change| self.has_room(change, texts)) {
            return false;
        }
        for change in new {
            self.claim(change, texts);
            self.changes.insert(change.clone());
        }
        true
    }

    fn has_room(&self, change: &Change, texts: &Texts<'_>) -> bool {
        if let Some((owner, name, value)) = option(change)
            && let Some(options) = self.options.get(&(change.source, owner))
        {
            return options.get(name).is_none_or(|other| other.as_deref() == value);
        }
        change.claims(texts).into_iter().all(|claim| self.is_free(change.source, claim))
    }

    fn is_free(&self, source: SourceId, (start, end): (usize, usize)) -> bool {
        let before = self.stretches.range(..=(source, start)).next_back();
        let is_hit =
            before.is_some_and(|(&(of, from), &to)| of == source && start < to && (end > start || start > from));
        let is_in = |at: usize| start < at && at < end;
        let stretch = self.stretches.range((source, start + 1)..).next();
        let point = self.points.range((source, start + 1)..).next();
        let holds_stretch = stretch.is_some_and(|(&(of, at), _)| of == source && is_in(at));
        let holds_point = point.is_some_and(|&(of, at)| of == source && is_in(at));
        !is_hit && !holds_stretch && !holds_point
    }

    fn claim(&mut self, change: &Change, texts: &Texts<'_>) {
        if let Some((owner, name, value)) = option(change) {
            let options = self.options.entry((change.source, owner)).or_default();
            options.insert(name.to_owned(), value.map(str::to_owned));
        }
        for (start, end) in change.claims(texts) {
            match start < end {
                true => drop(self.stretches.insert((change.source, start), end)),
                false => drop(self.points.insert((change.source, start))),
            }
        }
    }
}

fn option(change: &Change) -> Option<(usize, &str, Option<&str>)> {
    match &change.what {
        What::Brackets { owner, name, value } => Some((*owner, name, value.as_deref())),
        What::PinJson { owner, value } => Some((*owner, "json_name", Some(value))),
        _ => None,
    }
}
