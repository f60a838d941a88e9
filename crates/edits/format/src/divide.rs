//! The division of an edit into those that can be made alone, so that a selection changes only its own lines: most of them replace
//! the white space between two tokens.

use std::collections::BTreeMap;
use std::ops::Range;

use protoward_syntax::ast::Span;
use protoward_syntax::{PieceKind, Tokens};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::edit::Edit;
use crate::proof::Comment;

/// Returns the parts of an edit of a text that change something.
///
/// Tokens that both texts have stay where they are. Where the layout moves or removes others, a part has all that are moved.
pub(crate) fn divided(edit: &Edit, text: &str) -> Vec<Edit> {
    let old = &text[edit.range.clone()];
    let new = edit.text.as_str();
    let before = Word::all(old);
    let after = Word::all(new);
    let mut parts = Vec::new();
    let mut start = Ends::default();
    let mut moved = Moved::default();
    let mut from = (0, 0);
    let ends = (Ends { old: old.len(), new: new.len() }, (before.len(), after.len()));
    let words = kept(&before, &after)
        .into_iter()
        .map(|(one, other)| (Ends { old: before[one].range.start, new: after[other].range.start }, (one, other)));
    for (end, (one, other)) in words.chain([ends]) {
        before[from.0..one].iter().for_each(|word| moved.count(word.text, -1));
        after[from.1..other].iter().for_each(|word| moved.count(word.text, 1));
        let is_last = one == before.len();
        if moved.is_nothing() || is_last {
            let range = edit.range.start + start.old..edit.range.start + end.old;
            let is_white = (one, other) == from;
            parts.extend(changes(range, &old[start.old..end.old], &new[start.new..end.new], is_white));
            if let (Some(word), Some(same)) = (before.get(one), after.get(other)) {
                start = Ends { old: word.range.end, new: same.range.end };
            }
        }
        from = (one + 1, other + 1);
    }
    parts
}

/// A token or a comment.
struct Word<'t> {
    text: &'t str,
    range: Range<usize>,
}

impl<'t> Word<'t> {
    fn all(text: &'t str) -> Vec<Self> {
        let tokens = Tokens::new(text);
        let pieces = tokens.pieces().iter();
        let words = pieces.filter(|it| matches!(it.kind, PieceKind::Token(_)) || it.is_comment()).map(|it| it.span);
        let words = words.filter(|span| !span.range().is_empty());
        words.map(|span: Span| Self { text: span.of(text), range: span.range() }).collect()
    }
}

/// Offsets in both texts.
#[derive(Clone, Copy, Default)]
struct Ends {
    old: usize,
    new: usize,
}

/// Returns the words that stay, by their indices in both texts.
fn kept<'w>(before: &'w [Word<'_>], after: &'w [Word<'_>]) -> Vec<(usize, usize)> {
    let texts = |words: &'w [Word<'_>]| words.iter().map(|word| word.text).collect::<Vec<_>>();
    let diff = capture_diff_slices(Algorithm::Myers, &texts(before), &texts(after));
    let equal = diff.into_iter().filter(|part| matches!(part, DiffOp::Equal { .. }));
    equal.flat_map(|part| part.old_range().zip(part.new_range())).collect()
}

/// The words that were left out or added so far, with the difference of their numbers. A layout may add and leave out signs that mean
/// nothing, such as separators.
#[derive(Default)]
struct Moved<'t>(BTreeMap<Comment<'t>, i32>);

impl<'t> Moved<'t> {
    fn count(&mut self, word: &'t str, change: i32) {
        if !matches!(word, "," | ";" | ":" | "<" | ">" | "{" | "}") {
            *self.0.entry(Comment(word)).or_default() += change;
        }
    }

    fn is_nothing(&self) -> bool {
        self.0.values().all(|&count| count == 0)
    }
}

/// Returns the edits of a range. White space at the start of a line is apart from what is above the line.
fn changes(range: Range<usize>, old: &str, new: &str, is_white: bool) -> Vec<Edit> {
    let (Some(old_break), Some(new_break)) = (old.rfind('\n'), new.rfind('\n')) else {
        return change(range, old, new).into_iter().collect();
    };
    if !is_white {
        return change(range, old, new).into_iter().collect();
    }
    let (above, indentation) = old.split_at(old_break + 1);
    let (new_above, new_indentation) = new.split_at(new_break + 1);
    let middle = range.start + above.len();
    let above = change(range.start..middle, above, new_above);
    above.into_iter().chain(change(middle..range.end, indentation, new_indentation)).collect()
}

/// Returns the edit of a range without what both texts begin and end with; `None` if they are equal.
fn change(range: Range<usize>, old: &str, new: &str) -> Option<Edit> {
    let same = |(one, other): &(char, char)| one == other;
    let start: usize = old.chars().zip(new.chars()).take_while(same).map(|(it, _)| it.len_utf8()).sum();
    let (old, new) = (&old[start..], &new[start..]);
    let end: usize = old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(it, _)| it.len_utf8()).sum();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    (old != new).then(|| Edit { range: range.start + start..range.end - end, text: new.to_owned() })
}
