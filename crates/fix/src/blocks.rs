//! Declarations that go from one block to another, and blocks around declarations that stood in none.
//!
//! Both are put together last: what else is changed in a declaration goes along with it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::change::Replacement;
use super::deprecate::edited;
use super::lines::{At, block_start};
use super::restore::type_span;
use super::statement::{Statement, insert, remove};
use super::texts::{Declared, Text, Texts};
use super::tree::Decl;
use protoward_source::SourceId;

/// A field goes to another block. Declarations are named by the offset at which they start.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Move {
    pub(crate) owner: usize,
    /// The label that it has there, with a blank behind; or nothing.
    pub(crate) label: String,
    /// The message or the oneof that it goes to, and where in there.
    pub(crate) into: usize,
    pub(crate) at: At,
    /// Whether its comment stands there still.
    pub(crate) is_bare: bool,
    /// The blanks in front of it there, where they are not those of its new neighbors.
    pub(crate) indent: Option<String>,
    pub(crate) rank: usize,
    /// The oneof that it comes from, and of how many fields that is.
    pub(crate) leaves: Option<(usize, usize)>,
}

/// Lines become the inside of a block, whose first line is another piece.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Wrap {
    /// The lines, from the start of the first one to behind the last.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// The blanks in front of them, and those that they get.
    pub(crate) was: String,
    pub(crate) indent: String,
    /// What closes the block.
    pub(crate) foot: String,
    pub(crate) rank: usize,
}

/// From the comment above a declaration to the end of its line.
pub(crate) fn cut(now: &Declared<'_>) -> Range<usize> {
    let text = now.text.text;
    let (range, _) = remove(text, now.decl);
    let block = block_start(text, now.decl.around().before as usize, now.start());
    block.filter(|&block| block < range.start).unwrap_or(range.start)..range.end
}

impl Move {
    /// What nothing else may touch: all that goes but the field itself, in which other pieces may be at work.
    pub(crate) fn claims(&self, text: Text<'_>) -> Option<[(usize, usize); 3]> {
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
pub(crate) fn relocate(moves: &[(SourceId, &Move)], texts: &Texts<'_>, all: &mut Vec<Replacement>) {
    let mut left: BTreeMap<(SourceId, usize), usize> = BTreeMap::new();
    for (source, start) in moves.iter().filter_map(|(source, it)| Some((*source, it.leaves?.0))) {
        *left.entry((source, start)).or_default() += 1;
    }
    // A oneof cannot be empty.
    let emptied = |source, it: &Move| it.leaves.filter(|&(start, fields)| left.get(&(source, start)) == Some(&fields));
    let mut inner = taken(moves, texts, all);
    let mut gone = BTreeSet::new();
    for &(source, it) in moves {
        let Some(text) = texts.get(source) else { continue };
        let (Some(now), Some(into)) = (text.at(it.owner), text.at(it.into)) else { continue };
        let edits = inner.remove(&(source, it.owner)).unwrap_or_default();
        all.extend(it.landed(&now, &into, edits));
        match emptied(source, it) {
            Some((oneof, _)) => drop(gone.insert((source, oneof))),
            None => all.push(replacement(source, cut(&now), 0, String::new())),
        }
    }
    for (source, start) in gone {
        if let Some(oneof) = texts.get(source).and_then(|text| text.at(start)) {
            let (range, text) = remove(oneof.text.text, oneof.decl);
            all.push(replacement(source, range, 0, text));
        }
    }
}

/// Edits of a text.
type Edits = Vec<(Range<usize>, String)>;

/// Takes away the replacements in fields that move: by field, those in it.
fn taken(
    moves: &[(SourceId, &Move)],
    texts: &Texts<'_>,
    all: &mut Vec<Replacement>,
) -> BTreeMap<(SourceId, usize), Edits> {
    let own = |(source, it): &(SourceId, &Move)| {
        let now = texts.get(*source)?.at(it.owner)?;
        Some(((*source, own_start(&now)), (now.end(), it.owner)))
    };
    let owns: BTreeMap<_, _> = moves.iter().filter_map(own).collect();
    let mut inner: BTreeMap<(SourceId, usize), Edits> = BTreeMap::new();
    for it in std::mem::take(all) {
        let (start, end) = it.range;
        let own = owns.range(..=(it.source, start)).next_back();
        match own.filter(|&(&(source, _), &(own_end, _))| source == it.source && start < own_end && end <= own_end) {
            Some((_, &(_, owner))) => inner.entry((it.source, owner)).or_default().push((start..end, it.text)),
            None => all.push(it),
        }
    }
    inner
}

impl Move {
    /// The field in its new place, with edits made in it.
    fn landed(&self, now: &Declared<'_>, into: &Declared<'_>, edits: Edits) -> Option<Replacement> {
        let text = now.text.text;
        let new = format!("{}{}", self.label, edited(text, own_start(now)..now.end(), edits));
        let statement = Statement::of_decl(text, now.decl, &new).moved(self.indent.clone());
        let statement = if self.is_bare { statement.bare() } else { statement };
        let (range, new) = insert(into, &into.body()?, self.at, &statement);
        Some(replacement(now.text.id, range, self.rank, new))
    }
}

const fn replacement(source: SourceId, range: Range<usize>, rank: usize, text: String) -> Replacement {
    Replacement { source, range: (range.start, range.end), rank, text }
}

/// Closes blocks, and gives the lines in them their blanks. Of those that start at one place the longest counts.
pub(crate) fn close(wraps: &[(SourceId, &Wrap)], texts: &Texts<'_>, all: &mut Vec<Replacement>) {
    let mut longest: BTreeMap<(SourceId, usize), &Wrap> = BTreeMap::new();
    for &(source, wrap) in wraps {
        let known = longest.entry((source, wrap.start)).or_insert(wrap);
        if known.end < wrap.end {
            *known = wrap;
        }
    }
    let stretches = all.iter().filter(|it| it.range.0 < it.range.1);
    let stretches: BTreeMap<_, _> = stretches.map(|it| ((it.source, it.range.0), it.range.1)).collect();
    let is_touched = |source: SourceId, at: usize| {
        let before = stretches.range(..=(source, at)).next_back();
        before.is_some_and(|(&(of, _), &end)| of == source && at < end)
    };
    for ((source, _), wrap) in longest {
        let Some(text) = texts.get(source) else { continue };
        let lines = lines(text.text, wrap.start..wrap.end).filter(|&at| !is_touched(source, at));
        let edits = lines.filter_map(|at| indented(text.text, at, wrap));
        all.extend(edits.map(|(range, text)| replacement(source, range, usize::MAX, text)));
        if !wrap.foot.is_empty() {
            all.push(replacement(source, wrap.end..wrap.end, wrap.rank, wrap.foot.clone()));
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
