//! What a mend does to a text, in pieces that those of other mends can join: two numbers reserved in one message are one
//! statement, and two options of one field stand in one pair of brackets.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::blocks::{self, Move, Wrap};
use super::lines::At;
use super::texts::Texts;
use super::{brackets, gaps, reserve};
use protoward_schema::NumberRange;
use protoward_source::SourceId;

/// One piece.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Change {
    pub(crate) source: SourceId,
    pub(crate) what: What,
}

/// What a piece does. Declarations are named by the offset at which they start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum What {
    /// A stretch becomes another one; what is added at one place is sorted by `rank`.
    Text { start: usize, end: usize, rank: usize, text: String },
    /// Something is reserved in a message or an enum.
    Reserve { whole: usize, what: Reserved, from: Option<Origin> },
    /// An option of a field or a value is written, or taken away.
    Brackets { owner: usize, name: String, value: Option<String> },
    /// A field gets a name in JSON, unless its own one comes back and says the same.
    PinJson { owner: usize, value: String },
    /// A field goes to another block.
    Move(Move),
    /// Lines become the inside of a block.
    Wrap(Wrap),
    /// No text: a name or number is in use again, and need not be reserved.
    Uses { whole: usize, what: Reserved },
    /// No text: a field has its own name again.
    Named { owner: usize },
}

/// The statement of the old text that reserved something, and where it belongs in the new one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Origin {
    pub(crate) source: SourceId,
    pub(crate) start: usize,
    pub(crate) at: At,
}

/// What is to be reserved, and the statement that did so, if it is to come back.
pub(crate) type Wanted<'c> = (&'c Reserved, Option<&'c Origin>);

/// What can be reserved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reserved {
    Numbers(NumberRange),
    Name(String),
}

/// A replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Replacement {
    pub(crate) source: SourceId,
    pub(crate) range: (usize, usize),
    pub(crate) rank: usize,
    pub(crate) text: String,
}

impl Replacement {
    const fn new(source: SourceId, range: Range<usize>, rank: usize, text: String) -> Self {
        Self { source, range: (range.start, range.end), rank, text }
    }
}

impl Change {
    /// The text that it takes something from, besides the one that it changes.
    pub(crate) fn other_source(&self) -> Option<SourceId> {
        match &self.what {
            What::Reserve { from, .. } => from.as_ref().map(|from| from.source),
            _ => None,
        }
    }

    /// A stretch becomes another one.
    pub(crate) fn replace(source: SourceId, range: Range<usize>, text: impl Into<String>) -> Self {
        let (start, end, text) = (range.start, range.end, text.into());
        Self { source, what: What::Text { start, end, rank: 0, text } }
    }

    pub(crate) fn number_is_used(source: SourceId, whole: usize, number: i32) -> Self {
        let what = Reserved::Numbers(NumberRange { start: number, end: number });
        Self { source, what: What::Uses { whole, what } }
    }

    pub(crate) fn name_is_used(source: SourceId, whole: usize, name: &str) -> Self {
        Self { source, what: What::Uses { whole, what: Reserved::Name(name.to_owned()) } }
    }

    /// The stretches that nothing else may touch; none where the piece joins others of its kind.
    pub(crate) fn claims(&self, texts: &Texts<'_>) -> Vec<(usize, usize)> {
        match &self.what {
            &What::Text { start, end, .. } => vec![(start, end)],
            &What::Brackets { owner, .. } | &What::PinJson { owner, .. } => {
                let declared = texts.get(self.source).and_then(|text| text.at(owner));
                let stretch = declared.and_then(|declared| brackets::stretch(&declared));
                stretch.into_iter().map(|range| (range.start, range.end)).collect()
            }
            What::Move(it) => {
                let claims = texts.get(self.source).and_then(|text| it.claims(text));
                claims.into_iter().flatten().collect()
            }
            What::Wrap(it) => vec![(it.end, it.end)],
            What::Reserve { .. } | What::Uses { .. } | What::Named { .. } => Vec::new(),
        }
    }
}

/// Pieces, put together.
pub(crate) fn replacements(changes: &BTreeSet<Change>, texts: &Texts<'_>) -> Vec<Replacement> {
    let mut all = Vec::new();
    let mut reserved: BTreeMap<(SourceId, usize), Vec<Wanted<'_>>> = BTreeMap::new();
    let mut options: BTreeMap<(SourceId, usize), BTreeMap<&str, Option<&str>>> = BTreeMap::new();
    let (mut moves, mut wraps) = (Vec::new(), Vec::new());
    for change in changes {
        let source = change.source;
        match &change.what {
            What::Text { start, end, rank, text } => {
                all.push(Replacement { source, range: (*start, *end), rank: *rank, text: text.clone() });
            }
            What::Reserve { whole, what, from } => {
                if !is_used(changes, source, *whole, what) {
                    reserved.entry((source, *whole)).or_default().push((what, from.as_ref()));
                }
            }
            What::Brackets { owner, name, value } => {
                options.entry((source, *owner)).or_default().insert(name, value.as_deref());
            }
            What::PinJson { owner, value } => {
                if !changes.contains(&Change { source, what: What::Named { owner: *owner } }) {
                    options.entry((source, *owner)).or_default().insert("json_name", Some(value));
                }
            }
            What::Move(it) => moves.push((source, it)),
            What::Wrap(it) => wraps.push((source, it)),
            What::Uses { .. } | What::Named { .. } => {}
        }
    }
    let declared = |(source, start): (SourceId, usize)| texts.get(source)?.at(start);
    for (&at, what) in &reserved {
        let edits = declared(at).map(|whole| reserve::edits(&whole, what, texts)).unwrap_or_default();
        all.extend(edits.into_iter().map(|(range, rank, text)| Replacement::new(at.0, range, rank, text)));
    }
    for (&at, what) in &options {
        let edits = declared(at).map(|owner| brackets::edits(&owner, what)).unwrap_or_default();
        all.extend(edits.into_iter().map(|(range, text)| Replacement::new(at.0, range, 0, text)));
    }
    blocks::close(&wraps, texts, &mut all);
    blocks::relocate(&moves, texts, &mut all);
    all.sort();
    gaps::close(texts, &mut all);
    all
}

fn is_used(changes: &BTreeSet<Change>, source: SourceId, whole: usize, what: &Reserved) -> bool {
    changes.contains(&Change { source, what: What::Uses { whole, what: what.clone() } })
}
