//! The values of an enum by number, each with all of its names.

use std::collections::BTreeMap;

use super::comparison::Pair;
use protoward_schema::{EnumId, EnumValueId, Schema};

/// Returns `true` if two enums have the same names and numbers in the same order. A fast path for most enums.
pub(super) fn are_same(old: &Schema, new: &Schema, pair: Pair<EnumId>) -> bool {
    let before = &old[pair.old].values;
    let after = &new[pair.new].values;
    let is_same = |(&before, &after): (&EnumValueId, &EnumValueId)| {
        let before = &old[before];
        let after = &new[after];
        before.number == after.number && old.text(before.name) == new.text(after.name)
    };
    before.len() == after.len() && before.iter().zip(after).all(is_same)
}

/// The values of one enum by number; the names of one number are in file order.
pub(super) struct ValuesByNumber<'a> {
    schema: &'a Schema,
    values: BTreeMap<i32, Vec<EnumValueId>>,
}

impl<'a> ValuesByNumber<'a> {
    pub(super) fn new(schema: &'a Schema, id: EnumId) -> Self {
        let mut values = BTreeMap::<_, Vec<_>>::new();
        for &value in &schema[id].values {
            values.entry(schema[value].number).or_default().push(value);
        }
        Self { schema, values }
    }

    /// Returns every number with its values, in ascending order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, &[EnumValueId])> {
        self.values.iter().map(|(&number, values)| (number, &values[..]))
    }

    /// Returns the values with a number.
    pub(super) fn of(&self, number: i32) -> &[EnumValueId] {
        self.values.get(&number).map_or(&[], Vec::as_slice)
    }

    /// Returns the names of the given values.
    pub(super) fn names(&self, values: &[EnumValueId]) -> Vec<&'a str> {
        values.iter().map(|&value| self.schema.text(self.schema[value].name)).collect()
    }
}
