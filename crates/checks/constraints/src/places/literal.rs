//! Reads the places of the values in a message literal.

use protoward_schema::{Element, FieldId, FieldType, MessageId, Schema, Shape};
use protoward_source::Span;
use std::collections::HashMap;

/// Maximum nesting depth of messages.
const MAX_DEPTH: usize = 64;

/// Reads the literal of an option statement, and calls `take` with the path and the place of each value. A repeated
/// message is one value; a list is the value at the next index, as buf counts them.
pub(super) fn read(schema: &Schema, ty: MessageId, text: &str, span: Span, take: &mut dyn FnMut(&[i32], Span)) {
    let start = span.start as usize;
    let end = (span.end as usize).min(text.len());
    let Some(statement) = text.get(..end).filter(|_| start <= end) else { return };
    let mut reader = Reader { schema, text: statement, at: start, path: Vec::new(), take };
    if reader.skip_to_value().is_some() && reader.eat(b'{').is_some() {
        reader.fields(ty, b'}', 0);
    }
}

struct Reader<'a> {
    schema: &'a Schema,
    text: &'a str,
    at: usize,
    path: Vec<i32>,
    take: &'a mut dyn FnMut(&[i32], Span),
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Skips white space and comments.
    fn blank(&mut self) {
        while let Some(next) = self.peek() {
            let rest = self.text.get(self.at..).unwrap_or_default();
            if next.is_ascii_whitespace() || next == 0x0B {
                self.at += 1;
            } else if rest.starts_with("//") || next == b'#' {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += rest.find("*/").map_or(rest.len(), |end| end + 2);
            } else {
                return;
            }
        }
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        self.blank();
        if self.peek() != Some(byte) {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Skips the name of the option and its `=`.
    fn skip_to_value(&mut self) -> Option<()> {
        while self.eat(b'=').is_none() {
            self.peek()?;
            self.token();
        }
        Some(())
    }

    /// Skips a token: a string, a word or number, or another character.
    fn token(&mut self) {
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.at += 1;
                while let Some(next) = self.peek() {
                    self.at += if next == b'\\' { 2 } else { 1 };
                    if next == quote {
                        break;
                    }
                }
                self.at = self.at.min(self.text.len());
            }
            Some(next) if is_word(next) => {
                while self.peek().is_some_and(is_word) {
                    self.at += 1;
                }
            }
            _ => self.at = (self.at + 1).min(self.text.len()),
        }
    }

    /// Reads fields up to a bracket.
    fn fields(&mut self, ty: MessageId, close: u8, depth: usize) -> Option<()> {
        let mut counts: HashMap<FieldId, i32> = HashMap::new();
        while self.eat(close).is_none() {
            self.peek()?;
            let start = self.at;
            let field = self.name(ty)?;
            let _ = self.eat(b':');
            self.blank();
            let number = field.map_or(0, |id| self.schema[id].number.0);
            let is_list = field.is_some_and(|id| !matches!(self.schema.shape(id), Shape::Single(_)));
            let inner = field.filter(|_| !is_list && depth < MAX_DEPTH).and_then(|id| match self.schema[id].ty {
                FieldType::Message(message) | FieldType::Group(message) => Some(message),
                FieldType::Scalar(_) | FieldType::Enum(_) => None,
            });
            self.path.push(number);
            match (inner, self.peek()) {
                (Some(message), Some(open @ (b'{' | b'<'))) => {
                    self.at += 1;
                    self.fields(message, if open == b'{' { b'}' } else { b'>' }, depth + 1)?;
                }
                _ => {
                    let end = self.value()?;
                    if let Some(id) = field {
                        if is_list {
                            let count = counts.entry(id).or_default();
                            self.path.push(*count);
                            *count += 1;
                        }
                        let span = Span::new(u32::try_from(start).ok()?, u32::try_from(end).ok()?);
                        (self.take)(&self.path, span);
                        if is_list {
                            self.path.pop();
                        }
                    }
                }
            }
            self.path.pop();
            let _ = self.eat(b',').or_else(|| self.eat(b';'));
        }
        Some(())
    }

    /// Reads the name of a field; `None` inside for one that is not declared, or for a type of `Any`.
    fn name(&mut self, ty: MessageId) -> Option<Option<FieldId>> {
        let schema = self.schema;
        if self.eat(b'[').is_some() {
            let start = self.at;
            while self.peek()? != b']' {
                self.at += 1;
            }
            let name: String = self.text.get(start..self.at)?.split_whitespace().collect();
            self.at += 1;
            let found = match schema.find(name.trim_start_matches('.')) {
                Some(Element::Field(id)) if schema[id].containing() == ty => Some(id),
                _ => None,
            };
            return Some(found);
        }
        self.blank();
        let start = self.at;
        self.token();
        let name = self.text.get(start..self.at)?;
        let is_it = |id: &FieldId| schema.text_name(*id) == name || schema.text(schema[*id].name) == name;
        Some(schema[ty].fields.iter().copied().find(is_it))
    }

    /// Skips a value, and returns its end.
    fn value(&mut self) -> Option<usize> {
        let mut depth = 0_usize;
        loop {
            self.blank();
            let next = self.peek()?;
            self.token();
            match next {
                b'{' | b'[' | b'<' => depth += 1,
                b'}' | b']' | b'>' => depth = depth.checked_sub(1)?,
                b'-' if depth == 0 => continue,
                _ => {}
            }
            if depth > 0 {
                continue;
            }
            let end = self.at;
            self.blank();
            // Adjacent strings are one string.
            let is_string = |it: Option<u8>| matches!(it, Some(b'"' | b'\''));
            if !(is_string(Some(next)) && is_string(self.peek())) {
                return Some(end);
            }
        }
    }
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.'
}
