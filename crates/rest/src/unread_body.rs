//! The unread part of a request body at the time of the response.
//!
//! Over HTTP/1, a server that responds before it has read the body closes the connection. A client that is still
//! sending loses the response, and one that reuses the connection fails with its next request. The rest of the body
//! is therefore read first, within limits.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body as HttpBody;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::header::EXPECT;
use http::{Request, Version};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::sync::oneshot;

use crate::routes::HttpResponse;

/// The maximum number of bytes to discard.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The maximum time to spend on discarding them.
const MAX_TIMEOUT: Duration = Duration::from_secs(5);

/// A receiver for the body of a request that is dropped before its end.
#[derive(Debug, Default)]
pub(crate) struct UnreadBody(Option<oneshot::Receiver<HttpBody>>);

impl UnreadBody {
    /// Wraps the body of a request, so that it comes back when the endpoint drops it.
    pub(crate) fn track(request: Request<HttpBody>) -> (Request<HttpBody>, UnreadBody) {
        // HTTP/2 ends the stream of one request and keeps the connection.
        let closes = matches!(request.version(), Version::HTTP_10 | Version::HTTP_11);
        if !closes || request.body().is_end_stream() {
            return (request, UnreadBody(None));
        }
        let awaits_continue = request.headers().contains_key(EXPECT);
        let (sender, unread) = oneshot::channel();
        let track = |body| HttpBody::new(TrackedBody { body, awaits_continue, sender: Some(sender) });
        (request.map(track), UnreadBody(Some(unread)))
    }

    /// Returns `true` if the response need not wait for the body.
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Reads the rest of the body before the end of a response.
    pub(crate) async fn drain_before_end_of(self, response: HttpResponse) -> HttpResponse {
        let Some(mut unread) = self.0 else { return response };
        if response.body().size_hint().exact().is_none() {
            // A task that outlives the method may drop the requests only when its responses are dropped.
            let rest = within_bounds(async move { discard(unread.await.unwrap_or_default()).await });
            return response.map(|body| HttpBody::new(Streamed { body: Some(body), rest: Box::pin(rest) }));
        }
        if let Ok(body) = unread.try_recv() {
            within_bounds(discard(body)).await;
        }
        response
    }
}

/// Waits for the rest of a body, up to [`MAX_TIMEOUT`].
async fn within_bounds(rest: impl Future<Output = ()>) {
    // A timeout is not an error.
    let _ = tokio::time::timeout(MAX_TIMEOUT, rest).await;
}

/// Reads and discards a body, up to [`MAX_BYTES`] bytes.
async fn discard(mut body: HttpBody) {
    let mut read = 0;
    while let Some(Ok(frame)) = body.frame().await {
        read += frame.data_ref().map_or(0, Bytes::len);
        if read > MAX_BYTES {
            break;
        }
    }
}

/// The body of a response that is a stream. Its end waits for the rest of the request.
struct Streamed {
    body: Option<HttpBody>,
    rest: BoxFuture<'static, ()>,
}

impl Body for Streamed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Some(body) = &mut self.body {
            if let Some(frame) = ready!(Pin::new(body).poll_frame(cx)) {
                return Poll::Ready(Some(frame));
            }
            // The stream of requests is dropped with the response body that reads it, and is sent back.
            self.body = None;
        }
        self.rest.as_mut().poll(cx).map(|()| None)
    }
}

/// A request body that sends itself back when it is dropped.
struct TrackedBody {
    body: HttpBody,
    /// `true` if the client waits for `100 Continue`, which the first read sends: otherwise there is no body to
    /// discard.
    awaits_continue: bool,
    sender: Option<oneshot::Sender<HttpBody>>,
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.awaits_continue = false;
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for TrackedBody {
    fn drop(&mut self) {
        if self.awaits_continue || self.body.is_end_stream() {
            return;
        }
        if let Some(sender) = self.sender.take() {
            // Without a receiver, the response is already being sent.
            let _ = sender.send(std::mem::take(&mut self.body));
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::stream;

    use super::*;

    /// Returns a request with a body of three parts, and the number of parts read.
    fn request() -> (http::request::Builder, HttpBody, Arc<AtomicUsize>) {
        let read = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&read);
        let parts = stream::unfold(0, move |part| {
            count.store(part, Ordering::Relaxed);
            let next = (part < 3).then(|| (Ok::<_, axum::Error>(Bytes::from_static(b"part")), part + 1));
            std::future::ready(next)
        });
        (Request::builder(), HttpBody::from_stream(parts), read)
    }

    async fn read_after_drop(builder: http::request::Builder, body: HttpBody) {
        let (request, unread) = UnreadBody::track(builder.body(body).unwrap());
        drop(request);
        respond(unread).await;
    }

    async fn respond(unread: UnreadBody) {
        unread.drain_before_end_of(HttpResponse::new(HttpBody::from("response"))).await;
    }

    #[tokio::test]
    async fn discards_an_unread_body() {
        let (builder, body, read) = request();
        read_after_drop(builder, body).await;
        assert_eq!(read.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn discards_the_rest_of_a_body() {
        let (builder, body, read) = request();
        let (mut request, unread) = UnreadBody::track(builder.body(body).unwrap());
        request.body_mut().frame().await.unwrap().unwrap();
        drop(request);
        respond(unread).await;
        assert_eq!(read.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn discards_the_rest_before_the_end_of_a_stream() {
        let (builder, body, read) = request();
        let (request, unread) = UnreadBody::track(builder.body(body).unwrap());
        // A streaming response owns the request until it ends.
        let messages = stream::once(async move {
            drop(request);
            Ok::<_, axum::Error>(Bytes::from_static(b"message"))
        });
        let response = unread.drain_before_end_of(HttpResponse::new(HttpBody::from_stream(messages))).await;
        assert_eq!(read.load(Ordering::Relaxed), 0);
        assert_eq!(response.into_body().collect().await.unwrap().to_bytes(), "message");
        assert_eq!(read.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn does_not_touch_a_body_in_use() {
        let (builder, body, read) = request();
        let (request, unread) = UnreadBody::track(builder.body(body).unwrap());
        respond(unread).await;
        assert_eq!(read.load(Ordering::Relaxed), 0);
        drop(request);
    }

    #[tokio::test]
    async fn does_not_request_a_withheld_body() {
        let (builder, body, read) = request();
        read_after_drop(builder.header(EXPECT, "100-continue"), body).await;
        assert_eq!(read.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn does_nothing_over_http2() {
        let (builder, body, read) = request();
        read_after_drop(builder.version(Version::HTTP_2), body).await;
        assert_eq!(read.load(Ordering::Relaxed), 0);
    }
}
