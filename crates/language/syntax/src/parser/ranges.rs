//! The ranges of `extensions`, and the ranges and names of `reserved`.

use super::super::ast::{CommentLocations, ExtensionsDecl, RangeDecl, Reserved, ReservedDecl, Span};
use super::super::error::SyntaxProblem;
use super::super::lexer::TokenKind;
use super::super::literal;
use super::{ParseResult, Parser};

/// The expectations for the numbers of a range.
#[derive(Clone, Copy)]
struct ExpectedNumbers {
    first: &'static str,
    more: &'static str,
    is_enum: bool,
}

const EXTENSIONS: ExpectedNumbers =
    ExpectedNumbers { first: "a number", more: "a number behind the comma", is_enum: false };
const FIELDS: ExpectedNumbers =
    ExpectedNumbers { first: "a number or a name", more: "a number behind the comma", is_enum: false };
const VALUES: ExpectedNumbers = ExpectedNumbers { is_enum: true, ..FIELDS };

impl Parser<'_> {
    /// Parses `"extensions" range ("," range)* options? ";"`.
    pub(super) fn extensions(&mut self) -> ParseResult<ExtensionsDecl> {
        let start = self.start();
        let before = self.gap;
        self.advance();
        let ranges = self.ranges(EXTENSIONS)?;
        let options = self.compact_options(Self::compact_option)?;
        let behind = self.semicolon();
        Ok(ExtensionsDecl { span: self.since(start), around: CommentLocations { before, behind }, ranges, options })
    }

    /// Parses `"reserved" (ranges | names) ";"`.
    pub(super) fn reserved(&mut self, is_enum: bool) -> ParseResult<ReservedDecl> {
        let start = self.start();
        let before = self.gap;
        self.advance();
        let what = match self.token.kind {
            TokenKind::String => Reserved::Strings(self.reserved_strings()?),
            TokenKind::Identifier => Reserved::Identifiers(self.reserved_words()?),
            _ => Reserved::Numbers(self.ranges(if is_enum { VALUES } else { FIELDS })?),
        };
        let behind = self.semicolon();
        Ok(ReservedDecl { span: self.since(start), around: CommentLocations { before, behind }, what })
    }

    fn reserved_strings(&mut self) -> ParseResult<Vec<Span>> {
        if self.dialect.is_edition() {
            self.report(SyntaxProblem::ReservedStringsInEdition, self.token.span);
        }
        let mut names = vec![self.string("a name in quotes")?];
        while self.eat_symbol(b',') {
            names.push(self.string("a name in quotes")?);
        }
        Ok(names)
    }

    fn reserved_words(&mut self) -> ParseResult<Vec<Span>> {
        if self.dialect.reserves_strings() {
            self.report(SyntaxProblem::ReservedWordsOutsideEdition, self.token.span);
        }
        let mut names = vec![self.identifier("a name")?];
        while self.eat_symbol(b',') {
            names.push(self.identifier("a name")?);
        }
        Ok(names)
    }

    fn ranges(&mut self, expected: ExpectedNumbers) -> ParseResult<Vec<RangeDecl>> {
        let mut ranges = vec![self.range(expected.first, expected.is_enum)?];
        while self.eat_symbol(b',') {
            ranges.push(self.range(expected.more, expected.is_enum)?);
        }
        Ok(ranges)
    }

    /// Parses `number ("to" (number | "max"))?`.
    fn range(&mut self, what: &'static str, is_enum: bool) -> ParseResult<RangeDecl> {
        let start = self.range_number(what, is_enum, SyntaxProblem::IntegerTooLarge)?;
        let mut end = start;
        if self.eat_word("to") {
            end = if self.at_word("max") {
                self.take()
            } else {
                self.range_number("a number or `max`", is_enum, SyntaxProblem::RangeEndTooLarge)?
            };
        }
        Ok(RangeDecl { span: Span::new(start.start, end.end), start, end })
    }

    fn range_number(&mut self, what: &'static str, is_enum: bool, too_large: SyntaxProblem) -> ParseResult<Span> {
        if is_enum {
            return self.signed(what, too_large);
        }
        let number = self.integer(what, i32::MAX as u64, too_large)?;
        // protoc stores the exclusive end, which would overflow, and reports the overflow at the next token.
        if literal::unsigned(number.of(self.text)) == Some(i32::MAX as u64) {
            self.report(SyntaxProblem::NumberAtLimit, number);
        }
        Ok(number)
    }
}
