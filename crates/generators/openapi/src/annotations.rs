//! Annotations of fields by `google.api`: behavior, format, and references to resources and types.

use super::object::{JsonValue, Object};
use protoward_schema::annotations::{Annotation, OptionField, OptionMessage};
use protoward_schema::{Element, FieldId, Schema};

const BEHAVIOR: Annotation = Annotation { name: "google.api.field_behavior", number: 1052 };
const REFERENCE: Annotation = Annotation { name: "google.api.resource_reference", number: 1055 };
const INFO: Annotation = Annotation { name: "google.api.field_info", number: 291_403_980 };
const FORMAT: OptionField = OptionField { name: "format", number: 1 };
const REFERENCED_TYPES: OptionField = OptionField { name: "referenced_types", number: 2 };
const TYPE_NAME: OptionField = OptionField { name: "type_name", number: 1 };
const TYPE: OptionField = OptionField { name: "type", number: 1 };
const CHILD_TYPE: OptionField = OptionField { name: "child_type", number: 2 };

// Values of `google.api.FieldBehavior`.
const REQUIRED: i32 = 2;
const OUTPUT_ONLY: i32 = 3;
const INPUT_ONLY: i32 = 4;
/// Behaviors without an OpenAPI keyword.
const OTHERS: [(i32, &str); 4] = [(5, "IMMUTABLE"), (6, "UNORDERED_LIST"), (7, "NON_EMPTY_DEFAULT"), (8, "IDENTIFIER")];

/// Adds the annotations of a field to its schema, and returns `true` for a required field.
pub(super) fn add(schema: &Schema, field: FieldId, property: &mut Object<'_>) -> bool {
    let behaviors = BEHAVIOR.numbers(schema, field.into());
    if behaviors.contains(&OUTPUT_ONLY) {
        property.set("readOnly", true);
    }
    if behaviors.contains(&INPUT_ONLY) {
        property.set("writeOnly", true);
    }
    let others = OTHERS.iter().filter(|(number, _)| behaviors.contains(number)).map(|&(_, name)| name);
    let others: Vec<&str> = others.collect();
    if !others.is_empty() {
        property.set("x-google-field-behavior", JsonValue::list(others));
    }
    if let Some(reference) = reference(schema, field.into()) {
        property.set("x-google-resource-reference", reference);
    }
    if let Some(info) = INFO.message(schema, field.into()) {
        add_info(&info, property);
    }
    behaviors.contains(&REQUIRED)
}

/// Adds the format of a string and the types in an `Any`.
fn add_info(info: &OptionMessage<'_>, property: &mut Object<'_>) {
    match info.numbers(FORMAT).last() {
        Some(1) => property.set("format", "uuid"),
        Some(2) => property.set("format", "ipv4"),
        Some(3) => property.set("format", "ipv6"),
        Some(4) => property.set("anyOf", JsonValue::list(["ipv4", "ipv6"].map(|format| Object::of("format", format)))),
        _ => {}
    }
    let types = info.messages(REFERENCED_TYPES);
    if !types.is_empty() {
        property.set("x-google-referenced-types", JsonValue::list(types.iter().map(|held| held.text(TYPE_NAME))));
    }
}

fn reference(schema: &Schema, field: Element) -> Option<Object<'static>> {
    let held = REFERENCE.message(schema, field)?;
    let ty = held.text(TYPE);
    let child = held.text(CHILD_TYPE);
    let mut reference = Object::default();
    if !ty.is_empty() {
        reference.set("type", ty);
    }
    if !child.is_empty() {
        reference.set("childType", child);
    }
    (!reference.is_empty()).then_some(reference)
}
