//! What the encodings keep and what they lose when a field changes its type.
//!
//! Source: <https://protobuf.dev/programming-guides/proto3/#updating> and <https://protobuf.dev/programming-guides/json/>,
//! read as strictly as buf does: an enum and a number are strangers, although their bytes are not.

use super::pair::Pair;
use protoward_schema::{FieldId, FieldType, Presence, Scalar, Schema, Shape};

/// A type, as far as an encoding can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Scalar(Scalar),
    Enum,
    Message,
    /// A message between two tags.
    Group,
}

/// How a value travels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Varint,
    ZigZag,
    Fixed32,
    Fixed64,
    Length,
    Group,
}

impl Kind {
    pub(super) fn of(schema: &Schema, id: FieldId) -> Self {
        match schema[id].ty {
            FieldType::Scalar(scalar) => Self::Scalar(scalar),
            FieldType::Enum(_) => Self::Enum,
            FieldType::Message(_) | FieldType::Group(_) if schema.is_delimited(id) => Self::Group,
            FieldType::Message(_) | FieldType::Group(_) => Self::Message,
        }
    }

    const fn form(self) -> Form {
        match self {
            Self::Enum => Form::Varint,
            Self::Message => Form::Length,
            Self::Group => Form::Group,
            Self::Scalar(scalar) => match scalar {
                Scalar::Int32 | Scalar::Int64 | Scalar::Uint32 | Scalar::Uint64 | Scalar::Bool => Form::Varint,
                Scalar::Sint32 | Scalar::Sint64 => Form::ZigZag,
                Scalar::Fixed32 | Scalar::Sfixed32 | Scalar::Float => Form::Fixed32,
                Scalar::Fixed64 | Scalar::Sfixed64 | Scalar::Double => Form::Fixed64,
                Scalar::String | Scalar::Bytes => Form::Length,
            },
        }
    }

    /// What JSON writes.
    const fn json(self) -> &'static str {
        match self {
            Self::Enum => "the name of a value",
            Self::Message | Self::Group => "an object",
            Self::Scalar(scalar) => match scalar {
                Scalar::Int32 | Scalar::Uint32 | Scalar::Sint32 | Scalar::Fixed32 | Scalar::Sfixed32 => "a number",
                Scalar::Int64 | Scalar::Uint64 | Scalar::Sint64 | Scalar::Fixed64 | Scalar::Sfixed64 => {
                    "a string of digits"
                }
                Scalar::Float | Scalar::Double => "a decimal number",
                Scalar::Bool => "`true` or `false`",
                Scalar::String => "text",
                Scalar::Bytes => "base64",
            },
        }
    }
}

/// Whether a field may go from the one scalar to the other and still read the same bytes. Types that have names of
/// their own are the same or not, which is for the caller to find out.
pub(super) fn same_bytes(kinds: Pair<Kind>) -> bool {
    let Pair { old: Kind::Scalar(old), new: Kind::Scalar(new) } = kinds else { return false };
    match (old, new) {
        // Not the other way round: bytes need not be UTF-8.
        (Scalar::String, Scalar::Bytes) => true,
        (Scalar::String | Scalar::Bytes | Scalar::Float | Scalar::Double, _) => old == new,
        (_, Scalar::String | Scalar::Bytes | Scalar::Float | Scalar::Double) => false,
        _ => kinds.old.form() == kinds.new.form(),
    }
}

/// As [`same_bytes`], for JSON as well.
pub(super) fn same_json(kinds: Pair<Kind>) -> bool {
    same_bytes(kinds) && kinds.old.json() == kinds.new.json()
}

/// One side of a field that changed its type.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) schema: &'a Schema,
    pub(super) field: FieldId,
    pub(super) kind: Kind,
    /// The type as a person writes it.
    pub(super) name: &'a str,
}

/// What a client of the old type makes of the bytes of the new one: the end of a sentence that begins with the client.
/// Two enums are for the caller to compare.
pub(super) fn misread(sides: Pair<Side<'_>>) -> String {
    let Pair { old, new } = sides;
    // The halves of a map have names that nobody wrote.
    let is_half = old.schema.is_map_entry(old.schema[old.field].containing());
    let name = old.schema.text(old.schema[old.field].name);
    let field = if is_half { "it".to_owned() } else { format!("`{name}`") };
    match (old.kind, new.kind) {
        (Kind::Enum, Kind::Scalar(_)) if new.kind.form() == Form::Varint => {
            format!("reads {field} as a number that enum `{}` may not name", old.name)
        }
        (Kind::Scalar(_), Kind::Enum) if old.kind.form() == Form::Varint => {
            format!("may send numbers in {field} that enum `{}` does not name", new.name)
        }
        (Kind::Scalar(Scalar::Bytes), Kind::Scalar(Scalar::String)) => {
            format!("may send bytes in {field} that are not UTF-8, and the new side refuses them")
        }
        _ => match (old.kind.form(), new.kind.form()) {
            (Form::Varint, Form::ZigZag) => format!("reads other numbers in {field}: 1 arrives as 2, and -1 as 1"),
            (Form::ZigZag, Form::Varint) => format!("reads other numbers in {field}: 1 arrives as -1, and 2 as 1"),
            _ if is_accepted(sides) => {
                format!("reads {field} as `{}`, although it is the bytes of `{}`", old.name, new.name)
            }
            _ => format!("skips what it gets and reads {field} as {}", absent(old)),
        },
    }
}

/// Whether a parser for the old type takes the bytes of the new one, for what they are not.
fn is_accepted(sides: Pair<Side<'_>>) -> bool {
    let Pair { old, new } = sides;
    let sent = match new.schema.shape(new.field) {
        Shape::Repeated { packed: true } => Form::Length,
        _ => new.kind.form(),
    };
    let is_packable = |kind: Kind| !matches!(kind.form(), Form::Length | Form::Group);
    let takes_packed = matches!(old.schema.shape(old.field), Shape::Repeated { .. }) && is_packable(old.kind);
    sent == old.kind.form() || sent == Form::Length && takes_packed
}

/// What a field is when nothing was sent for it.
fn absent(side: Side<'_>) -> &'static str {
    match side.schema.shape(side.field) {
        Shape::Repeated { .. } => "an empty list",
        Shape::Map { .. } => "an empty map",
        Shape::Single(Presence::Explicit | Presence::Required) => "not set",
        Shape::Single(Presence::Implicit) => match side.kind {
            Kind::Scalar(Scalar::String) => "`\"\"`",
            Kind::Scalar(Scalar::Bytes) => "empty",
            Kind::Scalar(Scalar::Bool) => "`false`",
            Kind::Scalar(_) => "`0`",
            Kind::Enum => "its first value",
            Kind::Message | Kind::Group => "not set",
        },
    }
}

/// What JSON makes of the change.
pub(super) fn json_change(kinds: Pair<Kind>) -> String {
    format!("JSON has {} where a client built before this change expects {}", kinds.new.json(), kinds.old.json())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wider_is_fine_in_bytes_and_not_in_json() {
        let kinds = Pair { old: Kind::Scalar(Scalar::Int32), new: Kind::Scalar(Scalar::Int64) };
        assert!(same_bytes(kinds) && !same_json(kinds));
    }

    #[test]
    fn text_becomes_bytes_but_not_back() {
        let (old, new) = (Kind::Scalar(Scalar::String), Kind::Scalar(Scalar::Bytes));
        assert!(same_bytes(Pair { old, new }) && !same_bytes(Pair { old: new, new: old }));
    }
}
