//! The unread part of a request body at the time of the response.
//!
//! Over HTTP/1, a server that responds before it has read the body closes the connection. A client that is still
//! sending loses the response, and one that reuses the connection fails with its next request. The rest of the body
//! is therefore read and discarded, within limits. The response does not wait for it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body as HttpBody;
use bytes::Bytes;
use http::header::EXPECT;
use http::{Request, Version};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::runtime::Handle;

/// The maximum number of bytes to discard.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The maximum time to spend on discarding them. After it, the connection is closed.
const MAX_TIMEOUT: Duration = Duration::from_secs(5);

/// Wraps the body of a request, so that its rest is discarded when it is dropped before its end.
pub(crate) fn track(request: Request<HttpBody>) -> Request<HttpBody> {
    // HTTP/2 ends the stream of one request and keeps the connection.
    let closes = matches!(request.version(), Version::HTTP_10 | Version::HTTP_11);
    if !closes || request.body().is_end_stream() {
        return request;
    }
    let awaits_continue = request.headers().contains_key(EXPECT);
    request.map(|body| HttpBody::new(TrackedBody { body, awaits_continue, is_done: false }))
}

/// Reads and discards a body, up to [`MAX_BYTES`] bytes and for up to [`MAX_TIMEOUT`].
async fn discard(mut body: HttpBody) {
    let rest = async {
        let mut read = 0;
        while let Some(Ok(frame)) = body.frame().await {
            read += frame.data_ref().map_or(0, Bytes::len);
            if read > MAX_BYTES {
                break;
            }
        }
    };
    // A timeout is not an error.
    let _ = tokio::time::timeout(MAX_TIMEOUT, rest).await;
}

/// A request body whose rest is discarded when it is dropped.
struct TrackedBody {
    body: HttpBody,
    /// `true` if the client waits for `100 Continue`, which the first read sends: otherwise there is no body to
    /// discard.
    awaits_continue: bool,
    /// `true` after the end of the body, or an error.
    is_done: bool,
}

impl Body for TrackedBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.awaits_continue = false;
        let frame = Pin::new(&mut self.body).poll_frame(cx);
        self.is_done |= matches!(frame, Poll::Ready(None | Some(Err(_))));
        frame
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
        if self.awaits_continue || self.is_done || self.body.is_end_stream() {
            return;
        }
        // Without a runtime, there is no connection to preserve.
        if let Ok(runtime) = Handle::try_current() {
            runtime.spawn(discard(std::mem::take(&mut self.body)));
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

    /// Returns the number of parts that are read after the request is dropped.
    async fn read_after_drop(builder: http::request::Builder, body: HttpBody, read: &AtomicUsize) -> usize {
        drop(track(builder.body(body).unwrap()));
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        read.load(Ordering::Relaxed)
    }

    #[tokio::test]
    async fn discards_an_unread_body() {
        let (builder, body, read) = request();
        assert_eq!(read_after_drop(builder, body, &read).await, 3);
    }

    #[tokio::test]
    async fn discards_the_rest_of_a_body() {
        let (builder, body, read) = request();
        let mut request = track(builder.body(body).unwrap());
        request.body_mut().frame().await.unwrap().unwrap();
        drop(request);
        tokio::task::yield_now().await;
        assert_eq!(read.load(Ordering::Relaxed), 3);
    }

    #[tokio::test]
    async fn does_not_touch_a_body_in_use() {
        let (builder, body, read) = request();
        let request = track(builder.body(body).unwrap());
        tokio::task::yield_now().await;
        assert_eq!(read.load(Ordering::Relaxed), 0);
        drop(request);
    }

    #[tokio::test]
    async fn does_not_request_a_withheld_body() {
        let (builder, body, read) = request();
        assert_eq!(read_after_drop(builder.header(EXPECT, "100-continue"), body, &read).await, 0);
    }

    #[tokio::test]
    async fn does_nothing_over_http2() {
        let (builder, body, read) = request();
        assert_eq!(read_after_drop(builder.version(Version::HTTP_2), body, &read).await, 0);
    }

    #[test]
    fn needs_no_runtime() {
        let (builder, body, read) = request();
        drop(track(builder.body(body).unwrap()));
        assert_eq!(read.load(Ordering::Relaxed), 0);
    }
}
