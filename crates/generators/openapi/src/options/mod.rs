//! Options of a schema about its OpenAPI document: those of gnostic (`openapi.v3`) and of protoc-gen-openapiv2
//! (`grpc.gateway.protoc_gen_openapiv2.options`).
//!
//! They are read where a schema declares them, and have precedence over comments, but not over settings. If an element has
//! both, those of gnostic count. `type`, parameters, bodies and responses are not read, because they follow from the HTTP
//! rules.

mod document;
mod oauth2;
mod schema;

pub(super) use document::DocumentOptions;
pub(super) use schema::add as add_to_schema;

use super::object::{JsonValue, Object};
use protoward_dynamic::{Codec, JsonStyle};
use protoward_schema::annotations::{Annotation, OptionMessage};
use protoward_schema::{Element, MethodId, ServiceId};
use protoward_values::parse_json;

/// The options of one kind of element: gnostic's and openapiv2's.
type Options = [Annotation; 2];

// The extension numbers, which are the same in the options of all kinds of elements.
const GNOSTIC: u32 = 1143;
const OPENAPIV2: u32 = 1042;

const OPERATION: Options = [
    Annotation { name: "openapi.v3.operation", number: GNOSTIC },
    Annotation { name: "grpc.gateway.protoc_gen_openapiv2.options.openapiv2_operation", number: OPENAPIV2 },
];
const TAG: [Annotation; 1] =
    [Annotation { name: "grpc.gateway.protoc_gen_openapiv2.options.openapiv2_tag", number: OPENAPIV2 }];

/// Returns the message in an option as JSON; `None` without the option, or without its declaration.
pub(super) fn json(
    codec: &Codec<'_>,
    annotation: Annotation,
    element: Element,
    style: JsonStyle,
) -> Option<Object<'static>> {
    let OptionMessage { ty, bytes, .. } = annotation.message(codec.schema(), element)?;
    let message = codec.decode_partial(ty?, &bytes).ok()?;
    let json = codec.to_json_as(&message, style).ok()?;
    Some(Object::from_value(parse_json(json.as_bytes()).ok()?.into()))
}

/// Returns the first of several options that an element has.
fn first(codec: &Codec<'_>, options: &[Annotation], element: Element) -> Option<Object<'static>> {
    options.iter().find_map(|&option| json(codec, option, element, JsonStyle::default()))
}

/// Returns the id that an option gives to the operation of a method.
pub(super) fn operation_id(codec: &Codec<'_>, method: MethodId) -> Option<String> {
    let found = first(codec, &OPERATION, method.into())?;
    found.get("operationId").and_then(JsonValue::text).map(str::to_owned)
}

/// Adds the options of a method to its operation.
pub(super) fn add_to_operation(codec: &Codec<'_>, method: MethodId, operation: &mut Object<'_>) {
    let Some(mut found) = first(codec, &OPERATION, method.into()) else { return };
    for key in ["summary", "description", "deprecated", "externalDocs", "tags"] {
        found.remove(key).into_iter().for_each(|value| operation.set(key, value));
    }
    if let Some(security) = found.remove("security") {
        operation.set("security", requirements(security));
    }
}

/// Adds the options of a service to its tag.
pub(super) fn add_to_tag(codec: &Codec<'_>, service: ServiceId, tag: &mut Object<'_>) {
    let Some(mut found) = first(codec, &TAG, service.into()) else { return };
    for key in ["description", "externalDocs"] {
        found.remove(key).into_iter().for_each(|value| tag.set(key, value));
    }
}

/// Converts security requirements. gnostic has a list of named schemes, openapiv2 a map.
fn requirements(security: JsonValue<'static>) -> JsonValue<'static> {
    let requirement = |object: Object<'static>| -> Object<'static> {
        let scopes = |mut value: Object<'static>| {
            value.remove("value").or_else(|| value.remove("scope")).unwrap_or(JsonValue::List(Vec::new()))
        };
        let mut converted = Object::default();
        named(object, "securityRequirement").into_iter().for_each(|(name, value)| converted.set(name, scopes(value)));
        converted
    };
    JsonValue::list(objects(Some(security)).into_iter().map(requirement))
}

/// Returns the named values in an object: entries of gnostic's `additionalProperties`, or those of the map `key`.
fn named(mut object: Object<'static>, key: &str) -> Vec<(String, Object<'static>)> {
    if let Some(JsonValue::Object(mut map)) = object.remove(key) {
        return map.objects_mut().map(|(name, value)| (name.to_owned(), std::mem::take(value))).collect();
    }
    let entry = |mut entry: Object<'static>| {
        let name = entry.get("name").and_then(JsonValue::text)?.to_owned();
        Some((name, entry.remove("value").map(Object::from_value).unwrap_or_default()))
    };
    objects(object.remove("additionalProperties")).into_iter().filter_map(entry).collect()
}

/// Returns the objects in a list.
fn objects(list: Option<JsonValue<'static>>) -> Vec<Object<'static>> {
    match list {
        Some(JsonValue::List(values)) => values.into_iter().map(Object::from_value).collect(),
        _ => Vec::new(),
    }
}
