//! Deadlines for both client and server: a layer that ends calls at their `grpc-timeout`.
//!
//! The transport only limits the wait for the first message. This layer also ends streams, and it returns
//! DEADLINE_EXCEEDED instead of CANCELLED. Handlers find the deadline as [`Deadline`] in the request extensions.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderMap, Request, Response};
use http_body::{Body as HttpBody, Frame, SizeHint};
use protoward_runtime::grpc::timeout;
use tokio::time::{Instant, Sleep, sleep_until};
use tonic::Status;
use tower::{Layer, Service};

pub(crate) const HEADER: &str = "grpc-timeout";

/// The deadline of a call, in the extensions of its request.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(pub Instant);

impl Deadline {
    /// Returns the remaining time.
    pub fn left(self) -> Duration {
        self.0.saturating_duration_since(Instant::now())
    }
}

/// Adds [`Deadlines`] to a service.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeadlineLayer;

impl<S> Layer<S> for DeadlineLayer {
    type Service = Deadlines<S>;

    fn layer(&self, inner: S) -> Deadlines<S> {
        Deadlines(inner)
    }
}

/// A service that ends calls at their deadline.
#[derive(Clone, Debug)]
pub struct Deadlines<S>(pub S);

impl<S, I, O> Service<Request<I>> for Deadlines<S>
where
    S: Service<Request<I>, Response = Response<O>>,
    S::Future: Send + 'static,
    O: HttpBody + Default + Unpin + 'static,
{
    type Response = Response<Bounded<O>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<I>) -> Self::Future {
        let deadline = timeout(request.headers()).map(|long| Deadline(Instant::now() + long));
        if let Some(deadline) = deadline {
            request.extensions_mut().insert(deadline);
        }
        let answer = self.0.call(request);
        Box::pin(async move {
            let Some(Deadline(at)) = deadline else {
                return Ok(answer.await?.map(Bounded::endless));
            };
            // Timers are never ready when they are first polled, also if their time has passed.
            if at <= Instant::now() {
                return Ok(exceeded().into_http());
            }
            tokio::select! {
                // The clock is checked first: the transport has the same deadline, but a less precise status.
                biased;
                () = sleep_until(at) => Ok(exceeded().into_http()),
                answer = answer => match answer {
                    Ok(answer) => Ok(answer.map(|body| Bounded::until(body, at))),
                    // The timer of the transport may be ready first.
                    Err(_) if at <= Instant::now() => Ok(exceeded().into_http()),
                    Err(error) => Err(error),
                },
            }
        })
    }
}

/// A body that ends at a deadline, with DEADLINE_EXCEEDED in its trailers.
#[derive(Debug)]
pub struct Bounded<B> {
    /// The body until its end. It is dropped at the deadline, so that its work stops.
    inner: Option<B>,
    deadline: Option<Pin<Box<Sleep>>>,
}

impl<B> Bounded<B> {
    fn endless(inner: B) -> Self {
        Self { inner: Some(inner), deadline: None }
    }

    fn until(inner: B, at: Instant) -> Self {
        Self { inner: Some(inner), deadline: Some(Box::pin(sleep_until(at))) }
    }
}

impl<B: Default> Default for Bounded<B> {
    fn default() -> Self {
        Self::endless(B::default())
    }
}

impl<B: HttpBody + Unpin> HttpBody for Bounded<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        if self.inner.is_none() {
            return Poll::Ready(None);
        }
        // The clock is checked first, so that a body that is always ready ends too.
        if self.deadline.as_mut().is_some_and(|sleep| sleep.as_mut().poll(context).is_ready()) {
            self.inner = None;
            return Poll::Ready(Some(Ok(Frame::trailers(trailers()))));
        }
        let Some(inner) = self.inner.as_mut() else {
            return Poll::Ready(None);
        };
        let frame = std::task::ready!(Pin::new(inner).poll_frame(context));
        if !frame.as_ref().is_some_and(|frame| frame.as_ref().is_ok_and(Frame::is_data)) {
            self.inner = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

fn exceeded() -> Status {
    Status::deadline_exceeded("the deadline has passed")
}

fn trailers() -> HeaderMap {
    let mut trailers = HeaderMap::new();
    // Fails only for a message that is not a header value, and this message is one.
    if exceeded().add_header(&mut trailers).is_err() {
        trailers.clear();
    }
    trailers
}
