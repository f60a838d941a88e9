//! One connection. It is served until it is idle or too old or the server stops, and is then shut down gracefully.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::IntoResponse;
use http::{Request, StatusCode};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use protoward_runtime::rest::ClientConnection;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};
use tower::ServiceExt;

use super::activity::{Activity, Guarded};
use super::limited::Limited;
use super::turns::Turns;
use super::untaken::Streams;
use super::{Peer, Transport, host};

/// The time in which a client must reveal its protocol, and in which the head of an HTTP/1 request must arrive. It also ends idle
/// connections of HTTP/1.
const HEAD: Duration = Duration::from_secs(30);
/// The time in which a client must take a part of a response over HTTP/2.
const UNTAKEN: Duration = Duration::from_secs(60);
/// The maximum number of calls at a time on a connection over HTTP/2.
const CALLS: u32 = 100;
/// The maximum number of bytes of a request, and of all requests on a connection over HTTP/2, that wait until the server reads them.
const UNREAD: u32 = 64 * 1024;
const ALL_UNREAD: u32 = 4 * UNREAD;
/// The number of bytes of a response over HTTP/2 that may wait for the client. A message may exceed it.
const UNSENT: usize = 16 * 1024;

/// The limits of connections. Those of time are like gRPC's `MAX_CONNECTION_IDLE`, `MAX_CONNECTION_AGE` and
/// `MAX_CONNECTION_AGE_GRACE`. `None` means no limit.
#[derive(Clone, Copy, Debug)]
pub struct ConnectionLimits {
    /// The maximum number of open connections. Further ones are closed at once, so that clients try another server.
    pub open: Option<usize>,
    /// The maximum number of open connections of one address. Behind a proxy, all connections have its address.
    pub open_per_address: Option<usize>,
    /// The time without calls after which a connection is closed.
    pub idle: Option<Duration>,
    /// The age at which a connection accepts no more calls. It varies randomly by a tenth, so that connections that
    /// began together do not end together.
    pub age: Option<Duration>,
    /// The time that calls get to finish after the maximum age.
    pub age_grace: Option<Duration>,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        let minutes = |minutes: u64| Some(Duration::from_secs(minutes * 60));
        Self { open: Some(10_000), open_per_address: None, idle: minutes(15), age: minutes(120), age_grace: minutes(5) }
    }
}

impl ConnectionLimits {
    /// No limits.
    pub const NONE: Self = Self { open: None, open_per_address: None, idle: None, age: None, age_grace: None };
}

/// Serves a connection until it ends.
pub(super) async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + 'static,
    peer: Peer,
    transport: Transport,
    turns: Turns,
) {
    let Transport { app, keepalive, limits, drain, certificates: _ } = transport;
    let activity = Activity::new();
    let calls = activity.clone();
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer.clone());
        request.extensions_mut().insert(ClientConnection { peer: peer.address, is_tls: true });
        let guard = calls.enter();
        let answer =
            if host::is_known(&request) { Ok(app.clone().oneshot(request)) } else { Err(StatusCode::BAD_REQUEST) };
        async move {
            let response = match answer {
                Ok(response) => response.await?,
                Err(status) => status.into_response(),
            };
            Ok::<_, Infallible>(response.map(|body| Guarded::new(body, guard)))
        }
    });
    let mut builder = auto::Builder::new(Streams { limit: UNTAKEN, turns });
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(UNREAD as usize);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(CALLS)
        // A busy server reads the start of all these calls together with their end, and then that of the next ones.
        .max_pending_accept_reset_streams(2 * CALLS as usize)
        .initial_stream_window_size(UNREAD)
        .initial_connection_window_size(ALL_UNREAD)
        .max_send_buf_size(UNSENT)
        .keep_alive_interval(keepalive.interval)
        .keep_alive_timeout(keepalive.timeout);
    let (stream, detected) = Limited::new(stream);
    let mut connection = std::pin::pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut grace = None;
    let why = tokio::select! {
        ended = connection.as_mut() => return log(ended),
        () = undetected(detected) => return tracing::debug!("a silent connection is cut off"),
        () = optional(limits.idle, |idle| activity.idle(idle)) => {
            // The client has not taken the end of a response that is complete.
            grace = Some(UNTAKEN);
            "idle"
        }
        () = optional(limits.age.map(jitter), sleep) => {
            grace = limits.age_grace;
            "old"
        }
        () = drain.begun() => "of a server that stops",
    };
    tracing::debug!(why, "a connection takes no more calls");
    // In HTTP/2, this sends GOAWAY: the client makes new calls on other connections, and current calls finish here.
    connection.as_mut().graceful_shutdown();
    tokio::select! {
        ended = connection => log(ended),
        () = optional(grace, sleep) => tracing::debug!("a connection that does not end is cut off"),
    }
}

/// Waits until the protocol should have been detected, or forever if it is.
async fn undetected(detected: oneshot::Receiver<()>) {
    if timeout(HEAD, detected).await.is_ok() {
        std::future::pending().await
    }
}

/// Waits for a limit, or forever if there is none.
async fn optional<F: Future<Output = ()>>(limit: Option<Duration>, wait: impl FnOnce(Duration) -> F) {
    match limit {
        Some(limit) => wait(limit).await,
        None => std::future::pending().await,
    }
}

fn jitter(long: Duration) -> Duration {
    let chance = f64::from(getrandom::u32().unwrap_or(u32::MAX / 2)) / f64::from(u32::MAX);
    long.mul_f64(0.9 + 0.2 * chance)
}

fn log(ended: Result<(), Box<dyn std::error::Error + Send + Sync>>) {
    if let Err(error) = ended {
        tracing::debug!(error = error.as_ref() as &dyn std::error::Error, "a connection failed");
    }
}
