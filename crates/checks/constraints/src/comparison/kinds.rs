//! Types of fields in two versions: the same one, and one that reads the same bytes.

use protoward_schema::{EnumId, EnumType, FieldId, FieldType, Scalar, Schema, Shape};

/// Returns `true` if two fields have the same values and the same presence.
pub(super) fn same_kind(old_schema: &Schema, old: FieldId, new_schema: &Schema, new: FieldId) -> bool {
    let same_type = |old: FieldId, new: FieldId| match (old_schema[old].ty, new_schema[new].ty) {
        (FieldType::Scalar(old), FieldType::Scalar(new)) => old == new,
        (FieldType::Enum(old), FieldType::Enum(new)) => {
            let of = |schema: &Schema, id: EnumId| {
                let is_closed = schema[id].features.enum_type == EnumType::Closed;
                is_closed.then(|| schema[id].values.iter().map(|&value| schema[value].number).collect::<Vec<_>>())
            };
            of(old_schema, old) == of(new_schema, new)
        }
        (FieldType::Message(old) | FieldType::Group(old), FieldType::Message(new) | FieldType::Group(new)) => {
            old_schema.text(old_schema[old].full_name) == new_schema.text(new_schema[new].full_name)
        }
        _ => false,
    };
    match (old_schema.shape(old), new_schema.shape(new)) {
        (Shape::Single(before), Shape::Single(after)) => before == after && same_type(old, new),
        (Shape::Repeated { .. }, Shape::Repeated { .. }) => same_type(old, new),
        (Shape::Map { key, value }, Shape::Map { key: new_key, value: new_value }) => {
            same_type(key, new_key) && same_type(value, new_value)
        }
        _ => false,
    }
}

/// Returns `true` for types with the same encoding.
pub(super) fn is_same_wire(old: FieldType, new: FieldType) -> bool {
    let group = |ty: FieldType| match ty {
        FieldType::Enum(_)
        | FieldType::Scalar(Scalar::Bool | Scalar::Int32 | Scalar::Int64 | Scalar::Uint32 | Scalar::Uint64) => {
            Scalar::Int64
        }
        FieldType::Scalar(Scalar::Sint32 | Scalar::Sint64) => Scalar::Sint64,
        FieldType::Scalar(Scalar::Fixed32 | Scalar::Sfixed32) => Scalar::Fixed32,
        FieldType::Scalar(Scalar::Fixed64 | Scalar::Sfixed64) => Scalar::Fixed64,
        FieldType::Message(_) | FieldType::Group(_) | FieldType::Scalar(Scalar::String | Scalar::Bytes) => {
            Scalar::Bytes
        }
        FieldType::Scalar(scalar) => scalar,
    };
    old.message().is_some() == new.message().is_some() && group(old) == group(new)
}
