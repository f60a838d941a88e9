//! Option values in text format. Separators are dropped, and a message gets one line per field.

use protoward_syntax::{MOST_AGGREGATES, TokenKind};

use super::body::Closing;
use super::{Gap, Malformed, Printed, Printer};
use crate::scan::Comment;

const FIELD_NAME: &str = "a field name";

impl Printer<'_, '_> {
    /// Writes a message from its `{` or `<` to its end.
    pub(super) fn message_literal(&mut self, gap: Gap) -> Printed {
        let outer = std::mem::replace(&mut self.inline, false);
        self.leading(gap);
        let close = if self.at("<") { ">" } else { "}" };
        self.out.text("{");
        self.next += 1;
        self.separated(self.next, 0, FIELD_NAME)?;
        if self.is_empty(self.next, close) {
            self.close_literal("}", outer);
            return Ok(());
        }
        if self.is_single_field(self.next, close) {
            self.field_literal(Gap::None)?;
            self.separated(self.next, 1, FIELD_NAME)?;
            self.close_literal("}", outer);
            return Ok(());
        }
        self.out.indent();
        if self.at(close) {
            self.no_trail = self.next;
        }
        self.opening_comments();
        let blanks = self.slots();
        let mut index = 0;
        while !self.at(close) {
            let is_blank = self.has_plain_blank(self.next) || blanks.get(index) == Some(&true);
            self.field_literal(if index > 0 && is_blank { Gap::Blank } else { Gap::Line })?;
            self.separated(self.next, 1, FIELD_NAME)?;
            index += 1;
        }
        let lead = self.lead(self.start());
        self.closing(&lead, Closing::Message);
        self.out.dedent();
        self.out.line();
        self.close_literal("}", outer);
        Ok(())
    }

    /// Writes the comments that trail the `{` of a message on lines of their own.
    fn opening_comments(&mut self) {
        let start = self.scan.gap_of(self.next).start;
        let scan = self.scan;
        let comments = &scan.comments[start..start + self.trailing_count(self.next)];
        for (index, comment) in comments.iter().enumerate() {
            self.before_comment(comments, index, false);
            self.comment(*comment);
        }
    }

    /// Returns for each group of fields of a message whether a blank line precedes it. A group ends with a separator or a
    /// message.
    ///
    /// buf takes the groups for the fields: where a group has several fields, it writes blank lines before the wrong
    /// field, in addition to those of the text.
    fn slots(&self) -> Vec<bool> {
        let mut slots = vec![self.starts_blank(self.next)];
        let mut depth = 0_usize;
        for token in self.next..self.scan.tokens.len() {
            let text = self.scan.text_of(token);
            if depth == 0 && token > self.next && !matches!(text, "}" | ">") {
                let follows_message = self.scan.text_of(token - 1) == "}";
                if self.scan.tokens[token].separators > 0 || follows_message {
                    slots.push(self.starts_blank(token));
                }
            }
            match text {
                "{" | "[" | "<" => depth += 1,
                "}" | "]" | ">" if depth == 0 => break,
                "}" | "]" | ">" => depth -= 1,
                _ => {}
            }
        }
        slots
    }

    /// Returns whether a blank line is in the gap before a token, behind separators and the comments that trail the previous
    /// token.
    pub(super) fn starts_blank(&self, token: usize) -> bool {
        let gap = self.scan.gap_of(token);
        let comments = &self.scan.comments[gap.start + self.trailing_count(token)..gap.end];
        self.scan.tokens[token].own_breaks > 1 || comments.iter().any(|comment| comment.breaks > 1)
    }

    /// Returns whether a blank line of spaces and tabs is in the gap before a token, also in front of a separator. As in buf,
    /// a line with a carriage return or a form feed is not blank.
    fn has_plain_blank(&self, token: usize) -> bool {
        let gap = self.scan.gap_of(token);
        let comments = &self.scan.comments[gap.start + self.trailing_count(token)..gap.end];
        self.scan.tokens[token].is_blank || comments.iter().any(|comment| comment.is_blank)
    }

    /// Writes a closing bracket and the comments that trail it.
    fn close_literal(&mut self, text: &str, outer: bool) {
        self.out.text(text);
        self.next += 1;
        self.inline = outer;
        self.trailing();
    }

    /// Returns whether a bracket closes at a token, without comments.
    fn is_empty(&self, token: usize, close: &str) -> bool {
        self.scan.text_of(token) == close && !self.has_comments(token)
    }

    /// Returns whether a message has one field with a scalar of one token, and no comments. `first` is the token after its
    /// bracket.
    fn is_single_field(&self, first: usize, close: &str) -> bool {
        let strings = self.scalar_of_only_field(first, close);
        strings.is_some_and(|strings| strings <= 1)
    }

    /// Returns whether a message has one field with a scalar, and no comments.
    fn is_one_field(&self, first: usize, close: &str) -> bool {
        self.scalar_of_only_field(first, close).is_some()
    }

    /// Returns the number of strings in the scalar of the only field of a message without comments.
    fn scalar_of_only_field(&self, first: usize, close: &str) -> Option<usize> {
        let mut token = first;
        if self.scan.text_of(token) == "[" {
            while self.scan.text_of(token) != "]" && self.scan.tokens[token].kind != TokenKind::End {
                token += 1;
            }
        }
        token += 1;
        if self.scan.text_of(token) != ":" {
            return None;
        }
        token += 1;
        if self.scan.text_of(token) == "-" {
            token += 1;
        }
        if matches!(self.scan.text_of(token), "{" | "<" | "[") {
            return None;
        }
        let strings = self.scan.tokens[token..].iter().take_while(|it| it.kind == TokenKind::String).count();
        token += strings.max(1);
        let is_only = self.scan.text_of(token) == close && (first..=token).all(|token| !self.has_comments(token));
        is_only.then_some(strings)
    }

    /// Writes a field with its value.
    fn field_literal(&mut self, gap: Gap) -> Printed {
        let first = self.next;
        self.key(gap)?;
        let has_colon = self.at(":");
        if has_colon {
            let is_nested = self.is_bracket(self.next + 1);
            let outer = std::mem::replace(&mut self.inline, is_nested);
            self.take(if self.has_comments(self.next) { Gap::Space } else { Gap::None });
            self.inline = outer;
        } else if self.at("{") || self.at("<") || self.is_message_list(self.next) {
            self.out.text(":");
        } else {
            return self.malformed("`:` or `{`");
        }
        (first + 1..=self.next).try_for_each(|token| self.separated(token, 0, "the value of the field"))?;
        let outer = std::mem::replace(&mut self.inline, true);
        match self.scan.text_of(self.next) {
            "{" | "<" => self.message_literal(Gap::Space)?,
            "[" => self.list_literal(Gap::Space)?,
            _ => {
                self.inline = outer;
                let first = self.next;
                let expected = if self.at("-") { "a number" } else { "another string" };
                self.scalar()?;
                (first + 1..self.next).try_for_each(|token| self.separated(token, 0, expected))?;
            }
        }
        self.inline = outer;
        Ok(())
    }

    /// Returns whether a token opens a message or a list.
    fn is_bracket(&self, token: usize) -> bool {
        matches!(self.scan.text_of(token), "{" | "<" | "[")
    }

    /// Returns whether a token opens a list of messages or an empty list. Only such a list may follow a name without a colon.
    fn is_message_list(&self, token: usize) -> bool {
        self.scan.text_of(token) == "[" && matches!(self.scan.text_of(token + 1), "{" | "<" | "]")
    }

    /// Writes the name of a field, or of an extension in brackets.
    fn key(&mut self, gap: Gap) -> Printed {
        if self.kind(0) == TokenKind::Identifier {
            self.take_inline(gap);
            return Ok(());
        }
        if !self.at("[") {
            return self.malformed(FIELD_NAME);
        }
        let close =
            (self.next..).take_while(|&token| !matches!(self.scan.text_of(token), "]" | "")).count() + self.next;
        let is_broken = (self.next + 1..=close).any(|token| self.has_comments(token));
        self.take(gap);
        if is_broken {
            self.out.indent();
        }
        self.extension_name(if is_broken { Gap::Line } else { Gap::None })?;
        let is_nested = self.scan.text_of(self.next + 1) == ":" && self.is_bracket(self.next + 2);
        let outer = std::mem::replace(&mut self.inline, is_nested);
        if is_broken {
            let lead = self.lead(self.start());
            self.closing(&lead, Closing::Bracket);
            self.out.dedent();
            self.out.line();
            self.token();
            self.trailing();
        } else {
            self.take(Gap::None);
        }
        self.inline = outer;
        Ok(())
    }

    /// Writes the name of an extension or the URL of a type, up to the `]`.
    fn extension_name(&mut self, gap: Gap) -> Printed {
        let mut gap = gap;
        let mut follows_name = false;
        while !self.at("]") {
            let is_name = self.kind(0) == TokenKind::Identifier;
            if (is_name && follows_name) || !(is_name || self.at(".") || self.at("/")) {
                return self.malformed("`.`, `/` or `]`");
            }
            follows_name = is_name;
            self.take_inline(gap);
            gap = Gap::None;
        }
        Ok(())
    }

    /// Writes the value of a field that is neither a message nor a list. As in buf, block comments after it are on lines of
    /// their own; unlike in buf, those of one line after a name stay, since a line comment there becomes one.
    fn scalar(&mut self) -> Printed {
        let mut last = self.next;
        if self.at("-") || self.kind(0) == TokenKind::String {
            while matches!(self.scan.text_of(last), "-") || self.scan.tokens[last + 1].kind == TokenKind::String {
                last += 1;
            }
        }
        let comments = self.scan.gap_of(last + 1);
        let trailing = comments.start..comments.start + self.trailing_count(last + 1);
        let is_name = self.scan.tokens[last].kind == TokenKind::Identifier;
        let leaves = |comment: &Comment| !comment.is_line && (!is_name || self.text_of(*comment).contains('\n'));
        if self.scan.comments[trailing].iter().any(leaves) {
            self.no_trail = last + 1;
        }
        self.scalar_literal(Gap::Space)
    }

    fn scalar_literal(&mut self, gap: Gap) -> Printed {
        match self.kind(0) {
            TokenKind::String => self.value_strings(gap),
            TokenKind::Identifier => self.take_inline(gap),
            TokenKind::Integer | TokenKind::Float => self.take(gap),
            TokenKind::Symbol if self.at("-") => {
                self.take(gap);
                if !matches!(self.kind(0), TokenKind::Integer | TokenKind::Float | TokenKind::Identifier) {
                    return self.malformed("a number");
                }
                let is_name = self.kind(0) == TokenKind::Identifier;
                let outer = self.inline;
                self.inline |= is_name;
                self.signed();
                self.inline = outer;
            }
            _ => return self.malformed("a value"),
        }
        Ok(())
    }

    /// Writes a list from its `[` to its end.
    fn list_literal(&mut self, gap: Gap) -> Printed {
        self.lists += 1;
        if self.lists > MOST_AGGREGATES {
            return self.malformed("fewer nested lists");
        }
        self.list_of_literals(gap)?;
        self.lists -= 1;
        Ok(())
    }

    fn list_of_literals(&mut self, gap: Gap) -> Printed {
        let outer = std::mem::replace(&mut self.inline, false);
        self.leading(gap);
        self.token();
        if self.at("]") {
            self.no_trail = self.next;
        }
        self.trailing_bracket();
        if self.is_empty(self.next, "]") {
            self.close_literal("]", outer);
            return Ok(());
        }
        if self.is_single_element() {
            self.scalar_literal(Gap::None)?;
            self.close_literal("]", outer);
            return Ok(());
        }
        self.out.indent();
        let mut is_first = true;
        while !self.at("]") {
            if !is_first {
                if !self.at(",") {
                    return self.malformed("`,` or `]`");
                }
                self.take(Gap::Mark);
            }
            let is_led = self.scan.gap_of(self.next).len() > self.trailing_count(self.next);
            let is_blank = !is_first && self.is_blank() && !(is_led && self.has_several_strings());
            let gap = if is_blank { Gap::Blank } else { Gap::Line };
            self.element_lead(gap);
            self.element(gap)?;
            is_first = false;
        }
        let lead = self.lead(self.start());
        self.closing(&lead, Closing::Bracket);
        self.out.dedent();
        self.out.line();
        self.close_literal("]", outer);
        Ok(())
    }

    /// Writes the comments before an element of a list. A block comment on the line of the element stays there.
    fn element_lead(&mut self, gap: Gap) {
        let gap_before = self.scan.gap_of(self.next);
        let comments = &self.scan.comments[gap_before.start + self.trailing_count(self.next)..gap_before.end];
        let starts_line = comments.first().is_some_and(|first| first.breaks > 0) && gap == Gap::Line;
        let is_on_line = comments.last().is_some_and(|last| !last.is_line) && self.scan.tokens[self.next].breaks == 0;
        let has_lines = match self.scan.text_of(self.next) {
            "{" => !self.is_empty(self.next + 1, "}") && !self.is_one_field(self.next + 1, "}"),
            "<" => !self.is_empty(self.next + 1, ">") && !self.is_one_field(self.next + 1, ">"),
            _ => self.has_several_strings(),
        };
        self.leading(gap);
        self.led = self.next;
        if starts_line && is_on_line && !has_lines {
            self.out.join();
        }
    }

    fn has_several_strings(&self) -> bool {
        self.kind(0) == TokenKind::String && self.kind(1) == TokenKind::String
    }

    fn is_single_element(&self) -> bool {
        let length = if self.at("-") { 2 } else { 1 };
        let close = self.next + length;
        !matches!(self.scan.text_of(self.next), "{" | "<" | "[")
            && self.scan.text_of(close) == "]"
            && (self.next..=close).all(|token| !self.has_comments(token))
    }

    fn element(&mut self, gap: Gap) -> Printed {
        if self.at("{") || self.at("<") {
            return self.message_literal(gap);
        }
        if self.at("[") {
            return self.list_literal(gap);
        }
        if self.kind(0) == TokenKind::String {
            self.strings(gap);
            return Ok(());
        }
        self.scalar_literal(gap)
    }

    /// Fails if more separators than `most` precede a token.
    fn separated(&self, token: usize, most: u8, expected: &'static str) -> Printed {
        match self.scan.tokens.get(token) {
            Some(token) if token.separators > most => Err(Malformed { span: token.separator, expected }),
            _ => Ok(()),
        }
    }

    fn malformed<T>(&self, expected: &'static str) -> Printed<T> {
        let span = self.scan.tokens.get(self.next).map(|token| token.span).unwrap_or_default();
        Err(Malformed { span, expected })
    }
}
