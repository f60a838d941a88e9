//! `google.protobuf.Any`: the fields of its message beside `@type`, or its special form under `value`. A message of an unknown
//! type is base64 under `value`.

use std::convert::Infallible;

use protoward_protojson::base64;
use serde::ser::{Error as _, Serialize as _, SerializeMap as _, Serializer};

use super::decoded::WrittenDecoded;
use super::special::collected;
use super::write_fields;
use crate::json::context::{Context, unknown_type};
use crate::json::decoded::Decoded;
use crate::json::descriptor::Form;
use crate::json::registry;
use crate::json::visit::{FieldValue, Visit, Visitor};

pub(super) fn write_any<M: Visit, S: Serializer>(any: &M, context: Context, serializer: S) -> Result<S::Ok, S::Error> {
    let Any { type_url, value } = collected(any);
    write_parts(&type_url, &value, context, serializer)
}

fn write_parts<S: Serializer>(
    type_url: &str,
    value: &[u8],
    context: Context,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    if type_url.is_empty() {
        return if value.is_empty() {
            serializer.serialize_map(Some(0))?.end()
        } else {
            Err(S::Error::custom("an `Any` with a value and no type has no JSON form"))
        };
    }
    let context = context.deeper().map_err(S::Error::custom)?;
    let Some(descriptor) = registry::find(context.types, type_url) else {
        return match context.types.other {
            _ if context.options.strict_any => Err(S::Error::custom(unknown_type(type_url))),
            Some(other) => other(type_url, value).map_err(S::Error::custom)?.serialize(serializer),
            None => {
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("@type", type_url)?;
                map.serialize_entry("value", &base64::encode(value))?;
                map.end()
            }
        };
    };
    let decoded = Decoded::of(descriptor, value, context)
        .map_err(|error| S::Error::custom(format_args!("the value of the `Any` cannot be read: {error}")))?;
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("@type", type_url)?;
    match descriptor.form {
        Form::Object => write_fields(&decoded, descriptor, context, &mut map)?,
        _ => map.serialize_entry("value", &WrittenDecoded { message: &decoded, context })?,
    }
    map.end()
}

/// The fields of an `Any`.
#[derive(Default)]
struct Any {
    type_url: String,
    value: Vec<u8>,
}

impl Visitor for Any {
    type Error = Infallible;

    fn take<T: Visit>(&mut self, index: usize, value: &T) -> Result<(), Infallible> {
        match (index, value.value()) {
            (0, FieldValue::Str(type_url)) => self.type_url = type_url.to_owned(),
            // The type URL of an `Any` in another one need not be UTF-8.
            (0, FieldValue::Bytes(type_url)) => self.type_url = String::from_utf8_lossy(type_url).into_owned(),
            (_, FieldValue::Bytes(value)) => self.value = value.to_vec(),
            _ => {}
        }
        Ok(())
    }
}
