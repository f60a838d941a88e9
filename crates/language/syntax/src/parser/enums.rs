//! Enums, and the two alias rules of protoc's parser.

use std::collections::HashSet;

use super::super::ast::{
    CommentLocations, EnumDecl, EnumMember, EnumValueDecl, OptionDecl, Span, ValueKind, VisibilityDecl,
};
use super::super::error::{BlockKind, SyntaxProblem};
use super::super::literal;
use super::recovery::Block;
use super::{ParseResult, Parser};

impl Parser<'_> {
    /// Parses `("export" | "local")? "enum" name "{" (value | option | reserved | ";")* "}"`.
    pub(super) fn enumeration(&mut self, visibility: Option<VisibilityDecl>) -> ParseResult<Option<EnumDecl>> {
        let start = visibility.map_or(self.start(), |word| word.start);
        let before = self.gap;
        self.advance();
        let name = self.name("the name of an enum")?;
        let errors = self.lexer.errors().len();
        let Block { items: body, behind } = self.block(BlockKind::Enum, Self::enum_member)?;
        let span = self.since(start);
        let Some(name) = name else { return Ok(None) };
        if self.lexer.errors().len() == errors {
            self.check_aliases(name, &body);
        }
        Ok(Some(EnumDecl { span, around: CommentLocations { before, behind }, visibility, name, body }))
    }

    fn enum_member(&mut self) -> ParseResult<Option<EnumMember>> {
        if self.eat_symbol(b';') {
            return Ok(None);
        }
        Ok(Some(match self.word() {
            "option" => EnumMember::Option(Box::new(self.option_statement()?)),
            "reserved" => EnumMember::Reserved(self.reserved(true)?),
            _ => EnumMember::Value(self.enum_value()?),
        }))
    }

    /// Parses `name "=" "-"? integer options? ";"`.
    fn enum_value(&mut self) -> ParseResult<EnumValueDecl> {
        let start = self.start();
        let before = self.gap;
        let name = self.identifier("the name of a value")?;
        let Ok(number) = self.enum_number() else {
            let span = self.since(start);
            let number = Span::new(span.end, span.end);
            self.recover();
            return Ok(EnumValueDecl {
                span,
                around: CommentLocations { before, behind: span.end },
                name,
                number,
                options: None,
            });
        };
        let options = self.compact_options(Self::compact_option)?;
        let behind = self.semicolon();
        Ok(EnumValueDecl {
            span: self.since(start),
            around: CommentLocations { before, behind },
            name,
            number,
            options,
        })
    }

    fn enum_number(&mut self) -> ParseResult<Span> {
        if !self.eat_symbol(b'=') {
            let end = self.previous_end;
            self.report(SyntaxProblem::MissingNumber, Span::new(end, end));
            return Err(super::Failed);
        }
        self.signed("the number of the value", SyntaxProblem::NumberTooLarge)
    }

    /// Parses `"-"? integer` with 32 bits. Reports a larger number as `too_large`.
    pub(super) fn signed(&mut self, what: &'static str, too_large: SyntaxProblem) -> ParseResult<Span> {
        let start = self.start();
        let negative = self.eat_symbol(b'-');
        self.integer(what, i32::MAX as u64 + u64::from(negative), too_large)?;
        Ok(self.since(start))
    }

    /// Checks that `allow_alias` is true and needed. protoc reports a violation at the token after the enum.
    fn check_aliases(&mut self, name: Span, body: &[EnumMember]) {
        let allow_alias = body.iter().find_map(|member| match member {
            EnumMember::Option(option) if self.is_allow_alias(option) => Some(option),
            EnumMember::Option(_) | EnumMember::Value(_) | EnumMember::Reserved(_) => None,
        });
        let Some(option) = allow_alias else { return };
        let value = option.value;
        if value.kind != ValueKind::Identifier || value.span.of(self.text) != "true" {
            self.report(SyntaxProblem::AliasOff { name }, option.span);
        } else if !self.has_aliases(body) {
            self.report(SyntaxProblem::AliasUnused { name }, option.span);
        }
    }

    fn is_allow_alias(&self, option: &OptionDecl) -> bool {
        matches!(&option.name[..], [part] if !part.is_extension && part.span.of(self.text) == "allow_alias")
    }

    fn has_aliases(&self, body: &[EnumMember]) -> bool {
        let mut numbers = body.iter().filter_map(|member| match member {
            EnumMember::Value(value) => literal::signed(self.text, value.number),
            EnumMember::Option(_) | EnumMember::Reserved(_) => None,
        });
        let mut seen = HashSet::new();
        !numbers.all(|number| seen.insert(number))
    }
}
