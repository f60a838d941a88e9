//! HTTP responses for failures.

use axum::body::Body;
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, Response};
use tonic::Code;

use crate::rest::failure::{Failure, http_status_of, retry_after};
use crate::rest::metadata;
use crate::rest::settings::RouteSettings;

impl Failure {
    /// Returns the HTTP response.
    pub(crate) fn into_response(self, settings: &RouteSettings) -> Response<Body> {
        let Failure { mut status, http_status, header } = self;
        let mut response = Response::new(Body::from(settings.details.json(&status)));
        *response.status_mut() = http_status.unwrap_or_else(|| http_status_of(status.code()));
        let headers = metadata::to_headers(std::mem::take(status.metadata_mut()), settings.response_headers.as_ref());
        response.extensions_mut().insert(status.code());
        *response.headers_mut() = headers;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.extend(header);
        if status.code() == Code::Unauthenticated && !headers.contains_key(WWW_AUTHENTICATE) {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = retry_after(&status) {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
