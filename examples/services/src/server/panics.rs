//! Panics in gRPC handlers: an INTERNAL status instead of a reset stream. The panic hook logs the cause.
//!
//! REST has the same in `protoward-runtime`.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request, Response};
use http_body::{Body, Frame, SizeHint};
use tonic::Status;
use tower::{Layer, Service};

/// A layer that turns panics into statuses.
#[derive(Clone)]
pub(super) struct PanicLayer;

impl<S> Layer<S> for PanicLayer {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded(inner)
    }
}

#[derive(Clone)]
pub(super) struct Guarded<S>(S);

impl<S, I, O> Service<Request<I>> for Guarded<S>
where
    S: Service<Request<I>, Response = Response<O>>,
    S::Future: Send + 'static,
{
    type Response = Response<GuardedBody<O>>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<I>) -> Self::Future {
        let mut response = Box::pin(self.0.call(request));
        Box::pin(poll_fn(move |context| match catch_unwind(AssertUnwindSafe(|| response.as_mut().poll(context))) {
            Ok(response) => response.map_ok(|response| response.map(|body| GuardedBody(Some(body)))),
            Err(_) => Poll::Ready(Ok(panicked().into_http::<()>().map(|()| GuardedBody(None)))),
        }))
    }
}

/// A response body that ends with a status if the handler's stream panics. It is `None` after the end.
pub(super) struct GuardedBody<B>(Option<B>);

impl<B> Default for GuardedBody<B> {
    fn default() -> Self {
        Self(None)
    }
}

impl<B: Body + Unpin> Body for GuardedBody<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let Some(body) = &mut self.0 else { return Poll::Ready(None) };
        if let Ok(frame) = catch_unwind(AssertUnwindSafe(|| Pin::new(body).poll_frame(context))) {
            return Poll::Ready(ready!(frame));
        }
        self.0 = None;
        Poll::Ready(Some(Ok(Frame::trailers(trailers(panicked())))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.as_ref().map_or(SizeHint::with_exact(0), Body::size_hint)
    }
}

/// The status of a handler that panicked. The cause is not for callers.
fn panicked() -> Status {
    Status::internal("internal error")
}

fn trailers(status: Status) -> HeaderMap {
    let mut headers = status.into_http::<()>().into_parts().0.headers;
    headers.remove(CONTENT_TYPE);
    headers
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

    use std::convert::Infallible;

    use axum::body::Body as HttpBody;
    use http::{Request, Response};
    use http_body_util::BodyExt as _;
    use tokio_stream::StreamExt as _;
    use tonic::Code;
    use tower::{Layer, ServiceExt as _, service_fn};

    use super::{PanicLayer, Status};

    #[tokio::test]
    async fn answers_a_panic_of_a_handler_with_an_internal_error() {
        let handler = service_fn(|_: Request<()>| async {
            if true {
                panic!("in the handler");
            }
            Ok::<_, Infallible>(Response::new(HttpBody::empty()))
        });
        let response = PanicLayer.layer(handler).oneshot(Request::new(())).await.unwrap();
        assert_eq!(Status::from_header_map(response.headers()).unwrap().code(), Code::Internal);
    }

    #[tokio::test]
    async fn ends_a_stream_that_panics_with_a_status() {
        let handler = service_fn(|_: Request<()>| async {
            let parts = tokio_stream::iter([1, 2]).map(|part| match part {
                1 => Ok::<_, Infallible>("one"),
                _ => panic!("in the stream"),
            });
            Ok::<_, Infallible>(Response::new(HttpBody::from_stream(parts)))
        });
        let response = PanicLayer.layer(handler).oneshot(Request::new(())).await.unwrap();
        let collected = response.into_body().collect().await.unwrap();
        let trailers = collected.trailers().unwrap();
        assert_eq!(Status::from_header_map(trailers).unwrap().code(), Code::Internal);
        assert_eq!(collected.to_bytes(), "one");
    }
}
