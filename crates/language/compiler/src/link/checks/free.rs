//! The free numbers of a message or enum, which diagnostics of numbers propose.

use super::CheckContext;
use super::ranges::{self, MAX_NUMBER, NumberRange, OF_LIBRARY, RangeKind};
use crate::link::collect::FieldDecl;
use protoward_schema::{EnumId, MessageId};
use protoward_syntax::ast::Span;

/// The used and reserved numbers of one message or enum.
pub(super) struct UsedNumbers {
    /// Inclusive ranges, sorted and disjoint.
    blocks: Vec<(i64, i64)>,
    max: i64,
}

impl UsedNumbers {
    pub(super) fn of_message(cx: &CheckContext<'_>, id: MessageId) -> Self {
        let entry = &cx.tables.decls.messages[id];
        let mut items = vec![];
        ranges::of_message(cx, id, entry, &mut items);
        for &field in &entry.fields {
            if let FieldDecl::Field(decl) = cx.tables.decls.fields[field].decl() {
                items.push(NumberRange::member(cx, decl.number, items.len()));
            }
        }
        items.push(NumberRange {
            start: *OF_LIBRARY.start(),
            end: *OF_LIBRARY.end(),
            kind: RangeKind::Reserved,
            index: items.len() as u32,
            span: Span::default(),
        });
        Self::new(&mut items, MAX_NUMBER)
    }

    pub(super) fn of_enum(cx: &CheckContext<'_>, id: EnumId) -> Self {
        let entry = &cx.tables.decls.enums[id];
        let mut items = vec![];
        ranges::of_enum(cx, entry, &mut items);
        for &value in &entry.values {
            let number = cx.tables.decls.enum_values[value].decl.number;
            items.push(NumberRange::member(cx, number, items.len()));
        }
        Self::new(&mut items, i64::from(i32::MAX))
    }

    fn new(items: &mut [NumberRange], max: i64) -> Self {
        items.sort();
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for &NumberRange { start, end, .. } in &*items {
            match merged.last_mut() {
                Some((_, last)) if start <= *last + 1 => *last = end.max(*last),
                _ => merged.push((start, end)),
            }
        }
        Self { blocks: merged, max }
    }

    /// Returns the first free number that is not less than `from`.
    pub(super) fn next(&self, from: i64) -> Option<i64> {
        let index = self.blocks.partition_point(|&(_, end)| end < from);
        let free = match self.blocks.get(index) {
            Some(&(start, end)) if start <= from => end + 1,
            _ => from,
        };
        (free <= self.max).then_some(free)
    }
}
