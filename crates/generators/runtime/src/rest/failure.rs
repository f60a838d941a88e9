//! HTTP responses for failed requests: `google.rpc.Status` in JSON.

use std::borrow::Cow;
use std::error::Error;
use std::io;
use std::time::Duration;

use http::header::{ACCEPT_ENCODING, ALLOW, HeaderName};
use http::{HeaderValue, StatusCode};
use prost::Message as _;
use tonic::{Code, Status};

use crate::rest::google_rpc::{self, BadRequest, RetryInfo, bad_request};

/// The maximum number of characters of a request that an error repeats, for each value.
const MAX_QUOTED: usize = 200;

/// The maximum number of violations in an error.
const MAX_VIOLATIONS: usize = 20;

/// The name of the whole body in a violation, as in `body: "*"`.
pub(crate) const WHOLE_BODY: &str = "*";

/// A problem in one part of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The parameter, the header, or the path of a field in the body; `*` for the whole body, and empty for the whole
    /// request.
    pub(crate) field: String,
    pub(crate) description: String,
}

impl Violation {
    pub(crate) fn new(field: impl Into<String>, description: impl Into<String>) -> Violation {
        Violation { field: field.into(), description: description.into() }
    }
}

/// An error response: a status, and an HTTP status if it differs from that of the code.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: Status,
    /// The HTTP status, if it does not follow from the code.
    pub(crate) http_status: Option<StatusCode>,
    /// An additional header of the response.
    pub(crate) header: Option<(HeaderName, HeaderValue)>,
}

impl From<Status> for Failure {
    fn from(status: Status) -> Failure {
        Failure { status, http_status: None, header: None }
    }
}

impl Failure {
    /// Returns the failure for invalid values: 400, with a `BadRequest` that names them.
    pub(crate) fn invalid(violations: Vec<Violation>) -> Failure {
        let message = match violations.as_slice() {
            [Violation { field, description }] if field.is_empty() => shortened(description).into_owned(),
            [Violation { field, description }] => format!("`{}`: {}", shortened(field), shortened(description)),
            several => format!("{} parts of the request are not valid", several.len()),
        };
        let field_violations =
            violations.into_iter().take(MAX_VIOLATIONS).map(|violation| bad_request::FieldViolation {
                field: shortened(&violation.field).into_owned(),
                description: shortened(&violation.description).into_owned(),
                ..Default::default()
            });
        let detail = BadRequest { field_violations: field_violations.collect() };
        with_detail(Code::InvalidArgument, message, "google.rpc.BadRequest", &detail).into()
    }

    pub(crate) fn not_found(path: &str) -> Failure {
        Status::not_found(format!("there is nothing at `{}`", shortened(path))).into()
    }

    /// Returns the failure for a path with other HTTP methods: 405.
    pub(crate) fn method_not_allowed(method: &http::Method, path: &str, allowed: &str) -> Failure {
        let path = shortened(path);
        let method = shortened(method.as_str());
        let failure = Failure::refused(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("`{path}` does not answer {method}, but {allowed}"),
        );
        Failure { header: HeaderValue::from_str(allowed).ok().map(|allowed| (ALLOW, allowed)), ..failure }
    }

    /// Returns the failure for a body above the limit: 413.
    pub(crate) fn too_large(limit: usize) -> Failure {
        let message = format!("the body of a request may have {limit} bytes at most");
        Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, message)
    }

    /// Returns the failure for a message of a stream above the limit: 413.
    pub(crate) fn message_too_large(limit: usize) -> Failure {
        let message = format!("a message of a stream may have {limit} bytes at most");
        Failure::refused(StatusCode::PAYLOAD_TOO_LARGE, message)
    }

    /// Returns the failure for another content type: 415.
    pub(crate) fn unsupported_media_type(content_type: Option<&HeaderValue>, accepted: &str) -> Failure {
        let content_type = content_type.map_or("not given".to_owned(), |content_type| {
            format!("`{}`", shortened(&String::from_utf8_lossy(content_type.as_bytes())))
        });
        let message = format!("the content type of the body is {content_type}; send `Content-Type: {accepted}`");
        Failure::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
    }

    /// Returns the failure for a compressed body: 415.
    pub(crate) fn unsupported_encoding(encoding: &HeaderValue) -> Failure {
        let encoding = String::from_utf8_lossy(encoding.as_bytes());
        let message = format!("the body has the content encoding `{}`; send it uncompressed", shortened(&encoding));
        let accepted = (ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        Failure { header: Some(accepted), ..Failure::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, message) }
    }

    /// Returns the failure for a body that does not arrive in time: 408.
    pub(crate) fn too_slow(timeout: Duration) -> Failure {
        let message = format!("the body of the request did not arrive within {timeout:?}");
        let status = Status::deadline_exceeded(message);
        Failure { status, http_status: Some(StatusCode::REQUEST_TIMEOUT), header: None }
    }

    /// Returns a failure of the client with an HTTP status that no code has.
    pub(crate) fn refused(http_status: StatusCode, message: String) -> Failure {
        Failure { status: Status::invalid_argument(message), http_status: Some(http_status), header: None }
    }
}

/// Returns the HTTP status of a code according to `google/rpc/code.proto`.
pub(crate) fn http_status_of(code: Code) -> StatusCode {
    match code {
        Code::Ok => StatusCode::OK,
        Code::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::BAD_REQUEST),
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => StatusCode::BAD_REQUEST,
        Code::DeadlineExceeded => StatusCode::GATEWAY_TIMEOUT,
        Code::NotFound => StatusCode::NOT_FOUND,
        Code::AlreadyExists | Code::Aborted => StatusCode::CONFLICT,
        Code::PermissionDenied => StatusCode::FORBIDDEN,
        Code::Unauthenticated => StatusCode::UNAUTHORIZED,
        Code::ResourceExhausted => StatusCode::TOO_MANY_REQUESTS,
        Code::Unimplemented => StatusCode::NOT_IMPLEMENTED,
        Code::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Code::Unknown | Code::Internal | Code::DataLoss => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// Returns the status of a method that panicked. Its cause is not for clients.
pub(crate) fn panicked() -> Status {
    Status::internal("internal error")
}

/// Returns the status for a body that cannot be read: an error of the client's HTTP, or the end of its connection.
pub(crate) fn broken(error: &(dyn Error + 'static)) -> Status {
    let sources = std::iter::successors(Some(error), |error: &&(dyn Error + 'static)| (*error).source());
    let kinds = sources.filter_map(|source| source.downcast_ref::<io::Error>()).map(io::Error::kind);
    let is_malformed =
        kinds.into_iter().any(|kind| matches!(kind, io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData));
    if is_malformed {
        Status::invalid_argument(format!("the body of the request is malformed: {error}"))
    } else {
        Status::cancelled(format!("the body of the request broke off: {error}"))
    }
}

/// Returns a part of a request for an error, which does not repeat long ones.
pub(crate) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}

/// Creates a status with one detail.
fn with_detail(code: Code, message: String, name: &str, detail: &impl prost::Message) -> Status {
    let any = prost_types::Any { type_url: format!("type.googleapis.com/{name}"), value: detail.encode_to_vec() };
    let status = google_rpc::Status { code: code as i32, message: message.clone(), details: vec![any] };
    Status::with_details(code, message, status.encode_to_vec().into())
}

/// Returns the retry delay in the details, in seconds.
pub(crate) fn retry_after(status: &Status) -> Option<u64> {
    let details = google_rpc::Status::decode(status.details()).ok()?.details;
    let detail = details.iter().find(|detail| detail.type_url.ends_with("/google.rpc.RetryInfo"))?;
    let delay = RetryInfo::decode(detail.value.as_slice()).ok()?.retry_delay?;
    let seconds = u64::try_from(delay.seconds).ok()?;
    Some(if delay.nanos > 0 { seconds.saturating_add(1) } else { seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_do_not_repeat_long_requests() {
        let long = "é".repeat(60_000);
        let violations = (0..100).map(|_| Violation::new(long.clone(), long.clone())).collect();
        for failure in [
            Failure::not_found(&long),
            Failure::invalid(violations),
            Failure::invalid(vec![Violation::new(long.clone(), long.clone())]),
            Failure::unsupported_media_type(HeaderValue::from_bytes(long.as_bytes()).ok().as_ref(), "application/json"),
        ] {
            let size = failure.status.message().len() + failure.status.details().len();
            assert!(size < 20_000, "{size}: {failure:?}");
        }
    }
}
