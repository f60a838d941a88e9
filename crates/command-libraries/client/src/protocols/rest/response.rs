//! The response of a call.

use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method};
use http_body::Body;
use hyper::body::Incoming;

use super::RestRequest;
use super::frames::{Frame, Frames, Framing};
use super::http_body::HttpBody;
use super::status;
use crate::protocols::exchange::{Event, lost, whole};
use crate::protocols::metadata::text;
use crate::protocols::status::Step;
use crate::protocols::{CallOptions, Code, Ending};
use protoward_dynamic::{Codec, Content, DynamicValue, Message, UnknownKeys};
use protoward_http_client::RequestBody;
use protoward_http_client::{Connection, ResponseFuture};
use protoward_schema::{MessageId, Schema};
use protoward_values::{Tree, parse_json};

/// A call whose response is read.
pub(crate) struct RestExchange<'r> {
    request: &'r RestRequest,
    codec: Codec<'r>,
    state: State,
    max_bytes: usize,
}

enum State {
    Waiting(ResponseFuture),
    /// A response that is an error.
    Failed(Option<Box<Ending>>),
    /// A response of one message that has been read.
    Read(Option<Bytes>),
    Stream {
        body: Incoming,
        frames: Frames,
        is_end: bool,
    },
    /// A stream of content of any type.
    Pieces {
        body: Incoming,
        content_type: String,
    },
}

impl<'r> RestExchange<'r> {
    /// Sends a request.
    pub(crate) async fn start(
        connection: &mut Connection,
        request: &'r RestRequest,
        options: &CallOptions,
        user_agent: &str,
    ) -> Step<Self> {
        let internal = |error: String| Ending::new(Code::Internal, format!("`{}`: {error}", request.path));
        let url = connection.url(&request.path).map_err(|error| internal(error.to_string()))?;
        let method = Method::from_bytes(request.verb.as_bytes()).map_err(|error| internal(error.to_string()))?;
        let mut sent = http::Request::builder().method(method).uri(url).header("user-agent", user_agent);
        if let Some(content_type) = &request.content_type {
            sent = sent.header("content-type", content_type);
        }
        let accept = if request.schema[request.method].server_streaming {
            "application/x-ndjson, text/event-stream;q=0.9, application/json;q=0.8, */*;q=0.5"
        } else {
            "application/json, */*;q=0.5"
        };
        let sent = sent.header("accept", HeaderValue::from_static(accept));
        let body = RequestBody::Whole((!request.body.is_empty()).then(|| request.body.clone().into()));
        let mut sent = sent.body(body).map_err(|error| internal(error.to_string()))?;
        // A name replaces the values that are there, and keeps its own.
        sent.headers_mut().extend(options.headers.clone());
        let response = connection.send(sent).await.map_err(|error| lost(&error))?;
        let codec = Codec::new(&request.schema).as_go();
        Ok(Self { request, codec, state: State::Waiting(response), max_bytes: options.max_message_bytes })
    }

    /// Waits for the next event. `Err` is the end of the call.
    pub(crate) async fn next(&mut self) -> Step<Event> {
        let max_bytes = self.max_bytes;
        match &mut self.state {
            State::Waiting(response) => {
                let response = response.await.map_err(|error| lost(&error))?;
                let (head, body) = response.into_parts();
                if !head.status.is_success() {
                    let status = match whole(body, max_bytes).await {
                        Ok(body) => status::read(head.status, &body),
                        Err(ending) => status::without_body(head.status, &ending.status.message),
                    };
                    self.state = State::Failed(Some(status.into()));
                    return Ok(Event::Headers(head.headers));
                }
                self.state = self.opened(&head.headers, body).await?;
                Ok(Event::Headers(head.headers))
            }
            State::Failed(ending) => Err(ending.take().unwrap_or_else(|| Ending::new(Code::Unknown, ""))),
            State::Read(message) => match message.take() {
                Some(message) => Ok(Event::Message(message)),
                None => Err(Ending::new(Code::Ok, "")),
            },
            State::Stream { body, frames, is_end } => loop {
                if let Some(frame) = frames.next(*is_end)? {
                    return message_of(&self.codec, self.request, &frame);
                }
                if *is_end {
                    return Err(Ending::new(Code::Ok, ""));
                }
                match piece(body).await? {
                    Some(bytes) => frames.push(&bytes),
                    None => *is_end = true,
                }
            },
            State::Pieces { body, content_type } => match piece(body).await? {
                Some(bytes) => {
                    let schema = &*self.request.schema;
                    let http_body = HttpBody::of(schema, schema[self.request.method].output);
                    let message = http_body.map(|it| it.message(schema, content_type, &bytes));
                    Ok(Event::Message(message.map(|it| self.codec.encode(&it)).unwrap_or_default().into()))
                }
                None => Err(Ending::new(Code::Ok, "")),
            },
        }
    }

    /// Returns the state after the headers of a successful response.
    async fn opened(&self, headers: &HeaderMap, body: Incoming) -> Step<State> {
        let schema = &*self.request.schema;
        let method = self.request.method;
        let content_type = headers.get("content-type").and_then(text).unwrap_or_default();
        let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if schema[method].server_streaming {
            let is_raw = self.request.response_field.is_none() && HttpBody::of(schema, schema[method].output).is_some();
            let framing = match &*media_type {
                _ if is_raw => return Ok(State::Pieces { body, content_type: content_type.to_owned() }),
                "text/event-stream" => Framing::Events,
                "application/json" => Framing::ArrayOrValues,
                _ => Framing::Values,
            };
            return Ok(State::Stream { body, frames: Frames::new(framing, self.max_bytes), is_end: false });
        }
        let bytes = whole(body, self.max_bytes).await?;
        let message = whole_message(&self.codec, self.request, content_type, &bytes)?;
        Ok(State::Read(Some(self.codec.encode(&message).into())))
    }
}

/// Returns the next piece of a body.
async fn piece(body: &mut Incoming) -> Step<Option<Bytes>> {
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await {
        if let Ok(data) = frame.map_err(|error| lost(&error))?.into_data() {
            return Ok(Some(data));
        }
    }
    Ok(None)
}

/// Reads a response of one message.
fn whole_message(codec: &Codec<'_>, request: &RestRequest, content_type: &str, bytes: &[u8]) -> Step<Message> {
    let schema = &*request.schema;
    let output = schema[request.method].output;
    let raw = match request.response_field {
        None => HttpBody::of(schema, output).map(|body| body.message(schema, content_type, bytes)),
        Some(field) => {
            let body = schema[field].ty.message().and_then(|ty| HttpBody::of(schema, ty));
            body.map(|body| {
                let mut message = Message::new(output);
                let content = DynamicValue::Message(body.message(schema, content_type, bytes));
                message.set(schema[field].number, field, Content::One(content));
                message
            })
        }
    };
    match raw {
        Some(message) => Ok(message),
        // A response without content, as after a deletion.
        None if bytes.trim_ascii().is_empty() => Ok(Message::new(output)),
        None => parsed(codec, request, output, bytes),
    }
}

/// Reads the message of a stream, or its error.
fn message_of(codec: &Codec<'_>, request: &RestRequest, frame: &Frame) -> Step<Event> {
    if frame.is_error {
        return Err(status::of_event(&frame.json).into());
    }
    let output = request.schema[request.method].output;
    let has = |name| request.schema[output].fields.iter().any(|&field| request.schema.json_name(field) == name);
    if !has("error")
        && let Some(status) = status::in_stream(&frame.json)
    {
        return Err(status.into());
    }
    let json = if has("result") { &frame.json } else { result(&frame.json).unwrap_or(&frame.json) };
    let message = parsed(codec, request, output, json)?;
    Ok(Event::Message(codec.encode(&message).into()))
}

/// Returns the message in an object with the only key `result`, as grpc-gateway sends streams.
fn result(json: &[u8]) -> Option<&[u8]> {
    let node = parse_json(json).ok()?;
    let Tree::Object(entries) = &node.tree else { return None };
    match entries.as_slice() {
        [(key, value)] if key.text == "result" => json.get(value.at..value.end),
        _ => None,
    }
}

/// Parses a response message. If the rule has a `response_body`, the JSON is the value of that field.
fn parsed(codec: &Codec<'_>, request: &RestRequest, output: MessageId, json: &[u8]) -> Step<Message> {
    let malformed = |why: String| {
        Ending::new(Code::Internal, format!("the response is not a `{}`: {why}", name(&request.schema, output)))
    };
    let text = std::str::from_utf8(json).map_err(|error| malformed(error.to_string()))?;
    let wrapped = request.response_field.map(|field| format!("{{\"{}\":{text}}}", request.schema.json_name(field)));
    let text = wrapped.as_deref().unwrap_or(text);
    codec.from_json(output, text, UnknownKeys::IgnoreAsGo).map_err(|error| malformed(error.to_string()))
}

fn name(schema: &Schema, ty: MessageId) -> &str {
    schema.text(schema[ty].full_name)
}
