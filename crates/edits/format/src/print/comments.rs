//! The comments of gaps: which of them trail the token before the gap, and how they are written.

use protoward_syntax::TokenKind;

use super::{Gap, Printer};
use crate::block_comment;
use crate::scan::Comment;

impl<'t> Printer<'_, 't> {
    /// Returns the number of comments before a token that trail its predecessor: those on the predecessor's line.
    pub(super) fn trailing_count(&self, token: usize) -> usize {
        let gap = self.scan.gap_of(token);
        if gap.is_empty() || token == 0 || token == self.no_trail {
            return 0;
        }
        // A parenthesis of an option name has no trailing comments.
        if self.in_option_name && self.scan.text_of(token - 1) == "(" {
            return 0;
        }
        let comments = &self.scan.comments[gap];
        let same_line = comments.iter().take_while(|comment| comment.breaks == 0).count();
        if same_line == comments.len() && self.ends_text(token) && !comments[0].is_line {
            return 0;
        }
        let has_break = same_line < comments.len()
            || comments.last().is_some_and(|last| last.is_line)
            || self.scan.tokens[token].breaks > 0
            || self.scan.tokens[token].kind == TokenKind::End;
        // A block comment before a `]` is on a line of its own, unless it may have been a line comment behind a name.
        let follows_name = self.lists > 0 && self.scan.tokens[token - 1].kind == TokenKind::Identifier;
        let is_closed = !follows_name
            && self.scan.text_of(token) == "]"
            && comments[..same_line].iter().any(|comment| !comment.is_line);
        if (has_break && !is_closed) || self.trails_on_line(token) { same_line } else { 0 }
    }

    /// Returns whether the token is the end of the text and follows a `;` on the same line. For buf, a block comment
    /// between the two does not trail the statement.
    fn ends_text(&self, token: usize) -> bool {
        let end = self.scan.tokens[token];
        end.kind == TokenKind::End && end.breaks == 0 && self.scan.text_of(token - 1) == ";"
    }

    /// Returns whether comments between two tokens on one line belong to the former token.
    fn trails_on_line(&self, token: usize) -> bool {
        let before = self.scan.text_of(token - 1);
        let behind = self.scan.text_of(token);
        match (before, behind) {
            ("{" | "[" | "(" | "<", _) => false,
            (_, ")" | ">") => true,
            (_, "]") => false,
            ("}" | "]" | ">", "}") => true,
            (_, "}") => false,
            ("]", _) if self.scan.tokens[token].separators > 0 => true,
            // Several strings of a reserved name are on lines of their own, and so is what leads them.
            (",", _) if self.lists == 0 && self.has_several_strings_at(token) => false,
            (";" | "}" | ",", _) => before != "}" || !matches!(behind, ";" | ",") || token == self.body_end,
            _ => false,
        }
    }

    fn has_several_strings_at(&self, token: usize) -> bool {
        self.scan.tokens[token..].iter().take_while(|it| it.kind == TokenKind::String).count() > 1
    }

    /// Returns whether the gap before a token has comments.
    pub(super) fn has_comments(&self, token: usize) -> bool {
        !self.scan.gap_of(token).is_empty()
    }

    /// Writes the white space and the comments before the next token, except those that trail the previous token.
    pub(super) fn leading(&mut self, gap: Gap) {
        if self.led == self.next {
            return;
        }
        let comments = self.scan.gap_of(self.next);
        let comments = comments.start + self.trailing_count(self.next)..comments.end;
        if comments.is_empty() {
            self.gap(gap);
            return;
        }
        let token = self.scan.tokens[self.next];
        let comments = &self.scan.comments[comments];
        match gap {
            Gap::Line | Gap::Blank => {
                self.gap(gap);
                self.own_lines(comments);
                if token.breaks > 1 { self.out.blank() } else { self.out.line() }
            }
            Gap::Space => {
                for comment in comments {
                    self.out.space();
                    self.inline_comment(*comment);
                }
                self.out.space();
            }
            Gap::None => {
                for (index, comment) in comments.iter().enumerate() {
                    if comment.spaced || (index > 0 && comment.is_line) {
                        self.out.space();
                    }
                    self.inline_comment(*comment);
                }
                if token.spaced {
                    self.out.space();
                }
            }
            Gap::Glue => {
                for (index, comment) in comments.iter().enumerate() {
                    if index > 0 && comment.spaced {
                        self.out.space();
                    }
                    self.inline_comment(*comment);
                }
                if token.spaced {
                    self.out.space();
                }
            }
            Gap::Close => {
                for comment in comments {
                    self.out.space();
                    self.inline_comment(*comment);
                }
            }
            Gap::Mark => {
                for (index, comment) in comments.iter().enumerate() {
                    if index == 0 || comment.is_line {
                        self.out.space();
                    }
                    self.inline_comment(*comment);
                }
            }
        }
    }

    /// Writes comments on lines of their own, with the blank lines between them.
    pub(super) fn own_lines(&mut self, comments: &[Comment]) {
        for (index, comment) in comments.iter().enumerate() {
            if index > 0 {
                self.before_comment(comments, index, comment.breaks > 1);
            }
            self.comment(*comment);
        }
    }

    /// Writes the white space before a comment on its own line. A line comment stays behind the block comments of the line
    /// of the previous token.
    pub(super) fn before_comment(&mut self, comments: &[Comment], index: usize, keeps_blank: bool) {
        let is_line = index > 0 && comments.get(index).is_some_and(|comment| comment.is_line);
        if is_line && comments[..=index].iter().all(|comment| comment.breaks == 0) {
            self.out.space();
        } else if keeps_blank {
            self.out.blank();
        } else {
            self.out.line();
        }
    }

    /// Writes the comments that trail an opening bracket. Block comments behind the first are on lines of their own.
    pub(super) fn trailing_bracket(&mut self) {
        let start = self.scan.gap_of(self.next).start;
        let comments = start..start + self.trailing_count(self.next);
        let scan = self.scan;
        let Some((first, others)) = scan.comments[comments].split_first() else { return };
        self.out.space();
        self.comment(*first);
        self.out.indent();
        for comment in others {
            self.gap(if comment.is_line { Gap::Space } else { Gap::Line });
            self.comment(*comment);
        }
        self.out.dedent();
    }

    /// Writes the white space of a gap.
    pub(super) fn gap(&mut self, gap: Gap) {
        match gap {
            Gap::None | Gap::Mark | Gap::Glue | Gap::Close => {}
            Gap::Space => self.out.space(),
            Gap::Line => self.out.line(),
            Gap::Blank => self.out.blank(),
        }
    }

    /// Writes the comments that trail the last token.
    pub(super) fn trailing(&mut self) {
        let count = self.trailing_count(self.next);
        if count == 0 {
            return;
        }
        let start = self.scan.gap_of(self.next).start;
        for comment in &self.scan.comments[start..start + count] {
            self.out.space();
            if self.inline { self.inline_comment(*comment) } else { self.comment(*comment) }
        }
    }

    /// Writes a comment as it is.
    pub(super) fn comment(&mut self, comment: Comment) {
        let text = self.text_of(comment);
        if comment.is_line {
            // A carriage return would make the line feed behind it a line end of Windows.
            self.out.text(text.trim_end_matches([' ', '\t', '\r']));
            self.out.break_next();
        } else {
            block_comment::write(&mut self.out, text);
        }
    }

    /// Writes a comment in a line that goes on: a line comment becomes a block comment, if it can.
    fn inline_comment(&mut self, comment: Comment) {
        let text = self.text_of(comment);
        match text.strip_prefix("//") {
            Some(inside) if !inside.contains("*/") && !inside.contains("/*") => {
                self.out.text("/*");
                self.out.text(inside.trim_end_matches([' ', '\t', '\r']));
                self.out.text(" */");
            }
            _ => self.comment(comment),
        }
    }

    pub(super) fn text_of(&self, comment: Comment) -> &'t str {
        let text: &'t str = self.scan.text;
        &text[comment.span.start as usize..comment.span.end as usize]
    }
}
