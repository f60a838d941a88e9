//! The next free number of a message or enum, which skips the numbers of implementations.

use super::context::Block;
use super::{Completion, CompletionKind, Place};
use crate::file::{DeclarationId, DeclarationKind};
use protoward_syntax::ast::{EnumMember, FieldDecl, FileItem, Member, OneofMember, RangeDecl, Reserved, Span};
use protoward_syntax::literal;

/// The numbers that protobuf keeps for itself.
const IMPLEMENTATION: std::ops::RangeInclusive<i64> = 19_000..=19_999;

impl Place<'_> {
    /// Returns the next free number: one more than the largest that is used or reserved.
    pub(super) fn next_number(self) -> Vec<Completion> {
        let file = self.analysis.file(self.file);
        let wanted = if self.context.block == Block::Enum { DeclarationKind::Enum } else { DeclarationKind::Message };
        let is_around = |span: Span| span.start < self.offset as u32 && self.offset as u32 <= span.end;
        let is_wanted = |kind: DeclarationKind| {
            kind == wanted || wanted == DeclarationKind::Message && kind == DeclarationKind::Group
        };
        let around = file.iter().filter(|(_, it)| is_wanted(it.kind) && is_around(it.span)).last();
        let parsed = protoward_syntax::parse(&file.text);
        let mut numbers = Numbers { text: &file.text, at: self.offset as u32, used: Vec::new() };
        let start = match around {
            Some((id, _)) => self.span_of(id),
            None => return Vec::new(),
        };
        parsed.file.items.iter().for_each(|item| numbers.item(item, start));
        let first = if wanted == DeclarationKind::Enum { 0 } else { 1 };
        let mut next = numbers.used.iter().max().map_or(first, |last| (last + 1).max(first));
        if wanted == DeclarationKind::Message && IMPLEMENTATION.contains(&next) {
            next = IMPLEMENTATION.end() + 1;
        }
        vec![Completion::new(CompletionKind::Number, next.to_string(), "the next free number")]
    }

    fn span_of(self, id: DeclarationId) -> Span {
        self.analysis.file(self.file).get(id).span
    }
}

/// The used numbers of one message or enum.
struct Numbers<'t> {
    text: &'t str,
    /// The offset of the new number, which does not count itself.
    at: u32,
    used: Vec<i64>,
}

impl Numbers<'_> {
    fn item(&mut self, item: &FileItem, holder: Span) {
        match item {
            FileItem::Message(message) => self.message(message.span, &message.body, holder),
            FileItem::Enum(declared) => self.enumeration(declared.span, &declared.body, holder),
            _ => {}
        }
    }

    fn message(&mut self, span: Span, body: &[Member], holder: Span) {
        let is_holder = span == holder;
        for member in body {
            match member {
                Member::Message(nested) => self.message(nested.span, &nested.body, holder),
                Member::Enum(nested) => self.enumeration(nested.span, &nested.body, holder),
                Member::Field(field) => self.field(field, is_holder, holder),
                Member::Oneof(oneof) => oneof.body.iter().for_each(|member| {
                    if let OneofMember::Field(field) = member {
                        self.field(field, is_holder, holder);
                    }
                }),
                Member::Extensions(extensions) if is_holder => self.ranges(&extensions.ranges),
                Member::Reserved(reserved) if is_holder => self.reserved(&reserved.what),
                Member::Extensions(_) | Member::Reserved(_) | Member::Extend(_) | Member::Option(_) => {}
            }
        }
    }

    fn field(&mut self, field: &FieldDecl, is_used: bool, holder: Span) {
        if is_used && !(field.span.start <= self.at && self.at <= field.number.end) {
            self.used.extend(literal::signed(self.text, field.number));
        }
        if let Some(body) = field.group_body() {
            self.message(field.span, body, holder);
        }
    }

    fn enumeration(&mut self, span: Span, body: &[EnumMember], holder: Span) {
        if span != holder {
            return;
        }
        for member in body {
            match member {
                EnumMember::Value(value) if !(value.span.start <= self.at && self.at <= value.number.end) => {
                    self.used.extend(literal::signed(self.text, value.number));
                }
                EnumMember::Reserved(reserved) => self.reserved(&reserved.what),
                EnumMember::Value(_) | EnumMember::Option(_) => {}
            }
        }
    }

    fn reserved(&mut self, reserved: &Reserved) {
        if let Reserved::Numbers(ranges) = reserved {
            self.ranges(ranges);
        }
    }

    /// Adds the ends of ranges. Numbers below an open range stay free.
    fn ranges(&mut self, ranges: &[RangeDecl]) {
        self.used.extend(ranges.iter().filter_map(|range| literal::signed(self.text, range.end)));
    }
}
