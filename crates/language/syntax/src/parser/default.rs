//! `default` and `json_name`, which are written like field options. protoc parses them with separate rules.

use super::super::ast::{CommentLocations, CompactOptions, NamePart, OptionDecl, OptionValue, Path, ValueKind};
use super::super::error::SyntaxProblem;
use super::super::lexer::TokenKind;
use super::field::Scalar;
use super::{ParseResult, Parser};

const DEFAULT: &str = "default";
const JSON_NAME: &str = "json_name";

impl Parser<'_> {
    /// Parses the options of a field. `scalar` is the field type if it is a keyword.
    pub(super) fn field_options(&mut self, scalar: Option<Scalar>) -> ParseResult<Option<Box<CompactOptions>>> {
        let mut default_seen = false;
        let mut json_name_seen = false;
        self.compact_options(|parser| match parser.word() {
            DEFAULT => {
                parser.check_first(&mut default_seen, SyntaxProblem::DefaultTwice);
                parser.pseudo_option(|parser| parser.default_value(scalar))
            }
            JSON_NAME => {
                parser.check_first(&mut json_name_seen, SyntaxProblem::JsonNameTwice);
                parser.pseudo_option(Self::text_value)
            }
            _ => parser.compact_option(),
        })
    }

    fn check_first(&mut self, seen: &mut bool, problem: SyntaxProblem) {
        if std::mem::replace(seen, true) {
            self.report(problem, self.token.span);
        }
    }

    /// Parses `word "=" value`.
    fn pseudo_option(&mut self, kind: impl FnOnce(&mut Self) -> ParseResult<ValueKind>) -> ParseResult<OptionDecl> {
        let name_span = self.take();
        let part = NamePart { span: name_span, name: Path { span: name_span, plain: true }, is_extension: false };
        self.symbol(b'=', "`=`")?;
        let start = self.start();
        let value = OptionValue { kind: kind(self)?, span: self.since(start) };
        let span = self.since(name_span.start);
        Ok(OptionDecl { span, around: CommentLocations::default(), name_span, name: vec![part], value })
    }

    fn text_value(&mut self) -> ParseResult<ValueKind> {
        self.string("a string").map(|_| ValueKind::String)
    }

    fn default_value(&mut self, scalar: Option<Scalar>) -> ParseResult<ValueKind> {
        match scalar {
            None if self.at_end() => self.fail(SyntaxProblem::Expected("a value")),
            None => Ok(self.any_value()),
            Some(Scalar::Signed { max }) => {
                let negative = self.eat_symbol(b'-');
                self.default_integer(negative, max + u64::from(negative))
            }
            Some(Scalar::Unsigned { max }) => {
                let minus = self.token.span;
                if self.eat_symbol(b'-') {
                    self.report(SyntaxProblem::NegativeDefault, minus);
                }
                self.default_integer(false, max)
            }
            Some(Scalar::Float) => self.default_float(),
            Some(Scalar::Bool) if matches!(self.word(), "true" | "false") => Ok(self.any_value()),
            Some(Scalar::Bool) => self.fail(SyntaxProblem::Expected("`true` or `false`")),
            Some(Scalar::Text) => self.text_value(),
            Some(Scalar::Group) => self.fail(SyntaxProblem::DefaultOfGroup),
        }
    }

    /// Parses any token as a default value, because the type name may be an enum. protoc does the same.
    fn any_value(&mut self) -> ValueKind {
        let kind = match self.token.kind {
            TokenKind::Identifier => ValueKind::Identifier,
            _ => ValueKind::Other,
        };
        self.advance();
        kind
    }

    fn default_integer(&mut self, negative: bool, max: u64) -> ParseResult<ValueKind> {
        if !self.at_kind(TokenKind::Integer) {
            return self.fail(SyntaxProblem::Expected("an integer"));
        }
        let value = self.in_range(max, SyntaxProblem::IntegerTooLarge).unwrap_or_default();
        self.advance();
        Ok(if negative { ValueKind::Negative((value as i64).wrapping_neg()) } else { ValueKind::Positive(value) })
    }

    /// Parses `"-"? (number | "inf" | "nan")`.
    fn default_float(&mut self) -> ParseResult<ValueKind> {
        let negative = self.eat_symbol(b'-');
        match self.token.kind {
            TokenKind::Integer => Ok(self.integer_value(negative)),
            TokenKind::Float => Ok(self.float_value(negative)),
            TokenKind::Identifier if matches!(self.word(), "inf" | "nan") => self.word_value(negative),
            _ => self.fail(SyntaxProblem::Expected("a number")),
        }
    }
}
