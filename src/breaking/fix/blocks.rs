//! Declarations that go from one block to another, and blocks around declarations that stood in none.
//!
//! Both are put together last: what else is changed in a declaration goes along with it.

use std::collections::BTreeMap;
use std::ops::Range;

use super::change::Replacement;
use super::deprecate::edited;
use super::lines::{At, block_start};
use super::restore::type_span;
use super::statement::{Statement, insert, remove};
use super::texts::{Declared, Text, Texts};
use super::tree::Decl;
use crate::source::SourceId;

/// A field goes to another block. Declarations are named by the offset at which they start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::breaking) struct Move {
    pub(super) owner: usize,
    /// The label that it has there, with a blank behind; or nothing.
    pub(super) label: String,
    /// The message or the oneof that it goes to, and where in there.
    pub(super) into: usize,
    pub(super) at: At,
    /// The blanks in front of it there, where they are not those of its new neighbors.
    pub(super) indent: Option<String>,
    pub(super) rank: usize,
    /// The oneof that it comes from, and of how many fields that is.
    pub(super) leaves: Option<(usize, usize)>,
}

/// Lines become the inside of a block, whose first line is another piece.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::breaking) struct Wrap {
    /// The lines, from the start of the first one to behind the last.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The blanks in front of them, and those that they get.
    pub(super) was: String,
    pub(super) indent: String,
    /// What closes the block.
    pub(super) foot: String,
    pub(super) rank: usize,
}

/// From the comment above a declaration to the end of its line.
pub(super) fn cut(now: &Declared<'_>) -> Range<usize> {
    let text = now.text.text;
    let (range, _) = remove(text, now.decl);
    let block = block_start(text, now.decl.around().before as usize, now.start());
    block.filter(|&block| block < range.start).unwrap_or(range.start)..range.end
}

impl Move {
    /// What nothing else may touch: all that goes but the field itself, in which other pieces may be at work.
    pub(super) fn claims(&self, text: Text<'_>) -> Option<[(usize, usize); 3]> {
        let now = text.at(self.owner)?;
        let cut = cut(&now);
        let at = match self.at {
            At::Line(at) | At::Behind(at) | At::Before(at) => at,
        };
        Some([(cut.start, own_start(&now)), (now.end(), cut.end), (at, at)])
    }
}

/// Where a field starts but for its label.
fn own_start(field: &Declared<'_>) -> usize {
    match field.decl {
        Decl::Field(decl) => type_span(&decl.ty).start as usize,
        _ => field.start(),
    }
}

/// Moves fields, with the replacements that are made in them.
pub(super) fn relocate(moves: &[(SourceId, &Move)], texts: &Texts<'_>, all: &mut Vec<Replacement>) {
    let mut leaving: BTreeMap<(SourceId, usize), usize> = BTreeMap::new();
    for (source, start) in moves.iter().filter_map(|(source, it)| Some((*source, it.leaves?.0))) {
        *leaving.entry((source, start)).or_default() += 1;
    }
    // A oneof cannot be empty.
    let is_empty = |source, it: &Move| it.leaves.filter(|&(start, fields)| leaving[&(source, start)] == fields);
    for &(source, it) in moves {
        let Some(text) = texts.get(source) else { continue };
        let (Some(now), Some(into)) = (text.at(it.owner), text.at(it.into)) else { continue };
        let Some(body) = into.body() else { continue };
        let own = own_start(&now)..now.end();
        let (inner, rest) = std::mem::take(all).into_iter().partition(|other| {
            let (start, end) = other.range;
            other.source == source && own.start <= start && end <= own.end && start < own.end
        });
        *all = rest;
        let inner = Vec::<Replacement>::into_iter(inner).map(|it| (it.range.0..it.range.1, it.text));
        let new = format!("{}{}", it.label, edited(text.text, own, inner.collect()));
        let statement = Statement::of_decl(text.text, now.decl, &new).moved(it.indent.clone());
        let (range, new) = insert(&into, &body, it.at, &statement);
        all.push(Replacement { source, range: (range.start, range.end), rank: it.rank, text: new });
        if is_empty(source, it).is_none() {
            let cut = cut(&now);
            all.push(Replacement { source, range: (cut.start, cut.end), rank: 0, text: String::new() });
        }
    }
    let mut emptied: Vec<_> =
        moves.iter().filter_map(|&(source, it)| Some((source, is_empty(source, it)?.0))).collect();
    emptied.dedup();
    emptied.sort_unstable();
    emptied.dedup();
    for (source, start) in emptied {
        if let Some(oneof) = texts.get(source).and_then(|text| text.at(start)) {
            let (range, text) = remove(oneof.text.text, oneof.decl);
            all.push(Replacement { source, range: (range.start, range.end), rank: 0, text });
        }
    }
}

/// Closes blocks, and gives the lines in them their blanks. Of those that start at one place the longest counts.
pub(super) fn close(wraps: &[(SourceId, &Wrap)], texts: &Texts<'_>, all: &mut Vec<Replacement>) {
    let mut longest: BTreeMap<(SourceId, usize), &Wrap> = BTreeMap::new();
    for &(source, wrap) in wraps {
        let known = longest.entry((source, wrap.start)).or_insert(wrap);
        if known.end < wrap.end {
            *known = wrap;
        }
    }
    for ((source, _), wrap) in longest {
        let Some(text) = texts.get(source) else { continue };
        let is_touched = |at: usize| {
            all.iter().any(|it| it.source == source && it.range.0 <= at && at < it.range.1 && it.range.0 < it.range.1)
        };
        let lines = lines(text.text, wrap.start..wrap.end);
        let edits: Vec<_> = lines
            .filter(|&at| !is_touched(at))
            .filter_map(|at| indented(text.text, at, wrap))
            .map(|(range, text)| Replacement { source, range: (range.start, range.end), rank: usize::MAX, text })
            .collect();
        all.extend(edits);
        if !wrap.foot.is_empty() {
            all.push(Replacement { source, range: (wrap.end, wrap.end), rank: wrap.rank, text: wrap.foot.clone() });
        }
    }
}

/// Where the lines of a stretch start.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    let behind = text[range.clone()].match_indices('\n').map(move |(at, _)| range.start + at + 1);
    std::iter::once(range.start).chain(behind.filter(move |&at| at < range.end))
}

/// The edit that changes the blanks in front of a line; none for a blank one.
fn indented(text: &str, line: usize, wrap: &Wrap) -> Option<(Range<usize>, String)> {
    let rest = &text[line..];
    if !rest.starts_with(&wrap.was) || rest.lines().next().is_none_or(|line| line.trim().is_empty()) {
        return None;
    }
    match (wrap.indent.strip_prefix(&*wrap.was), wrap.was.strip_prefix(&*wrap.indent)) {
        (Some(""), _) => None,
        (Some(more), _) => Some((line..line, more.to_owned())),
        (None, Some(less)) => Some((line..line + less.len(), String::new())),
        (None, None) => Some((line..line + wrap.was.len(), wrap.indent.clone())),
    }
}
