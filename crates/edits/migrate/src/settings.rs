//! The features that elements set themselves. The last of several values wins, as in any protobuf message.

use super::features::FeatureRow;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, Schema};

/// Returns the value that an element itself sets for a feature.
pub fn own_setting(schema: &Schema, element: Element, row: &FeatureRow) -> Option<u8> {
    match element {
        Element::File(id) => last(schema[id].options.features(), row),
        Element::Message(id) => last(schema[id].options.features(), row),
        Element::Field(id) => last(schema[id].options.features(), row),
        Element::Oneof(id) => last(schema[id].options.features(), row),
        Element::Enum(id) => last(schema[id].options.features(), row),
        Element::EnumValue(id) => last(schema[id].options.features(), row),
        Element::Service(id) => last(schema[id].options.features(), row),
        Element::Method(id) => last(schema[id].options.features(), row),
    }
}

/// Returns `true` if an element sets any feature.
pub(crate) fn has_settings(schema: &Schema, element: Element) -> bool {
    match element {
        Element::File(id) => schema[id].options.features().next().is_some(),
        Element::Message(id) => schema[id].options.features().next().is_some(),
        Element::Field(id) => schema[id].options.features().next().is_some(),
        Element::Oneof(id) => schema[id].options.features().next().is_some(),
        Element::Enum(id) => schema[id].options.features().next().is_some(),
        Element::EnumValue(id) => schema[id].options.features().next().is_some(),
        Element::Service(id) => schema[id].options.features().next().is_some(),
        Element::Method(id) => schema[id].options.features().next().is_some(),
    }
}

/// Returns the last value of a feature in serialized `FeatureSet`s.
fn last<'a>(sets: impl Iterator<Item = &'a [u8]>, row: &FeatureRow) -> Option<u8> {
    let mut found = None;
    for set in sets {
        for field in WireReader::new(set).fields() {
            match (row.language, field.value) {
                (None, WireValue::Varint(value)) if field.number == row.number => found = u8::try_from(value).ok(),
                (Some(language), WireValue::Bytes(inner)) if field.number == language.number() => {
                    for field in WireReader::new(inner).fields() {
                        if let WireValue::Varint(value) = field.value
                            && field.number == row.number
                        {
                            found = u8::try_from(value).ok();
                        }
                    }
                }
                _ => {}
            }
        }
    }
    found
}
