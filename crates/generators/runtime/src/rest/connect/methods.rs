//! The methods of the Connect protocol, by path.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body as HttpBody;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, Method as HttpMethod, Request, StatusCode};
use protoward_http_template::query_pairs;

use super::Codec;
use super::head::{Exchange, VERSION};
use crate::rest::endpoint::Endpoint;
use crate::rest::failure::Failure;
use crate::rest::schema::MessageCount;

const ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");

#[derive(Default)]
pub(crate) struct ConnectMethods(HashMap<&'static str, Arc<Endpoint>>);

/// The result of the search for a method.
pub(crate) enum Found {
    Call(Arc<Endpoint>, Exchange),
    /// An `OPTIONS` request, with the HTTP methods that the path allows.
    Options(&'static str),
    Failed(Failure),
}

impl ConnectMethods {
    /// Adds a method, unless there is one with its path.
    pub(crate) fn insert(&mut self, endpoint: Endpoint) -> Result<(), ()> {
        match self.0.insert(endpoint.method.path, Arc::new(endpoint)) {
            Some(_) => Err(()),
            None => Ok(()),
        }
    }

    /// Finds the method of a request; `None` if it is not a request of this protocol. `is_bound` returns `true` if REST has a
    /// route with exactly this path, which then serves the requests that nothing marks as Connect.
    pub(crate) fn find(&self, request: &Request<HttpBody>, is_bound: impl Fn(&str, &str) -> bool) -> Option<Found> {
        if self.0.is_empty() {
            return None;
        }
        let path = request.uri().path();
        let content_type = request.headers().get(CONTENT_TYPE);
        let text = content_type.and_then(|value| value.to_str().ok()).unwrap_or_default();
        if text.starts_with("application/grpc") {
            return None;
        }
        let Some(endpoint) = self.0.get(path) else {
            let is_marked = request.headers().contains_key(VERSION)
                || ["application/connect+", "application/proto"].iter().any(|start| text.starts_with(start));
            return is_marked.then(|| Found::Failed(unknown_method(path)));
        };
        let is_query = request.uri().query().is_some_and(|query| query.contains("connect=v1"));
        let is_json = text.starts_with("application/json") || text.is_empty();
        if is_json && !request.headers().contains_key(VERSION) && !is_query && is_bound(request.method().as_str(), path)
        {
            return None;
        }
        Some(Self::call(endpoint, request, text, content_type))
    }

    fn call(
        endpoint: &Arc<Endpoint>,
        request: &Request<HttpBody>,
        text: &str,
        content_type: Option<&HeaderValue>,
    ) -> Found {
        let count = endpoint.connect.unwrap_or(MessageCount::One);
        let has_get = count == MessageCount::One && endpoint.method.is_free_of_side_effects;
        let allowed = if has_get { "GET, HEAD, POST" } else { "POST" };
        let exchange = match *request.method() {
            HttpMethod::OPTIONS => return Found::Options(allowed),
            HttpMethod::POST => {
                Exchange::of_post(count, text, request.headers()).ok_or_else(|| unsupported(count, content_type))
            }
            HttpMethod::GET | HttpMethod::HEAD if has_get => {
                let codec = codec_of_query(request.uri().query().unwrap_or_default());
                codec.map(|codec| Exchange::of_get(codec, request.headers())).ok_or_else(|| {
                    let message = "the query has no `encoding=json` or `encoding=proto`".to_owned();
                    Failure::refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
                })
            }
            _ => Err(Failure::method_not_allowed(request.method(), endpoint.method.path, allowed)),
        };
        match exchange {
            Ok(exchange) => Found::Call(Arc::clone(endpoint), exchange),
            Err(failure) => Found::Failed(failure),
        }
    }
}

fn codec_of_query(query: &str) -> Option<Codec> {
    let encoding = query_pairs(query).flatten().find(|(name, _)| name == "encoding");
    match &*encoding?.1 {
        "json" => Some(Codec::Json),
        "proto" => Some(Codec::Proto),
        _ => None,
    }
}

fn unknown_method(path: &str) -> Failure {
    let status = tonic::Status::unimplemented(Failure::not_found(path).status.message());
    Failure { http_status: Some(StatusCode::NOT_FOUND), ..status.into() }
}

/// Returns the failure for another content type: 415, with those that the method accepts.
fn unsupported(count: MessageCount, content_type: Option<&HeaderValue>) -> Failure {
    let accepted = match count {
        MessageCount::One => "application/json, application/proto",
        MessageCount::Stream => "application/connect+json, application/connect+proto",
    };
    let header = Some((ACCEPT_POST, HeaderValue::from_static(accepted)));
    Failure { header, ..Failure::unsupported_media_type(content_type, accepted) }
}
