//! The effect of a changed field type on the binary and JSON encodings.
//!
//! Source: <https://protobuf.dev/programming-guides/proto3/#updating> and
//! <https://protobuf.dev/programming-guides/json/>,
//! as strictly as buf: an enum and an integer are incompatible, although their bytes are not.

use super::versions::Pair;
use protoward_schema::{FieldId, FieldType, Presence, Scalar, Schema, Shape};

/// The kind of a field type that an encoding distinguishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TypeKind {
    Scalar(Scalar),
    Enum,
    Message,
    /// A message delimited by two tags.
    Group,
}

/// The wire type of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Varint,
    ZigZag,
    Fixed32,
    Fixed64,
    Length,
    Group,
}

impl TypeKind {
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

    /// Returns the JSON form of a value.
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

/// Returns `true` if a field can change from one scalar type to the other and still decode the same bytes. The caller
/// compares types that have names.
pub(super) fn same_bytes(kinds: Pair<TypeKind>) -> bool {
    let Pair { old: TypeKind::Scalar(old), new: TypeKind::Scalar(new) } = kinds else { return false };
    match (old, new) {
        // Not the reverse: bytes need not be UTF-8.
        (Scalar::String, Scalar::Bytes) => true,
        (Scalar::String | Scalar::Bytes | Scalar::Float | Scalar::Double, _) => old == new,
        (_, Scalar::String | Scalar::Bytes | Scalar::Float | Scalar::Double) => false,
        _ => kinds.old.form() == kinds.new.form(),
    }
}

/// Returns `true` if a field decodes the same bytes and the same JSON.
pub(super) fn same_json(kinds: Pair<TypeKind>) -> bool {
    same_bytes(kinds) && kinds.old.json() == kinds.new.json()
}

/// One version of a field whose type changed.
#[derive(Clone, Copy)]
pub(super) struct Side<'a> {
    pub(super) schema: &'a Schema,
    pub(super) field: FieldId,
    pub(super) kind: TypeKind,
    /// The name of the type in the source.
    pub(super) name: &'a str,
}

/// Returns the end of a sentence that describes how a client with the old type decodes bytes of the new type. The
/// caller compares two enums.
pub(super) fn misread(sides: Pair<Side<'_>>) -> String {
    let Pair { old, new } = sides;
    // The names of map entries do not occur in the source.
    let is_half = old.schema.is_map_entry(old.schema[old.field].containing());
    let name = old.schema.text(old.schema[old.field].name);
    let field = if is_half { "it".to_owned() } else { format!("`{name}`") };
    match (old.kind, new.kind) {
        (TypeKind::Enum, TypeKind::Scalar(_)) if new.kind.form() == Form::Varint => {
            format!("reads {field} as a number that enum `{}` may not name", old.name)
        }
        (TypeKind::Scalar(_), TypeKind::Enum) if old.kind.form() == Form::Varint => {
            format!("may send numbers in {field} that enum `{}` does not name", new.name)
        }
        (TypeKind::Scalar(Scalar::Bytes), TypeKind::Scalar(Scalar::String)) => {
            format!("may send bytes in {field} that are not UTF-8, and the new side refuses them")
        }
        _ => match (old.kind.form(), new.kind.form()) {
            (Form::Varint, Form::ZigZag) => format!("reads other numbers in {field}: 1 arrives as 2, and -1 as 1"),
            (Form::ZigZag, Form::Varint) => format!("reads other numbers in {field}: 1 arrives as -1, and 2 as 1"),
            _ if is_accepted(sides) => {
                if old.name == new.name {
                    format!("misreads what is sent in {field}")
                } else {
                    format!("reads {field} as `{}`, although it was written as `{}`", old.name, new.name)
                }
            }
            _ => format!("ignores the received value and reads {field} as {}", absent(old)),
        },
    }
}

/// Returns `true` if a parser for the old type accepts the bytes of the new type with another meaning.
fn is_accepted(sides: Pair<Side<'_>>) -> bool {
    let Pair { old, new } = sides;
    is_taken((new.schema, new.field), (old.schema, old.field))
}

/// Returns `true` if a parser for a field takes the bytes of another one, whatever they mean to it, and does not skip them.
pub(super) fn is_taken(written: (&Schema, FieldId), read: (&Schema, FieldId)) -> bool {
    let form = |(schema, field)| match TypeKind::of(schema, field).form() {
        Form::ZigZag => Form::Varint,
        form => form,
    };
    let sent = match written.0.shape(written.1) {
        Shape::Repeated { packed: true } => Form::Length,
        _ => form(written),
    };
    let is_list = matches!(read.0.shape(read.1), Shape::Repeated { .. });
    let takes_packed = is_list && !matches!(form(read), Form::Length | Form::Group);
    sent == form(read) || sent == Form::Length && takes_packed
}

/// Returns the value of an absent field in words.
fn absent(side: Side<'_>) -> &'static str {
    match side.schema.shape(side.field) {
        Shape::Repeated { .. } => "an empty list",
        Shape::Map { .. } => "an empty map",
        Shape::Single(Presence::Explicit | Presence::Required) => "not set",
        Shape::Single(Presence::Implicit) => match side.kind {
            TypeKind::Scalar(Scalar::String) => "`\"\"`",
            TypeKind::Scalar(Scalar::Bytes) => "empty",
            TypeKind::Scalar(Scalar::Bool) => "`false`",
            TypeKind::Scalar(_) => "`0`",
            TypeKind::Enum => "its first value",
            TypeKind::Message | TypeKind::Group => "not set",
        },
    }
}

/// Returns a phrase about the changed JSON form.
pub(super) fn json_change(kinds: Pair<TypeKind>) -> String {
    format!("JSON has {} where a client built before this change expects {}", kinds.new.json(), kinds.old.json())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_wider_integers_in_bytes_but_not_in_json() {
        let kinds = Pair { old: TypeKind::Scalar(Scalar::Int32), new: TypeKind::Scalar(Scalar::Int64) };
        assert!(same_bytes(kinds) && !same_json(kinds));
    }

    #[test]
    fn accepts_string_to_bytes_but_not_the_reverse() {
        let old = TypeKind::Scalar(Scalar::String);
        let new = TypeKind::Scalar(Scalar::Bytes);
        assert!(same_bytes(Pair { old, new }) && !same_bytes(Pair { old: new, new: old }));
    }
}
