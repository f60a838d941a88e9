//! Streams of requests: consecutive JSON values, as in NDJSON.
//!
//! A method takes a `tonic::Streaming`, which reads gRPC frames. Each JSON value becomes such a frame, from which a
//! decoder reads a request message.

mod values;

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::BodyDataStream;
use bytes::{Buf as _, BufMut as _, Bytes, BytesMut};
use futures_util::stream::{Stream, StreamExt as _, once, unfold};
use http::HeaderValue;
use http_body::{Body as _, Frame};
use http_body_util::StreamBody;
use prost::Message;
use tonic::codec::{DecodeBuf, Decoder};
use tonic::{Status, Streaming};

use crate::call::{self, Call};
use crate::failure::Failure;
use crate::json::Json;
use crate::routes::Endpoint;
use crate::schema::Body;
use values::Values;

/// The content types of a JSON stream, the preferred one first.
const CONTENT_TYPES: [&str; 4] =
    ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/json"];

/// A stream of requests for a method.
pub(crate) struct Incoming<T> {
    pub(crate) messages: Streaming<T>,
    /// Set when a message exceeds the limit of the route.
    pub(crate) is_too_large: Arc<AtomicBool>,
}

/// Returns the stream of requests of a call.
pub(crate) fn messages<J, T>(call: &mut Call) -> Result<Incoming<T>, Failure>
where
    J: Json<T> + 'static,
    T: Message + Default + 'static,
{
    // Problems of path and query belong to the call, not to its first message.
    call.parameters()?;
    let body = call.endpoint.binding.body;
    let is_empty = call.body.size_hint().exact() == Some(0);
    if matches!(body, Body::All | Body::Field(_)) && !is_empty {
        call::require_type(call.content_type.as_ref(), &CONTENT_TYPES)?;
    }
    let endpoint = Arc::clone(&call.endpoint);
    let limit = endpoint.settings.body_limit;
    let is_too_large = Arc::new(AtomicBool::new(false));
    let data = call.take_body();
    let decoder = MessageDecoder::<J, T> {
        endpoint,
        values: call.values.clone(),
        query: call.uri.query().unwrap_or_default().to_owned(),
        content_type: call.content_type.clone(),
        message: PhantomData,
    };
    let frames = match body {
        Body::None => once(async { Ok(Bytes::new()) }).boxed(),
        Body::Raw | Body::RawField(_) => data.map(|chunk| chunk.map_err(broken)).boxed(),
        Body::All | Body::Field(_) => json_values(data, limit, Arc::clone(&is_too_large)).boxed(),
    };
    let frames = frames.map(|message| message.map(|message| Frame::data(framed(&message))));
    // Messages are limited already.
    let messages = Streaming::new_request(decoder, StreamBody::new(frames), None, Some(usize::MAX));
    Ok(Incoming { messages, is_too_large })
}

/// Splits a body into JSON values.
fn json_values(
    data: BodyDataStream,
    limit: usize,
    is_too_large: Arc<AtomicBool>,
) -> impl Stream<Item = Result<Bytes, Status>> + Send {
    let state = (data, Values::new(limit), false);
    unfold(state, move |(mut data, mut values, is_done)| {
        let is_too_large = Arc::clone(&is_too_large);
        async move {
            if is_done {
                return None;
            }
            loop {
                match values.next() {
                    Ok(Some(value)) => return Some((Ok(value), (data, values, false))),
                    Ok(None) => {}
                    Err(status) => {
                        is_too_large.store(true, Ordering::Relaxed);
                        return Some((Err(status), (data, values, true)));
                    }
                }
                match data.next().await {
                    Some(Ok(chunk)) => values.push(&chunk),
                    Some(Err(error)) => return Some((Err(broken(error)), (data, values, true))),
                    None => return values.finish().map(|value| (Ok(value), (data, values, true))),
                }
            }
        }
    })
}

fn broken(error: axum::Error) -> Status {
    Status::cancelled(format!("the body of the request broke off: {error}"))
}

/// Returns a message as a gRPC frame: the compression flag, the length and the bytes.
fn framed(message: &[u8]) -> Bytes {
    let mut frame = BytesMut::with_capacity(message.len() + 5);
    frame.put_u8(0);
    frame.put_u32(u32::try_from(message.len()).unwrap_or(u32::MAX));
    frame.extend_from_slice(message);
    frame.freeze()
}

/// A decoder for the messages of a stream, each combined with the parameters in the path and the query.
struct MessageDecoder<J, T> {
    endpoint: Arc<Endpoint>,
    values: Vec<String>,
    query: String,
    content_type: Option<HeaderValue>,
    message: PhantomData<fn() -> (J, T)>,
}

impl<J: Json<T> + 'static, T: Message + Default + 'static> Decoder for MessageDecoder<J, T> {
    type Item = T;
    type Error = Status;

    fn decode(&mut self, frame: &mut DecodeBuf<'_>) -> Result<Option<T>, Status> {
        let body = frame.copy_to_bytes(frame.remaining());
        let parameters =
            call::parameters(&self.endpoint, &self.values, &self.query).map_err(|failure| failure.status)?;
        let message = parameters.message::<J, T>(&self.endpoint, self.content_type.as_ref(), &body);
        message.map(Some).map_err(|failure| failure.status)
    }
}
