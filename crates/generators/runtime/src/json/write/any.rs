//! `google.protobuf.Any`: the fields of its message beside `@type`, or its special form under `value`. A message of an unknown
//! type is base64 under `value`.

use protoward_protojson::base64;
use serde::ser::{Error as _, Serialize as _, SerializeMap as _, Serializer};

use super::EncodedMessage;
use crate::json::canonical::canonical;
use crate::json::context::{Context, unknown_type};
use crate::json::descriptor::Form;
use crate::json::registry;
use crate::json::wire::{Input, Malformed, Raw};

pub(super) fn write_any<S: Serializer>(bytes: &[u8], context: Context, serializer: S) -> Result<S::Ok, S::Error> {
    let (type_url, value) = parts(bytes).map_err(S::Error::custom)?;
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
    let value = canonical(descriptor, value, context)
        .map_err(|error| S::Error::custom(format_args!("the value of the `Any` cannot be read: {error}")))?;
    let message = EncodedMessage { bytes: &value, descriptor, context };
    let mut map = serializer.serialize_map(None)?;
    map.serialize_entry("@type", type_url)?;
    match descriptor.form {
        Form::Object => {
            let context = descriptor.context_in(context).deeper().map_err(S::Error::custom)?;
            EncodedMessage { context, ..message }.write_fields(&mut map)?;
        }
        _ => map.serialize_entry("value", &message)?,
    }
    map.end()
}

/// Returns the type URL and the value of an encoded `Any`.
fn parts(bytes: &[u8]) -> Result<(&str, &[u8]), Malformed> {
    let (mut type_url, mut value): (&str, &[u8]) = ("", &[]);
    let mut input = Input(bytes);
    while let Some((number, raw)) = input.field()? {
        match (number, raw) {
            (1, Raw::Bytes(bytes)) => type_url = std::str::from_utf8(bytes).map_err(|_| Malformed)?,
            (2, Raw::Bytes(bytes)) => value = bytes,
            _ => {}
        }
    }
    Ok((type_url, value))
}
