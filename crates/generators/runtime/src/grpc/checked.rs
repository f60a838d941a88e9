//! Streams of requests with a check of each request: for methods that take a `tonic::Streaming`, and for those that take checked
//! requests.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use http_body::{Body, Frame};
use tonic::codec::{DecodeBuf, Decoder};
use tonic::codegen::tokio_stream::Stream;
use tonic::codegen::{BoxStream, Bytes};
use tonic::{Status, Streaming};

/// A gRPC frame of an empty message.
const EMPTY_FRAME: &[u8] = &[0; 5];

/// Returns a stream of requests that ends with an error at the first request for which a check fails.
pub fn checked<M, C>(requests: Streaming<M>, check: C) -> Streaming<M>
where
    M: Send + 'static,
    C: FnMut(&M) -> Result<(), Status> + Send + Unpin + 'static,
{
    let taken = Taken::default();
    let body = CheckedBody { requests, check, taken: Arc::clone(&taken) };
    // The limit of the stream inside applies.
    Streaming::new_request(TakenDecoder(taken), body, None, Some(usize::MAX))
}

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

/// The slot through which the body passes a request to the decoder.
type Taken<M> = Arc<Mutex<Option<M>>>;

/// A body with an empty frame for each request, because a [`Streaming`] can only be created from a body.
struct CheckedBody<M, C> {
    requests: Streaming<M>,
    check: C,
    taken: Taken<M>,
}

impl<M, C: FnMut(&M) -> Result<(), Status> + Unpin> Body for CheckedBody<M, C> {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.get_mut();
        let Poll::Ready(next) = Pin::new(&mut this.requests).poll_next(context) else { return Poll::Pending };
        Poll::Ready(next.map(|request| {
            let request = request?;
            (this.check)(&request)?;
            *this.taken.lock().unwrap_or_else(PoisonError::into_inner) = Some(request);
            Ok(Frame::data(Bytes::from_static(EMPTY_FRAME)))
        }))
    }
}

/// A decoder that returns the request in the slot, whatever the frame.
struct TakenDecoder<M>(Taken<M>);

impl<M> Decoder for TakenDecoder<M> {
    type Item = M;
    type Error = Status;

    fn decode(&mut self, _: &mut DecodeBuf<'_>) -> Result<Option<M>, Status> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).take())
    }
}
