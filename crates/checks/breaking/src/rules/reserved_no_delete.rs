//! Numbers and names that are no longer reserved. They belonged to what was deleted, and old data still has them.

use std::collections::HashSet;

use crate::comparison::{Comparison, Pair};
use crate::finding::{Findings, Problem};
use crate::fix::SchemaEdit;
use crate::json_names::{is_key_of, json_names};
use crate::names::{CSR, FILE, PACKAGE, WIRE, WIRE_JSON};
use crate::rule::{BreakingRule, Check};
use crate::{proposals, subject};
use protoward_schema::ranges::{self, Coverage};
use protoward_schema::{Element, EnumId, EnumValueId, FieldId, MessageId, Name, NumberRange, Schema};

pub(super) const RULES: &[BreakingRule] = &[
    BreakingRule::new(
        "RESERVED_ENUM_NO_DELETE",
        "what an enum has reserved stays reserved",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
        include_str!("reserved_enum_no_delete.md"),
        Check::Enum(|cx, pair, findings| check(cx, &of_enum(cx.old, pair.old), &of_enum(cx.new, pair.new), findings)),
    )
    .about_older(),
    BreakingRule::new(
        "RESERVED_MESSAGE_NO_DELETE",
        "what a message has reserved stays reserved",
        &[FILE, PACKAGE, WIRE_JSON, WIRE, CSR],
        include_str!("reserved_message_no_delete.md"),
        Check::Message(|cx, pair, findings| {
            check(cx, &of_message(cx.old, pair.old), &of_message(cx.new, pair.new), findings);
            // buf compares only the reservations, and bytes have no names.
            if !cx.as_buf && !cx.only_bytes {
                check_keys(cx, pair, findings);
            }
        }),
    )
    .about_older(),
];

/// The paths of `name` and `json_name` in a field's descriptor.
const NAME: &[i32] = &[1];
const JSON_NAME: &[i32] = &[10];
/// The descriptor field of a message with the reserved names.
const RESERVED_NAME: i32 = 10;

/// The reservations of an enum or a message.
struct Reservations<'a> {
    schema: &'a Schema,
    element: Element,
    ranges: &'a [NumberRange],
    names: &'a [Name],
    /// The descriptor fields of reserved ranges and names.
    path: (i32, i32),
    max: i32,
}

fn of_enum(schema: &Schema, id: EnumId) -> Reservations<'_> {
    let parent = &schema[id];
    let ranges = &parent.reserved_ranges;
    let names = &parent.reserved_names;
    Reservations { schema, element: id.into(), ranges, names, path: (4, 5), max: ranges::MAX_VALUE }
}

fn of_message(schema: &Schema, id: MessageId) -> Reservations<'_> {
    let parent = &schema[id];
    let ranges = &parent.reserved_ranges;
    let names = &parent.reserved_names;
    Reservations { schema, element: id.into(), ranges, names, path: (9, RESERVED_NAME), max: ranges::MAX_FIELD }
}

impl<'a> Reservations<'a> {
    fn owner(&self) -> String {
        format!("{} `{}`", subject::kind(self.element), self.schema.full_name(self.element))
    }

    /// Returns the numbers in use, each with its name.
    fn used(&self) -> Vec<(i32, &'a str)> {
        let schema = self.schema;
        let value = |&id: &EnumValueId| (schema[id].number, schema.text(schema[id].name));
        let field = |&id: &FieldId| (schema[id].number.0, schema.text(schema[id].name));
        match self.element {
            Element::Enum(id) => schema[id].values.iter().map(value).collect(),
            Element::Message(id) => schema[id].fields.iter().map(field).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the number of the first field or value with a name. JSON parsers accept the JSON name and the declared name of a field.
    fn taker(&self, name: &str) -> Option<i32> {
        let schema = self.schema;
        match self.element {
            Element::Message(id) => {
                let is_taken = |&&field: &&FieldId| json_names(schema, field).iter().any(|key| is_key_of(name, key));
                schema[id].fields.iter().find(is_taken).map(|&field| schema[field].number.0)
            }
            _ => self.used().into_iter().find(|&(_, used)| used == name).map(|(number, _)| number),
        }
    }

    /// Returns the extension ranges, whose numbers other files may use.
    fn open(&self) -> Vec<NumberRange> {
        match self.element {
            Element::Message(id) => self.schema[id].extension_ranges.iter().map(|range| range.numbers).collect(),
            _ => Vec::new(),
        }
    }
}

fn check(cx: &Comparison<'_>, old: &Reservations<'_>, new: &Reservations<'_>, findings: &mut Findings) {
    let now = || cx.now(new.element, &[]);
    let covered = Coverage::new(new.ranges.iter().copied());
    for (index, &range) in (0..).zip(old.ranges) {
        let freed = covered.missing(range);
        if !freed.is_empty() {
            let fix = SchemaEdit::Reserve { target: new.element, numbers: freed.clone(), names: Vec::new() };
            let details = [ranges::list(&freed, new.max)].into_iter().chain(numbers_taken(new, &freed));
            let problem = numbers_freed(new, range, &freed);
            findings.push(now(), cx.was(old.element, &[old.path.0, index]), problem).details(details).fix(fix);
        }
    }
    let kept: HashSet<_> = new.names.iter().map(|&name| new.schema.text(name)).collect();
    for (index, &name) in (0..).zip(old.names) {
        let name = old.schema.text(name);
        if !kept.contains(name) {
            let fix = SchemaEdit::Reserve { target: new.element, numbers: Vec::new(), names: vec![name.to_owned()] };
            let taken = new.taker(name).map(|number| number.to_string());
            let problem = name_freed(new, name);
            let handle = findings.push(now(), cx.was(old.element, &[old.path.1, index]), problem);
            handle.details([name.to_owned()].into_iter().chain(taken)).fix(fix);
        }
    }
}

/// Reports fields that take the name in JSON of a name that is still reserved: the compiler compares declared names only.
fn check_keys(cx: &Comparison<'_>, pair: Pair<MessageId>, findings: &mut Findings) {
    let reserved = &cx.old[pair.old].reserved_names;
    if reserved.is_empty() {
        return;
    }
    let kept: HashSet<_> = cx.new[pair.new].reserved_names.iter().map(|&name| cx.new.text(name)).collect();
    let mut reported = HashSet::new();
    for (key, fields) in cx.gained_keys(pair) {
        let of_key = (0..).zip(reserved).map(|(index, &name)| (index, cx.old.text(name)));
        let Some((index, name)) = of_key.filter(|(_, name)| kept.contains(name)).find(|(_, name)| is_key_of(name, key))
        else {
            continue;
        };
        // If an old field had the name, the rules about fields compare the two.
        let had_key = |&field: &FieldId| json_names(cx.old, field).contains(key);
        if cx.old[pair.old].fields.iter().any(had_key) {
            continue;
        }
        for &field in fields.iter().filter(|&&field| reported.insert(field)) {
            let tail = if cx.new.name(field.into()) == key { NAME } else { JSON_NAME };
            let was = cx.was(pair.old, &[RESERVED_NAME, index]);
            findings
                .push(cx.now_any(field, &[tail, NAME]), was, key_taken(cx, field, key, name))
                .details([key.as_str(), name]);
        }
    }
}

fn key_taken(cx: &Comparison<'_>, field: FieldId, key: &str, name: &str) -> Problem {
    let number = cx.new[field].number;
    let subject = subject::field(cx.new, field);
    let of_name =
        if key == name { "which is reserved".to_owned() } else { format!("the JSON name of reserved `{name}`") };
    let part = if cx.new.name(field.into()) == key { "name" } else { "`json_name`" };
    Problem {
        message: format!(
            "{subject} goes by `{key}` in JSON, {of_name}: JSON written with what `{name}` meant before is read as number \
             {number}"
        ),
        now: format!("`{key}` is {number} here"),
        was: "reserved here".into(),
        help: format!("give number {number} another {part}"),
    }
}

/// Returns the fields or values, and the extension ranges, that use numbers which came free.
fn numbers_taken(new: &Reservations<'_>, freed: &[NumberRange]) -> Vec<String> {
    let free = Coverage::new(freed.iter().copied());
    let used = new.used().into_iter().filter(|&(number, _)| free.contains(number));
    let open: Vec<_> = new.open().into_iter().filter(|&range| free.touches(range)).collect();
    used.map(|(number, name)| format!("{name} {number}")).chain([ranges::list(&open, new.max)]).collect()
}

fn numbers_freed(new: &Reservations<'_>, range: NumberRange, freed: &[NumberRange]) -> Problem {
    let numbers = ranges::list(freed, new.max);
    let free = Coverage::new(freed.iter().copied());
    let taken = new.used().into_iter().find(|&(number, _)| free.contains(number));
    let open: Vec<_> = new.open().into_iter().filter(|&range| free.touches(range)).collect();
    let (harm, help) = match taken {
        Some((number, name)) => (
            format!("data written with what {number} meant before is read as `{name}`"),
            format!("give `{name}` a number that was never used, and put `reserved {numbers};` back"),
        ),
        None if !open.is_empty() => (
            "data from before is misread as soon as an extension takes such a number".to_owned(),
            format!(
                "take {numbers} out of `extensions {};`, and put `reserved {numbers};` back",
                ranges::list(&open, new.max)
            ),
        ),
        None => (
            "data from before is misread as soon as something takes such a number".to_owned(),
            format!("put `reserved {numbers};` back"),
        ),
    };
    Problem {
        message: format!(
            "reserved {numbers}{} of {} came free: {harm}",
            ranges::out_of(range, freed, new.max),
            new.owner()
        ),
        now: format!("{numbers} not reserved here"),
        was: "reserved here".into(),
        help,
    }
}

fn name_freed(new: &Reservations<'_>, name: &str) -> Problem {
    let back = proposals::reserved_names(new.schema, new.schema.file_of(new.element), &[name]);
    let (harm, help) = match new.taker(name) {
        Some(number) => (
            format!("JSON written with what the name meant before is read as number {number}"),
            format!("give number {number} a name that was never used, and put `{back}` back"),
        ),
        None => {
            ("JSON from before is misread as soon as something takes the name".to_owned(), format!("put `{back}` back"))
        }
    };
    Problem {
        message: format!("reserved name `{name}` of {} came free: {harm}", new.owner()),
        now: format!("`{name}` not reserved here"),
        was: "reserved here".into(),
        help,
    }
}
