//! Streams of responses: server-sent events, lines of JSON, or bytes.
//!
//! Each message becomes a gRPC frame, from which a `tonic::Streaming` reads it, as a client of tonic returns it.

use std::convert::Infallible;
use std::marker::PhantomData;

use axum::body::{Body as HttpBody, BodyDataStream};
use bytes::{Buf as _, Bytes};
use futures_util::stream::{StreamExt as _, unfold};
use http::{HeaderMap, HeaderValue, StatusCode};
use http_body::Frame;
use http_body_util::StreamBody;
use prost::Message;
use serde::Deserialize;
use serde_json::value::RawValue;
use tonic::codec::{DecodeBuf, Decoder};
use tonic::{Response, Status, Streaming};

use super::answer::{self, Answer, AnswerHead};
use super::details::KnownDetails;
use super::events::{Event, Events};
use super::upload::UploadFailure;
use super::{ClientSettings, status};
use crate::rest::deadline::Deadline;
use crate::rest::incoming::CONTENT_TYPES;
use crate::rest::json::Json;
use crate::rest::media_type::is_type;
use crate::rest::schema::ResponseBody;
use crate::rest::values::{TooLong, Values};
use crate::rest::wire;

/// Returns the stream of messages in a response.
///
/// # Errors
/// Fails if the response is not a stream.
pub(super) fn stream<J, T>(
    answer: Answer,
    kind: ResponseBody,
    deadline: Deadline,
    settings: &ClientSettings,
    failure: UploadFailure,
) -> Result<Response<Streaming<T>>, Status>
where
    J: Json<T> + 'static,
    T: Message + Default + 'static,
{
    let (AnswerHead { content_type, metadata, extensions }, body) = answer.into_parts()?;
    let splitter = Splitter::of(content_type.as_ref(), kind, settings.limit)?;
    let download = Download::<J, T> {
        data: HttpBody::into_data_stream(body),
        splitter,
        kind,
        content_type,
        deadline,
        limit: settings.limit,
        details: settings.details.clone(),
        failure,
        is_done: false,
        message: PhantomData,
    };
    let frames = unfold(Some(download), async |download| {
        let mut download = download?;
        let (frame, rest) = match download.next().await {
            Ok(Some(frame)) => (Frame::data(frame), Some(download)),
            Ok(None) => (end(&Status::ok("")), None),
            Err(status) => (end(&status), None),
        };
        Some((Ok::<_, Infallible>(frame), rest))
    });
    // Messages are limited already.
    let body = StreamBody::new(frames);
    let messages = Streaming::new_response(ProtobufDecoder(PhantomData), body, StatusCode::OK, None, Some(usize::MAX));
    Ok(Response::from_parts(metadata, messages, extensions))
}

/// Returns the end of a stream. A `Streaming` would report an error of the body twice.
fn end(status: &Status) -> Frame<Bytes> {
    let mut trailers = HeaderMap::new();
    if let Err(invalid) = status.add_header(&mut trailers) {
        trailers.insert("grpc-status", (invalid.code() as i32).into());
    }
    Frame::trailers(trailers)
}

/// A body with a stream of messages.
struct Download<J, T> {
    data: BodyDataStream,
    splitter: Splitter,
    kind: ResponseBody,
    content_type: Option<HeaderValue>,
    deadline: Deadline,
    limit: usize,
    details: KnownDetails,
    /// The error of the stream of requests.
    failure: UploadFailure,
    is_done: bool,
    message: PhantomData<fn() -> (J, T)>,
}

/// A part of a stream.
enum Part {
    /// The JSON of a message.
    Message(Bytes),
    /// The JSON of the error that ends the stream.
    Error(Bytes),
    /// Bytes of a `google.api.HttpBody`, in the pieces in which they arrive.
    Raw(Bytes),
}

impl<J: Json<T>, T: Message + Default> Download<J, T> {
    /// Returns the frame of the next message.
    async fn next(&mut self) -> Result<Option<Bytes>, Status> {
        let part = self.part().await;
        let frame = part.and_then(|part| part.map(|part| self.frame(part)).transpose());
        self.is_done |= frame.is_err();
        // A failed request body is reported first. The response then breaks off, or looks complete.
        if matches!(frame, Ok(Some(_))) { frame } else { self.failure.or(frame) }
    }

    async fn part(&mut self) -> Result<Option<Part>, Status> {
        loop {
            if let Some(part) = self.splitter.next().map_err(|TooLong| answer::too_large(self.limit))? {
                return Ok(Some(part));
            }
            if self.is_done {
                return Ok(None);
            }
            let deadline = self.deadline;
            let data = tokio::select! {
                biased;
                status = deadline.passed() => return Err(status),
                data = self.data.next() => data,
            };
            match data {
                Some(Ok(data)) => self.splitter.push(data),
                Some(Err(error)) => return Err(answer::broken(error.into())),
                None => {
                    self.is_done = true;
                    return self.splitter.finish();
                }
            }
        }
    }

    fn frame(&self, part: Part) -> Result<Bytes, Status> {
        let message: T = match part {
            Part::Message(json) => answer::of_json::<J, T>(&json, self.kind)?,
            Part::Raw(data) => answer::of_bytes(self.content_type.as_ref(), data, self.kind)?,
            Part::Error(json) => {
                let unknown = || Status::unknown("the stream of responses failed without a `google.rpc.Status`");
                return Err(status::of_json(&json, &self.details).unwrap_or_else(unknown));
            }
        };
        Ok(wire::frame(&message.encode_to_vec()))
    }
}

/// The division of a body into messages.
enum Splitter {
    Lines(Values),
    /// Lines of grpc-gateway, whose messages are in a member `result`.
    Results(Values),
    Events(Events),
    /// A piece of the body that is passed on as it is. `None` until the next one arrives.
    Raw(Option<Bytes>),
}

/// A line with a message or an error as a member, as grpc-gateway writes it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    result: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

impl Splitter {
    fn of(content_type: Option<&HeaderValue>, kind: ResponseBody, limit: usize) -> Result<Splitter, Status> {
        let text = content_type.map(|value| String::from_utf8_lossy(value.as_bytes())).unwrap_or_default();
        let [lines, ..] = CONTENT_TYPES;
        match kind {
            ResponseBody::Raw | ResponseBody::RawField(_) => Ok(Splitter::Raw(None)),
            _ if is_type(&text, "text/event-stream") => Ok(Splitter::Events(Events::new(limit))),
            _ if is_type(&text, "application/json") => Ok(Splitter::Results(Values::new(limit))),
            _ if CONTENT_TYPES.iter().any(|name| is_type(&text, name)) => Ok(Splitter::Lines(Values::new(limit))),
            _ => Err(answer::unreadable_type(&text, lines)),
        }
    }

    fn push(&mut self, data: Bytes) {
        match self {
            Splitter::Lines(values) | Splitter::Results(values) => values.push(&data),
            Splitter::Events(events) => events.push(&data),
            Splitter::Raw(bytes) => *bytes = Some(data).filter(Bytes::has_remaining),
        }
    }

    fn next(&mut self) -> Result<Option<Part>, TooLong> {
        Ok(match self {
            Splitter::Lines(values) => values.next()?.map(|json| Part::of_line(json, false)),
            Splitter::Results(values) => values.next()?.map(|json| Part::of_line(json, true)),
            Splitter::Events(events) => loop {
                match events.next()? {
                    None => break None,
                    Some(Event { name, data }) if name == "error" => break Some(Part::Error(data.into())),
                    Some(Event { name, data }) if name.is_empty() || name == "message" => {
                        break Some(Part::Message(data.into()));
                    }
                    // Clients ignore events of other names.
                    Some(_) => {}
                }
            },
            Splitter::Raw(data) => data.take().map(Part::Raw),
        })
    }

    /// Returns the last part of a body: a JSON value without an end of its own.
    fn finish(&mut self) -> Result<Option<Part>, Status> {
        let (values, has_results) = match self {
            Splitter::Lines(values) => (values, false),
            Splitter::Results(values) => (values, true),
            Splitter::Events(events) if events.is_incomplete() => return Err(incomplete()),
            Splitter::Events(_) | Splitter::Raw(_) => return Ok(None),
        };
        let Some(json) = values.finish() else { return Ok(None) };
        match serde_json::from_slice::<&RawValue>(&json) {
            Err(error) if error.is_eof() => Err(incomplete()),
            _ => Ok(Some(Part::of_line(json, has_results))),
        }
    }
}

impl Part {
    /// Returns the part in a line. The member `result` contains the message if `has_results`.
    fn of_line(line: Bytes, has_results: bool) -> Part {
        let inner = |value: &RawValue| line.slice_ref(value.get().as_bytes());
        match serde_json::from_slice::<Envelope<'_>>(&line) {
            Ok(Envelope { error: Some(error), result: None }) if is_status(error) => Part::Error(inner(error)),
            Ok(Envelope { error: None, result: Some(result) }) if has_results => Part::Message(inner(result)),
            _ => Part::Message(line),
        }
    }
}

/// Returns `true` for the JSON of a status. A message may have a field `error` of another type.
fn is_status(value: &RawValue) -> bool {
    status::of_json(value.get().as_bytes(), &KnownDetails::default()).is_some()
}

fn incomplete() -> Status {
    Status::unavailable("the stream of responses ended in the middle of a message")
}

/// A decoder of messages in protobuf's binary format.
struct ProtobufDecoder<T>(PhantomData<fn() -> T>);

impl<T: Message + Default> Decoder for ProtobufDecoder<T> {
    type Item = T;
    type Error = Status;

    fn decode(&mut self, frame: &mut DecodeBuf<'_>) -> Result<Option<T>, Status> {
        T::decode(frame).map(Some).map_err(|error| Status::internal(format!("a response cannot be read: {error}")))
    }
}
