//! Errors: in JSON as the body of a response, or in the last message of a stream.

use std::collections::BTreeMap;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use serde::Serialize;
use tonic::{Code, Status};

use super::envelope;
use super::head::Exchange;
use crate::rest::details::Details;
use crate::rest::endpoint::HttpResponse;
use crate::rest::failure::{Failure, http_status_of};
use crate::rest::google_rpc::detail_name;
use crate::rest::metadata;
use crate::rest::settings::RouteSettings;

#[derive(Serialize)]
struct ErrorJson<'a> {
    code: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    message: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<DetailJson>,
}

#[derive(Serialize)]
struct DetailJson {
    #[serde(rename = "type")]
    name: String,
    value: String,
}

#[derive(Serialize)]
struct EndJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorJson<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    metadata: BTreeMap<&'a str, Vec<String>>,
}

impl<'a> ErrorJson<'a> {
    fn new(status: &'a Status) -> Self {
        let details = Details::of(status).into_iter().map(|any| DetailJson {
            name: detail_name(&any.type_url).to_owned(),
            value: STANDARD_NO_PAD.encode(&any.value),
        });
        ErrorJson { code: name(status.code()), message: status.message(), details: details.collect() }
    }
}

/// Returns the response of a failed call. `exchange` is `None` if the call failed before its method was known.
pub(crate) fn failed(failure: Failure, exchange: Option<Exchange>, settings: &RouteSettings) -> HttpResponse {
    let Failure { mut status, http_status, header } = failure;
    if let Some(exchange) = exchange.filter(|exchange| exchange.is_stream) {
        let mut response = Response::new(Body::from(end(Some(&status))));
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(exchange.content_type()));
        response.headers_mut().extend(header);
        response.extensions_mut().insert(status.code());
        return response;
    }
    let (code, http_status) = match http_status {
        Some(other @ (StatusCode::METHOD_NOT_ALLOWED | StatusCode::UNSUPPORTED_MEDIA_TYPE)) => (Code::Unknown, other),
        Some(other @ StatusCode::NOT_FOUND) => (status.code(), other),
        _ if status.code() == Code::Ok => (Code::Unknown, StatusCode::INTERNAL_SERVER_ERROR),
        _ => (status.code(), http_status_of(status.code())),
    };
    let json = ErrorJson { code: name(code), ..ErrorJson::new(&status) };
    let mut response = Response::new(Body::from(serde_json::to_vec(&json).unwrap_or_default()));
    *response.status_mut() = http_status;
    response.extensions_mut().insert(code);
    let metadata = std::mem::take(status.metadata_mut());
    *response.headers_mut() = metadata::to_headers(metadata, settings.response_headers.as_ref());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().extend(header);
    response
}

/// Returns the last message of a stream, with the error of a failed call and its metadata.
pub(super) fn end(status: Option<&Status>) -> bytes::Bytes {
    let headers = status.map(|status| metadata::to_headers(status.metadata().clone(), None)).unwrap_or_default();
    let end = EndJson { error: status.map(ErrorJson::new), metadata: texts(&headers) };
    envelope::end_of_stream(&serde_json::to_vec(&end).unwrap_or_default())
}

fn texts(headers: &HeaderMap) -> BTreeMap<&str, Vec<String>> {
    let values = |name| headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).map(str::to_owned);
    headers.keys().map(|name| (name.as_str(), values(name).collect())).collect()
}

/// Returns the name of a code. An error with the code `OK`, which has no name, is `unknown`.
const fn name(code: Code) -> &'static str {
    match code {
        Code::Cancelled => "canceled",
        Code::Ok | Code::Unknown => "unknown",
        Code::InvalidArgument => "invalid_argument",
        Code::DeadlineExceeded => "deadline_exceeded",
        Code::NotFound => "not_found",
        Code::AlreadyExists => "already_exists",
        Code::PermissionDenied => "permission_denied",
        Code::ResourceExhausted => "resource_exhausted",
        Code::FailedPrecondition => "failed_precondition",
        Code::Aborted => "aborted",
        Code::OutOfRange => "out_of_range",
        Code::Unimplemented => "unimplemented",
        Code::Internal => "internal",
        Code::Unavailable => "unavailable",
        Code::DataLoss => "data_loss",
        Code::Unauthenticated => "unauthenticated",
    }
}
