//! The values of an enum, as readers of data see them: numbers, each with all its names.

use std::collections::BTreeMap;

use crate::schema::{EnumId, EnumValueId, Schema};

/// The values of one enum by number; the names of a number in the order of the file.
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

    /// Every number with its values, in ascending order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (i32, &[EnumValueId])> {
        self.values.iter().map(|(&number, values)| (number, &values[..]))
    }

    /// The values of a number; none where the enum does not know it.
    pub(super) fn of(&self, number: i32) -> &[EnumValueId] {
        self.values.get(&number).map_or(&[], Vec::as_slice)
    }

    /// The names of some values.
    pub(super) fn names(&self, values: &[EnumValueId]) -> Vec<&'a str> {
        values.iter().map(|&value| self.schema.text(self.schema[value].name)).collect()
    }
}
