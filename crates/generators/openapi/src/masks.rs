//! The paths of a field mask that says what an update changes ([AIP-134](https://google.aip.dev/134)).

use protoward_http::{Binding, Body};
use protoward_protojson::mask_paths::to_camel;
use protoward_schema::{FieldId, MessageId, Schema, Shape};

/// The number of levels whose fields a pattern lists.
const DEPTH: usize = 2;
/// The pattern of paths below them.
const ANY: &str = "[A-Za-z0-9.]+";
/// The pattern of keys of maps, which a mask has as names.
const KEY: &str = "[a-z][A-Za-z0-9]*";

/// Returns `true` for the mask of an update.
pub(super) fn is_update_mask(schema: &Schema, field: FieldId) -> bool {
    let mask = schema[field].ty.message().map(|message| schema.full_name(message.into()));
    schema.text(schema[field].name) == "update_mask" && mask.as_deref() == Some("google.protobuf.FieldMask")
}

/// Returns the pattern of the mask of an update; `None` if the body is not a message by itself.
pub(super) fn pattern(schema: &Schema, binding: &Binding) -> Option<String> {
    let Body::Field(field) = binding.body else { return None };
    let path = paths(schema, schema[field].ty.message()?, DEPTH)?;
    Some(format!(r"^(\*|{path}(,{path})*)?$"))
}

/// Returns the pattern of the paths in a message with this many known levels; `None` for a message without fields.
fn paths(schema: &Schema, message: MessageId, levels: usize) -> Option<String> {
    if levels == 0 {
        return Some(ANY.to_owned());
    }
    let paths: Vec<String> = schema[message].fields.iter().filter_map(|&field| path(schema, field, levels)).collect();
    (!paths.is_empty()).then(|| format!("({})", paths.join("|")))
}

/// Returns the pattern of the paths that begin with a field; `None` if JSON has no form for its name.
fn path(schema: &Schema, field: FieldId, levels: usize) -> Option<String> {
    let name = to_camel(schema.text(schema[field].name))?;
    let message = || schema[field].ty.message();
    let is_value = |message: MessageId| schema.full_name(message.into()).starts_with("google.protobuf.");
    let inner = match schema.shape(field) {
        Shape::Repeated { .. } => None,
        Shape::Map { .. } => Some(KEY.to_owned()),
        Shape::Single(_) => {
            message().filter(|&message| !is_value(message)).and_then(|message| paths(schema, message, levels - 1))
        }
    };
    Some(match inner {
        Some(inner) => format!(r"{name}(\.{inner})?"),
        None => name,
    })
}
