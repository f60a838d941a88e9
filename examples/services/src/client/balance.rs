//! Load balancing over several servers. A policy (`policy`) selects the server of each call. An unreachable server is
//! skipped before any part of the call is sent, and the circuit breaker of a failing server rejects calls for a while.
//!
//! Servers are configured individually, or discovered (`discover`, `discovered`). `member` contains the state of each
//! server, and `breaker` its circuit breaker.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use tonic::body::Body;
use tonic::metadata::MetadataValue;
use tonic::transport::Channel;
use tonic::{Code, ConnectError, Status};
use tower::Service;

use super::breaker::{BreakerSettings, Permit};
use super::discover::Discover;
use super::discovered::Discovered;
use super::member::{CallGuard, Failure, Member};
use super::obstacle::{Obstacle, chain};
use super::policy::Policy;
use super::resolve::{Resolve, SystemResolver};
use protoward_runtime::grpc::Unsent;

/// The metadata with which servers set the delay of a retry. A negative number forbids it.
const PUSHBACK: &str = "grpc-retry-pushback-ms";

/// The settings of load balancing.
#[derive(Clone, Debug)]
pub struct Balancing {
    /// The policy that selects the server of a call.
    pub policy: Policy,
    /// The settings of the circuit breakers.
    pub breaker: BreakerSettings,
    /// The resolver of names.
    pub resolver: Arc<dyn Resolve>,
    /// The sources of servers, besides those in [`Connect::servers`](super::Connect::servers).
    pub sources: Vec<Arc<dyn Discover>>,
    /// The maximum age of discovered servers, such as the addresses of a name.
    pub refresh: Duration,
    /// The maximum age of discovered servers after a connection to one of them failed.
    pub refresh_after_failure: Duration,
}

impl Default for Balancing {
    fn default() -> Self {
        Self {
            policy: Policy::default(),
            breaker: BreakerSettings::default(),
            resolver: Arc::new(SystemResolver),
            sources: Vec::new(),
            refresh: Duration::from_secs(30),
            refresh_after_failure: Duration::from_secs(1),
        }
    }
}

/// The servers. Clones share their connections and state.
#[derive(Clone, Debug)]
pub struct Balanced(Arc<Ring>);

/// The source of the status of a call that was not sent, because there was no connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable(pub Obstacle);

#[derive(Debug)]
struct Ring {
    groups: Vec<Group>,
    policy: Policy,
    turn: AtomicUsize,
}

/// One server, or all servers of a source.
#[derive(Debug)]
pub(super) enum Group {
    Server(Arc<Member>),
    Source(Arc<Discovered>),
}

/// A server that was selected for a call.
struct Picked {
    member: Arc<Member>,
    permit: Permit,
    channel: Channel,
    guard: CallGuard,
}

impl Balanced {
    /// Creates the service. Servers are discovered and connections are opened on demand.
    pub(super) fn over(groups: Vec<Group>, policy: Policy) -> Self {
        // Starts at a random server, so that many short-lived clients do not all start at the first one.
        let turn = getrandom::u32().unwrap_or_default() as usize;
        Self(Arc::new(Ring { groups, policy, turn: AtomicUsize::new(turn) }))
    }
}

impl Service<Request<Body>> for Balanced {
    type Response = Response<Watched>;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Status>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        // Always ready: the server is selected for each call.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let ring = Arc::clone(&self.0);
        let key = ring.policy.key(request.headers());
        Box::pin(async move {
            let picked = ring.pick(key.as_deref()).await.map_err(|failure| unreachable(&failure))?;
            ring.send(picked, request).await
        })
    }
}

impl Ring {
    /// Returns the server for a call with this key.
    async fn pick(&self, key: Option<&[u8]>) -> Result<Picked, Failure> {
        match self.reach(self.members().await?, key).await {
            Ok(picked) => Ok(picked),
            Err(failure) => {
                self.doubt();
                if self.is_renewed().await { self.reach(self.members().await?, key).await } else { Err(failure) }
            }
        }
    }

    async fn send(&self, picked: Picked, request: Request<Body>) -> Result<Response<Watched>, Status> {
        let Picked { member, permit, mut channel, guard } = picked;
        match channel.call(request).await {
            Ok(response) => {
                match Status::from_header_map(response.headers()) {
                    Some(status) if status.code() == Code::Unavailable => {
                        member.unavailable(permit, status.message());
                    }
                    _ => permit.succeeded(),
                }
                Ok(response.map(|inner| Watched { inner, _guard: Some(guard) }))
            }
            Err(error) => {
                self.doubt();
                let failure = member.failure(&error);
                // The connection was closed and a new one failed, before anything was sent. Or the server has refused
                // this client, after the client had finished its part of the handshake.
                if chain(&error).any(|error| error.is::<ConnectError>()) || failure.obstacle.is_refusal() {
                    member.unreachable(permit, failure.clone());
                    return Err(unreachable(&failure));
                }
                member.lost(permit, &error);
                Err(lost(&Status::from_error(error.into())))
            }
        }
    }

    /// Returns the first reachable server, in the order of the policy.
    async fn reach(&self, members: Vec<Arc<Member>>, key: Option<&[u8]>) -> Result<Picked, Failure> {
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        let mut last = None;
        for member in self.policy.order(members, turn, key) {
            // A call counts while its connection is opened, so that other calls go elsewhere.
            let guard = member.enter();
            match member.reach().await {
                Ok((permit, channel)) => return Ok(Picked { member, permit, channel, guard }),
                Err(failure) => {
                    self.doubt();
                    last = Some(failure);
                }
            }
        }
        let nobody = || Failure { message: String::from("there is no server"), obstacle: Obstacle::Other };
        Err(last.unwrap_or_else(nobody))
    }

    /// Returns all servers.
    async fn members(&self) -> Result<Vec<Arc<Member>>, Failure> {
        let (mut members, mut last) = (Vec::new(), None);
        for group in &self.groups {
            match group {
                Group::Server(member) => members.push(Arc::clone(member)),
                Group::Source(source) => match source.members().await {
                    Ok(found) => members.extend(found),
                    Err(failure) => last = Some(failure),
                },
            }
        }
        last.filter(|_| members.is_empty()).map_or(Ok(members), Err)
    }

    /// Discovers the servers again if that is due. Returns `true` if those of a source have changed.
    async fn is_renewed(&self) -> bool {
        let mut is_renewed = false;
        for source in self.sources() {
            is_renewed |= source.is_renewed().await;
        }
        is_renewed
    }

    /// Records that a connection failed: there may be other servers.
    fn doubt(&self) {
        self.sources().for_each(|source| source.doubt());
    }

    fn sources(&self) -> impl Iterator<Item = &Arc<Discovered>> {
        self.groups.iter().filter_map(|group| match group {
            Group::Source(source) => Some(source),
            Group::Server(_) => None,
        })
    }
}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there was no connection")
    }
}

impl Error for Unreachable {
    /// Returns [`Unsent`]: nothing was sent, so any call can be retried.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&Unsent)
    }
}

/// The body of a response. An interrupted connection is UNAVAILABLE, as in other gRPC libraries, instead of UNKNOWN or
/// INTERNAL of the transport.
#[derive(Debug, Default)]
pub struct Watched {
    inner: Body,
    /// The call lasts until its body is dropped.
    _guard: Option<CallGuard>,
}

impl HttpBody for Watched {
    type Data = <Body as HttpBody>::Data;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Status>>> {
        Pin::new(&mut self.inner).poll_frame(context).map_err(|error| lost(&error))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

/// Returns the status of a call for which no server was available.
fn unreachable(failure: &Failure) -> Status {
    let mut status = Status::unavailable(format!("no server can be reached: {}", failure.message));
    status.set_source(Arc::new(Unreachable(failure.obstacle)));
    if failure.obstacle.is_lasting() {
        status.metadata_mut().insert(PUSHBACK, MetadataValue::from_static("-1"));
    }
    status
}

/// Returns the reason why a call was not sent, if it was not.
pub(super) fn obstacle(status: &Status) -> Option<Obstacle> {
    status.source()?.downcast_ref().map(|Unreachable(obstacle)| *obstacle)
}

/// Converts a failure of the transport to a status for the caller.
fn lost(status: &Status) -> Status {
    match status.code() {
        Code::Unknown | Code::Internal | Code::Cancelled | Code::Unavailable => {
            Status::unavailable(format!("the connection was lost: {}", status.message()))
        }
        code => Status::new(code, status.message()),
    }
}
