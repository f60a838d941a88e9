//! Clients that follow the protocol.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::{Request, StatusCode};
use http_body_util::BodyExt;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::Failure;
use crate::target::{Protocol, Target};

/// The pause between two calls of a client.
const PAUSE: Duration = Duration::from_millis(50);

/// The time in which all clients connect. Calls that start in it are not counted.
pub(crate) const WARM: Duration = Duration::from_secs(2);

/// A client with a connection of its own.
pub(crate) struct Caller {
    sender: SendRequest<String>,
    uri: String,
}

impl Caller {
    pub(crate) async fn connect(target: &Target) -> Result<Self, Failure> {
        let stream = target.open(Protocol::Http2).await?;
        let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let server = target.uri.to_string();
        Ok(Self { sender, uri: format!("{}/grpc.health.v1.Health/Check", server.trim_end_matches('/')) })
    }

    /// Asks for the health of the whole server.
    pub(crate) async fn call(&mut self) -> Result<(), Failure> {
        let request = Request::post(&self.uri).header("content-type", "application/grpc").header("te", "trailers");
        // An empty message.
        let answer = self.sender.send_request(request.body("\0\0\0\0\0".to_owned())?).await?;
        let (status, body) = (answer.status(), answer.into_body().collect().await?);
        let code = body.trailers().and_then(|trailers| trailers.get("grpc-status")).map(|code| code.as_bytes());
        if status != StatusCode::OK || code != Some(b"0") {
            return Err(format!("the server answers {status}, {code:?}").into());
        }
        Ok(())
    }
}

/// The calls of good clients.
#[derive(Debug, Default)]
pub(crate) struct Calls {
    /// The durations, shortest first.
    durations: Vec<Duration>,
    pub(crate) failures: Vec<String>,
}

impl Calls {
    pub(crate) fn count(&self) -> usize {
        self.durations.len() + self.failures.len()
    }

    /// Returns the duration that 99 % of the calls do not exceed.
    pub(crate) fn p99(&self) -> Duration {
        self.durations.get(self.durations.len() * 99 / 100).copied().unwrap_or_default()
    }
}

/// Good clients at work. A client whose connection the server has told to end opens a new one.
pub(crate) struct Working {
    clients: JoinSet<Calls>,
    stop: watch::Sender<bool>,
}

impl Working {
    pub(crate) fn start(target: &Arc<Target>, clients: usize, runtime: &Handle) -> Self {
        let stop = watch::Sender::new(false);
        let mut set = JoinSet::new();
        for _ in 0..clients {
            set.spawn_on(work(Arc::clone(target), stop.subscribe()), runtime);
        }
        Self { clients: set, stop }
    }

    /// Ends the work, and returns its calls.
    pub(crate) async fn end(self) -> Calls {
        self.stop.send_replace(true);
        let mut all = Calls::default();
        for calls in self.clients.join_all().await {
            all.durations.extend(calls.durations);
            all.failures.extend(calls.failures);
        }
        all.durations.sort_unstable();
        all
    }
}

async fn work(target: Arc<Target>, stop: watch::Receiver<bool>) -> Calls {
    let (mut calls, mut caller) = (Calls::default(), None);
    let count_from = Instant::now() + WARM;
    while !*stop.borrow() {
        let mut open = match caller.take() {
            Some(open) => open,
            None => match Caller::connect(&target).await {
                Ok(open) => open,
                Err(error) => {
                    calls.failures.push(reason(error.as_ref()));
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            },
        };
        let started = Instant::now();
        match open.call().await {
            Ok(()) => {
                if started > count_from {
                    calls.durations.push(started.elapsed());
                }
                if !open.sender.is_closed() {
                    caller = Some(open);
                }
            }
            // The server closes connections at their maximum age.
            Err(error) if is_not_sent(error.as_ref()) => continue,
            Err(error) => calls.failures.push(reason(error.as_ref())),
        }
        tokio::time::sleep(PAUSE).await;
    }
    calls
}

/// Returns `true` if the server had ended the connection before the call was sent.
fn is_not_sent(error: &(dyn std::error::Error + Send + Sync + 'static)) -> bool {
    let Some(error) = error.downcast_ref::<hyper::Error>() else { return false };
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<h2::Error>());
    // h2 fails new calls with the GOAWAY that it has got.
    error.is_canceled()
        || cause.is_some_and(|cause| {
            cause.is_go_away() && cause.is_remote() && cause.reason() == Some(h2::Reason::NO_ERROR)
        })
}

/// Returns an error with its causes.
fn reason(error: &(dyn std::error::Error + Send + Sync + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
