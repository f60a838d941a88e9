//! One call: its protocol and options, a request, and the events of its response.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use http::request::Builder;
use http_body::Body;
use hyper::body::Incoming;

use crate::protocols::envelope::{Opener, too_large};
use crate::protocols::status::Step;
use crate::protocols::{Code, Ending, Procedure, connect, grpc};
use protoward_http_client::{Connection, RequestBody, ResponseFuture, reason};

/// A protocol for calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// gRPC over HTTP/2.
    #[default]
    Grpc,
    /// Connect over HTTP/1.1 or HTTP/2.
    Connect,
}

/// The options of a call.
#[derive(Clone, Debug)]
pub struct CallOptions {
    /// The headers of the request.
    pub headers: HeaderMap,
    /// The deadline, from the start of the call.
    pub timeout: Option<Duration>,
    /// Maximum size of a response message, decompressed.
    pub max_message_bytes: usize,
}

impl Default for CallOptions {
    /// No headers, no deadline, and the limit of gRPC's libraries, four megabytes.
    fn default() -> Self {
        Self { headers: HeaderMap::new(), timeout: None, max_message_bytes: 4 * 1024 * 1024 }
    }
}

/// An event of a response.
#[derive(Debug)]
pub(crate) enum Event {
    /// The headers, before all messages.
    Headers(HeaderMap),
    /// A message.
    Message(Bytes),
}

/// A call whose response is read.
pub(crate) struct Exchange {
    state: State,
    kind: ExchangeKind,
    max_bytes: usize,
}

enum State {
    Waiting(ResponseFuture),
    Reading {
        body: Incoming,
        opener: Opener,
    },
    /// A unary response of Connect that has been read.
    Read {
        message: Option<Bytes>,
        trailers: HeaderMap,
    },
}

/// The protocol of a call, as far as it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExchangeKind {
    Grpc,
    ConnectUnary,
    ConnectStream,
}

impl ExchangeKind {
    pub(crate) fn of(protocol: Protocol, procedure: &Procedure) -> Self {
        match protocol {
            Protocol::Grpc => Self::Grpc,
            Protocol::Connect if procedure.is_unary() => Self::ConnectUnary,
            Protocol::Connect => Self::ConnectStream,
        }
    }

    fn set_headers(self, request: Builder, options: &CallOptions) -> Builder {
        match self {
            Self::Grpc => grpc::set_headers(request, options.timeout),
            Self::ConnectUnary => connect::set_headers(request, options.timeout, true),
            Self::ConnectStream => connect::set_headers(request, options.timeout, false),
        }
    }
}

impl Exchange {
    /// Sends the head of a request. The body is sent while the response is read.
    pub(crate) async fn start(
        connection: &mut Connection,
        procedure: &Procedure,
        kind: ExchangeKind,
        options: &CallOptions,
        user_agent: &str,
        body: RequestBody,
    ) -> Step<Self> {
        let url = connection.url(&procedure.path);
        let url = url.map_err(|error| Ending::new(Code::Internal, format!("`{}`: {error}", procedure.path)))?;
        let request = http::Request::post(url).header("user-agent", user_agent);
        let request = kind.set_headers(request, options).body(body);
        let mut request = request.map_err(|error| Ending::new(Code::Internal, error.to_string()))?;
        // A name replaces the values that are there, and keeps its own.
        request.headers_mut().extend(options.headers.clone());
        let response = connection.send(request).await.map_err(|error| lost(&error))?;
        Ok(Self { state: State::Waiting(response), kind, max_bytes: options.max_message_bytes })
    }

    /// Waits for the next event. `Err` is the end of the call.
    pub(crate) async fn next(&mut self) -> Step<Event> {
        match &mut self.state {
            State::Waiting(response) => {
                let response = response.await.map_err(|error| lost(&error))?;
                let (parts, body) = response.into_parts();
                match self.kind {
                    ExchangeKind::Grpc => {
                        let compression = grpc::check(&parts)?;
                        self.state = State::Reading { body, opener: Opener::new(compression, self.max_bytes) };
                        Ok(Event::Headers(parts.headers))
                    }
                    ExchangeKind::ConnectStream => {
                        let compression = connect::check_stream(&parts)?;
                        self.state = State::Reading { body, opener: Opener::new(compression, self.max_bytes) };
                        Ok(Event::Headers(parts.headers))
                    }
                    ExchangeKind::ConnectUnary => {
                        let bytes = whole(body, self.max_bytes).await?;
                        let (headers, message, trailers) = connect::read_unary(&parts, bytes, self.max_bytes)?;
                        self.state = State::Read { message: Some(message), trailers };
                        Ok(Event::Headers(headers))
                    }
                }
            }
            State::Reading { body, opener } => read(self.kind, body, opener).await,
            State::Read { message, trailers } => match message.take() {
                Some(message) => Ok(Event::Message(message)),
                None => Err(Box::new(Ending { trailers: std::mem::take(trailers), ..*Ending::new(Code::Ok, "") })),
            },
        }
    }
}

/// Reads the next message or the end of a stream.
async fn read(kind: ExchangeKind, body: &mut Incoming, opener: &mut Opener) -> Step<Event> {
    loop {
        if let Some(envelope) = opener.next()? {
            return match kind {
                ExchangeKind::ConnectStream if envelope.flags & connect::END != 0 => {
                    Err(connect::end(&envelope.message))
                }
                _ => Ok(Event::Message(envelope.message)),
            };
        }
        let Some(frame) = poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await else {
            let what = if opener.is_empty() { "without a status" } else { "inside a message" };
            return Err(Ending::new(Code::Internal, format!("the server ended the response {what}")));
        };
        match frame.map_err(|error| lost(&error))?.into_data() {
            Ok(data) => opener.push(&data),
            Err(other) => {
                let trailers = other.into_trailers().unwrap_or_default();
                let ending = if kind == ExchangeKind::Grpc { Ending::from_trailers(trailers) } else { None };
                if let Some(ending) = ending {
                    return Err(Box::new(ending));
                }
            }
        }
    }
}

/// Reads a body of at most `max_bytes`.
pub(crate) async fn whole(mut body: Incoming, max_bytes: usize) -> Step<Bytes> {
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        if let Ok(data) = frame.map_err(|error| lost(&error))?.into_data() {
            bytes.extend_from_slice(&data);
        }
        if bytes.len() > max_bytes {
            return Err(too_large(&format!("at least {}", bytes.len()), max_bytes).into());
        }
    }
    Ok(bytes.into())
}

/// Returns the ending of a call whose connection failed.
pub(crate) fn lost(error: &hyper::Error) -> Box<Ending> {
    Ending::new(Code::Unavailable, format!("the connection failed before the call ended: {}", reason(error)))
}
