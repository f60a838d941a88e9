//! Free numbers, for proposals in diagnostics.

use super::Context;
use super::ranges::{self, MAX_NUMBER, NumberRange, OF_LIBRARY, number};
use crate::link::collect::FieldDecl;
use protoward_schema::{EnumId, MessageId};

/// The used and reserved numbers of one message or enum.
pub(super) struct UsedNumbers {
    /// Inclusive ranges, sorted and disjoint.
    blocks: Vec<(i64, i64)>,
    max: i64,
}

impl UsedNumbers {
    pub(super) fn of_message(cx: &Context<'_>, id: MessageId) -> Self {
        let entry = &cx.tables.decls.messages[id];
        let mut items = vec![];
        ranges::of_message(cx, id, entry, &mut items);
        let mut blocks: Vec<(i64, i64)> = items.iter().map(NumberRange::bounds).collect();
        for &field in &entry.fields {
            if let FieldDecl::Field(decl) = cx.tables.decls.fields[field].decl() {
                let number = number(cx.text(), decl.number);
                blocks.push((number, number));
            }
        }
        blocks.push((*OF_LIBRARY.start(), *OF_LIBRARY.end()));
        Self::new(blocks, MAX_NUMBER)
    }

    pub(super) fn of_enum(cx: &Context<'_>, id: EnumId) -> Self {
        let entry = &cx.tables.decls.enums[id];
        let mut items = vec![];
        ranges::of_enum(cx, entry, &mut items);
        let mut blocks: Vec<(i64, i64)> = items.iter().map(NumberRange::bounds).collect();
        for &value in &entry.values {
            let number = number(cx.text(), cx.tables.decls.enum_values[value].decl.number);
            blocks.push((number, number));
        }
        Self::new(blocks, i64::from(i32::MAX))
    }

    fn new(mut blocks: Vec<(i64, i64)>, max: i64) -> Self {
        blocks.sort();
        let mut merged: Vec<(i64, i64)> = Vec::new();
        for &(start, end) in &blocks {
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
