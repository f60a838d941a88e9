//! The layout of a text: lines, indentation, blank lines, and the comments around declarations.

use std::ops::Range;

use super::tree::{Body, Decl, Document};
use protoward_syntax::{Piece, Trivia};

/// A position where a statement can be inserted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum InsertPosition {
    /// The start of a line; the statement gets lines of its own.
    Line(usize),
    /// The end of a token that is not the last on its line.
    Behind(usize),
    /// The start of a token that is not the first on its line.
    Before(usize),
}

impl InsertPosition {
    /// Returns the offset at which text is inserted.
    pub const fn offset(self) -> usize {
        match self {
            Self::Line(at) | Self::Behind(at) | Self::Before(at) => at,
        }
    }
}

impl Document<'_> {
    /// Returns the start of the line of an offset. A byte order mark is not part of the first line.
    pub fn line_start(&self, at: usize) -> usize {
        const BYTE_ORDER_MARK: char = '\u{feff}';
        match self.text[..at].rfind('\n') {
            Some(found) => found + 1,
            None if self.text.starts_with(BYTE_ORDER_MARK) => BYTE_ORDER_MARK.len_utf8().min(at),
            None => 0,
        }
    }

    /// Returns the line that starts at an offset, with its line break.
    pub(crate) fn line(&self, start: usize) -> &str {
        self.text[start..].split_inclusive('\n').next().unwrap_or_default()
    }

    /// Returns the whitespace before an offset, or `None` if something else is on its line before it.
    pub fn indent(&self, at: usize) -> Option<&str> {
        let before = &self.text[self.line_start(at)..at];
        before.chars().all(|character| matches!(character, ' ' | '\t')).then_some(before)
    }

    fn is_blank(&self, line: usize) -> bool {
        self.line(line).trim().is_empty()
    }

    /// Returns `true` if the line before a line is blank.
    pub fn is_blank_before(&self, line: usize) -> bool {
        line > 0 && self.text[..line].ends_with('\n') && self.is_blank(self.line_start(line - 1))
    }

    /// Returns `true` if the line that starts at an offset is blank.
    pub fn is_blank_behind(&self, line: usize) -> bool {
        line < self.text.len() && self.is_blank(line)
    }

    /// Returns the start of the line after the token that ends at an offset, or `None` if another token follows on the
    /// same line. A block comment may continue the line.
    pub fn next_line(&self, token_end: usize) -> Option<usize> {
        let trivia = self.tokens.behind(token_end);
        let ends_line = |piece: &&Piece| matches!(piece.trivia(), Some(Trivia::LineBreak | Trivia::BlankLine));
        match trivia.iter().find(ends_line) {
            Some(line_break) => Some(line_break.span.end as usize),
            None => (trivia.last().map_or(token_end, |last| last.span.end as usize) == self.text.len())
                .then_some(self.text.len()),
        }
    }

    /// Returns `true` if a part of the text has a comment.
    pub fn has_comment_in(&self, part: Range<usize>) -> bool {
        let pieces = self.tokens.from(part.start).iter();
        pieces.take_while(|piece| (piece.span.start as usize) < part.end).any(|piece| piece.is_comment())
    }

    /// Returns the end of a declaration, with the empty statements that follow it on its line: `};`.
    pub(crate) fn end_with_empty_statements(&self, decl: Decl<'_>) -> usize {
        let mut end = decl.span().end as usize;
        for piece in self.tokens.from(end) {
            match piece.trivia() {
                Some(Trivia::Space) => {}
                None if piece.span.of(self.text) == ";" => end = piece.span.end as usize,
                _ => break,
            }
        }
        end
    }

    /// Returns the first line of the comments right above a declaration, else the line of the declaration, or `None` if
    /// another declaration is on that line.
    ///
    /// A blank line separates comments that belong to others.
    pub(crate) fn first_line(&self, decl: Decl<'_>) -> Option<usize> {
        let gap = decl.gap();
        let start = decl.span().start as usize;
        let mut first = None;
        let mut is_new_line = gap == 0;
        for piece in self.tokens.from(gap).iter().take_while(|piece| (piece.span.start as usize) < start) {
            match piece.trivia() {
                Some(Trivia::LineBreak) => is_new_line = true,
                Some(Trivia::BlankLine) => (first, is_new_line) = (None, true),
                Some(trivia) if trivia.is_comment() && is_new_line => {
                    first = first.or_else(|| Some(self.line_start(piece.span.start as usize)));
                }
                Some(_) => {}
                // An empty statement.
                None => (first, is_new_line) = (None, false),
            }
        }
        if !is_new_line && gap != 0 {
            return None;
        }
        first.or_else(|| self.indent(start).map(|_| self.line_start(start)))
    }

    /// Returns the start of the lines after the token that ends at an offset, or at the start of the text.
    pub(crate) fn lines_from(&self, token_end: usize) -> Option<usize> {
        // At the start of the text there is no token that a comment could belong to.
        if token_end == 0 { Some(0) } else { self.next_line(token_end) }
    }

    /// Returns the end of the lines of comments that start at a line.
    fn behind_comments(&self, mut line: usize, end: usize) -> usize {
        while line < end {
            let first = self.tokens.from(line).iter().find(|piece| piece.trivia() != Some(Trivia::Space));
            match self.next_line(line) {
                Some(next) if first.is_some_and(|piece| piece.is_comment()) && next <= end => line = next,
                _ => break,
            }
        }
        line
    }

    /// Returns `true` if a blank line follows a declaration.
    pub fn ends_paragraph(&self, decl: Decl<'_>) -> bool {
        self.next_line(self.end_with_empty_statements(decl)).is_some_and(|next| self.is_blank_behind(next))
    }

    /// Returns `true` if a body opens right above a line.
    pub(crate) fn is_opened_above(&self, line: usize) -> bool {
        let brace = self.tokens.last_before(line).filter(|token| token.span.of(self.text) == "{");
        brace.is_some_and(|brace| self.next_line(brace.span.end as usize) == Some(line))
    }

    /// Returns `true` if a body or the text ends at a line.
    pub(crate) fn is_closed_at(&self, line: usize) -> bool {
        matches!(self.text[line..].trim_start().chars().next(), Some('}') | None)
    }

    /// Returns whether a blank line before a new statement, and one after it, would separate it from another
    /// statement and be the only one there.
    pub fn has_room(&self, line: usize) -> (bool, bool) {
        let is_first = self.text[..line].trim_end().ends_with('{') || line == 0;
        (!is_first && !self.is_blank_before(line), !self.is_closed_at(line) && !self.is_blank_behind(line))
    }

    /// Returns the indentation of one level.
    pub fn unit(&self) -> &str {
        let file = Decl::File(&self.parsed.file);
        let bodies = file.body(self).into_iter().flat_map(|body| body.items.iter()).filter_map(|decl| decl.body(self));
        let mut inner = bodies.flat_map(|body| body.items.iter());
        inner.find_map(|decl| self.indent(decl.span().start as usize).filter(|it| !it.is_empty())).unwrap_or("  ")
    }
}

/// The lines between two statements of a body.
#[derive(Clone, Debug)]
pub struct StatementGap {
    pub(crate) lines: Range<usize>,
    /// `true` if a statement follows.
    has_next: bool,
}

impl StatementGap {
    /// The number of lines that are searched.
    const MOST: usize = 256;

    /// Returns the starts of the lines.
    pub(crate) fn starts(&self, text: &str) -> impl Iterator<Item = usize> {
        let mut at = self.lines.start;
        let lines = text[self.lines.clone()].split_inclusive('\n').take(Self::MOST);
        lines.map(move |line| {
            at += line.len();
            at - line.len()
        })
    }

    /// Returns `true` if a statement follows with no blank line in between.
    pub(crate) fn is_right_above_next(&self, text: &str, at: usize) -> bool {
        self.has_next && text[at..self.lines.end.max(at)].lines().all(|line| !line.trim().is_empty())
    }
}

impl<'t> Body<'t> {
    /// Returns the lines around an offset that hold no statement.
    pub fn gap(&self, at: usize) -> StatementGap {
        let doc = self.doc;
        let index = self.items.first_after(at);
        let next = self.items.get(index);
        let before = index.checked_sub(1).and_then(|index| self.items.get(index));
        let before = before.map_or(self.open, |decl| decl.span().end as usize);
        let start = doc.lines_from(before).unwrap_or(at);
        let end = next.map_or(self.close, |decl| decl.span().start as usize);
        let end = if end == doc.text.len() { end } else { doc.line_start(end) };
        StatementGap { lines: start.min(end)..end, has_next: next.is_some() }
    }

    /// Returns the position after a statement and the comments that belong to it.
    pub fn behind(&self, index: usize) -> InsertPosition {
        let Some(decl) = self.items.get(index) else { return self.top() };
        let end = self.doc.end_with_empty_statements(decl);
        let Some(line) = self.doc.next_line(end) else { return InsertPosition::Behind(end) };
        let next = self.items.get(index + 1).and_then(|next| self.doc.first_line(next));
        let limit = next.unwrap_or_else(|| self.doc.line_start(self.close));
        InsertPosition::Line(self.doc.behind_comments(line, limit.max(line)))
    }

    /// Returns the position before a statement and the comments right above it.
    pub fn before(&self, index: usize) -> InsertPosition {
        let Some(decl) = self.items.get(index) else { return self.top() };
        self.doc.first_line(decl).map_or(InsertPosition::Before(decl.span().start as usize), InsertPosition::Line)
    }

    /// Returns the position before all statements, after comments that belong to the brace.
    pub fn top(&self) -> InsertPosition {
        let first = self.items.get(0).map(|_| self.before(0));
        if self.items.is_file() {
            return first.unwrap_or(InsertPosition::Line(self.doc.text.len()));
        }
        let Some(line) = self.doc.next_line(self.open) else { return InsertPosition::Behind(self.open) };
        match first {
            Some(InsertPosition::Line(first)) if first >= line && !self.doc.text[line..first].trim().is_empty() => {
                InsertPosition::Line(first)
            }
            _ => InsertPosition::Line(line),
        }
    }

    /// Returns the position after the last statement.
    pub fn bottom(&self) -> InsertPosition {
        self.items.len().checked_sub(1).map_or_else(|| self.top(), |last| self.behind(last))
    }

    /// Returns the position after the last statement, or after the comments of a body without statements.
    pub fn end(&self) -> InsertPosition {
        match self.bottom() {
            InsertPosition::Line(line) if self.items.get(0).is_none() && !self.items.is_file() => {
                InsertPosition::Line(self.doc.behind_comments(line, self.doc.line_start(self.close).max(line)))
            }
            bottom => bottom,
        }
    }

    /// Returns the indentation of the statements.
    pub fn indent(&self) -> String {
        let own = self.items.iter().find_map(|decl| self.doc.indent(decl.span().start as usize));
        match own {
            Some(own) => own.to_owned(),
            None if self.items.is_file() => String::new(),
            None => format!("{}{}", self.doc.indent(self.start).unwrap_or_default(), self.doc.unit()),
        }
    }

    /// Returns `true` if nothing is between the braces.
    pub(crate) fn is_empty(&self) -> bool {
        self.doc.text[self.open..self.close].trim().is_empty()
    }
}
