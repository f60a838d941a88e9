//! What the two sides say of a message, in words.

use std::collections::BTreeSet;

use super::rules::Recipe;
use super::search::{Outcome, Road};
use super::show;
use crate::dynamic::{Codec, Message};
use crate::schema::{Cardinality, EnumId, FieldId, FieldNumber, FieldType, MessageId, Presence, Scalar, Shape};

/// More fields that say nothing are not told.
const MOST_ABSENT: usize = 8;

/// What the writer set.
pub(super) fn written(road: &Road<'_>, message: &Message) -> Vec<String> {
    let numbers = told(road, message, None);
    let mut lines: Vec<_> = numbers.iter().filter_map(|&number| present(road.from, message, number)).collect();
    if lines.is_empty() {
        lines = absent_lines(road.from, message.ty, road, &numbers);
    }
    lines
}

/// What the reader got.
pub(super) fn read(road: &Road<'_>, message: &Message, outcome: &Outcome) -> Vec<String> {
    let read = match outcome {
        Outcome::Refused(reason) => return vec![format!("an error: {reason}")],
        Outcome::Read(read) => read,
    };
    let unknown = show::unknown(read.unknown());
    let mut lines = Vec::new();
    for number in told(road, message, Some(read)) {
        let unknown: Vec<_> = unknown.iter().filter(|(other, _)| i64::from(*other) == i64::from(number.0)).collect();
        match (present(road.to, read, number), road.to.field(read.ty, number)) {
            (Some(line), _) => lines.push(line),
            (None, Some(id)) => lines.push(absent(road.to, id, road.recipe)),
            (None, None) if unknown.is_empty() => lines.push(format!("nothing is known of field {number}")),
            (None, None) => {}
        }
        lines.extend(unknown.iter().map(|(_, value)| format!("field {number} is unknown: {value}")));
    }
    lines
}

/// The fields that are told: what is set on either side, else those that the finding is about.
fn told(road: &Road<'_>, message: &Message, read: Option<&Message>) -> Vec<FieldNumber> {
    let focus: BTreeSet<_> = road.case.numbers.iter().copied().collect();
    let together = road.recipe == Recipe::Together;
    let set = message.iter().chain(read.into_iter().flat_map(Message::iter)).map(|(number, ..)| number);
    let told: BTreeSet<_> = set.filter(|number| together || focus.contains(number)).collect();
    let told = if told.is_empty() { focus } else { told };
    told.into_iter().take(MOST_ABSENT).collect()
}

fn present(codec: &Codec<'_>, message: &Message, number: FieldNumber) -> Option<String> {
    let (content, id) = (message.get(number)?, codec.field(message.ty, number)?);
    Some(format!("{} = {}", show::name(codec, id), show::content(codec, id, content)))
}

fn absent_lines(codec: &Codec<'_>, ty: MessageId, road: &Road<'_>, numbers: &[FieldNumber]) -> Vec<String> {
    let line = |&number: &FieldNumber| match codec.field(ty, number) {
        Some(id) => absent(codec, id, road.recipe),
        None => format!("nothing is sent as field {number}"),
    };
    numbers.iter().map(line).collect()
}

/// A field for which nothing was sent.
fn absent(codec: &Codec<'_>, id: FieldId, recipe: Recipe) -> String {
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

/// What a single field is taken for when nothing was sent.
pub(super) fn default(codec: &Codec<'_>, id: FieldId) -> String {
    let field = &codec.schema()[id];
    debug_assert!(field.cardinality != Cardinality::Repeated, "lists have no default");
    let text = field.default.as_deref();
    match field.ty {
        FieldType::Message(_) | FieldType::Group(_) => "{}".to_owned(),
        FieldType::Enum(of) => enum_default(codec, of, text),
        FieldType::Scalar(Scalar::String) => show::text(text.unwrap_or_default()),
        // A descriptor keeps bytes escaped already.
        FieldType::Scalar(Scalar::Bytes) => format!("\"{}\"", String::from_utf8_lossy(text.unwrap_or_default())),
        FieldType::Scalar(Scalar::Bool) => text.map_or("false".into(), lossy),
        FieldType::Scalar(_) => text.map_or("0".into(), lossy),
    }
}

fn lossy(text: &[u8]) -> String {
    String::from_utf8_lossy(text).into_owned()
}

/// The value that is named, else the first one.
fn enum_default(codec: &Codec<'_>, of: EnumId, name: Option<&[u8]>) -> String {
    let schema = codec.schema();
    let mut values = schema[of].values.iter().map(|&value| &schema[value]);
    let value = match name {
        Some(name) => values.find(|value| schema.text(value.name).as_bytes() == name),
        None => values.next(),
    };
    value.map_or_else(|| "0".to_owned(), |value| format!("{} ({})", schema.text(value.name), value.number))
}
