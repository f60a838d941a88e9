//! Names in a message in text format: the value of an option.

use crate::file::{Reference, ReferenceKind, ValueOf};
use protoward_syntax::ast::{Path, Span};
use protoward_syntax::{MOST_AGGREGATES, Token, TokenKind, ValueTokens};
use std::iter::Peekable;

/// Adds the names in the value of `base`, whose kind names the message.
///
/// A text with mistakes yields the names up to the first one.
pub(crate) fn references(text: &str, base: Reference, references: &mut Vec<Reference>) {
    let ReferenceKind::Value(of) = base.kind else { return };
    let span = base.path.span;
    let mut reader = Reader { text, tokens: ValueTokens::new(text, span).peekable(), base, references };
    if reader.tokens.next().is_some_and(|open| reader.is_symbol(open, "{")) {
        _ = reader.fields(of, MOST_AGGREGATES);
    }
}

/// A reader of tokens up to the end of the value.
struct Reader<'t, 'r> {
    text: &'t str,
    tokens: Peekable<ValueTokens<'t>>,
    base: Reference,
    references: &'r mut Vec<Reference>,
}

impl Reader<'_, '_> {
    fn is_symbol(&self, token: Token, symbol: &str) -> bool {
        token.kind == TokenKind::Symbol && token.span.of(self.text) == symbol
    }

    fn refer(&mut self, span: Span, plain: bool, kind: ReferenceKind) -> ValueOf {
        self.references.push(Reference { path: Path { span, plain }, kind, ..self.base });
        ValueOf::Reference(self.references.len() as u32 - 1)
    }

    /// Reads fields up to the closing brace. Returns `None` after a mistake.
    fn fields(&mut self, of: ValueOf, depth: u32) -> Option<()> {
        loop {
            let token = self.tokens.next()?;
            let field = match token.kind {
                TokenKind::Identifier => self.refer(token.span, true, ReferenceKind::Member(of)),
                TokenKind::Symbol => match token.span.of(self.text) {
                    "}" | ">" => return Some(()),
                    "," | ";" => continue,
                    "[" => self.bracket_name()?,
                    _ => return None,
                },
                _ => return None,
            };
            let mut next = self.tokens.next()?;
            if self.is_symbol(next, ":") {
                next = self.tokens.next()?;
            }
            self.value(next, field, depth)?;
        }
    }

    /// Reads the name of an extension, or the URL of an `Any`, up to the closing bracket.
    fn bracket_name(&mut self) -> Option<ValueOf> {
        let first = self.tokens.next()?;
        let mut start = first.span.start;
        let mut end = first.span.end;
        let mut is_url = false;
        loop {
            let token = self.tokens.next()?;
            match token.span.of(self.text) {
                "]" => break,
                "/" => {
                    is_url = true;
                    start = u32::MAX;
                }
                _ => {
                    start = start.min(token.span.start);
                    end = token.span.end;
                }
            }
        }
        let span = Span::new(start.min(end), end);
        let plain = span.of(self.text).bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
        let kind = if is_url { ReferenceKind::AnyType } else { ReferenceKind::Extension };
        Some(self.refer(span, plain, kind))
    }

    fn value(&mut self, first: Token, field: ValueOf, depth: u32) -> Option<()> {
        match first.kind {
            TokenKind::Identifier => {
                self.refer(first.span, true, ReferenceKind::Value(field));
                Some(())
            }
            TokenKind::Symbol => match first.span.of(self.text) {
                "{" | "<" => self.fields(field, depth.checked_sub(1)?),
                "[" => self.list(field, depth.checked_sub(1)?),
                "-" => self.tokens.next().map(drop),
                _ => None,
            },
            // Adjacent strings are one value.
            TokenKind::String => {
                while self.tokens.next_if(|token| token.kind == TokenKind::String).is_some() {}
                Some(())
            }
            TokenKind::Integer | TokenKind::Float => Some(()),
            TokenKind::Unknown | TokenKind::End => None,
        }
    }

    fn list(&mut self, field: ValueOf, depth: u32) -> Option<()> {
        loop {
            let token = self.tokens.next()?;
            match token.span.of(self.text) {
                "]" if token.kind == TokenKind::Symbol => return Some(()),
                "," if token.kind == TokenKind::Symbol => {}
                _ => self.value(token, field, depth)?,
            }
        }
    }
}
