//! Fields, maps and groups. A field whose number is missing stays in the tree.

use super::super::ast::{CommentLocations, FieldDecl, GroupType, Label, MapType, Member, Path, Span, TypeExpr};
use super::super::error::{BlockKind, SyntaxProblem};
use super::super::lexer::TokenKind;
use super::super::literal;
use super::{Failed, ParseResult, Parser};

pub(super) const LABEL_WORDS: &[&str] = &["optional", "required", "repeated"];

/// The container of a field.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Inside {
    Message,
    Oneof,
    Extend,
}

/// The form of a scalar type's default value.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Scalar {
    Signed { max: u64 },
    Unsigned { max: u64 },
    Float,
    Bool,
    Text,
    Group,
}

impl Scalar {
    /// Returns the form for a type keyword.
    pub(super) fn of(word: &str) -> Option<Self> {
        Some(match word {
            "int32" | "sint32" | "sfixed32" => Self::Signed { max: i32::MAX as u64 },
            "int64" | "sint64" | "sfixed64" => Self::Signed { max: i64::MAX as u64 },
            "uint32" | "fixed32" => Self::Unsigned { max: u32::MAX as u64 },
            "uint64" | "fixed64" => Self::Unsigned { max: u64::MAX },
            "float" | "double" => Self::Float,
            "bool" => Self::Bool,
            "string" | "bytes" => Self::Text,
            "group" => Self::Group,
            _ => return None,
        })
    }
}

/// The parts of a field before its name.
struct Head {
    start: u32,
    before: u32,
    label: Option<(Label, Span)>,
    ty: TypeExpr,
    scalar: Option<Scalar>,
}

impl Parser<'_> {
    /// Parses `label? type name "=" number options? (";" | body)`.
    pub(super) fn field(&mut self, inside: Inside) -> ParseResult<FieldDecl> {
        let field = self.labelled(inside);
        self.recovery.label = None;
        field
    }

    fn labelled(&mut self, inside: Inside) -> ParseResult<FieldDecl> {
        let start = self.start();
        let before = self.gap;
        let label = if inside == Inside::Oneof { None } else { self.label() };
        let (ty, scalar) = self.field_type(inside, label)?;
        let name = self.identifier("the name of a field")?;
        self.number_and_rest(Head { start, before, label, ty, scalar }, name)
    }

    /// Parses `optional`, `required` or `repeated`.
    fn label(&mut self) -> Option<(Label, Span)> {
        let (label, gone) = match self.word() {
            "optional" => (Label::Optional, Some("optional")),
            "required" => (Label::Required, Some("required")),
            "repeated" => (Label::Repeated, None),
            _ => return None,
        };
        if let Some(word) = gone.filter(|_| self.dialect.is_edition()) {
            self.report(SyntaxProblem::LabelInEdition(word), self.token.span);
        }
        Some((label, self.take()))
    }

    /// Parses `map "<" type "," type ">" | type`. Also returns the default value form of a scalar type.
    fn field_type(&mut self, inside: Inside, label: Option<(Label, Span)>) -> ParseResult<(TypeExpr, Option<Scalar>)> {
        let needs_label = label.is_none() && inside != Inside::Oneof && self.dialect.needs_label();
        if !self.at_word("map") {
            if needs_label {
                self.missing_label();
            }
            return self.plain_type();
        }
        let map = self.take();
        if self.at_symbol(b'<') {
            return Ok((self.map(map, inside, label)?, None));
        }
        // A type with the name `map`. protoc has consumed it when it misses the label, and rejects `map.a`.
        if needs_label {
            self.missing_label();
        }
        let path = Path { span: map, plain: true };
        Ok((TypeExpr::Named(path), None))
    }

    fn missing_label(&mut self) {
        let errors = self.lexer.errors().len();
        let start = self.start();
        self.report(SyntaxProblem::LabelMissing, Span::new(start, start));
        self.recovery.label = (self.lexer.errors().len() > errors).then_some(errors);
    }

    fn plain_type(&mut self) -> ParseResult<(TypeExpr, Option<Scalar>)> {
        let Some(scalar) = Scalar::of(self.word()) else {
            return Ok((TypeExpr::Named(self.type_name()?), None));
        };
        let path = self.scalar();
        let ty = match scalar {
            Scalar::Group => TypeExpr::Group(Box::new(GroupType { span: path.span, body: None })),
            _ => TypeExpr::Named(path),
        };
        Ok((ty, Some(scalar)))
    }

    fn scalar(&mut self) -> Path {
        if self.at_word("group") && self.dialect.is_edition() {
            self.report(SyntaxProblem::GroupInEdition, self.token.span);
        }
        Path { span: self.take(), plain: true }
    }

    /// Parses the rest of `map<key, value>`, if a map is permitted here.
    fn map(&mut self, map: Span, inside: Inside, label: Option<(Label, Span)>) -> ParseResult<TypeExpr> {
        let misplaced = match (inside, label) {
            (Inside::Oneof, _) => Some((SyntaxProblem::MapInOneof, map)),
            (_, Some((_, label))) => Some((SyntaxProblem::LabelOnMap, label)),
            (Inside::Extend, None) => Some((SyntaxProblem::MapInExtend, map)),
            (Inside::Message, None) => None,
        };
        if let Some((problem, span)) = misplaced {
            self.report(problem, span);
        }
        self.symbol(b'<', "`<`")?;
        let key = self.map_part()?;
        self.symbol(b',', "`,` between the types of key and value")?;
        let value = self.map_part()?;
        self.symbol(b'>', "`>` behind the types of the map")?;
        Ok(TypeExpr::Map(Box::new(MapType { span: self.since(map.start), key, value })))
    }

    fn map_part(&mut self) -> ParseResult<Path> {
        if Scalar::of(self.word()).is_some() { Ok(self.scalar()) } else { self.type_name() }
    }

    /// Parses `"=" number options? (";" | body)`. Keeps the field after an error.
    fn number_and_rest(&mut self, head: Head, name: Span) -> ParseResult<FieldDecl> {
        if self.is_second_label(&head) {
            self.report(SyntaxProblem::SecondLabel, head.ty.span());
            return Ok(self.broken_field(head, name));
        }
        let Ok(number) = self.field_number() else {
            return Ok(self.broken_field(head, name));
        };
        let options = self.field_options(head.scalar)?;
        let Head { start, before, label, mut ty, scalar: _ } = head;
        let behind = match &mut ty {
            TypeExpr::Group(group) => {
                let (behind, body) = self.group_body(name)?;
                group.body = Some(body);
                behind
            }
            TypeExpr::Named(_) | TypeExpr::Map(_) => self.semicolon(),
        };
        let span = self.since(start);
        let around = CommentLocations { before, behind };
        let label = label.map(|(label, _)| label);
        Ok(FieldDecl { span, around, label, ty, name, number, options })
    }

    /// Returns `true` for `optional repeated int32 k`: the second label was parsed as the type, and the type as the name.
    fn is_second_label(&self, head: &Head) -> bool {
        let is_label = |word: &str| LABEL_WORDS.contains(&word);
        head.label.is_some() && is_label(head.ty.span().of(self.text)) && self.at_kind(TokenKind::Identifier)
    }

    /// Returns a field without a number after an error.
    fn broken_field(&mut self, head: Head, name: Span) -> FieldDecl {
        let Head { start, before, label, ty, scalar: _ } = head;
        let span = self.since(start);
        let number = Span::new(span.end, span.end);
        self.recover();
        FieldDecl {
            span,
            around: CommentLocations { before, behind: span.end },
            label: label.map(|(label, _)| label),
            ty,
            name,
            number,
            options: None,
        }
    }

    /// Parses `"=" integer`.
    fn field_number(&mut self) -> ParseResult<Span> {
        if !self.eat_symbol(b'=') {
            let end = self.previous_end;
            self.report(SyntaxProblem::MissingNumber, Span::new(end, end));
            // `a 1`: only the `=` is missing.
            return if self.at_kind(TokenKind::Integer) { Ok(self.take()) } else { Err(Failed) };
        }
        self.integer("the number of the field", i32::MAX as u64, SyntaxProblem::NumberTooLarge)
    }

    /// Parses an integer without a sign. Reports an integer above `max` as `too_large`, and accepts it.
    pub(super) fn integer(&mut self, what: &'static str, max: u64, too_large: SyntaxProblem) -> ParseResult<Span> {
        if !self.at_kind(TokenKind::Integer) {
            return self.fail(SyntaxProblem::Expected(what));
        }
        self.in_range(max, too_large);
        Ok(self.take())
    }

    /// Returns the value of the current integer token if it is at most `max`, and reports a larger one as `too_large`.
    pub(super) fn in_range(&mut self, max: u64, too_large: SyntaxProblem) -> Option<u64> {
        let span = self.token.span;
        let value = literal::unsigned(span.of(self.text)).filter(|&value| value <= max);
        if value.is_none() {
            self.report(too_large, span);
        }
        value
    }

    /// Parses the body of a group. Also returns the start of its gap.
    fn group_body(&mut self, name: Span) -> ParseResult<(u32, Vec<Member>)> {
        if !name.of(self.text).as_bytes().first().is_some_and(u8::is_ascii_uppercase) {
            self.report_at(SyntaxProblem::GroupNameNotCapital, name, name.start);
        }
        if !self.at_symbol(b'{') {
            return self.fail(SyntaxProblem::GroupWithoutBody);
        }
        if self.depth >= super::MOST_GROUPS {
            return self.fail(SyntaxProblem::TooDeep);
        }
        let block = self.message_body(BlockKind::Group)?;
        Ok((block.behind, block.items))
    }
}
