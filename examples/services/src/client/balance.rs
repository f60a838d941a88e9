//! One service over several servers. Calls go round; a server that cannot be reached is passed over,
//! before anything of the call was sent, and asked again after a while.

use std::error::Error;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tokio::time::Instant;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, ConnectError, Status};
use tower::{Service, ServiceExt};

use super::obstacle::{Obstacle, chain};

/// A server that failed is left alone for this long at first, and longer each time.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// The servers. Clones share connections and what is known of them.
#[derive(Clone, Debug)]
pub struct Balanced(Arc<Ring>);

/// The source of a status that says that nothing was sent, and why: the call can be made again whatever it does.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("nothing was sent")]
pub struct Unsent(pub Obstacle);

#[derive(Debug)]
struct Ring {
    members: Vec<Member>,
    turn: AtomicUsize,
}

#[derive(Debug)]
struct Member {
    endpoint: Endpoint,
    known: Mutex<Known>,
    /// Held while connecting, so that many calls at once make one connection.
    connecting: tokio::sync::Mutex<()>,
}

/// What is known of a server.
#[derive(Debug, Default)]
struct Known {
    channel: Option<Channel>,
    /// Failures since the last success.
    failures: u32,
    /// When to ask it again, if it failed.
    again: Option<Instant>,
}

/// Why a server cannot be reached.
struct Failed {
    message: String,
    obstacle: Obstacle,
}

impl Balanced {
    /// Makes the service. Connections are made when they are needed.
    pub fn over(endpoints: Vec<Endpoint>) -> Self {
        let members = endpoints.into_iter().map(Member::new).collect();
        // Many short-lived clients must not all begin with the same server.
        let turn = getrandom::u32().unwrap_or_default() as usize;
        Self(Arc::new(Ring { members, turn: AtomicUsize::new(turn) }))
    }
}

impl Service<Request<Body>> for Balanced {
    type Response = Response<Watched>;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Status>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        // Which server it will be is decided for each call.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let ring = Arc::clone(&self.0);
        Box::pin(async move {
            let (member, mut channel) = ring.pick().await?;
            match channel.call(request).await {
                Ok(response) => {
                    let status = Status::from_header_map(response.headers());
                    member.answered(status.is_some_and(|status| status.code() == Code::Unavailable));
                    Ok(response.map(Watched))
                }
                Err(error) => {
                    member.lost();
                    Err(failed(error))
                }
            }
        })
    }
}

impl Ring {
    /// The next server that can be reached: those that are well first, then those that were not, since
    /// they may be well again.
    async fn pick(&self) -> Result<(&Member, Channel), Status> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let count = self.members.len();
        let in_turn = (0..count).map(|step| &self.members[turn.wrapping_add(step) % count]);
        let (well, unwell): (Vec<_>, Vec<_>) = in_turn.partition(|member| member.is_well());
        let mut why = Failed { message: String::from("there is no server"), obstacle: Obstacle::Other };
        for member in well.into_iter().chain(unwell) {
            match member.channel().await {
                Ok(channel) => return Ok((member, channel)),
                Err(error) => why = error,
            }
        }
        Err(unreachable(&why))
    }
}

impl Member {
    fn new(endpoint: Endpoint) -> Self {
        Self { endpoint, known: Mutex::default(), connecting: tokio::sync::Mutex::default() }
    }

    /// A connection that takes calls: the one there is, or a new one.
    async fn channel(&self) -> Result<Channel, Failed> {
        let failures = self.known().failures;
        if let Some(channel) = self.live().await {
            return Ok(channel);
        }
        let _one = self.connecting.lock().await;
        if let Some(channel) = self.live().await {
            return Ok(channel);
        }
        if self.known().failures > failures {
            let message = format!("{} has just failed", self.endpoint.uri());
            return Err(Failed { message, obstacle: Obstacle::Other });
        }
        match self.connect().await {
            Ok(channel) => Ok(channel),
            Err(error) => {
                self.lost();
                let message = format!("{}: {}", self.endpoint.uri(), innermost(&error));
                Err(Failed { message, obstacle: Obstacle::of(&error) })
            }
        }
    }

    async fn connect(&self) -> Result<Channel, tonic::transport::Error> {
        let channel = self.endpoint.connect().await?;
        self.known().channel = Some(channel.clone());
        channel.ready_oneshot().await
    }

    /// The connection there is, if it takes a call. Readiness belongs to the clone that waited for it.
    async fn live(&self) -> Option<Channel> {
        let channel = self.known().channel.clone();
        channel?.ready_oneshot().await.ok()
    }

    fn is_well(&self) -> bool {
        self.known().again.is_none_or(|again| again <= Instant::now())
    }

    /// The server has answered, if only that it cannot serve.
    fn answered(&self, unavailable: bool) {
        let mut known = self.known();
        if unavailable {
            known.failed();
        } else {
            known.failures = 0;
            known.again = None;
        }
    }

    /// The connection is of no use any more.
    fn lost(&self) {
        let mut known = self.known();
        known.channel = None;
        known.failed();
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn failed(&mut self) {
        let pause = FIRST_PAUSE.saturating_mul(1 << self.failures.min(10)).min(LONGEST_PAUSE);
        self.failures = self.failures.saturating_add(1);
        self.again = Some(Instant::now() + pause);
    }
}

/// The body of an answer. A connection that breaks off in the middle is UNAVAILABLE, as in other gRPC
/// libraries; the transport calls it UNKNOWN or INTERNAL.
#[derive(Debug, Default)]
pub struct Watched(Body);

impl HttpBody for Watched {
    type Data = <Body as HttpBody>::Data;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Status>>> {
        Pin::new(&mut self.0).poll_frame(context).map_err(|error| lost(&error))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

fn unreachable(why: &Failed) -> Status {
    let mut status = Status::unavailable(format!("no server can be reached: {}", why.message));
    status.set_source(Arc::new(Unsent(why.obstacle)));
    status
}

/// What a call that has no answer fails with. The connection may have been found dead, and no new one made,
/// before anything was sent.
fn failed(error: tonic::transport::Error) -> Status {
    if chain(&error).any(|error| error.is::<ConnectError>()) {
        return unreachable(&Failed { message: innermost(&error), obstacle: Obstacle::of(&error) });
    }
    lost(&Status::from_error(error.into()))
}

/// What a failure of the transport means to the caller.
fn lost(status: &Status) -> Status {
    match status.code() {
        Code::Unknown | Code::Internal | Code::Cancelled | Code::Unavailable => {
            Status::unavailable(format!("the connection was lost: {}", status.message()))
        }
        code => Status::new(code, status.message()),
    }
}

/// The last in a chain of errors, which says most: "connection refused", "invalid peer certificate".
fn innermost(error: &(dyn Error + 'static)) -> String {
    chain(error).last().map(ToString::to_string).unwrap_or_default()
}
