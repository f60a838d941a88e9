//! Number ranges: `extensions` and `reserved` of messages, `reserved` of enums.
//!
//! <https://protobuf.dev/programming-guides/proto3/#reserved>

use std::cell::OnceCell;
use std::ops::RangeInclusive;

use super::CheckContext;
use super::diagnostics::{self, Range};
use super::phase::{DeclarationKey, Phase};
use super::phase_report::PhaseReport;
use crate::link::collect::{EnumEntry, MessageEntry};
use protoward_schema::MessageId;
use protoward_schema::ranges::MAX_FIELD;
use protoward_source::Diagnostic;
use protoward_syntax::ast::{EnumMember, Member, RangeDecl, Reserved, Span};
use protoward_syntax::literal;

/// The largest field number, 2²⁹ - 1: a tag has three more bits, for the wire type.
pub(super) const MAX_NUMBER: i64 = MAX_FIELD as i64;

/// The numbers that are reserved for protobuf implementations.
pub(super) const OF_LIBRARY: RangeInclusive<i64> = 19_000..=19_999;

/// Returns the value of a number in the text.
pub(super) fn number(text: &str, span: Span) -> i64 {
    literal::signed(text, span).unwrap_or_default()
}

/// The largest number in a message set.
pub(super) const MAX_IN_MESSAGE_SET: i64 = i32::MAX as i64 - 1;

/// The kind of declaration that uses a number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RangeKind {
    Extensions,
    Reserved,
    /// A field or value. Sorts after all ranges that start at its number.
    Member,
}

/// A range or a single number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct NumberRange {
    pub(super) start: i64,
    pub(super) kind: RangeKind,
    /// The index among items of the same kind, in source order.
    pub(super) index: u32,
    /// The last number of the range, inclusive.
    pub(super) end: i64,
    pub(super) span: Span,
}

impl NumberRange {
    pub(super) const fn bounds(&self) -> (i64, i64) {
        (self.start, self.end)
    }

    pub(super) fn new(cx: &CheckContext<'_>, decl: &RangeDecl, kind: RangeKind, index: usize, max: i64) -> Self {
        let text = cx.text();
        let value = |span: Span| if span.of(text) == "max" { max } else { number(text, span) };
        Self { start: value(decl.start), end: value(decl.end), kind, index: index as u32, span: decl.span }
    }

    /// Returns the number of a field or value.
    pub(super) fn member(cx: &CheckContext<'_>, span: Span, index: usize) -> Self {
        let number = number(cx.text(), span);
        Self { start: number, kind: RangeKind::Member, index: index as u32, end: number, span }
    }

    pub(super) fn is_extensions(&self) -> bool {
        self.kind == RangeKind::Extensions
    }

    pub(super) const fn is_backwards(&self) -> bool {
        self.end < self.start
    }

    pub(super) fn range<'a>(&self, cx: &CheckContext<'a>) -> Range<'a> {
        let text = self.span.of(cx.text());
        Range { text, place: cx.place(self.span), is_extensions: self.kind == RangeKind::Extensions }
    }
}

/// Collects all ranges of a message.
pub(super) fn of_message(cx: &CheckContext<'_>, id: MessageId, entry: &MessageEntry<'_>, items: &mut Vec<NumberRange>) {
    items.clear();
    let max = OnceCell::new();
    let max = || *max.get_or_init(|| if cx.is_message_set(id) { MAX_IN_MESSAGE_SET } else { MAX_NUMBER });
    for member in entry.decl.body() {
        let (ranges, kind) = match member {
            Member::Extensions(decl) => (&decl.ranges, RangeKind::Extensions),
            Member::Reserved(decl) => match &decl.what {
                Reserved::Numbers(ranges) => (ranges, RangeKind::Reserved),
                Reserved::Strings(_) | Reserved::Identifiers(_) => continue,
            },
            Member::Field(_)
            | Member::Oneof(_)
            | Member::Message(_)
            | Member::Enum(_)
            | Member::Extend(_)
            | Member::Option(_) => continue,
        };
        for decl in ranges {
            let item = NumberRange::new(cx, decl, kind, items.len(), max());
            items.push(item);
        }
    }
}

/// Collects all ranges of an enum.
pub(super) fn of_enum(cx: &CheckContext<'_>, entry: &EnumEntry<'_>, items: &mut Vec<NumberRange>) {
    items.clear();
    for member in &entry.decl.body {
        if let EnumMember::Reserved(decl) = member
            && let Reserved::Numbers(ranges) = &decl.what
        {
            for decl in ranges {
                let item = NumberRange::new(cx, decl, RangeKind::Reserved, items.len(), i64::from(i32::MAX));
                items.push(item);
            }
        }
    }
}

/// Checks the bounds of each range.
pub(super) fn check_bounds(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let mut items = Vec::new();
    for (id, entry) in cx.messages() {
        of_message(cx, id, entry, &mut items);
        for item in &items {
            let at = if item.kind == RangeKind::Extensions {
                DeclarationKey::Extensions(id)
            } else {
                DeclarationKey::Reserved(id)
            };
            if item.start < 1 {
                report.push(Phase::Build, at, diagnostics::range_not_positive(item.range(cx)));
            } else if item.is_backwards() {
                report.push(Phase::Build, at, backwards(cx, item));
            // protoc does not compare reserved ranges with the largest field number.
            } else if item.kind == RangeKind::Extensions && item.end > MAX_NUMBER && !cx.is_message_set(id) {
                let diagnostic = diagnostics::extension_range_too_far(item.range(cx));
                report.push_for_range(Phase::Validate, id, item.span, diagnostic);
            }
        }
    }
    for (id, entry) in cx.enums() {
        of_enum(cx, entry, &mut items);
        // Numbers of enums may be negative.
        for item in items.iter().filter(|item| item.is_backwards()) {
            report.push(Phase::Build, id, backwards(cx, item));
        }
    }
}

fn backwards(cx: &CheckContext<'_>, item: &NumberRange) -> Diagnostic {
    let range = item.range(cx);
    let swapped = (!range.text.ends_with("max")).then(|| format!("{} to {}", item.end, item.start));
    diagnostics::range_backwards(range, swapped.as_deref())
}
