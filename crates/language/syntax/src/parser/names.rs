//! Names of several components, between which white space and comments may be.

use super::super::ast::{Path, Span};
use super::super::error::SyntaxProblem;
use super::field::Scalar;
use super::{ParseResult, Parser};

const BEHIND_POINT: &str = "a name behind the point";

impl Parser<'_> {
    /// Parses `word ( "." word )*`.
    pub(super) fn path(&mut self, what: &'static str) -> ParseResult<Path> {
        let word = self.identifier(what)?;
        self.path_from(word.start, word.end - word.start)
    }

    /// Parses `"."? word ( "." word )*`, the name of a message or enum, but not a scalar type.
    pub(super) fn type_name(&mut self) -> ParseResult<Path> {
        if Scalar::of(self.word()).is_some() {
            self.report(SyntaxProblem::ScalarAsMessage, self.token.span);
            return Ok(Path { span: self.take(), plain: true });
        }
        let start = self.start();
        let point = u32::from(self.eat_symbol(b'.'));
        let word = self.identifier("the name of a type")?;
        self.path_from(start, point + word.end - word.start)
    }

    /// Parses `"."? word ( "." word )*`, or nothing. protoc's parser accepts `()` as an option name.
    pub(super) fn extension_name(&mut self) -> ParseResult<Path> {
        let start = self.start();
        let word = self.word().len() as u32;
        if word > 0 {
            self.advance();
        } else if !self.at_symbol(b'.') {
            return Ok(Path { span: Span::new(start, start), plain: true });
        }
        self.path_from(start, word)
    }

    /// Parses the rest of a path. `length` is the length of its tokens so far.
    fn path_from(&mut self, start: u32, mut length: u32) -> ParseResult<Path> {
        while self.eat_symbol(b'.') {
            let word = self.identifier(BEHIND_POINT)?;
            length += 1 + (word.end - word.start);
        }
        let span = self.since(start);
        Ok(Path { span, plain: span.end - span.start == length })
    }
}
