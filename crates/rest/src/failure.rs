//! HTTP responses for failed requests: `google.rpc.Status` in JSON.

use axum::body::Body;
use http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response, StatusCode};
use prost::Message as _;
use tonic::{Code, Status};

use crate::details::Details;
use crate::google_rpc::{self, BadRequest, RetryInfo, bad_request};
use crate::metadata;

/// A problem in one part of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The parameter, or the path of a field in the body; empty for the whole request.
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
    http_status: Option<StatusCode>,
    /// The HTTP methods of the path.
    allow: Option<HeaderValue>,
}

impl From<Status> for Failure {
    fn from(status: Status) -> Failure {
        Failure { status, http_status: None, allow: None }
    }
}

impl Failure {
    /// Returns the failure for invalid values: 400, with a `BadRequest` that names them.
    pub(crate) fn invalid(violations: Vec<Violation>) -> Failure {
        let message = match violations.as_slice() {
            [Violation { field, description }] if field.is_empty() => description.clone(),
            [Violation { field, description }] => format!("`{field}`: {description}"),
            several => format!("{} parts of the request are not valid", several.len()),
        };
        let field_violations = violations.into_iter().map(|violation| bad_request::FieldViolation {
            field: violation.field,
            description: violation.description,
            ..Default::default()
        });
        let detail = BadRequest { field_violations: field_violations.collect() };
        with_detail(Code::InvalidArgument, message, "google.rpc.BadRequest", &detail).into()
    }

    pub(crate) fn not_found(path: &str) -> Failure {
        Status::not_found(format!("there is nothing at `{path}`")).into()
    }

    /// Returns the failure for a path with other HTTP methods: 405.
    pub(crate) fn method_not_allowed(method: &http::Method, path: &str, allowed: &str) -> Failure {
        let message = format!("`{path}` does not answer {method}, but {allowed}");
        Failure {
            status: Status::unimplemented(message),
            http_status: Some(StatusCode::METHOD_NOT_ALLOWED),
            allow: HeaderValue::from_str(allowed).ok(),
        }
    }

    /// Returns the failure for a body above the limit: 413.
    pub(crate) fn too_large(limit: usize) -> Failure {
        Failure {
            status: Status::out_of_range(format!("the body of a request may have {limit} bytes at most")),
            http_status: Some(StatusCode::PAYLOAD_TOO_LARGE),
            allow: None,
        }
    }

    /// Returns the failure for another content type: 415.
    pub(crate) fn unsupported_media_type(content_type: Option<&HeaderValue>, accepted: &str) -> Failure {
        let content_type = content_type.map_or("not given".to_owned(), |content_type| {
            format!("`{}`", String::from_utf8_lossy(content_type.as_bytes()))
        });
        let message = format!("the content type of the body is {content_type}; send `Content-Type: {accepted}`");
        Failure {
            status: Status::invalid_argument(message),
            http_status: Some(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            allow: None,
        }
    }

    /// Returns the HTTP response.
    pub(crate) fn into_response(self, details: &Details) -> Response<Body> {
        let Failure { mut status, http_status, allow } = self;
        let mut response = Response::new(Body::from(details.json(&status)));
        *response.status_mut() = http_status.unwrap_or_else(|| http_status_of(status.code()));
        let headers = metadata::to_headers(std::mem::take(status.metadata_mut()));
        response.extensions_mut().insert(status.code());
        *response.headers_mut() = headers;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(allow.map(|allow| (ALLOW, allow)));
        if status.code() == Code::Unauthenticated && !headers.contains_key(WWW_AUTHENTICATE) {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after(&status) {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
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

/// Creates a status with one detail.
fn with_detail(code: Code, message: String, name: &str, detail: &impl prost::Message) -> Status {
    let any = prost_types::Any { type_url: format!("type.googleapis.com/{name}"), value: detail.encode_to_vec() };
    let status = google_rpc::Status { code: code as i32, message: message.clone(), details: vec![any] };
    Status::with_details(code, message, status.encode_to_vec().into())
}

/// Returns the retry delay in the details, in seconds.
fn retry_after(status: &Status) -> Option<u64> {
    let details = google_rpc::Status::decode(status.details()).ok()?.details;
    let detail = details.iter().find(|detail| detail.type_url.ends_with("/google.rpc.RetryInfo"))?;
    let delay = RetryInfo::decode(detail.value.as_slice()).ok()?.retry_delay?;
    let seconds = u64::try_from(delay.seconds).ok()?;
    Some(if delay.nanos > 0 { seconds.saturating_add(1) } else { seconds })
}
