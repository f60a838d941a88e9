//! The features that elements set themselves. The last of several values wins, as in any protobuf message.

use super::features::FeatureRow;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{Element, Schema};

/// Returns the value that an element itself sets for a feature.
pub fn own_setting(schema: &Schema, element: Element, row: &FeatureRow) -> Option<u8> {
    last(feature_sets(schema, element), row)
}

/// Returns `true` if an element sets any feature.
pub(crate) fn has_settings(schema: &Schema, element: Element) -> bool {
    !feature_sets(schema, element).is_empty()
}

/// Returns the serialized `FeatureSet`s of an element.
pub(crate) fn feature_sets(schema: &Schema, element: Element) -> Vec<&[u8]> {
    match element {
        Element::File(id) => schema[id].options.features().collect(),
        Element::Message(id) => schema[id].options.features().collect(),
        Element::Field(id) => schema[id].options.features().collect(),
        Element::Oneof(id) => schema[id].options.features().collect(),
        Element::Enum(id) => schema[id].options.features().collect(),
        Element::EnumValue(id) => schema[id].options.features().collect(),
        Element::Service(id) => schema[id].options.features().collect(),
        Element::Method(id) => schema[id].options.features().collect(),
    }
}

/// Returns the last value of a feature in serialized `FeatureSet`s.
fn last(sets: Vec<&[u8]>, row: &FeatureRow) -> Option<u8> {
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
