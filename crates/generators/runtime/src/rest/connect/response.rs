//! The responses of methods: one message as the body, or envelopes whose last one has the trailers.

use std::pin::Pin;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream::{Stream, unfold};
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderValue, Response};
use prost::Message;
use tonic::Status;
use tonic::metadata::MetadataMap;

use super::head::{Exchange, STREAM_CONTENT_ENCODING};
use super::{Codec, envelope, error};
use crate::rest::deadline::Deadline;
use crate::rest::endpoint::HttpResponse;
use crate::rest::failure::Failure;
use crate::rest::json::Json;
use crate::rest::metadata::{self, HeaderMatcher};
use crate::rest::response_message;
use crate::rest::schema::ResponseBody;
use crate::rest::settings::RouteSettings;

/// Returns the response with one message.
pub(crate) fn unary<J: Json<T>, T: Message>(
    exchange: Exchange,
    settings: &RouteSettings,
    response: tonic::Response<T>,
) -> Result<HttpResponse, Failure> {
    let (metadata, message, extensions) = response.into_parts();
    let message = encode::<J, T>(exchange.codec, &message)?;
    let matcher = settings.response_headers.as_ref();
    let compression = exchange.response_compression;
    if exchange.is_stream {
        let body = [envelope::message(&message, compression), error::end(None)].concat();
        return Ok(with_head(exchange, metadata, matcher, extensions, Body::from(body)));
    }
    let compressed = compression.compress(&message);
    let encoding = compression.name().filter(|_| compressed.is_some());
    let body = Body::from(compressed.unwrap_or(message));
    let mut response = with_head(exchange, metadata, matcher, extensions, body);
    response.headers_mut().extend(encoding.map(|name| (CONTENT_ENCODING, HeaderValue::from_static(name))));
    if cfg!(feature = "rest-gzip") {
        response.headers_mut().append(VARY, HeaderValue::from_static("accept-encoding"));
    }
    Ok(response)
}

/// Returns the response with a stream of messages. Its last message has the error, if there is one.
pub(crate) fn streaming<J: Json<T> + 'static, T: Message + 'static, S>(
    exchange: Exchange,
    matcher: Option<&HeaderMatcher>,
    deadline: Deadline,
    response: tonic::Response<S>,
) -> HttpResponse
where
    S: Stream<Item = Result<T, Status>> + Send + 'static,
{
    let (metadata, messages, extensions) = response.into_parts();
    let outgoing = Outgoing { messages: Box::pin(messages), exchange, deadline, is_done: false };
    let chunks = unfold(outgoing, async |mut outgoing| {
        let chunk = outgoing.next::<J, T>().await?;
        Some((Ok::<_, Status>(chunk), outgoing))
    });
    with_head(exchange, metadata, matcher, extensions, Body::from_stream(chunks))
}

struct Outgoing<S> {
    messages: Pin<Box<S>>,
    exchange: Exchange,
    deadline: Deadline,
    is_done: bool,
}

impl<S> Outgoing<S> {
    /// Returns the envelope of the next message, or the one that ends the stream; `None` after that.
    async fn next<J: Json<T>, T: Message>(&mut self) -> Option<Bytes>
    where
        S: Stream<Item = Result<T, Status>>,
    {
        if self.is_done {
            return None;
        }
        let deadline = self.deadline;
        let message = tokio::select! {
            biased;
            status = deadline.passed() => Some(Err(status)),
            message = response_message::next_message(&mut self.messages) => message,
        };
        let encoded = message.map(|message| encode::<J, T>(self.exchange.codec, &message?)).transpose();
        self.is_done = !matches!(encoded, Ok(Some(_)));
        Some(match encoded {
            Ok(Some(message)) => envelope::message(&message, self.exchange.response_compression),
            Ok(None) => error::end(None),
            Err(status) => error::end(Some(&status)),
        })
    }
}

fn encode<J: Json<T>, T: Message>(codec: Codec, message: &T) -> Result<Vec<u8>, Status> {
    match codec {
        Codec::Json => response_message::json::<J, T>(message, ResponseBody::All),
        Codec::Proto => Ok(message.encode_to_vec()),
    }
}

fn with_head(
    exchange: Exchange,
    metadata: MetadataMap,
    matcher: Option<&HeaderMatcher>,
    extensions: http::Extensions,
    body: Body,
) -> HttpResponse {
    let mut response = Response::new(body);
    *response.headers_mut() = metadata::to_headers(metadata, matcher);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(exchange.content_type()));
    let of_messages = exchange.response_compression.name().filter(|_| exchange.is_stream);
    let encoding = of_messages.map(|name| (STREAM_CONTENT_ENCODING, HeaderValue::from_static(name)));
    response.headers_mut().extend(encoding);
    *response.extensions_mut() = extensions;
    response
}
