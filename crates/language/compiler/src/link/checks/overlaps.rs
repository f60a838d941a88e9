//! Number ranges: no overlaps, and no field or value with a number in a range.
//!
//! <https://protobuf.dev/programming-guides/proto3/#reserved>

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::diagnostics::NamedDeclaration;
use super::free::UsedNumbers;
use super::phase::{DeclarationKey, Group, Phase, RangeErrors};
use super::phase_report::PhaseReport;
use super::ranges::{NumberRange, RangeKind, of_enum, of_message};
use super::{CheckContext, diagnostics, reserved_names};
use crate::link::collect::{EnumEntry, FieldDecl, MessageEntry};
use crate::link::report_order::{self};
use protoward_schema::{EnumId, MessageId};
use protoward_source::Diagnostic;
use protoward_syntax::ast::Span;

/// Compares ranges with each other, and fields and values with ranges and reserved names.
pub(super) fn check(cx: &CheckContext<'_>, report: &mut PhaseReport) {
    let mut items = Vec::new();
    let mut errors = RangeErrors::new();
    for (id, entry) in cx.messages() {
        of_message(cx, id, entry, &mut items);
        let mut fields = entry.fields.iter().filter_map(|&field| match cx.tables.decls.fields[field].decl() {
            FieldDecl::Field(decl) => Some(decl.number),
            FieldDecl::MapKey(_) | FieldDecl::MapValue(_) => None,
        });
        if !items.is_empty() && conflicting(cx, &mut items, &mut fields) {
            Conflicts { cx, of: NumberOwner::Message(id, entry), taken: OnceCell::new() }.find(&items, &mut errors);
        }
        reserved_names::of_message(cx, entry, &mut errors);
        report_all(&mut errors, id.into(), report);
    }
    for (id, entry) in cx.enums() {
        of_enum(cx, entry, &mut items);
        let mut values = entry.values.iter().map(|&value| cx.tables.decls.enum_values[value].decl.number);
        if !items.is_empty() && conflicting(cx, &mut items, &mut values) {
            Conflicts { cx, of: NumberOwner::Enum(id, entry), taken: OnceCell::new() }.find(&items, &mut errors);
        }
        reserved_names::of_enum(cx, entry, &mut errors);
        report_all(&mut errors, id.into(), report);
    }
}

fn report_all(errors: &mut RangeErrors, at: DeclarationKey, report: &mut PhaseReport) {
    report_order::sort(errors);
    errors.drain(..).for_each(|(_, diagnostic)| report.push(Phase::Build, at, diagnostic));
}

/// Adds the numbers to the items and sorts them. Returns `true` if any of them conflict.
fn conflicting(cx: &CheckContext<'_>, items: &mut Vec<NumberRange>, numbers: &mut dyn Iterator<Item = Span>) -> bool {
    items.retain(|item| !item.is_backwards());
    for (index, span) in numbers.enumerate() {
        items.push(NumberRange::member(cx, span, index));
    }
    items.sort();
    let mut covered = i64::MIN;
    items.iter().any(|item| {
        let is_in_conflict = item.start <= covered;
        if item.kind != RangeKind::Member {
            covered = covered.max(item.end);
        }
        is_in_conflict
    })
}

#[derive(Clone, Copy)]
enum NumberOwner<'a> {
    Message(MessageId, &'a MessageEntry<'a>),
    Enum(EnumId, &'a EnumEntry<'a>),
}

/// Two items with a common number.
struct Conflict {
    group: Group,
    /// The indices among the sorted items, in the order in which protoc compares the items.
    items: (usize, usize),
    is_among_extensions: bool,
}

struct Conflicts<'a, 'c> {
    cx: &'c CheckContext<'a>,
    of: NumberOwner<'a>,
    taken: OnceCell<UsedNumbers>,
}

impl Conflicts<'_, '_> {
    fn find(&self, items: &[NumberRange], errors: &mut RangeErrors) {
        for Conflict { group, items: (first, second), is_among_extensions } in conflicts(items) {
            let first = items[first];
            let second = items[second];
            let diagnostic =
                if group == Group::Member { self.member(first, second) } else { self.ranges(first, second) };
            errors.push(([group as u32, first.index, is_among_extensions.into(), second.index], diagnostic));
        }
    }

    fn ranges(&self, first: NumberRange, second: NumberRange) -> Diagnostic {
        let (earlier, later) = if first.span < second.span { (first, second) } else { (second, first) };
        diagnostics::ranges_overlap(earlier.range(self.cx), later.range(self.cx), self.cx.place(first.span))
    }

    fn member(&self, member: NumberRange, range: NumberRange) -> Diagnostic {
        let cx = self.cx;
        let index = member.index as usize;
        let taken = |taken: &UsedNumbers| taken.next(member.start.max(1));
        let (name, free) = match self.of {
            NumberOwner::Message(id, entry) => {
                let field = &cx.tables.decls.fields[entry.fields[index]];
                (cx.field_name(field), taken(self.taken.get_or_init(|| UsedNumbers::of_message(cx, id))))
            }
            NumberOwner::Enum(id, entry) => {
                let value = &cx.tables.decls.enum_values[entry.values[index]];
                (value.decl.name.of(cx.text()), taken(self.taken.get_or_init(|| UsedNumbers::of_enum(cx, id))))
            }
        };
        let named = NamedDeclaration { name, place: cx.place(member.span) };
        diagnostics::number_in_range(member.start, named, range.range(cx), cx.place(range.span), free)
    }
}

/// Sweeps over the sorted items. Each item is compared with the overlapping item that comes first in the source. This
/// finds one conflict for each mistake, including the first that protoc reports.
fn conflicts(items: &[NumberRange]) -> Vec<Conflict> {
    let mut errors = Vec::new();
    // The ranges before an item, by kind, the first in the source at the top.
    let mut ranges = [const { BinaryHeap::<Reverse<(u32, usize)>>::new() }; 2];
    for (at, item) in items.iter().enumerate() {
        for ranges in &mut ranges {
            while let Some(&Reverse((_, other))) = ranges.peek() {
                if items[other].end >= item.start {
                    errors.push(conflict(items, at, other));
                    break;
                }
                ranges.pop();
            }
        }
        if item.kind != RangeKind::Member {
            ranges[item.kind as usize].push(Reverse((item.index, at)));
        }
    }
    errors
}

fn conflict(items: &[NumberRange], one: usize, other: usize) -> Conflict {
    let by_index = |a: usize, b: usize| if items[a].index < items[b].index { (a, b) } else { (b, a) };
    let (group, (first, second)) = match (items[one].kind, items[other].kind) {
        (RangeKind::Member, _) => (Group::Member, (one, other)),
        (_, RangeKind::Member) => (Group::Member, (other, one)),
        (RangeKind::Reserved, RangeKind::Reserved) => (Group::ReservedRange, by_index(one, other)),
        (RangeKind::Extensions, RangeKind::Reserved) => (Group::ExtensionRange, (one, other)),
        (RangeKind::Reserved, RangeKind::Extensions) => (Group::ExtensionRange, (other, one)),
        (RangeKind::Extensions, RangeKind::Extensions) => (Group::ExtensionRange, by_index(one, other)),
    };
    Conflict {
        group,
        items: (first, second),
        // protoc compares fields with extension ranges first, and extension ranges with reserved ranges first.
        is_among_extensions: (items[second].kind == RangeKind::Extensions) == (group == Group::ExtensionRange),
    }
}
