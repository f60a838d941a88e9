//! Streams of requests: consecutive JSON values, as in NDJSON.
//!
//! A method takes a `tonic::Streaming`, which reads gRPC frames. Each JSON value becomes such a frame, from which a
//! decoder reads a request message.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::body::BodyDataStream;
use bytes::{Buf as _, Bytes};
use futures_util::stream::{Stream, StreamExt as _, once, unfold};
use http::{HeaderValue, StatusCode};
use http_body::{Body as _, Frame};
use http_body_util::StreamBody;
use prost::Message;
use tonic::codec::{DecodeBuf, Decoder};
use tonic::{Status, Streaming};

use crate::body;
use crate::call::{self, Call};
use crate::failure::{self, Failure};
use crate::json::Json;
use crate::routes::{Endpoint, Settings};
use crate::schema::Body;
use crate::values::{TooLong, Values};
use crate::wire;

/// The content types of a JSON stream, the preferred one first.
pub(crate) const CONTENT_TYPES: [&str; 4] =
    ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json"];

/// A stream of requests for a method.
pub(crate) struct Incoming<T> {
    pub(crate) messages: Streaming<T>,
    /// The HTTP status of a message that exceeds a limit; 0 if there is none.
    pub(crate) exceeded: Arc<AtomicU16>,
}

/// Returns the stream of requests of a call.
pub(crate) fn messages<J, T>(call: &mut Call) -> Result<Incoming<T>, Failure>
where
    J: Json<T> + 'static,
    T: Message + Default + 'static,
{
    // Problems of path and query belong to the call, not to its first message.
    call.parameters()?;
    let kind = call.endpoint.binding.body;
    let is_empty = call.body.size_hint().exact() == Some(0);
    if kind != Body::None && !is_empty {
        call.require_plain()?;
    }
    if matches!(kind, Body::All | Body::Field(_)) && !is_empty {
        body::require_type(call.content_type.as_ref(), &CONTENT_TYPES)?;
    }
    let endpoint = Arc::clone(&call.endpoint);
    let exceeded = Arc::new(AtomicU16::new(0));
    let data = call.take_body();
    let decoder = MessageDecoder::<J, T> {
        endpoint: Arc::clone(&endpoint),
        values: call.values.clone(),
        query: call.uri.query().unwrap_or_default().to_owned(),
        content_type: call.content_type.clone(),
        count: 0,
        message: PhantomData,
    };
    let frames = match kind {
        Body::None => once(async { Ok(Bytes::new()) }).boxed(),
        Body::Raw | Body::RawField(_) => data.map(|chunk| chunk.map_err(|error| failure::broken(&error))).boxed(),
        Body::All | Body::Field(_) => json_values(data, &endpoint.settings, Arc::clone(&exceeded)).boxed(),
    };
    let frames = frames.map(|message| message.map(|message| Frame::data(wire::frame(&message))));
    // Messages are limited already.
    let messages = Streaming::new_request(decoder, StreamBody::new(frames), None, Some(usize::MAX));
    Ok(Incoming { messages, exceeded })
}

/// Splits a body into JSON values.
fn json_values(
    data: BodyDataStream,
    settings: &Settings,
    exceeded: Arc<AtomicU16>,
) -> impl Stream<Item = Result<Bytes, Status>> + Send + use<> {
    let (timeout, limit) = (settings.read_timeout, settings.body_limit);
    let state = (data, Values::new(limit), false);
    unfold(state, move |(mut data, mut values, is_done)| {
        let exceeded = Arc::clone(&exceeded);
        async move {
            if is_done {
                return None;
            }
            loop {
                match values.next() {
                    Ok(Some(value)) => return Some((Ok(value), (data, values, false))),
                    Ok(None) => {}
                    Err(TooLong) => {
                        exceeded.store(StatusCode::PAYLOAD_TOO_LARGE.as_u16(), Ordering::Relaxed);
                        return Some((Err(Failure::message_too_large(limit).status), (data, values, true)));
                    }
                }
                let next = data.next();
                let next = match timeout.filter(|_| values.is_incomplete()) {
                    None => next.await,
                    Some(timeout) => match tokio::time::timeout(timeout, next).await {
                        Ok(next) => next,
                        Err(_) => {
                            exceeded.store(StatusCode::REQUEST_TIMEOUT.as_u16(), Ordering::Relaxed);
                            return Some((Err(Failure::too_slow(timeout).status), (data, values, true)));
                        }
                    },
                };
                match next {
                    Some(Ok(chunk)) => values.push(&chunk),
                    Some(Err(error)) => return Some((Err(failure::broken(&error)), (data, values, true))),
                    None => return values.finish().map(|value| (Ok(value), (data, values, true))),
                }
            }
        }
    })
}

/// A decoder for the messages of a stream, each combined with the parameters in the path and the query.
struct MessageDecoder<J, T> {
    endpoint: Arc<Endpoint>,
    values: Vec<String>,
    query: String,
    content_type: Option<HeaderValue>,
    /// The number of messages so far.
    count: usize,
    message: PhantomData<fn() -> (J, T)>,
}

impl<J: Json<T> + 'static, T: Message + Default + 'static> Decoder for MessageDecoder<J, T> {
    type Item = T;
    type Error = Status;

    fn decode(&mut self, frame: &mut DecodeBuf<'_>) -> Result<Option<T>, Status> {
        let body = frame.copy_to_bytes(frame.remaining());
        let parameters =
            call::parameters(&self.endpoint, &self.values, &self.query).map_err(|failure| failure.status)?;
        self.count += 1;
        let place = Some(self.count).filter(|_| matches!(self.endpoint.binding.body, Body::All | Body::Field(_)));
        let message = parameters.message::<J, T>(&self.endpoint, self.content_type.as_ref(), &body, place);
        message.map(Some).map_err(|failure| failure.status)
    }
}
