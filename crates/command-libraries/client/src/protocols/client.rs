//! A client of one server: its connection, and calls over it.

use std::convert::Infallible;
use std::future::poll_fn;
use std::ops::ControlFlow;
use std::pin::{Pin, pin};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use http::HeaderMap;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::protocols::exchange::{Event, Exchange, ExchangeKind};
use crate::protocols::rest::RestExchange;
use crate::protocols::status::Step;
use crate::protocols::{CallOptions, Code, Ending, Outbox, Procedure, Protocol, RestRequest};
use protoward_http_client::{ConnectError, ConnectOptions, Connection, RequestBody, Target};

/// A receiver of the response of a call.
pub trait Sink {
    /// Takes the headers of the response.
    fn headers(&mut self, headers: &HeaderMap);

    /// Takes a message. `Break` cancels the call.
    fn message(&mut self, message: &[u8]) -> ControlFlow<()>;
}

/// A client of one server.
#[derive(Debug)]
pub struct Client {
    runtime: Runtime,
    pub(crate) link: Link,
}

/// The connection of a client with its settings.
#[derive(Debug)]
pub(crate) struct Link {
    connection: Connection,
    protocol: Protocol,
    user_agent: String,
}

impl Client {
    /// Connects to a server. The path of the target precedes the paths of methods.
    ///
    /// # Errors
    /// If the server cannot be reached, or if certificates cannot be used.
    pub fn connect(target: &Target, protocol: Protocol, options: &ConnectOptions) -> Result<Self, ConnectError> {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(ConnectError::Runtime)?;
        let http2 = protocol == Protocol::Grpc || options.http2;
        let options = ConnectOptions { http2, ..options.clone() };
        let connection = runtime.block_on(Connection::open(target, &options))?;
        let own = concat!("protoward/", env!("CARGO_PKG_VERSION"));
        let user_agent = options.user_agent.as_ref().map_or_else(|| own.to_owned(), |text| format!("{text} {own}"));
        Ok(Self { runtime, link: Link { connection, protocol, user_agent } })
    }

    /// Sets the path before the paths of methods.
    pub fn set_prefix(&mut self, prefix: &str) {
        self.link.connection.set_prefix(prefix.to_owned());
    }

    /// Calls a method. `write` sends the requests on a thread of its own, while `sink` takes the responses. The method
    /// returns when the call has ended, even if `write` has not.
    ///
    /// # Errors
    /// Returns the error of `write`, which cancels the call. Errors of the call itself are in its status.
    pub fn call<E: Send + 'static>(
        &mut self,
        procedure: &Procedure,
        options: &CallOptions,
        write: impl FnOnce(&Outbox) -> Result<(), E> + Send + 'static,
        sink: &mut impl Sink,
    ) -> Result<Ending, E> {
        let kind = ExchangeKind::of(self.link.protocol, procedure);
        let (outbox, body) = Outbox::new(kind != ExchangeKind::ConnectUnary);
        let (failed, mut failure) = oneshot::channel();
        thread::spawn(move || match write(&outbox) {
            Ok(()) => drop(outbox),
            // The receiver of a call that is over is gone.
            Err(error) => drop((failed.send(error), outbox)),
        });
        let link = &mut self.link;
        self.runtime.block_on(async {
            let mut answer = pin!(link.answer(procedure, options, body, sink));
            let mut is_writing = true;
            poll_fn(|cx| {
                if is_writing && let Poll::Ready(written) = Pin::new(&mut failure).poll(cx) {
                    is_writing = false;
                    if let Ok(error) = written {
                        return Poll::Ready(Err(error));
                    }
                }
                answer.as_mut().poll(cx).map(Ok)
            })
            .await
        })
    }

    /// Calls a method over REST, with all of its requests. The protocol of the client should be [`Protocol::Connect`], because that of
    /// gRPC requires HTTP/2.
    pub fn call_rest(&mut self, request: &RestRequest, options: &CallOptions, sink: &mut impl Sink) -> Ending {
        self.runtime.block_on(self.link.answer_rest(request, options, sink))
    }

    /// Sends a body, and returns up to `limit` messages of the response with the ending.
    pub(crate) fn collect(
        &mut self,
        procedure: &Procedure,
        options: &CallOptions,
        body: Vec<u8>,
        limit: usize,
    ) -> (Vec<Vec<u8>>, Ending) {
        let mut messages = Messages { all: Vec::new(), limit };
        let body = RequestBody::Whole(Some(body.into()));
        let ending = self.runtime.block_on(self.link.answer(procedure, options, body, &mut messages));
        (messages.all, ending)
    }
}

impl Link {
    /// Sends a request and takes its response, within the deadline.
    async fn answer(
        &mut self,
        procedure: &Procedure,
        options: &CallOptions,
        body: RequestBody,
        sink: &mut impl Sink,
    ) -> Ending {
        let kind = ExchangeKind::of(self.protocol, procedure);
        let user_agent = &self.user_agent;
        let connection = &mut self.connection;
        within(options.timeout, async {
            let mut exchange = Exchange::start(connection, procedure, kind, options, user_agent, body).await?;
            loop {
                deliver(exchange.next().await?, sink)?;
            }
        })
        .await
    }

    /// Like `answer`, over REST.
    async fn answer_rest(&mut self, request: &RestRequest, options: &CallOptions, sink: &mut impl Sink) -> Ending {
        let user_agent = &self.user_agent;
        let connection = &mut self.connection;
        within(options.timeout, async {
            let mut exchange = RestExchange::start(connection, request, options, user_agent).await?;
            loop {
                deliver(exchange.next().await?, sink)?;
            }
        })
        .await
    }
}

/// Waits for the end of a call, at most until its deadline.
async fn within(timeout: Option<Duration>, call: impl Future<Output = Step<Infallible>>) -> Ending {
    let ended = match timeout {
        None => call.await,
        Some(timeout) => tokio::time::timeout(timeout, call).await.unwrap_or_else(|_| {
            let message = format!("the call took longer than its deadline of {} s", timeout.as_secs_f64());
            Err(Ending::new(Code::DeadlineExceeded, message))
        }),
    };
    match ended {
        Err(ending) => *ending,
        Ok(never) => match never {},
    }
}

/// Passes an event to the sink, which may cancel the call.
fn deliver(event: Event, sink: &mut impl Sink) -> Step<()> {
    match event {
        Event::Headers(headers) => sink.headers(&headers),
        Event::Message(message) if sink.message(&message).is_break() => {
            return Err(Ending::new(Code::Cancelled, "the caller ended the call"));
        }
        Event::Message(_) => {}
    }
    Ok(())
}

/// The first messages of a response.
struct Messages {
    all: Vec<Vec<u8>>,
    limit: usize,
}

impl Sink for Messages {
    fn headers(&mut self, _: &HeaderMap) {}

    fn message(&mut self, message: &[u8]) -> ControlFlow<()> {
        self.all.push(message.to_vec());
        if self.all.len() < self.limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }
}
