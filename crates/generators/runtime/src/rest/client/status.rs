//! Statuses of failed calls, from the responses of servers that agree on little: `google.rpc.Status`, the errors of Google's
//! APIs, and an HTTP status alone.

use bytes::Bytes;
use http::StatusCode;
use prost::Message as _;
use serde_json::{Map, Value};
use tonic::metadata::MetadataMap;
use tonic::{Code, Status};

use super::ClientSettings;
use super::answer::{self, Answer, AnswerHead};
use super::details::KnownDetails;
use crate::rest::failure::shortened;
use crate::rest::google_rpc;

/// Returns the status of a response that is not a success.
pub(super) async fn of_answer(answer: Answer, settings: &ClientSettings) -> Status {
    let http_status = answer.status;
    let (AnswerHead { metadata, .. }, body) = match answer.into_parts() {
        Ok(parts) => parts,
        Err(status) => return without_status(http_status, status.message(), MetadataMap::new()),
    };
    match answer::collect(body, settings.limit).await {
        Ok(body) => match StatusJson::parse(&body) {
            Some(status) => status.into_status(code_of(http_status), metadata, &settings.details),
            None if body.is_empty() => without_status(http_status, "the body is empty", metadata),
            None => {
                let text = format!("the body is {:?}", shortened(&String::from_utf8_lossy(&body)));
                without_status(http_status, &text, metadata)
            }
        },
        Err(status) => without_status(http_status, status.message(), metadata),
    }
}

/// Parses the status that ends a stream. Returns `None` if the JSON is not a status.
pub(super) fn of_json(json: &[u8], details: &KnownDetails) -> Option<Status> {
    Some(StatusJson::parse(json)?.into_status(Code::Unknown, MetadataMap::new(), details))
}

fn without_status(http_status: StatusCode, text: &str, metadata: MetadataMap) -> Status {
    let message = format!("the server answered HTTP {http_status} without a `google.rpc.Status`: {text}");
    Status::with_metadata(code_of(http_status), message, metadata)
}

/// The parts of a `google.rpc.Status` that could be read from JSON.
struct StatusJson {
    /// The code, unless it is the code 0 or an HTTP status.
    code: Option<Code>,
    message: String,
    details: Vec<Value>,
}

impl StatusJson {
    /// Parses a status, or a status under the key `error`, as Google's APIs send it: with the HTTP status as the code,
    /// and the name of the code as the `status`.
    fn parse(json: &[u8]) -> Option<StatusJson> {
        let Value::Object(mut object) = serde_json::from_slice(json).ok()? else { return None };
        if let Some(Value::Object(inner)) = object.get_mut("error") {
            object = std::mem::take(inner);
        }
        let text = |object: &Map<String, Value>, key: &str| Some(object.get(key)?.as_str()?.to_owned());
        let number = object.get("code").and_then(Value::as_i64);
        let message = text(&object, "message");
        let name = text(&object, "status");
        if number.is_none() && message.is_none() && name.is_none() {
            return None;
        }
        let code = name.as_deref().and_then(code_by_name).or_else(|| code_by_number(number?));
        let details = match object.remove("details") {
            Some(Value::Array(details)) => details,
            _ => Vec::new(),
        };
        Some(StatusJson { code, message: message.unwrap_or_default(), details })
    }

    /// Returns the status, with `other` as the code if it has none.
    fn into_status(self, other: Code, metadata: MetadataMap, known: &KnownDetails) -> Status {
        let StatusJson { code, message, details } = self;
        let code = code.unwrap_or(other);
        let details: Vec<prost_types::Any> = details.into_iter().filter_map(|detail| known.read(detail)).collect();
        let encoded = if details.is_empty() {
            Bytes::new()
        } else {
            google_rpc::Status { code: code as i32, message: message.clone(), details }.encode_to_vec().into()
        };
        Status::with_details_and_metadata(code, message, encoded, metadata)
    }
}

fn code_by_number(number: i64) -> Option<Code> {
    let number = i32::try_from(number).ok().filter(|number| (1..=16).contains(number))?;
    Some(Code::from_i32(number))
}

/// Returns the code with a name of `google/rpc/code.proto`.
fn code_by_name(name: &str) -> Option<Code> {
    Some(match name {
        "CANCELLED" => Code::Cancelled,
        "UNKNOWN" => Code::Unknown,
        "INVALID_ARGUMENT" => Code::InvalidArgument,
        "DEADLINE_EXCEEDED" => Code::DeadlineExceeded,
        "NOT_FOUND" => Code::NotFound,
        "ALREADY_EXISTS" => Code::AlreadyExists,
        "PERMISSION_DENIED" => Code::PermissionDenied,
        "UNAUTHENTICATED" => Code::Unauthenticated,
        "RESOURCE_EXHAUSTED" => Code::ResourceExhausted,
        "FAILED_PRECONDITION" => Code::FailedPrecondition,
        "ABORTED" => Code::Aborted,
        "OUT_OF_RANGE" => Code::OutOfRange,
        "UNIMPLEMENTED" => Code::Unimplemented,
        "INTERNAL" => Code::Internal,
        "UNAVAILABLE" => Code::Unavailable,
        "DATA_LOSS" => Code::DataLoss,
        _ => return None,
    })
}

/// Returns the code for an HTTP status without a `google.rpc.Status`: the reverse of `google/rpc/code.proto`, with the
/// general codes of Google's clients for other statuses.
fn code_of(status: StatusCode) -> Code {
    match status.as_u16() {
        400 | 405 | 413 | 414 | 415 | 422 | 431 => Code::InvalidArgument,
        401 => Code::Unauthenticated,
        403 => Code::PermissionDenied,
        404 | 410 => Code::NotFound,
        408 | 504 => Code::DeadlineExceeded,
        409 => Code::Aborted,
        416 => Code::OutOfRange,
        429 => Code::ResourceExhausted,
        499 => Code::Cancelled,
        400..=499 => Code::FailedPrecondition,
        501 => Code::Unimplemented,
        502 | 503 => Code::Unavailable,
        500..=599 => Code::Internal,
        _ => Code::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rest::failure::http_status_of;

    #[test]
    fn codes_by_name_are_those_by_number() {
        let mut found = 0;
        for name in ["CANCELLED", "ABORTED", "UNAUTHENTICATED", "INTERNAL", "OK", "internal", ""] {
            found += usize::from(code_by_name(name).is_some());
        }
        assert_eq!(found, 4);
        assert_eq!(code_by_number(5), Some(Code::NotFound));
        for number in [0, 17, -1, 404, i64::MAX] {
            assert_eq!(code_by_number(number), None, "{number}");
        }
    }

    /// Several codes share an HTTP status; their statuses come back as one of them.
    #[test]
    fn http_statuses_have_a_code_of_theirs() {
        for number in 1..=16 {
            let status = http_status_of(Code::from_i32(number));
            assert_eq!(http_status_of(code_of(status)), status, "{number}");
        }
    }

    #[test]
    fn reads_statuses_of_several_servers() {
        for (json, code, message) in [
            (r#"{"code":5,"message":"gone"}"#, Some(Code::NotFound), "gone"),
            (r#"{"code":5,"message":"gone","details":[]}"#, Some(Code::NotFound), "gone"),
            (r#"{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}"#, Some(Code::NotFound), "gone"),
            (r#"{"error":"gone","code":5,"message":"gone","details":3}"#, Some(Code::NotFound), "gone"),
            (r#"{"message":"gone"}"#, None, "gone"),
            (r#"{"code":0}"#, None, ""),
            (r#"{"code":99999999999999999999,"message":"gone"}"#, None, "gone"),
        ] {
            let found = StatusJson::parse(json.as_bytes()).map(|status| (status.code, status.message));
            assert_eq!(found, Some((code, message.to_owned())), "{json}");
        }
        for json in ["", "{}", "[]", "null", r#"{"code":"x"}"#, r#"{"title":"gone"}"#, r#"{"message":"#, "\u{feff}"] {
            assert!(StatusJson::parse(json.as_bytes()).is_none(), "{json}");
        }
    }
}
