//! A connection that applies a service config to its calls.

use std::error::Error;
use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::tonic::body::Body;
use super::tonic::codegen::http::request::Parts;
use super::tonic::codegen::http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use super::tonic::codegen::{BoxFuture, Bytes, Service, StdError};
use super::tonic::{Code, ConnectError, Status};
use http_body::Frame;
use tokio::time::{Instant, sleep};

use super::deadline::{self, Timed};
use super::policy::{MethodConfig, RetryPolicy, ServiceConfig};
use super::replay::Replay;
use super::throttle::Throttle;

const ATTEMPTS: &str = "grpc-previous-rpc-attempts";
const PUSHBACK: &str = "grpc-retry-pushback-ms";

/// A channel, or another service that clients call, with the timeouts and retries of a service config.
///
/// If a method has a retry policy, calls that failed before anything was sent are retried whatever their status, since no
/// server has acted on them.
///
/// Clones share the tokens of `retryThrottling`, as all clients of one server should. Calls need a tokio runtime with time
/// enabled.
#[derive(Clone, Debug)]
pub struct Configured<S> {
    inner: S,
    config: &'static ServiceConfig,
    throttle: Arc<Throttle>,
}

impl<S> Configured<S> {
    /// Wraps `inner` with a service config.
    pub fn new(inner: S, config: &'static ServiceConfig) -> Self {
        Self { inner, config, throttle: Arc::new(Throttle::new(config.retry_throttling)) }
    }
}

impl<S, B> Service<Request<Body>> for Configured<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Clone + Send + 'static,
    S::Error: Into<StdError>,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<StdError>,
{
    type Response = Response<Body>;
    type Error = Status;
    type Future = BoxFuture<Response<Body>, Status>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        self.inner.poll_ready(cx).map_err(|error| Status::from_error(error.into()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        // Call the instance that is ready, not its clone.
        let inner = self.inner.clone();
        let inner = std::mem::replace(&mut self.inner, inner);
        let method = self.config.of(request.uri().path()).copied();
        let throttle = Arc::clone(&self.throttle);
        Box::pin(async move {
            let MethodConfig { timeout, retry } = method.unwrap_or(MethodConfig { timeout: None, retry: None });
            let told = deadline::timeout(request.headers());
            let left = timeout.into_iter().chain(told).min();
            let deadline = left.and_then(|left| Instant::now().checked_add(left));
            let call = Call { inner, deadline, retry, throttle: Arc::clone(&throttle) };
            let response = deadline::kept(deadline, call.made(request)).await?;
            if is_over(deadline) && is_cancelled(&response) {
                return Err(deadline::exceeded());
            }
            Ok(response?.map(|body| {
                let codes = retry.map_or(&[][..], |retry| retry.retryable_status_codes);
                Body::new(Timed::new(Counted { body: Box::pin(body), throttle, codes }, deadline))
            }))
        })
    }
}

/// Returns `true` if a deadline has passed, or passes within a millisecond.
fn is_over(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| deadline <= Instant::now() + Duration::from_millis(1))
}

/// Returns `true` if the status is `CANCELLED`, which tonic clients and servers return when a deadline passes.
fn is_cancelled<B>(response: &Result<Response<B>, Status>) -> bool {
    match response {
        Ok(response) => code_of(response.headers()) == Some(Code::Cancelled),
        Err(status) => status.code() == Code::Cancelled,
    }
}

fn code_of(headers: &HeaderMap) -> Option<Code> {
    headers.get("grpc-status").map(|code| Code::from_bytes(code.as_bytes()))
}

/// A call with all its attempts.
struct Call<S> {
    inner: S,
    deadline: Option<Instant>,
    retry: Option<RetryPolicy>,
    throttle: Arc<Throttle>,
}

/// The outcome of an attempt.
enum Outcome<B> {
    /// The server has started its response. The call can no longer be retried.
    Begun(Response<B>),
    /// The response is only a status.
    Ended(Code, Response<B>),
    /// There is no response: the connection, or the service around it, failed.
    Failed { status: Status, is_unsent: bool },
}

impl<S, B> Call<S>
where
    S: Service<Request<Body>, Response = Response<B>> + Clone,
    S::Error: Into<StdError>,
{
    async fn made(mut self, request: Request<Body>) -> Result<Response<B>, Status> {
        let (parts, body) = request.into_parts();
        let Some(policy) = self.retry else {
            return match self.attempt(&parts, body, 0).await {
                Outcome::Begun(response) | Outcome::Ended(_, response) => Ok(response),
                Outcome::Failed { status, .. } => Err(status),
            };
        };
        let replay = Replay::of(body);
        let mut since_pushback = 0;
        for attempt in 0.. {
            let (code, pushback, is_unsent, result) = match self.attempt(&parts, replay.again(), attempt).await {
                Outcome::Begun(response) => {
                    replay.commit();
                    return Ok(response);
                }
                Outcome::Ended(code, response) => (code, pushback(response.headers()), false, Ok(response)),
                Outcome::Failed { status, is_unsent } => {
                    (status.code(), pushback(status.metadata().as_ref()), is_unsent, Err(status))
                }
            };
            let is_retryable = policy.retryable_status_codes.contains(&code);
            // gRFC A6: a server that forbids retries is a failure for the throttle, whatever the code.
            match (code, pushback) {
                (Code::Ok, _) => self.throttle.succeeded(),
                (_, Some(Pushback::Never)) => self.throttle.failed(),
                _ if is_retryable => self.throttle.failed(),
                _ => {}
            }
            let may_be_again = (is_retryable || is_unsent)
                && attempt + 1 < policy.max_attempts
                && pushback != Some(Pushback::Never)
                && replay.is_whole()
                && self.throttle.allows();
            if !may_be_again {
                return result;
            }
            drop(result);
            since_pushback += 1;
            let wait = match pushback {
                Some(Pushback::After(wait)) => {
                    since_pushback = 0;
                    wait
                }
                _ => policy.backoff(since_pushback, chance()),
            };
            sleep(wait).await;
        }
        // Not reached: the policy has a maximum of attempts.
        Err(deadline::exceeded())
    }

    async fn attempt(&mut self, parts: &Parts, body: Body, previous: u32) -> Outcome<B> {
        let mut request = Request::from_parts(parts.clone(), body);
        if let Some(deadline) = self.deadline {
            deadline::tell(request.headers_mut(), deadline.saturating_duration_since(Instant::now()));
        }
        if previous > 0 {
            request.headers_mut().insert(ATTEMPTS, HeaderValue::from(previous));
        }
        // The client has already waited for the first attempt.
        let ready: Result<(), StdError> = match previous {
            0 => Ok(()),
            _ => std::future::poll_fn(|cx| self.inner.poll_ready(cx)).await.map_err(Into::into),
        };
        if let Err(error) = ready {
            return failed(error);
        }
        match self.inner.call(request).await {
            Ok(response) => ended(response),
            Err(error) => failed(error.into()),
        }
    }
}

fn failed<B>(error: StdError) -> Outcome<B> {
    let is_unsent = is_unsent(error.as_ref());
    Outcome::Failed { status: Status::from_error(error), is_unsent }
}

/// Returns the outcome of a response. It has ended if it is only a status or an error of a proxy.
fn ended<B>(response: Response<B>) -> Outcome<B> {
    if let Some(code) = code_of(response.headers()) {
        return Outcome::Ended(code, response);
    }
    match response.status() {
        StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => Outcome::Ended(Code::Unavailable, response),
        _ => Outcome::Begun(response),
    }
}

/// The instruction of a server about retries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pushback {
    After(Duration),
    Never,
}

fn pushback(headers: &HeaderMap) -> Option<Pushback> {
    let text = headers.get(PUSHBACK)?.to_str().unwrap_or_default();
    let wait = text.parse::<i32>().ok().and_then(|wait| u64::try_from(wait).ok());
    Some(wait.map_or(Pushback::Never, |wait| Pushback::After(Duration::from_millis(wait))))
}

/// Returns a random number from 0 to 1.
fn chance() -> f64 {
    let number = RandomState::new().build_hasher().finish() >> 32;
    number as f64 / f64::from(u32::MAX)
}

/// A body whose status counts as a success or a failure.
struct Counted<B> {
    body: Pin<Box<B>>,
    throttle: Arc<Throttle>,
    /// The status codes that count as failures.
    codes: &'static [Code],
}

impl<B: http_body::Body<Data = Bytes>> http_body::Body for Counted<B> {
    type Data = Bytes;
    type Error = B::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, B::Error>>> {
        let frame = self.body.as_mut().poll_frame(cx);
        let trailers = match &frame {
            Poll::Ready(Some(Ok(frame))) => frame.trailers_ref(),
            _ => None,
        };
        match trailers.and_then(code_of) {
            Some(Code::Ok) => self.throttle.succeeded(),
            Some(code) if self.codes.contains(&code) => self.throttle.failed(),
            _ => {}
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

/// A source of errors: nothing of the call was sent, so no server has acted on it.
///
/// A service around connections, such as a load balancer, can include it in the sources of its errors. tonic's
/// [`ConnectError`] has the same meaning.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent;

impl fmt::Display for Unsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing was sent")
    }
}

impl Error for Unsent {}

/// Returns `true` if an error means that nothing was sent.
fn is_unsent(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source())
        .any(|error| error.is::<Unsent>() || error.is::<ConnectError>())
}
