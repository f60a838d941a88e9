//! Options in statements and in brackets. Values in braces are only skipped, since their type is not known yet.

use super::super::ast::{CommentLocations, CompactOptions, NamePart, OptionDecl, OptionValue, Path, Span, ValueKind};
use super::super::error::{BlockKind, SyntaxProblem};
use super::super::lexer::TokenKind;
use super::super::literal;
use super::{Failed, MOST_AGGREGATES, ParseResult, Parser};

const VALUE: &str = "a value";
const OPTION_NAME: &str = "the name of an option";

impl Parser<'_> {
    /// Parses `"option" name "=" value ";"`.
    pub(super) fn option_statement(&mut self) -> ParseResult<OptionDecl> {
        let start = self.start();
        let before = self.gap;
        if !self.eat_word("option") {
            return self.fail(SyntaxProblem::Expected("`option`"));
        }
        let (name_span, name) = self.option_name()?;
        let value = self.assigned_value()?;
        let behind = self.semicolon();
        Ok(OptionDecl { span: self.since(start), around: CommentLocations { before, behind }, name_span, name, value })
    }

    /// Parses `( "[" option ("," option)* "]" )?`.
    pub(super) fn compact_options(
        &mut self,
        mut option: impl FnMut(&mut Self) -> ParseResult<OptionDecl>,
    ) -> ParseResult<Option<Box<CompactOptions>>> {
        let start = self.start();
        if !self.eat_symbol(b'[') {
            return Ok(None);
        }
        // Most fields with options have a single one.
        let mut items = Vec::with_capacity(1);
        loop {
            match option(self) {
                Ok(option) => items.push(option),
                Err(Failed) => self.skip_option()?,
            }
            if !self.eat_symbol(b',') {
                break;
            }
        }
        if !self.eat_symbol(b']') {
            self.close_options()?;
        }
        Ok(Some(Box::new(CompactOptions { span: self.since(start), items })))
    }

    /// Recovers from a missing `]`, which a `;` or a new line indicates.
    fn close_options(&mut self) -> ParseResult<()> {
        self.report(SyntaxProblem::Expected("`]` or `,`"), self.token.span);
        if self.at_symbol(b';') || self.at_symbol(b'}') || self.at_end() {
            return Ok(());
        }
        self.skip_option()?;
        while self.eat_symbol(b',') {
            self.skip_option()?;
        }
        self.eat_symbol(b']');
        Ok(())
    }

    /// Skips to the `,` or `]` after a malformed option. Fails if the statement ends first.
    fn skip_option(&mut self) -> ParseResult<()> {
        let mut depth = 0_u32;
        loop {
            if self.at_symbol(b'{') || self.at_symbol(b'[') {
                depth += 1;
            } else if depth > 0 && (self.at_symbol(b'}') || self.at_symbol(b']')) {
                depth -= 1;
            } else if depth == 0 {
                if self.at_symbol(b',') || self.at_symbol(b']') {
                    return Ok(());
                }
                if self.at_symbol(b';') || self.at_symbol(b'}') || self.starts_line() {
                    return Err(Failed);
                }
            }
            if self.at_end() {
                return Err(Failed);
            }
            self.advance();
        }
    }

    /// Parses `name "=" value`.
    pub(super) fn compact_option(&mut self) -> ParseResult<OptionDecl> {
        let start = self.start();
        let (name_span, name) = self.option_name()?;
        let value = self.assigned_value()?;
        Ok(OptionDecl { span: self.since(start), around: CommentLocations::default(), name_span, name, value })
    }

    /// Parses `part ("." part)*`.
    fn option_name(&mut self) -> ParseResult<(Span, Vec<NamePart>)> {
        let start = self.start();
        let mut parts = vec![self.name_part()?];
        while self.eat_symbol(b'.') {
            parts.push(self.name_part()?);
        }
        Ok((self.since(start), parts))
    }

    /// Parses `word | "(" name ")"`.
    fn name_part(&mut self) -> ParseResult<NamePart> {
        let start = self.start();
        if !self.eat_symbol(b'(') {
            let span = self.identifier(OPTION_NAME)?;
            return Ok(NamePart { span, name: Path { span, plain: true }, is_extension: false });
        }
        let name = self.extension_name()?;
        self.symbol(b')', "`)`")?;
        Ok(NamePart { span: self.since(start), name, is_extension: true })
    }

    fn assigned_value(&mut self) -> ParseResult<OptionValue> {
        self.symbol(b'=', "`=`")?;
        let start = self.start();
        let negative = self.eat_symbol(b'-');
        let kind = self.value(negative)?;
        Ok(OptionValue { span: self.since(start), kind })
    }

    /// Parses `word | "-"? number | string | aggregate`.
    fn value(&mut self, negative: bool) -> ParseResult<ValueKind> {
        match self.token.kind {
            TokenKind::Identifier => self.word_value(negative),
            TokenKind::Integer => Ok(self.integer_value(negative)),
            TokenKind::Float => Ok(self.float_value(negative)),
            TokenKind::String if negative => self.fail(SyntaxProblem::MinusBeforeString),
            TokenKind::String => self.string(VALUE).map(|_| ValueKind::String),
            TokenKind::Symbol if self.at_symbol(b'{') => self.aggregate(),
            TokenKind::Symbol | TokenKind::Unknown | TokenKind::End => self.fail(SyntaxProblem::Expected(VALUE)),
        }
    }

    pub(super) fn word_value(&mut self, negative: bool) -> ParseResult<ValueKind> {
        let word = self.take();
        match word.of(self.text) {
            _ if !negative => Ok(ValueKind::Identifier),
            "inf" => Ok(ValueKind::Float(f64::NEG_INFINITY)),
            "nan" => Ok(ValueKind::Float(-f64::NAN)),
            _ => {
                // protoc has consumed the identifier when it checks it.
                self.report(SyntaxProblem::MinusBeforeWord, word);
                Ok(ValueKind::Broken)
            }
        }
    }

    /// Parses an integer. A decimal integer beyond 64 bits is a float.
    pub(super) fn integer_value(&mut self, negative: bool) -> ValueKind {
        let text = self.token.span.of(self.text);
        let value = literal::unsigned(text);
        let kind = match value {
            Some(value) if !negative => ValueKind::Positive(value),
            Some(value) if value <= 1 << 63 => ValueKind::Negative((value as i64).wrapping_neg()),
            None if text.starts_with('0') => {
                self.report(SyntaxProblem::IntegerTooLarge, self.token.span);
                ValueKind::Broken
            }
            Some(_) | None => return self.float_value(negative),
        };
        self.advance();
        kind
    }

    pub(super) fn float_value(&mut self, negative: bool) -> ValueKind {
        let value = literal::float(self.token.span.of(self.text));
        self.advance();
        ValueKind::Float(if negative { -value } else { value })
    }

    /// Parses a message in text format. Only braces are counted; the contents are parsed when their type is known.
    fn aggregate(&mut self) -> ParseResult<ValueKind> {
        let opened = self.token.span;
        let mut braces = 0_u32;
        let mut angles = 0_u32;
        while !self.at_end() {
            let symbol = if self.at_kind(TokenKind::Symbol) { self.text.as_bytes()[self.start() as usize] } else { 0 };
            match symbol {
                b'{' => braces += 1,
                b'<' => angles += 1,
                b'>' => angles = angles.saturating_sub(1),
                b'}' => braces -= 1,
                _ => {}
            }
            if matches!(symbol, b'{' | b'<') && braces + angles == MOST_AGGREGATES + 1 {
                self.report(SyntaxProblem::AggregateTooDeep, self.token.span);
            }
            self.advance();
            if braces == 0 {
                return Ok(ValueKind::Aggregate);
            }
        }
        self.fail(SyntaxProblem::EndInside { scope: BlockKind::Value, opened })
    }
}
