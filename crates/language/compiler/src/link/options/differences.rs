//! The differences between the complete and the stripped form of the same options.

use std::ops::Range;

use super::{Options, OptionsHolder, Table};
use crate::link::collect::Declared;
use protoward_schema::{FileId, IdSet, Message};

/// Two forms of the options of the same files.
pub(in crate::link) struct Differences<'o> {
    one: &'o Options,
    other: &'o Options,
    /// The messages whose extension ranges have different options.
    ranges: IdSet<Message>,
}

impl<'o> Differences<'o> {
    pub(in crate::link) fn new(one: &'o Options, other: &'o Options) -> Self {
        let mut ranges = IdSet::default();
        add_differing_ranges(one, other, &mut ranges);
        add_differing_ranges(other, one, &mut ranges);
        Self { one, other, ranges }
    }

    /// Returns `true` if any declaration of the file has different options.
    pub(in crate::link) fn are_in(&self, file: FileId, declared: &Declared) -> bool {
        let Self { one, other, ranges } = self;
        one.files.get(file) != other.files.get(file)
            || differ(&one.messages, &other.messages, &declared.messages)
            || differ(&one.fields, &other.fields, &declared.fields)
            || differ(&one.oneofs, &other.oneofs, &declared.oneofs)
            || differ(&one.enums, &other.enums, &declared.enums)
            || differ(&one.enum_values, &other.enum_values, &declared.enum_values)
            || differ(&one.services, &other.services, &declared.services)
            || differ(&one.methods, &other.methods, &declared.methods)
            || one.places[file] != other.places[file]
            || one.messages.slice(declared.messages.clone()).any(|(message, _)| ranges.contains(message))
    }
}

fn differ<T>(one: &Table<T>, other: &Table<T>, range: &Range<u32>) -> bool {
    let mut pairs = one.slice(range.clone()).zip(other.slice(range.clone()));
    pairs.any(|((_, one), (_, other))| one != other)
}

fn add_differing_ranges(one: &Options, other: &Options, ranges: &mut IdSet<Message>) {
    one.extension_ranges.iter().for_each(|(holder, bytes)| {
        if let OptionsHolder::Extensions(message, _) = *holder
            && other.extension_ranges.get(holder) != Some(bytes)
        {
            ranges.insert(message);
        }
    });
}
