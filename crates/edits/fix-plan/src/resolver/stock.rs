//! The names and numbers that a message or enum uses, so that a fix knows what is free.

use std::collections::{HashMap, HashSet};

use protoward_schema::ranges::Coverage;
use protoward_schema::{EnumId, MessageId, NumberRange, OneofId, Schema};

/// The names and numbers that a message or enum uses, reserves or opens for extensions.
#[derive(Debug, Default)]
pub(crate) struct UsedNamesAndNumbers<'t> {
    /// Numbers of fields or values.
    pub(crate) numbers: Coverage,
    /// Names of fields or values, with their numbers.
    names: HashMap<&'t str, i32>,
    /// The index and name of the first field or value with each number.
    order: HashMap<i32, (usize, &'t str)>,
    /// The JSON names of fields, set or derived.
    pub(crate) json: HashSet<String>,
    /// Other names in the scope.
    others: HashSet<&'t str>,
    pub(crate) reserved: Coverage,
    pub(crate) reserved_names: HashSet<&'t str>,
    /// The numbers of extension ranges.
    pub(crate) open: Coverage,
}

impl<'t> UsedNamesAndNumbers<'t> {
    pub(super) fn of_message(schema: &'t Schema, id: MessageId) -> Self {
        let message = &schema[id];
        let oneofs = message.oneofs.iter().filter(|&&oneof: &&OneofId| !schema[oneof].synthetic);
        let oneofs = oneofs.map(|&oneof| schema.text(schema[oneof].name));
        let messages = message.messages.iter().map(|&inner| schema.text(schema[inner].name));
        let enums = message.enums.iter().map(|&inner| schema.text(schema[inner].name));
        let extensions = message.extensions.iter().map(|&inner| schema.text(schema[inner].name));
        let fields = message.fields.iter().map(|&field| (schema.text(schema[field].name), schema[field].number.0));
        Self {
            json: message.fields.iter().map(|&field| schema.json_name(field)).collect(),
            others: oneofs.chain(messages).chain(enums).chain(extensions).collect(),
            reserved: Coverage::new(message.reserved_ranges.iter().copied()),
            reserved_names: message.reserved_names.iter().map(|&name| schema.text(name)).collect(),
            open: Coverage::new(message.extension_ranges.iter().map(|range| range.numbers)),
            ..Self::of_members(fields)
        }
    }

    pub(super) fn of_enum(schema: &'t Schema, id: EnumId) -> Self {
        let parent = &schema[id];
        let values = parent.values.iter().map(|&value| (schema.text(schema[value].name), schema[value].number));
        Self {
            reserved: Coverage::new(parent.reserved_ranges.iter().copied()),
            reserved_names: parent.reserved_names.iter().map(|&name| schema.text(name)).collect(),
            ..Self::of_members(values)
        }
    }

    fn of_members(members: impl Iterator<Item = (&'t str, i32)> + Clone) -> Self {
        let mut order = HashMap::new();
        for (index, (name, number)) in members.clone().enumerate() {
            order.entry(number).or_insert((index, name));
        }
        let numbers = members.clone().map(|(_, number)| NumberRange { start: number, end: number });
        Self { numbers: Coverage::new(numbers), names: members.collect(), order, ..Self::default() }
    }

    /// Returns the number of the field or value with a name.
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        self.names.get(name).copied()
    }

    /// Returns the name of the field or value with a number.
    pub(crate) fn name(&self, number: i32) -> Option<&'t str> {
        self.order.get(&number).map(|&(_, name)| name)
    }

    /// Returns the index of the field or value with a number.
    pub(crate) fn index(&self, number: i32) -> Option<usize> {
        self.order.get(&number).map(|&(index, _)| index)
    }

    /// Returns `true` if the scope declares a name.
    pub(crate) fn is_declared(&self, name: &str) -> bool {
        self.names.contains_key(name) || self.others.contains(name)
    }

    /// Returns `true` if a field or value can use a name.
    pub(crate) fn is_free(&self, name: &str) -> bool {
        !self.is_declared(name) && !self.reserved_names.contains(name)
    }

    /// Returns `true` if a field can use a number.
    pub(crate) fn is_free_number(&self, number: i32) -> bool {
        !self.numbers.contains(number) && !self.reserved.contains(number) && !self.open.contains(number)
    }
}
