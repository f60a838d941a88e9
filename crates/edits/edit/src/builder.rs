//! The edit builder: changes of one document, merged into edits of its text.

use std::collections::BTreeMap;
use std::ops::Range;

use super::brackets::OptionComments;
use super::edits::TextEdit;
use super::moves::{self, FieldMove, Wrap};
use super::tree::Document;

/// A change of a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocumentChange {
    /// Replaces a part of the text.
    Text(TextEdit),
    /// Sets an bracket option, or removes it.
    Option {
        /// The start of the field or enum value.
        owner: usize,
        /// The name of the option.
        name: String,
        /// The value, or `None` to remove the option.
        value: Option<String>,
    },
    /// Moves a field to another block.
    FieldMove(FieldMove),
    /// Wraps lines in a block.
    Wrap(Wrap),
}

impl DocumentChange {
    /// Returns the ranges that no other operation may touch. Options of one declaration may be set together.
    pub fn claims(&self, doc: &Document<'_>) -> Vec<Range<usize>> {
        match self {
            Self::Text(edit) => vec![edit.range()],
            Self::Option { owner, .. } => {
                doc.node(*owner).and_then(|owner| owner.bracket_range()).into_iter().collect()
            }
            Self::FieldMove(it) => it.claims(doc).into_iter().flatten().collect(),
            Self::Wrap(it) => std::iter::once(it.end..it.end).collect(),
        }
    }
}

/// Collects operations on a document, and merges them into edits of its text.
///
/// All options of one declaration are written together. Changes in a moved field move with it, and removed lines
/// include superfluous blank lines.
#[derive(Debug)]
pub struct Builder<'t> {
    doc: &'t Document<'t>,
    edits: Vec<TextEdit>,
    options: BTreeMap<usize, BTreeMap<String, Option<String>>>,
    moves: Vec<FieldMove>,
    wraps: Vec<Wrap>,
}

impl<'t> Builder<'t> {
    /// Creates a builder without operations.
    pub const fn new(doc: &'t Document<'t>) -> Self {
        Self { doc, edits: Vec::new(), options: BTreeMap::new(), moves: Vec::new(), wraps: Vec::new() }
    }

    /// Adds an operation, in any order.
    pub fn add(&mut self, operation: DocumentChange) {
        match operation {
            DocumentChange::Text(edit) => self.edits.push(edit),
            DocumentChange::Option { owner, name, value } => {
                self.options.entry(owner).or_default().insert(name, value);
            }
            DocumentChange::FieldMove(it) => self.moves.push(it),
            DocumentChange::Wrap(it) => self.wraps.push(it),
        }
    }

    /// Returns the edits in the order of the text; none overlaps another.
    pub fn finish(mut self) -> Vec<TextEdit> {
        let doc = self.doc;
        let options = self.options.iter().filter_map(|(owner, values)| {
            let values = values.iter().map(|(name, value)| (name.as_str(), value.as_deref())).collect();
            Some(doc.node(*owner)?.set_brackets(&values, &self.edits, OptionComments::Removed))
        });
        let options: Vec<TextEdit> = options.flatten().collect();
        self.edits.extend(options);
        moves::wrap(doc, &self.wraps, &mut self.edits);
        moves::relocate(doc, &self.moves, &mut self.edits);
        self.edits.sort();
        remove_blank_lines(doc, &mut self.edits);
        self.edits
    }
}

/// Extends edits that remove whole lines by a blank line next to them, unless another edit is adjacent. The edits are
/// sorted.
fn remove_blank_lines(doc: &Document<'_>, all: &mut [TextEdit]) {
    let mut first = 0;
    while first < all.len() {
        let mut behind = first + adjacent(doc, &all[first..]);
        while behind > first {
            extend(doc, all, first, behind - 1);
            // Lines that only the removed blank line separated are removed together.
            let is_joined = all.get(behind).is_some_and(|next| all[behind - 1].end == next.start);
            match adjacent(doc, &all[behind..]) {
                more if is_joined && more > 0 => behind += more,
                _ => break,
            }
        }
        first = behind.max(first + 1);
    }
}

/// Returns the number of edits, from the first one on, that remove adjacent lines.
fn adjacent(doc: &Document<'_>, all: &[TextEdit]) -> usize {
    let lines = all.iter().take_while(|edit| removes_lines(doc, edit)).count();
    let joined = all[..lines].windows(2).take_while(|pair| pair[0].end == pair[1].start).count();
    if lines == 0 { 0 } else { joined + 1 }
}

fn removes_lines(doc: &Document<'_>, edit: &TextEdit) -> bool {
    edit.text.is_empty()
        && edit.start < edit.end
        && doc.line_start(edit.start) == edit.start
        && (doc.text[..edit.end].ends_with('\n') || edit.end == doc.text.len())
}

fn extend(doc: &Document<'_>, all: &mut [TextEdit], first: usize, last: usize) {
    let start = all[first].start;
    let end = all[last].end;
    let before = first.checked_sub(1).map(|at| all[at].end);
    let next = all.get(last + 1).map(|edit| edit.start);
    if before == Some(start) || next == Some(end) {
        return;
    }
    let blank_before = doc.is_blank_before(start);
    let blank_behind = doc.is_blank_behind(end);
    if blank_behind && (blank_before || doc.is_opened_above(start)) {
        let wider = end + doc.line(end).len();
        if next.is_none_or(|next| wider <= next) {
            all[last].end = wider;
        }
    } else if blank_before && doc.is_closed_at(end) {
        let wider = doc.line_start(start - 1);
        if before.is_none_or(|before| before <= wider) {
            all[first].start = wider;
        }
    }
}
