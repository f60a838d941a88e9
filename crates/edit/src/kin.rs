//! Declarations that return to a body, among others of their kind.

use super::document::Node;
use super::edits::TextEdit;
use super::layout::At;
use super::statement::Statement;
use super::tree::{Body, Decl};

/// The number of siblings that are searched for the first and the last one of a kind.
const MOST: usize = 512;

/// Adjacent declarations of one kind.
struct Kin {
    start: usize,
    end: usize,
    /// A blank line in front of the first one, and behind the last one.
    blank: (bool, bool),
}

impl Kin {
    fn of(node: &Node<'_>) -> Option<Self> {
        let (siblings, index) = node.siblings()?;
        let kin = |index: usize| siblings.items.get(index).filter(|&other| other.is_like(node.decl));
        let first = (0..index).rev().take(MOST).map_while(kin).last().unwrap_or(node.decl);
        let last = (index + 1..siblings.items.len()).take(MOST).map_while(kin).last().unwrap_or(node.decl);
        let blank = |decl: Decl<'_>| {
            let first = node.doc.first_line(decl).is_some_and(|line| node.doc.is_blank_before(line));
            (first, node.doc.ends_paragraph(decl))
        };
        let (start, end) = (first.span().start as usize, last.span().end as usize);
        Some(Self { start, end, blank: (blank(first).0, blank(last).1) })
    }
}

impl Body<'_> {
    /// Returns the edits that insert the statement of a declaration of another document.
    ///
    /// Next to a declaration of another kind it gets the blank lines that were around all declarations of its kind. They
    /// are separate edits, which are equal for all declarations of that kind, so that several of them share them.
    pub fn restore(&self, node: &Node<'_>, statement: Statement, at: At) -> Vec<TextEdit> {
        let (At::Line(line), Some(kin)) = (at, Kin::of(node)) else {
            return vec![self.insert(at, &statement).ranked(node.start())];
        };
        let next = self.items.first_behind(line);
        let is_other = |index: Option<usize>| {
            index.and_then(|index| self.items.get(index)).is_some_and(|decl| !decl.is_like(node.decl))
        };
        let (is_first, is_last) = (is_other(next.checked_sub(1)), is_other(Some(next)));
        let own = statement.blank();
        // Where its comments were left, the blank line in front of them was left too.
        let is_left = statement.comments_in(self.doc, &self.gap(line)).is_some();
        // The first declaration of a kind leaves its blank line to all of them, and so does the last one.
        let own = (own.0 && !(is_first && node.start() == kin.start), own.1 && !(is_last && node.end() == kin.end));
        let edit = self.insert(at, &statement.with_blank(own));
        let has_room = self.doc.has_room(edit.start);
        let needs_first = is_first && kin.blank.0 && !own.0 && has_room.0 && !is_left;
        let needs_last = is_last && kin.blank.1 && !own.1 && has_room.1;
        let blank = |rank| TextEdit::new(edit.range(), self.doc.line_break()).ranked(rank);
        let blanks = [needs_first.then(|| blank(kin.start)), needs_last.then(|| blank(kin.end))];
        let mut edits: Vec<TextEdit> = blanks.into_iter().flatten().collect();
        edits.push(edit.ranked(node.start()));
        edits
    }
}
