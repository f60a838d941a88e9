//! The details of errors as JSON.

use std::sync::OnceLock;

use crate::protocols::{Detail, DetailValue};
use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_dynamic::{Codec, JsonStyle, UnknownKeys};
use protoward_protojson::base64;
use protoward_schema::Schema;

/// A detail of an error as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DetailText {
    /// The full name of the type.
    pub type_name: String,
    /// The message as JSON; `Err` with its bytes as base64 if no schema knows the type, or if they are malformed.
    pub json: Result<String, String>,
}

/// Returns the details of an error as JSON, by the schema if it has the type, and else by
/// [`google/rpc/error_details.proto`](https://github.com/googleapis/googleapis/blob/master/google/rpc/error_details.proto).
pub fn details(details: &[Detail], schema: Option<&Schema>) -> Vec<DetailText> {
    details.iter().map(|detail| text(detail, schema)).collect()
}

fn text(detail: &Detail, schema: Option<&Schema>) -> DetailText {
    let type_name = detail.type_url.rsplit('/').next().unwrap_or_default();
    let json = match &detail.value {
        DetailValue::Json(json) => {
            let known = schema.and_then(|schema| without_type(json, type_name, schema));
            Ok(known.or_else(|| without_type(json, type_name, error_details()?)).unwrap_or_else(|| json.clone()))
        }
        DetailValue::Wire(bytes) => {
            let json = schema.and_then(|schema| json(bytes, type_name, schema));
            json.or_else(|| self::json(bytes, type_name, error_details()?)).ok_or_else(|| base64::encode(bytes))
        }
    };
    DetailText { type_name: type_name.to_owned(), json }
}

fn json(bytes: &[u8], type_name: &str, schema: &Schema) -> Option<String> {
    let codec = Codec::new(schema).as_go();
    let message = codec.decode_partial(schema.find_message(type_name)?, bytes).ok()?;
    codec.to_json_as(&message, JsonStyle { opaque_any: true, ..JsonStyle::default() }).ok()
}

/// Returns JSON without the key `@type`, if the schema has the type.
fn without_type(json: &str, type_name: &str, schema: &Schema) -> Option<String> {
    let codec = Codec::new(schema).as_go();
    let ty = schema.find_message(type_name).filter(|&ty| !codec.has_own_json(ty))?;
    let message = codec.from_json(ty, json, UnknownKeys::Ignore).ok()?;
    codec.to_json_as(&message, JsonStyle { opaque_any: true, ..JsonStyle::default() }).ok()
}

/// Returns the schema of the well-known details.
fn error_details() -> Option<&'static Schema> {
    static SCHEMA: OnceLock<Option<Schema>> = OnceLock::new();
    let compile = || {
        let compiled = Compiler::new().resolver(CommonProtos).compile(["google/rpc/error_details.proto"]);
        compiled.ok().map(protoward_compiler::Compiled::into_schema)
    };
    SCHEMA.get_or_init(compile).as_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_details_of_google_rpc() {
        let detail =
            |name: &str, value: &[u8]| Detail { type_url: name.to_owned(), value: DetailValue::Wire(value.to_vec()) };
        let in_json =
            |name: &str, json: &str| Detail { type_url: name.to_owned(), value: DetailValue::Json(json.to_owned()) };
        let all = [
            detail("type.googleapis.com/google.rpc.RetryInfo", b"\x0a\x02\x08\x03"),
            detail("type.googleapis.com/google.rpc.RetryInfo", b"\x0a\x02\x08"),
            detail("acme.Unknown", b"\x08\x01"),
            detail("", b""),
            in_json("google.rpc.RetryInfo", r#"{"@type":"t/google.rpc.RetryInfo","retryDelay":"3s"}"#),
            in_json("acme.Unknown", r#"{"@type":"t/acme.Unknown","a":1}"#),
        ];
        let texts: Vec<_> = details(&all, None).into_iter().map(|it| (it.type_name, it.json)).collect();
        let is = |name: &str, json| (name.to_owned(), json);
        let expected = [
            is("google.rpc.RetryInfo", Ok("{\"retryDelay\":\"3s\"}".to_owned())),
            is("google.rpc.RetryInfo", Err("CgII".to_owned())),
            is("acme.Unknown", Err("CAE=".to_owned())),
            is("", Err(String::new())),
            is("google.rpc.RetryInfo", Ok("{\"retryDelay\":\"3s\"}".to_owned())),
            is("acme.Unknown", Ok("{\"@type\":\"t/acme.Unknown\",\"a\":1}".to_owned())),
        ];
        assert_eq!(texts, expected);
    }
}
