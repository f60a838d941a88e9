//! Streams of requests: consecutive JSON values, as in NDJSON.
//!
//! `values` splits a body into JSON values, and `decoded` reads a request message from each.

use std::sync::Arc;
use std::sync::atomic::AtomicU16;

use bytes::Bytes;
use futures_util::stream::{StreamExt as _, once};
use http_body::Body as _;
use prost::Message;
use tonic::Streaming;

use crate::rest::body;
use crate::rest::call::{self, Call};
use crate::rest::connect;
use crate::rest::decoded::decoded;
use crate::rest::failure::{self, Failure};
use crate::rest::json::Json;
use crate::rest::schema::Body;
use crate::rest::split::{self, Split};
use crate::rest::values::{TooLong, Values};

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
    let chunks = match kind {
        Body::None => once(async { Ok(Bytes::new()) }).boxed(),
        Body::Raw | Body::RawField(_) => data.map(|chunk| chunk.map_err(|error| failure::broken(&error))).boxed(),
        Body::All | Body::Field(_) => {
            let values = Values::new(endpoint.settings.body_limit);
            split::messages(data, values, &endpoint.settings, Arc::clone(&exceeded)).boxed()
        }
    };
    let values = call.values.clone();
    let content_type = call.content_type.clone();
    let query = call.uri.query().unwrap_or_default().to_owned();
    let messages = decoded(chunks, move |body, number| {
        let parameters = call::parameters(&endpoint, &values, &query)?;
        let place = Some(number).filter(|_| matches!(kind, Body::All | Body::Field(_)));
        parameters.message::<J, T>(&endpoint, content_type.as_ref(), body, place)
    });
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
