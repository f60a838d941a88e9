//! Statements and numbers that help texts suggest: a `reserved` for what was deleted, and a free number.

use std::collections::HashSet;

use super::fix::SchemaEdit;
use super::versions::Pair;
use protoward_schema::ranges::{Coverage, MAX_FIELD};
use protoward_schema::{Element, EnumId, FileId, MessageId, NumberRange, Schema, Syntax};

/// The reservations of an enum or a message, to avoid proposing a duplicate, which would not compile.
pub(super) struct Reserved<'a> {
    schema: &'a Schema,
    file: FileId,
    numbers: Coverage,
    names: HashSet<&'a str>,
    /// The extension ranges, whose numbers cannot be reserved.
    open: Coverage,
}

impl<'a> Reserved<'a> {
    pub(super) fn of_enum(schema: &'a Schema, id: EnumId) -> Self {
        let parent = &schema[id];
        Self {
            schema,
            file: parent.file,
            numbers: Coverage::new(parent.reserved_ranges.iter().copied()),
            names: parent.reserved_names.iter().map(|&name| schema.text(name)).collect(),
            open: Coverage::new([]),
        }
    }

    pub(super) fn of_message(schema: &'a Schema, id: MessageId) -> Self {
        let parent = &schema[id];
        Self {
            schema,
            file: parent.file,
            numbers: Coverage::new(parent.reserved_ranges.iter().copied()),
            names: parent.reserved_names.iter().map(|&name| schema.text(name)).collect(),
            open: Coverage::new(parent.extension_ranges.iter().map(|range| range.numbers)),
        }
    }

    pub(super) fn has_number(&self, number: i32) -> bool {
        self.numbers.contains(number)
    }

    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Returns the names that are not reserved.
    pub(super) fn free<'n>(&self, names: &[&'n str]) -> Vec<&'n str> {
        names.iter().copied().filter(|name| !self.has_name(name)).collect()
    }

    /// Returns "add `reserved 4; reserved "A";`", with the necessary preparation.
    pub(super) fn add(&self, number: i32, names: &[&str]) -> String {
        let missing = self.missing(number, names);
        if self.open.contains(number) {
            format!("take {number} out of the extension ranges, then add `{missing}`")
        } else {
            format!("add `{missing}`")
        }
    }

    /// Returns the fix for [`missing`](Self::missing); `None` if the number is in an extension range.
    pub(super) fn fix(&self, target: Element, number: i32, names: &[&str]) -> Option<SchemaEdit> {
        let numbers = (!self.has_number(number)).then_some(NumberRange { start: number, end: number });
        let names = self.free(names).into_iter().map(str::to_owned).collect();
        let fix = SchemaEdit::Reserve { target, numbers: numbers.into_iter().collect(), names };
        (!self.open.contains(number)).then_some(fix)
    }

    /// Returns the statements to add to reserve a number and its names, such as `reserved 4; reserved "A", "B";`.
    pub(super) fn missing(&self, number: i32, names: &[&str]) -> String {
        let number = (!self.has_number(number)).then(|| format!("reserved {number};"));
        let names = self.free(names);
        let names = (!names.is_empty()).then(|| reserved_names(self.schema, self.file, &names));
        number.into_iter().chain(names).collect::<Vec<_>>().join(" ")
    }
}

/// Returns the statement that reserves names; editions write names without quotes.
pub(super) fn reserved_names(schema: &Schema, file: FileId, names: &[&str]) -> String {
    let quote = if matches!(schema[file].syntax, Syntax::Edition(_)) { "" } else { "\"" };
    let names: Vec<_> = names.iter().map(|name| format!("{quote}{name}{quote}")).collect();
    format!("reserved {};", names.join(", "))
}

/// The proposals for findings about the fields of one message.
pub(super) struct Proposals<'a> {
    reserved: Reserved<'a>,
    /// Names of current fields, which cannot be reserved.
    names: HashSet<&'a str>,
    /// A number that neither version of the message uses or reserves.
    free: Option<i32>,
}

impl<'a> Proposals<'a> {
    pub(super) fn new(old: &Schema, new: &'a Schema, pair: Pair<MessageId>) -> Self {
        Self {
            reserved: Reserved::of_message(new, pair.new),
            names: new[pair.new].fields.iter().map(|&field| new.text(new[field].name)).collect(),
            free: free_number(old, new, pair),
        }
    }

    /// Returns the statements to add to reserve a freed number and its former name.
    pub(super) fn missing(&self, number: i32, name: &str) -> String {
        let names: &[&str] = if self.names.contains(name) { &[] } else { &[name] };
        self.reserved.missing(number, names)
    }

    /// Returns ", such as 6": a free number for a replacement field.
    pub(super) fn such_as(&self) -> String {
        self.free.map_or_else(String::new, |number| format!(", such as {number}"))
    }
}

fn free_number(old: &Schema, new: &Schema, pair: Pair<MessageId>) -> Option<i32> {
    let numbers = |schema: &Schema, id: MessageId| {
        schema[id].fields.iter().map(|&field| schema[field].number.0).max().unwrap_or_default()
    };
    let last = numbers(old, pair.old).max(numbers(new, pair.new));
    free_number_after(last, taken(old, pair.old).chain(taken(new, pair.new)))
}

/// Returns the first valid field number after `last` that is not taken.
pub(super) fn free_number_after(last: i32, taken: impl Iterator<Item = NumberRange>) -> Option<i32> {
    /// The numbers that protobuf reserves for its implementation.
    const INTERNAL: NumberRange = NumberRange { start: 19_000, end: 19_999 };
    let free = Coverage::new(taken.chain([INTERNAL])).free_from(last.saturating_add(1));
    (free <= MAX_FIELD).then_some(free)
}

/// Returns the used, reserved and extension numbers of a message.
pub(super) fn taken(schema: &Schema, id: MessageId) -> impl Iterator<Item = NumberRange> {
    let message = &schema[id];
    let used = message.fields.iter().map(|&field| schema[field].number.0);
    let used = used.map(|number| NumberRange { start: number, end: number });
    let open = message.extension_ranges.iter().map(|range| range.numbers);
    used.chain(open).chain(message.reserved_ranges.iter().copied())
}
