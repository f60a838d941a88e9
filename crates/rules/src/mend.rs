//! The statements that keep numbers and names from coming back, and numbers to take instead.

use std::collections::HashSet;

use super::fix::Mend;
use super::pair::Pair;
use protoward_schema::ranges::{Coverage, MAX_FIELD};
use protoward_schema::{Element, EnumId, FileId, MessageId, NumberRange, Schema, Syntax};

/// What an enum or a message has reserved already, so that nothing is proposed twice: that would not compile.
pub(super) struct Reserved<'a> {
    schema: &'a Schema,
    file: FileId,
    numbers: Coverage,
    names: HashSet<&'a str>,
    /// Numbers that extensions may use, which cannot be reserved.
    open: Coverage,
}

impl<'a> Reserved<'a> {
    pub(super) fn of_enum(schema: &'a Schema, id: EnumId) -> Self {
        let whole = &schema[id];
        Self {
            schema,
            file: whole.file,
            numbers: Coverage::new(whole.reserved_ranges.iter().copied()),
            names: whole.reserved_names.iter().map(|&name| schema.text(name)).collect(),
            open: Coverage::new([]),
        }
    }

    pub(super) fn of_message(schema: &'a Schema, id: MessageId) -> Self {
        let whole = &schema[id];
        Self {
            schema,
            file: whole.file,
            numbers: Coverage::new(whole.reserved_ranges.iter().copied()),
            names: whole.reserved_names.iter().map(|&name| schema.text(name)).collect(),
            open: Coverage::new(whole.extension_ranges.iter().map(|range| range.numbers)),
        }
    }

    pub(super) fn has_number(&self, number: i32) -> bool {
        self.numbers.contains(number)
    }

    pub(super) fn has_name(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The names that are not reserved.
    pub(super) fn free<'n>(&self, names: &[&'n str]) -> Vec<&'n str> {
        names.iter().copied().filter(|name| !self.has_name(name)).collect()
    }

    /// "add `reserved 4; reserved "A";`", and what has to be done first.
    pub(super) fn add(&self, number: i32, names: &[&str]) -> String {
        let missing = self.missing(number, names);
        match self.open.contains(number) {
            true => format!("take {number} out of the extension ranges, then add `{missing}`"),
            false => format!("add `{missing}`"),
        }
    }

    /// The mend that [`missing`](Self::missing) writes down; none where extensions may use the number.
    pub(super) fn mend(&self, whole: Element, number: i32, names: &[&str]) -> Option<Mend> {
        let numbers = (!self.has_number(number)).then_some(NumberRange { start: number, end: number });
        let names = self.free(names).into_iter().map(str::to_owned).collect();
        let mend = Mend::Reserve { whole, numbers: numbers.into_iter().collect(), names };
        (!self.open.contains(number)).then_some(mend)
    }

    /// What has to be added to reserve a number and its names: `reserved 4; reserved "A", "B";`, or less.
    pub(super) fn missing(&self, number: i32, names: &[&str]) -> String {
        let number = (!self.has_number(number)).then(|| format!("reserved {number};"));
        let names = self.free(names);
        let names = (!names.is_empty()).then(|| reserved_names(self.schema, self.file, &names));
        number.into_iter().chain(names).collect::<Vec<_>>().join(" ")
    }
}

/// The statement that reserves names; editions write them without quotes.
pub(super) fn reserved_names(schema: &Schema, file: FileId, names: &[&str]) -> String {
    let quote = if matches!(schema[file].syntax, Syntax::Edition(_)) { "" } else { "\"" };
    let names: Vec<_> = names.iter().map(|name| format!("{quote}{name}{quote}")).collect();
    format!("reserved {};", names.join(", "))
}

/// What a finding about a field may propose, worked out once for its message.
pub(super) struct Proposals<'a> {
    reserved: Reserved<'a>,
    /// Names that fields have, which cannot be reserved.
    names: HashSet<&'a str>,
    /// A number that neither version of the message has used or reserved.
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

    /// What has to be added to reserve a number that is free again, and the name that it had.
    pub(super) fn missing(&self, number: i32, name: &str) -> String {
        let names: &[&str] = if self.names.contains(name) { &[] } else { &[name] };
        self.reserved.missing(number, names)
    }

    /// ", such as 6": a number for a field that takes the place of another one.
    pub(super) fn such_as(&self) -> String {
        self.free.map_or_else(String::new, |number| format!(", such as {number}"))
    }
}

fn free_number(old: &Schema, new: &Schema, pair: Pair<MessageId>) -> Option<i32> {
    let numbers = |schema: &Schema, id: MessageId| {
        schema[id].fields.iter().map(|&field| schema[field].number.0).max().unwrap_or_default()
    };
    let last = numbers(old, pair.old).max(numbers(new, pair.new));
    free_behind(last, taken(old, pair.old).chain(taken(new, pair.new)))
}

/// The first number behind `last` that a field can have.
pub(super) fn free_behind(last: i32, taken: impl Iterator<Item = NumberRange>) -> Option<i32> {
    /// Numbers that protobuf keeps for itself.
    const INTERNAL: NumberRange = NumberRange { start: 19_000, end: 19_999 };
    let free = Coverage::new(taken.chain([INTERNAL])).free_from(last.saturating_add(1));
    (free <= MAX_FIELD).then_some(free)
}

/// Everything in a message that is used, reserved or open for extensions.
pub(super) fn taken(schema: &Schema, id: MessageId) -> impl Iterator<Item = NumberRange> {
    let message = &schema[id];
    let used = message.fields.iter().map(|&field| schema[field].number.0);
    let used = used.map(|number| NumberRange { start: number, end: number });
    let open = message.extension_ranges.iter().map(|range| range.numbers);
    used.chain(open).chain(message.reserved_ranges.iter().copied())
}
