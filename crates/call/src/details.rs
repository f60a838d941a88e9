//! The details of errors as JSON.

use std::sync::OnceLock;

use crate::Detail;
use protoward_common_protos::CommonProtos;
use protoward_compiler::Compiler;
use protoward_dynamic::{Codec, JsonStyle};
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
    let json = schema.and_then(|schema| json(detail, type_name, schema));
    let json = json.or_else(|| self::json(detail, type_name, error_details()?));
    DetailText { type_name: type_name.to_owned(), json: json.ok_or_else(|| base64::encode(&detail.value)) }
}

fn json(detail: &Detail, type_name: &str, schema: &Schema) -> Option<String> {
    let codec = Codec::new(schema).as_go();
    let message = codec.decode_partial(schema.find_message(type_name)?, &detail.value).ok()?;
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
        let detail = |name: &str, value: &[u8]| Detail { type_url: name.to_owned(), value: value.to_vec() };
        let all = [
            detail("type.googleapis.com/google.rpc.RetryInfo", b"\x0a\x02\x08\x03"),
            detail("type.googleapis.com/google.rpc.RetryInfo", b"\x0a\x02\x08"),
            detail("acme.Unknown", b"\x08\x01"),
            detail("", b""),
        ];
        let texts: Vec<_> = details(&all, None).into_iter().map(|it| (it.type_name, it.json)).collect();
        let is = |name: &str, json| (name.to_owned(), json);
        let expected = [
            is("google.rpc.RetryInfo", Ok("{\"retryDelay\":\"3s\"}".to_owned())),
            is("google.rpc.RetryInfo", Err("CgII".to_owned())),
            is("acme.Unknown", Err("CAE=".to_owned())),
            is("", Err(String::new())),
        ];
        assert_eq!(texts, expected);
    }
}
