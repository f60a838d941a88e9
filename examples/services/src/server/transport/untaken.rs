//! HTTP/2 streams whose client does not read the response.
//!
//! A client limits what it gets by the window of each stream. hyper waits for the window without end while it holds a part of the
//! response body, and does not ask the body for the next part. So the body notes when it gave a part, and the task of the stream ends
//! if the body is not asked again in time. That resets the stream, and others on its connection go on.
//!
//! From its first part on, a stream is polled under the limit of [`Turns`], so that many long streams leave threads to short calls.

use std::cell::Cell;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::Executor;
use tokio::time::{Instant, Sleep, sleep_until};

use super::turns::{Place, Turns};

tokio::task_local! {
    /// The time of the last part of the response body, if the body was not asked for another one since.
    static GIVEN: Cell<Option<Instant>>;
}

/// Notes that the body of a response was asked for its next part, and whether it gave one.
pub(super) fn note(gave: bool) {
    // HTTP/1 has no task for each response: there, the whole connection stalls.
    _ = GIVEN.try_with(|given| given.set(gave.then(Instant::now)));
}

/// An executor that ends the task of a stream if the client reads nothing of the response for the time `limit`.
#[derive(Clone, Debug)]
pub(super) struct Streams {
    pub(super) limit: Duration,
    pub(super) turns: Turns,
}

impl<F> Executor<F> for Streams
where
    F: Future<Output: Send> + Send + 'static,
{
    fn execute(&self, stream: F) {
        let mut watched = Watched { stream: Box::pin(stream), limit: self.limit, given: None, end: None };
        let (turns, mut place) = (self.turns.clone(), Place::default());
        tokio::spawn(std::future::poll_fn(move |context| {
            if watched.end.is_none() {
                return watched.poll(context);
            }
            turns.poll(&mut place, context, |context| watched.poll(context))
        }));
    }
}

struct Watched<F> {
    stream: Pin<Box<F>>,
    limit: Duration,
    given: Option<Instant>,
    /// The time by which the client must take the current part of the response; `None` before the first part.
    end: Option<Pin<Box<Sleep>>>,
}

impl<F: Future> Watched<F> {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let poll = || (self.stream.as_mut().poll(context).is_ready(), GIVEN.with(Cell::get));
        let (has_ended, given) = GIVEN.sync_scope(Cell::new(self.given), poll);
        self.given = given;
        if has_ended {
            return Poll::Ready(());
        }
        let Some(given) = given else { return Poll::Pending };
        let at = given + self.limit;
        let end = self.end.get_or_insert_with(|| Box::pin(sleep_until(at)));
        if end.deadline() != at {
            end.as_mut().reset(at);
        }
        ready!(end.as_mut().poll(context));
        tracing::debug!("a response that the client does not take is cut off");
        Poll::Ready(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::convert::Infallible;
    use std::time::Duration;

    use axum::body::{Body, Bytes};
    use http::{Request, Response};
    use http_body_util::BodyExt;
    use hyper::body::Incoming;
    use hyper::rt::Executor;
    use hyper::service::service_fn;
    use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
    use tokio::sync::oneshot;
    use tokio::time::{Instant, sleep};
    use tokio_stream::StreamExt;

    use super::super::activity::{Activity, Guarded};
    use super::super::turns::Turns;
    use super::{Streams, note};

    const LIMIT: Duration = Duration::from_secs(60);

    fn streams() -> Streams {
        Streams { limit: LIMIT, turns: Turns::new() }
    }

    /// Runs a stream, and returns the time after which it was dropped.
    async fn run<F: Future<Output = ()> + Send + 'static>(stream: impl FnOnce() -> F) -> Duration {
        let (alive, dropped) = oneshot::channel::<()>();
        let (start, stream) = (Instant::now(), stream());
        streams().execute(async move {
            stream.await;
            drop(alive);
        });
        _ = dropped.await;
        start.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn a_part_has_to_be_taken_in_time() {
        let took = run(|| async {
            for _ in 0..10 {
                note(true);
                sleep(LIMIT / 2).await;
            }
            note(true);
            std::future::pending().await
        });
        assert_eq!(took.await.as_secs(), 6 * 60);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_without_parts_goes_on() {
        let took = run(|| async {
            sleep(10 * LIMIT).await;
            note(true);
            note(false);
            sleep(10 * LIMIT).await;
        });
        assert_eq!(took.await.as_secs(), 20 * 60);
    }

    /// Answers with a number of parts of ten bytes, one a second.
    async fn parts(request: Request<Incoming>) -> Result<Response<Guarded<Body>>, Infallible> {
        let count = request.uri().path()[1..].parse().unwrap();
        let parts = tokio_stream::iter(0..count).then(|_| async {
            sleep(Duration::from_secs(1)).await;
            Ok::<_, Infallible>(Bytes::from_static(&[0; 10]))
        });
        Ok(Response::new(Guarded::new(Body::from_stream(parts), Activity::new().enter())))
    }

    #[tokio::test(start_paused = true)]
    async fn a_stream_without_a_window_is_reset_and_others_go_on() {
        let (client, server) = tokio::io::duplex(4096);
        let mut serving = hyper::server::conn::http2::Builder::new(streams());
        serving.timer(TokioTimer::new());
        tokio::spawn(serving.serve_connection(TokioIo::new(server), service_fn(parts)));
        let mut connecting = hyper::client::conn::http2::Builder::new(TokioExecutor::new());
        let (mut client, connection) =
            connecting.initial_stream_window_size(100).handshake(TokioIo::new(client)).await.unwrap();
        tokio::spawn(connection);
        let mut get = async |count: u32| {
            let request = Request::get(format!("http://localhost/{count}")).body(String::new()).unwrap();
            client.send_request(request).await.unwrap().into_body()
        };
        let (mut untaken, taken) = (get(1000).await, get(200).await);
        let start = Instant::now();
        assert_eq!(taken.collect().await.unwrap().to_bytes().len(), 2000);
        assert_eq!(start.elapsed().as_secs(), 200);
        let mut read = 0;
        let ended = loop {
            match untaken.frame().await.unwrap() {
                Ok(frame) => read += frame.into_data().unwrap().len(),
                Err(error) => break error,
            }
        };
        assert!(read <= 110, "{read}: {ended}");
        assert_eq!(get(3).await.collect().await.unwrap().to_bytes().len(), 30);
    }
}
