//! Descriptions of written and read messages, one line for each field, which readers of a finding compare.

use std::collections::{BTreeMap, BTreeSet};

use super::direction::{Outcome, WitnessDirection};
use super::landing::WitnessEncoding;
use super::plan::Recipe;
use super::show;
use protoward_dynamic::{Codec, Message};
use protoward_schema::{Cardinality, EnumId, FieldId, FieldNumber, FieldType, Presence, Scalar, Shape};

/// Maximum number of absent fields to list.
const MOST_ABSENT: usize = 8;

/// Returns a line for every field that the writer set, and for the relevant fields if none is set.
pub(super) fn written(road: &WitnessDirection<'_>, message: &Message) -> Vec<String> {
    let mut lines: Vec<_> = message.iter().map(|(_, id, _)| present(road.from, message, id)).collect();
    let focus = &road.numbers;
    if !message.iter().any(|(number, ..)| focus.contains(&number)) {
        let absent = focus.iter().filter(|&&number| message.get(number).is_none()).take(MOST_ABSENT);
        lines.extend(absent.map(|&number| match road.from.field(message.ty, number) {
            Some(id) => absent_line(road.from, id, road.recipe),
            None => nothing_sent(road, number),
        }));
    }
    lines
}

/// Describes a field that the writer does not know, by the number or key of the reader.
fn nothing_sent(road: &WitnessDirection<'_>, number: FieldNumber) -> String {
    match (road.medium, road.to.field(road.read, number)) {
        (WitnessEncoding::Json, Some(id)) => format!("no key `{}` is sent", road.to.json_key(id)),
        _ => format!("field {number} is not sent"),
    }
}

/// Returns a line for every field that the reader set, for fields that did not arrive, and for unknown fields.
pub(super) fn read(road: &WitnessDirection<'_>, message: &Message, outcome: &Outcome) -> Vec<String> {
    let read = match outcome {
        Outcome::Refused(reason) => return vec![format!("an error: {reason}")],
        Outcome::Read(read) => read,
    };
    // Sorted by number: the field first, then unknown values with that number.
    let mut lines: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (number, id, _) in read.iter() {
        lines.entry(number.0.into()).or_default().push(present(road.to, read, id));
    }
    let absent = expected(road, message).into_iter().filter(|&id| {
        let number = road.to.schema()[id].number;
        read.get(number).is_none()
    });
    for id in absent {
        let number = road.to.schema()[id].number;
        lines.entry(number.0.into()).or_default().push(absent_line(road.to, id, road.recipe));
    }
    for (number, value) in show::unknown(read.unknown()) {
        lines.entry(number.into()).or_default().push(format!("field {number} is unknown: {value}"));
    }
    if lines.is_empty() {
        let unknown = road.numbers.iter().take(MOST_ABSENT);
        return unknown.map(|number| format!("field {number} is unknown")).collect();
    }
    lines.into_values().flatten().collect()
}

/// Returns the reader's fields that should receive written fields, or else the relevant fields. A field that is read
/// under another name is also searched by its own name.
fn expected(road: &WitnessDirection<'_>, message: &Message) -> BTreeSet<FieldId> {
    let arrives = |id: FieldId| {
        let by_name =
            road.ends().landing(id, road.read, WitnessEncoding::Json).filter(|_| road.ends().is_torn(id, road.read));
        road.ends().landing(id, road.read, road.medium).into_iter().chain(by_name)
    };
    let mut expected: BTreeSet<_> = message.iter().flat_map(|(_, id, _)| arrives(id)).collect();
    let focus = &road.numbers;
    if !message.iter().any(|(number, ..)| focus.contains(&number)) {
        expected.extend(focus.iter().filter_map(|&number| road.to.field(road.read, number)).take(MOST_ABSENT));
    }
    expected
}

fn present(codec: &Codec<'_>, message: &Message, id: FieldId) -> String {
    let content = message.get(codec.schema()[id].number).map(|content| show::content(codec, id, content));
    format!("{} = {}", show::name(codec, id), content.unwrap_or_default())
}

/// Describes a field for which nothing was sent.
fn absent_line(codec: &Codec<'_>, id: FieldId, recipe: Recipe) -> String {
    let name = show::name(codec, id);
    match codec.schema().shape(id) {
        Shape::Repeated { .. } | Shape::Map { .. } => format!("{name} is empty"),
        Shape::Single(Presence::Implicit) => format!("{name} = {}, as if it was not sent", default(codec, id)),
        Shape::Single(_) if recipe == Recipe::Defaults => {
            format!("{name} is not set, and taken for {}", default(codec, id))
        }
        Shape::Single(_) => format!("{name} is not set"),
    }
}

/// Returns the default of an absent singular field.
pub(super) fn default(codec: &Codec<'_>, id: FieldId) -> String {
    let field = &codec.schema()[id];
    debug_assert!(field.cardinality != Cardinality::Repeated, "lists have no default");
    let text = field.default.as_deref();
    match field.ty {
        FieldType::Message(_) | FieldType::Group(_) => "{}".to_owned(),
        FieldType::Enum(of) => enum_default(codec, of, text),
        FieldType::Scalar(Scalar::String) => show::text(text.unwrap_or_default()),
        // A descriptor stores bytes in escaped form.
        FieldType::Scalar(Scalar::Bytes) => format!("\"{}\"", String::from_utf8_lossy(text.unwrap_or_default())),
        FieldType::Scalar(Scalar::Bool) => text.map_or("false".into(), lossy),
        FieldType::Scalar(_) => text.map_or("0".into(), lossy),
    }
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// Returns the named value, or else the first one.
fn enum_default(codec: &Codec<'_>, of: EnumId, name: Option<&[u8]>) -> String {
    let schema = codec.schema();
    let mut values = schema[of].values.iter().map(|&value| &schema[value]);
    let value = match name {
        Some(name) => values.find(|value| schema.text(value.name).as_bytes() == name),
        None => values.next(),
    };
    value.map_or_else(|| "0".to_owned(), |value| format!("{} ({})", schema.text(value.name), value.number))
}
