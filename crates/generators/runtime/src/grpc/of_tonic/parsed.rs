//! Streams of requests that are converted to checked types.

use std::pin::Pin;
use std::task::{Context, Poll};

use super::tonic::codegen::BoxStream;
use super::tonic::codegen::tokio_stream::Stream;
use super::tonic::{Status, Streaming};

/// Returns a stream of converted requests that ends with an error at the first request that cannot be converted.
pub fn parsed<M, C, P>(requests: Streaming<M>, parse: P) -> BoxStream<C>
where
    M: Send + 'static,
    C: 'static,
    P: FnMut(M) -> Result<C, Status> + Send + Unpin + 'static,
{
    Box::pin(Parsed { requests: Some(requests), parse })
}

/// A stream of converted requests.
struct Parsed<M, P> {
    /// The requests; `None` after an error.
    requests: Option<Streaming<M>>,
    parse: P,
}

impl<M, C, P: FnMut(M) -> Result<C, Status> + Unpin> Stream for Parsed<M, P> {
    type Item = Result<C, Status>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let Some(requests) = &mut this.requests else { return Poll::Ready(None) };
        let Poll::Ready(next) = Pin::new(requests).poll_next(context) else { return Poll::Pending };
        let parsed = next.map(|request| request.and_then(&mut this.parse));
        if matches!(parsed, Some(Err(_))) {
            this.requests = None;
        }
        Poll::Ready(parsed)
    }
}
