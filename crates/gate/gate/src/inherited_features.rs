//! Inherited features of an element. They are set by the file or a message around it, so its own descriptor does not contain
//! them.

use protoward_schema::{Cardinality, Edition, Element, FeatureSet, FieldType, Scalar, Schema};

/// Returns the features that apply to an element and differ from those of proto3. Each is a pair of bytes: the number of its
/// field in `google.protobuf.FeatureSet`, and its value.
pub(crate) fn inherited_features(schema: &Schema, element: Element) -> Vec<u8> {
    let base = FeatureSet::defaults(Edition::PROTO3);
    let mut all = Vec::new();
    let mut add = |number: u8, value: u8, default: u8| {
        if value != default {
            all.extend([number, value]);
        }
    };
    match element {
        Element::Field(id) => {
            let field = &schema[id];
            let own = &field.features;
            let is_repeated = field.cardinality == Cardinality::Repeated;
            let is_message = field.ty.message().is_some();
            let is_always_explicit = is_message || field.oneof.is_some() || field.is_extension();
            if !is_repeated && !is_always_explicit {
                add(1, own.field_presence as u8, base.field_presence as u8);
            }
            let is_packable = match field.ty {
                FieldType::Scalar(scalar) => scalar.is_packable(),
                FieldType::Enum(_) => true,
                _ => false,
            };
            if is_repeated && is_packable {
                add(3, own.repeated_encoding as u8, base.repeated_encoding as u8);
            }
            if field.ty == FieldType::Scalar(Scalar::String) {
                add(4, own.utf8_validation as u8, base.utf8_validation as u8);
            }
            if is_message {
                add(5, own.message_encoding as u8, base.message_encoding as u8);
            }
        }
        Element::Enum(id) => {
            add(2, schema[id].features.enum_type as u8, base.enum_type as u8);
            add(6, schema[id].features.json_format as u8, base.json_format as u8);
        }
        Element::Message(id) => add(6, schema[id].features.json_format as u8, base.json_format as u8),
        Element::File(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Service(_) | Element::Method(_) => {}
    }
    all
}
