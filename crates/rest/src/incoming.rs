//! Streams of requests: consecutive JSON values, as in NDJSON.
//!
//! A method takes a `tonic::Streaming`, which reads gRPC frames. Each JSON value becomes such a frame, from which a
//! decoder reads a request message.

use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::AtomicU16;

use bytes::{Buf as _, Bytes};
use futures_util::stream::{StreamExt as _, once};
use http::HeaderValue;
use http_body::{Body as _, Frame};
use http_body_util::StreamBody;
use prost::Message;
use tonic::codec::{DecodeBuf, Decoder};
use tonic::{Status, Streaming};

use crate::body;
use crate::call::{self, Call};
use crate::connect;
use crate::failure::{self, Failure};
use crate::json::Json;
use crate::routes::Endpoint;
use crate::schema::Body;
use crate::split::{self, Split};
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
    if call.connect.is_some() {
        return Ok(Incoming { messages: connect::messages::<J, T>(call)?, exceeded: Arc::default() });
    }
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
        Body::All | Body::Field(_) => {
            let values = Values::new(endpoint.settings.body_limit);
            split::messages(data, values, &endpoint.settings, Arc::clone(&exceeded)).boxed()
        }
    };
    let frames = frames.map(|message| message.map(|message| Frame::data(wire::frame(&message))));
    // Messages are limited already.
    let messages = Streaming::new_request(decoder, StreamBody::new(frames), None, Some(usize::MAX));
    Ok(Incoming { messages, exceeded })
}

impl Split for Values {
    fn push(&mut self, bytes: &[u8]) {
        Values::push(self, bytes);
    }

    fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        Values::next(self).map_err(|TooLong| Failure::message_too_large(self.limit()))
    }

    fn is_incomplete(&self) -> bool {
        Values::is_incomplete(self)
    }

    fn finish(&mut self) -> Result<Option<Bytes>, Failure> {
        Ok(Values::finish(self))
    }
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
