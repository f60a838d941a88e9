//! Moves of fields to other blocks, and wrapping of lines in a block.
//!
//! Both are applied after all other edits: other changes in a field move with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::edits::{TextEdit, edited};
use super::layout::InsertPosition;
use super::node::Node;
use super::statement::Statement;
use super::tree::{Decl, Document};

/// A move of a field to another block. Declarations are identified by the offsets at which they start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldMove {
    /// The offset at which the field starts.
    pub owner: usize,
    /// The new label with a trailing space, or nothing.
    pub label: String,
    /// The message or oneof that it moves to.
    pub into: usize,
    /// The position in the new block.
    pub at: InsertPosition,
    /// `true` if the comment is already at the new position.
    pub is_bare: bool,
    /// The indentation, if it differs from that of the new neighbors.
    pub indent: Option<String>,
    /// The order among edits of the same position.
    pub rank: usize,
    /// The oneof that the field leaves, and the number of its fields. A oneof without fields is removed.
    pub leaves: Option<(usize, usize)>,
}

/// Lines to wrap in a block. Another edit adds the line that opens the block.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrap {
    /// The start of the first line.
    pub start: usize,
    /// The end of the last line.
    pub end: usize,
    /// The indentation of the lines.
    pub was: String,
    /// The indentation that the lines get.
    pub indent: String,
    /// The line that closes the block, if any.
    pub foot: String,
    /// The order of that line among edits of the same position.
    pub rank: usize,
}

impl FieldMove {
    /// Returns the ranges that no other edit may touch: everything that moves, except for the field itself, which other
    /// edits may change.
    pub(crate) fn claims(&self, doc: &Document<'_>) -> Option<[Range<usize>; 3]> {
        let field = doc.node(self.owner)?;
        let removed = doc.removal_with_comments(field.decl);
        let at = self.at.offset();
        Some([removed.start..start_without_label(&field), field.end()..removed.end, at..at])
    }

    /// Returns the edit that inserts the field at its new place, with edits made in it.
    fn insertion(&self, doc: &Document<'_>, edits: Vec<TextEdit>) -> Option<TextEdit> {
        let field = doc.node(self.owner)?;
        let into = doc.node(self.into)?;
        let text = edited(doc.text, start_without_label(&field)..field.end(), edits);
        let mut statement = Statement::rewritten(&field, &format!("{}{text}", self.label));
        (statement.is_restored, statement.indent) = (false, self.indent.clone());
        if self.is_bare {
            statement.comments.clear();
        }
        Some(into.body()?.insert(self.at, &statement).ranked(self.rank))
    }
}

fn start_without_label(field: &Node<'_>) -> usize {
    match field.decl {
        Decl::Field(decl) => decl.ty.span().start as usize,
        _ => field.start(),
    }
}

/// Adds the edits that move fields, together with the edits that are made in them.
pub(crate) fn relocate(doc: &Document<'_>, moves: &[FieldMove], all: &mut Vec<TextEdit>) {
    let mut left: BTreeMap<usize, usize> = BTreeMap::new();
    moves.iter().filter_map(|it| it.leaves).for_each(|(oneof, _)| *left.entry(oneof).or_default() += 1);
    let mut inner = take_inner(doc, moves, all);
    let mut emptied = BTreeSet::new();
    for it in moves {
        let Some(field) = doc.node(it.owner).filter(|_| doc.node(it.into).is_some()) else { continue };
        all.extend(it.insertion(doc, inner.remove(&it.owner).unwrap_or_default()));
        match it.leaves.filter(|(oneof, fields)| left.get(oneof) == Some(fields)) {
            Some((oneof, _)) => drop(emptied.insert(oneof)),
            None => all.push(doc.removal_with_comments(field.decl)),
        }
    }
    all.extend(emptied.into_iter().filter_map(|oneof| Some(doc.removal(doc.node(oneof)?.decl))));
}

/// Takes the edits in fields that move out of all edits, and returns them by field.
fn take_inner(doc: &Document<'_>, moves: &[FieldMove], all: &mut Vec<TextEdit>) -> BTreeMap<usize, Vec<TextEdit>> {
    let field = |it: &FieldMove| {
        let field = doc.node(it.owner)?;
        Some((start_without_label(&field), (field.end(), it.owner)))
    };
    let fields: BTreeMap<usize, (usize, usize)> = moves.iter().filter_map(field).collect();
    let mut inner: BTreeMap<usize, Vec<TextEdit>> = BTreeMap::new();
    for edit in std::mem::take(all) {
        let field = fields.range(..=edit.start).next_back().map(|(_, &field)| field);
        match field.filter(|&(end, _)| edit.start < end && edit.end <= end) {
            Some((_, owner)) => inner.entry(owner).or_default().push(edit),
            None => all.push(edit),
        }
    }
    inner
}

/// Adds the edits that indent the lines of blocks and close the blocks. Among blocks with the same first line, the
/// longest counts.
pub(crate) fn wrap(doc: &Document<'_>, wraps: &[Wrap], all: &mut Vec<TextEdit>) {
    let mut longest: BTreeMap<usize, &Wrap> = BTreeMap::new();
    for wrap in wraps {
        let known = longest.entry(wrap.start).or_insert(wrap);
        if known.end < wrap.end {
            *known = wrap;
        }
    }
    let replaced: BTreeMap<usize, usize> =
        all.iter().filter(|it| it.start < it.end).map(|it| (it.start, it.end)).collect();
    let is_replaced = |at: usize| replaced.range(..=at).next_back().is_some_and(|(_, &end)| at < end);
    for wrap in longest.into_values() {
        let lines = lines(doc.text, wrap.start..wrap.end).filter(|&line| !is_replaced(line));
        all.extend(lines.filter_map(|line| wrap.indented(doc, line)).map(|edit| edit.ranked(usize::MAX)));
        if !wrap.foot.is_empty() {
            all.push(TextEdit::insert(wrap.end, wrap.foot.as_str()).ranked(wrap.rank));
        }
    }
}

/// Returns the starts of the lines of a range.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    let behind = text[range.clone()].match_indices('\n').map(move |(at, _)| range.start + at + 1);
    std::iter::once(range.start).chain(behind.filter(move |&at| at < range.end))
}

impl Wrap {
    /// Returns the edit that changes the indentation of a line, or `None` for a blank line.
    fn indented(&self, doc: &Document<'_>, line: usize) -> Option<TextEdit> {
        if !doc.text[line..].starts_with(&self.was) || doc.line(line).trim().is_empty() {
            return None;
        }
        match (self.indent.strip_prefix(&*self.was), self.was.strip_prefix(&*self.indent)) {
            (Some(""), _) => None,
            (Some(more), _) => Some(TextEdit::insert(line, more)),
            (None, Some(less)) => Some(TextEdit::remove(line..line + less.len())),
            (None, None) => Some(TextEdit::new(line..line + self.was.len(), self.indent.as_str())),
        }
    }
}
