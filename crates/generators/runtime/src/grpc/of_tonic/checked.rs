//! Streams of requests with a check of each request, on both sides.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use super::relayed::RelayedBody;
use super::tonic::codegen::http::StatusCode;
use super::tonic::codegen::tokio_stream::Stream;
use super::tonic::{Request, Response, Status, Streaming};

/// Returns a stream of requests that ends with an error at the first request for which a check fails. Servers get it.
pub fn checked<M, C>(requests: Streaming<M>, mut check: C) -> Streaming<M>
where
    M: Send + 'static,
    C: FnMut(&M) -> Result<(), Status> + Send + Unpin + 'static,
{
    let next = move |requests: &mut Streaming<M>, context: &mut Context<'_>| {
        Pin::new(requests)
            .poll_next(context)
            .map(|next| next.map(|request| request.and_then(|it| check(&it).map(|()| it))))
    };
    let (body, decoder) = RelayedBody::new(requests, next, false);
    // The limit of the stream inside applies.
    Streaming::new_request(decoder, body, None, Some(usize::MAX))
}

/// Returns requests of a client that are sent up to the first one for which a check fails. Then the call fails, if it is made with the
/// [`Refusal`].
pub fn checked_requests<S, C>(requests: Request<S>, check: C) -> (Request<CheckedRequests<S, C>>, Refusal)
where
    S: Stream,
    C: FnMut(&S::Item) -> Result<(), Status> + Unpin,
{
    let refusal = Refusal::default();
    let of_requests = refusal.clone();
    (requests.map(|requests| CheckedRequests { requests: Box::pin(requests), check, refusal: of_requests }), refusal)
}

/// Requests of a client that are sent up to the first one for which a check fails. After that, the stream does not end, because its
/// end would tell the server that the requests are complete.
pub struct CheckedRequests<S, C> {
    requests: Pin<Box<S>>,
    check: C,
    refusal: Refusal,
}

impl<S: Stream, C> Stream for CheckedRequests<S, C>
where
    C: FnMut(&S::Item) -> Result<(), Status> + Unpin,
{
    type Item = S::Item;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let this = self.get_mut();
        if this.refusal.is_set() {
            return Poll::Pending;
        }
        let Poll::Ready(next) = this.requests.as_mut().poll_next(context) else { return Poll::Pending };
        match next.as_ref().map_or(Ok(()), |request| (this.check)(request)) {
            Ok(()) => Poll::Ready(next),
            Err(status) => {
                this.refusal.set(status);
                Poll::Pending
            }
        }
    }
}

/// The error of the request at which a stream of requests was stopped.
#[derive(Clone, Debug, Default)]
pub struct Refusal(Arc<Mutex<RefusalState>>);

#[derive(Debug, Default)]
struct RefusalState {
    is_set: bool,
    status: Option<Status>,
    /// The task that makes the call.
    waker: Option<Waker>,
}

impl Refusal {
    /// Makes a call, and cancels it if a request is refused.
    ///
    /// # Errors
    /// Fails if the call fails, or with the error of the request.
    pub async fn or<T>(self, call: impl Future<Output = Result<T, Status>>) -> Result<T, Status> {
        let mut call = pin!(call);
        poll_fn(|context| match self.poll(context) {
            Some(status) => Poll::Ready(Err(status)),
            None => call.as_mut().poll(context),
        })
        .await
    }

    /// Makes a call with a stream of responses, which ends with an error if a request is refused.
    ///
    /// # Errors
    /// Fails if the call fails, or with the error of the request.
    pub async fn or_stream<M: Send + 'static>(
        self,
        call: impl Future<Output = Result<Response<Streaming<M>>, Status>>,
    ) -> Result<Response<Streaming<M>>, Status> {
        let response = self.clone().or(call).await?;
        let next = move |responses: &mut Streaming<M>, context: &mut Context<'_>| match self.poll(context) {
            Some(status) => Poll::Ready(Some(Err(status))),
            None => Pin::new(responses).poll_next(context),
        };
        Ok(response.map(|responses| {
            let (body, decoder) = RelayedBody::new(responses, next, true);
            // The limit of the stream inside applies.
            Streaming::new_response(decoder, body, StatusCode::OK, None, Some(usize::MAX))
        }))
    }

    fn is_set(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_set
    }

    fn set(&self, status: Status) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_set = true;
        state.status = Some(status);
        if let Some(waker) = state.waker.take() {
            waker.wake();
        }
    }

    /// Returns the error of the request, or notes the task to wake up.
    fn poll(&self, context: &Context<'_>) -> Option<Status> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.waker = Some(context.waker().clone());
        state.status.take()
    }
}
