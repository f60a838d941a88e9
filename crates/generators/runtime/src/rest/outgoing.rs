//! Streams of responses: lines of JSON (NDJSON), server-sent events, or raw bytes.

use std::pin::Pin;
use std::time::Duration;

use axum::body::Body as HttpBody;
use bytes::Bytes;
use futures_util::stream::{Stream, StreamExt as _, unfold};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response};
use prost::Message;
use tokio::time::timeout;
use tonic::Status;

use crate::rest::call::Call;
use crate::rest::connect::{self, Exchange};
use crate::rest::deadline::Deadline;
use crate::rest::details::Details;
use crate::rest::endpoint::HttpResponse;
use crate::rest::failure::Failure;
use crate::rest::incoming;
use crate::rest::json::Json;
use crate::rest::metadata::HeaderMatcher;
use crate::rest::response_message::{json, next_message};
use crate::rest::schema::ResponseBody;
use crate::rest::settings::UnknownParameters;
use crate::rest::tree::requests_events;
use crate::rest::{metadata, raw};

/// The interval of keep-alive comments in an idle event stream, because proxies close silent connections.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The longest wait for the first message, which may be an error with its own HTTP status. Then the headers of the response
/// are sent.
const FIRST_MESSAGE: Duration = Duration::from_secs(1);

/// The format of a stream of responses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Lines,
    Events,
    /// The data of `google.api.HttpBody` messages, one after the other.
    Raw,
}

/// The properties of a call that its responses depend on.
pub(crate) struct ResponseOptions {
    body: ResponseBody,
    details: Details,
    accepts_events: bool,
    headers: Option<HeaderMatcher>,
    connect: Option<Exchange>,
}

impl ResponseOptions {
    pub(crate) fn of(call: &Call) -> ResponseOptions {
        let settings = &call.endpoint.settings;
        ResponseOptions {
            body: call.endpoint.binding.response_body,
            details: settings.details.clone(),
            accepts_events: accepts_events(call),
            headers: settings.response_headers.clone(),
            connect: call.connect,
        }
    }
}

/// Returns `true` if a client prefers server-sent events to lines.
fn accepts_events(call: &Call) -> bool {
    let allows_system = call.endpoint.settings.unknown_parameters == UnknownParameters::AllowSystem;
    if allows_system && requests_events(call.uri.query().unwrap_or_default()) {
        return true;
    }
    let events = call.quality(&["text/event-stream"]).unwrap_or(0.0);
    events > 0.0 && events >= call.quality(&incoming::CONTENT_TYPES).unwrap_or(0.0)
}

/// A response body that encodes a stream of messages.
struct Outgoing<S> {
    messages: Pin<Box<S>>,
    format: Format,
    body: ResponseBody,
    deadline: Deadline,
    details: Details,
    is_done: bool,
}

/// Returns the HTTP response for a stream of responses.
///
/// An error before the first message determines the HTTP status; a later one is the last line or event.
pub(crate) async fn response<J: Json<T> + 'static, T: Message + 'static, S>(
    outlet: ResponseOptions,
    deadline: Deadline,
    response: tonic::Response<S>,
) -> Result<HttpResponse, Failure>
where
    S: Stream<Item = Result<T, Status>> + Send + 'static,
{
    let ResponseOptions { body, details, accepts_events, headers: matcher, connect } = outlet;
    if let Some(exchange) = connect {
        return Ok(connect::streaming::<J, T, S>(exchange, matcher.as_ref(), deadline, response));
    }
    let (metadata, messages, extensions) = response.into_parts();
    let format = match body {
        ResponseBody::Raw | ResponseBody::RawField(_) => Format::Raw,
        _ if accepts_events => Format::Events,
        _ => Format::Lines,
    };
    let mut outgoing = Outgoing { messages: Box::pin(messages), format, body, deadline, details, is_done: false };
    // The content type of raw bytes depends on the first message; the headers of lines and events do not wait long for it.
    let first = next_message(&mut outgoing.messages);
    let first = match format {
        Format::Raw => Some(first.await),
        Format::Lines | Format::Events => timeout(FIRST_MESSAGE, first).await.ok(),
    };
    let first = match first {
        Some(Some(Err(status))) => return Err(status.into()),
        Some(Some(Ok(message))) => Some(message),
        Some(None) => {
            outgoing.is_done = true;
            None
        }
        None => None,
    };
    let content_type = match (format, &first) {
        (Format::Lines, _) => HeaderValue::from_static("application/x-ndjson"),
        (Format::Events, _) => HeaderValue::from_static("text/event-stream"),
        (Format::Raw, Some(message)) => raw_body(message, body)?.header(),
        (Format::Raw, None) => HeaderValue::from_static("application/octet-stream"),
    };
    let first = first.map(|message| outgoing.chunk::<J, T>(&message));
    let rest = unfold(outgoing, async |mut outgoing| {
        let chunk = outgoing.next::<J, T>().await?;
        Some((chunk, outgoing))
    });
    let chunks = futures_util::stream::iter(first).chain(rest);
    let mut response = Response::new(HttpBody::from_stream(chunks));
    let headers = response.headers_mut();
    *headers = metadata::to_headers(metadata, matcher.as_ref());
    headers.insert(CONTENT_TYPE, content_type);
    if format == Format::Events {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    *response.extensions_mut() = extensions;
    Ok(response)
}

impl<S> Outgoing<S> {
    /// Returns the next part of the body.
    async fn next<J: Json<T>, T: Message>(&mut self) -> Option<Result<Bytes, Status>>
    where
        S: Stream<Item = Result<T, Status>>,
    {
        if self.is_done {
            return None;
        }
        let keep_alive = async {
            match self.format {
                Format::Events => tokio::time::sleep(KEEP_ALIVE).await,
                Format::Lines | Format::Raw => std::future::pending().await,
            }
        };
        let deadline = self.deadline;
        let message = tokio::select! {
            biased;
            status = deadline.passed() => Some(Err(status)),
            message = next_message(&mut self.messages) => message,
            () = keep_alive => return Some(Ok(Bytes::from_static(b":\n\n"))),
        };
        match message? {
            Ok(message) => Some(self.chunk::<J, T>(&message)),
            Err(status) => Some(self.error(deadline.status_of(status))),
        }
    }

    /// Returns a message as a part of the body.
    fn chunk<J: Json<T>, T: Message>(&mut self, message: &T) -> Result<Bytes, Status> {
        let chunk = match self.format {
            Format::Lines => json::<J, T>(message, self.body).map(|json| framed("", json, "\n")),
            Format::Events => json::<J, T>(message, self.body).map(|json| framed("data: ", json, "\n\n")),
            Format::Raw => raw_body(message, self.body).map(|body| body.data),
        };
        chunk.or_else(|status| self.error(status))
    }

    /// Returns the last part of a failing stream. Raw bytes cannot carry an error, so that response is aborted.
    fn error(&mut self, status: Status) -> Result<Bytes, Status> {
        self.is_done = true;
        match self.format {
            Format::Lines => Ok(framed("", self.details.json_in_stream(&status), "\n")),
            Format::Events => Ok(framed("event: error\ndata: ", self.details.json(&status), "\n\n")),
            Format::Raw => Err(status),
        }
    }
}

fn framed(before: &str, json: Vec<u8>, after: &str) -> Bytes {
    [before.as_bytes(), &json, after.as_bytes()].concat().into()
}

fn raw_body<T: Message>(message: &T, body: ResponseBody) -> Result<raw::HttpBody, Status> {
    let field = match body {
        ResponseBody::RawField(number) => Some(number),
        _ => None,
    };
    raw::of_message(message, field)
}
