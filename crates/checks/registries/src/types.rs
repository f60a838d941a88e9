//! Differences of the types of fields.

use crate::Change;
use crate::differences::Comparison;
use protoward_schema::{Element, FieldId, FieldType, MessageId, Scalar, Schema, Shape};

/// The kind of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TypeKind {
    /// A number, `bool` or an enum.
    Number,
    /// A `string` or `bytes`.
    Text,
    Message,
    Map,
}

pub(crate) fn kind_of(schema: &Schema, id: FieldId) -> TypeKind {
    match (schema.shape(id), schema[id].ty) {
        (Shape::Map { .. }, _) => TypeKind::Map,
        (_, FieldType::Message(_) | FieldType::Group(_)) => TypeKind::Message,
        (_, FieldType::Scalar(Scalar::String | Scalar::Bytes)) => TypeKind::Text,
        (_, FieldType::Scalar(_) | FieldType::Enum(_)) => TypeKind::Number,
    }
}

/// The encoding of scalar types. All registries call the types of one group compatible, if any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ScalarGroup {
    Varint,
    ZigZag,
    Text,
    Fixed32,
    Fixed64,
    Float,
    Double,
}

fn group(ty: FieldType) -> Option<ScalarGroup> {
    Some(match ty {
        FieldType::Message(_) | FieldType::Group(_) => return None,
        FieldType::Enum(_) => ScalarGroup::Varint,
        FieldType::Scalar(scalar) => match scalar {
            Scalar::Int32 | Scalar::Int64 | Scalar::Uint32 | Scalar::Uint64 | Scalar::Bool => ScalarGroup::Varint,
            Scalar::Sint32 | Scalar::Sint64 => ScalarGroup::ZigZag,
            Scalar::String | Scalar::Bytes => ScalarGroup::Text,
            Scalar::Fixed32 | Scalar::Sfixed32 => ScalarGroup::Fixed32,
            Scalar::Fixed64 | Scalar::Sfixed64 => ScalarGroup::Fixed64,
            Scalar::Float => ScalarGroup::Float,
            Scalar::Double => ScalarGroup::Double,
        },
    })
}

impl Comparison<'_> {
    /// Compares the types of two fields. Returns `true` if both have the same kind of type, so that their labels can be compared.
    pub(crate) fn field_types(&mut self, before: FieldId, after: FieldId) -> bool {
        let writer = self.writer;
        let reader = self.reader;
        let was = writer[before].ty;
        let is = reader[after].ty;
        let both = (Some(Element::Field(before)), Some(Element::Field(after)));
        if let (Shape::Map { key, value }, Shape::Map { key: new_key, value: new_value }) =
            (writer.shape(before), reader.shape(after))
        {
            self.field_types(key, new_key);
            self.field_types(value, new_value);
            return true;
        }
        let is_map = [kind_of(writer, before), kind_of(reader, after)].map(|kind| kind == TypeKind::Map);
        match (was, is) {
            (FieldType::Enum(old), FieldType::Enum(new)) => {
                if writer.text(writer[old].full_name) != reader.text(reader[new].full_name) {
                    self.add(Change::EnumTypeChanged, both.0, both.1);
                }
                true
            }
            (FieldType::Message(old) | FieldType::Group(old), FieldType::Message(new) | FieldType::Group(new)) => {
                if is_map == [false, false] {
                    self.message_types(before, after, old, new);
                    return true;
                }
                let is_entry = writer.text(writer[old].full_name) == reader.text(reader[new].full_name);
                let change = if is_entry { Change::MapBecameMessage } else { Change::KindChanged };
                self.add(change, both.0, both.1);
                if is_entry {
                    self.message(old, new);
                }
                false
            }
            _ => {
                let change = match (group(was), group(is)) {
                    (Some(old), Some(new)) if old != new => Change::ScalarTypeOfOtherGroup,
                    (Some(_), Some(_)) if writer.type_name(was) == reader.type_name(is) => return true,
                    (Some(_), Some(_)) => Change::ScalarTypeOfSameGroup,
                    _ => Change::KindChanged,
                };
                self.add(change, both.0, both.1);
                change == Change::ScalarTypeOfSameGroup
            }
        }
    }

    fn message_types(&mut self, before: FieldId, after: FieldId, old: MessageId, new: MessageId) {
        let writer = self.writer;
        let reader = self.reader;
        let both = (Some(Element::Field(before)), Some(Element::Field(after)));
        if writer.text(writer[old].name) != reader.text(reader[new].name) {
            return self.add(Change::MessageTypeOfOtherName, both.0, both.1);
        }
        if local(writer, old) != local(reader, new) {
            self.add(Change::MessageTypeOfOtherScope, both.0, both.1);
        } else if writer.package(writer[old].file) != reader.package(reader[new].file) {
            self.add(Change::MessageTypeOfOtherPackage, both.0, both.1);
        }
        self.message(old, new);
    }
}

/// Returns the full name of a message without its package.
fn local(schema: &Schema, id: MessageId) -> &str {
    let full = schema.text(schema[id].full_name);
    let package = schema.package(schema[id].file);
    full.strip_prefix(package).map_or(full, |rest| rest.strip_prefix('.').unwrap_or(rest))
}
