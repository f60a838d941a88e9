//! Enum values that change their meaning: a number whose name in one enum belongs to another number in the other enum.
//!
//! A number with a new name alone is a rename, which bytes do not see.

use std::collections::HashMap;

use super::exchanges;
use super::values::ValuesByNumber;
use super::versions::Pair;
use protoward_schema::{EnumId, EnumValueId, Schema};

/// A number of an old enum that the new one reads as another of its values.
pub(super) struct MisreadValue<'a> {
    pub(super) number: i32,
    /// The old name.
    sent: &'a str,
    /// The new name.
    read: &'a str,
    moved: MovedName<'a>,
}

/// The name by which the numbers of two enums are compared.
enum MovedName<'a> {
    /// The new name is, or continues, a name that had another number.
    Here { name: &'a str, was: i32 },
    /// The old name has another number.
    Away { now: i32 },
}

/// Returns the numbers that the new enum of a pair misreads, in ascending order.
pub(super) fn misread_values<'a>(schemas: Pair<&'a Schema>, pair: Pair<EnumId>) -> Vec<MisreadValue<'a>> {
    let old = ValuesByNumber::new(schemas.old, pair.old);
    let new = ValuesByNumber::new(schemas.new, pair.new);
    let before = numbers(schemas.old, pair.old);
    let after = numbers(schemas.new, pair.new);
    let exchanged = exchanges::values(schemas, pair);
    let came_here = |&value: &EnumValueId| {
        let read = schemas.new.name(value.into());
        let moved = match exchanged.get(&value) {
            Some(&other) => MovedName::Here { name: schemas.old.name(other.into()), was: schemas.old[other].number },
            None => MovedName::Here { name: read, was: *before.get(read)? },
        };
        Some((read, moved))
    };
    let misread = |(number, values): (i32, &[EnumValueId])| {
        let sent = old.names(values);
        let read = new.names(new.of(number));
        // A number that keeps a name keeps its meaning.
        if sent.iter().any(|name| read.contains(name)) {
            return None;
        }
        if let Some((read, moved)) = new.of(number).iter().find_map(came_here) {
            return Some(MisreadValue { number, sent: sent[0], read, moved });
        }
        let (sent, now) = sent.into_iter().find_map(|name| Some((name, *after.get(name)?)))?;
        Some(MisreadValue { number, sent, read: read.first()?, moved: MovedName::Away { now } })
    };
    old.iter().filter_map(misread).collect()
}

/// Returns the number of each name.
fn numbers(schema: &Schema, id: EnumId) -> HashMap<&str, i32> {
    schema[id].values.iter().map(|&value| (schema.name(value.into()), schema[value].number)).collect()
}

impl MisreadValue<'_> {
    /// Describes what happens to the value, as the end of a sentence.
    pub(super) fn described(&self) -> String {
        let Self { number, sent, read, .. } = self;
        let why = match self.moved {
            MovedName::Here { name, was } if name == *read => {
                format!("{number} was `{sent}` and is `{read}`, which was {was}")
            }
            MovedName::Here { name, was } => {
                format!("{number} was `{sent}` and is `{read}`, a name like that of `{name}`, which was {was}")
            }
            MovedName::Away { now } => format!("`{sent}` was {number} and is {now}, and {number} is `{read}`"),
        };
        format!("{why}: what a client built before this change sends as `{sent}` is read as `{read}`")
    }
}
