//! A server in the same process, in place of a connection: no socket, but the deadlines and cancellation of one.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use super::tonic::Status;
use super::tonic::body::Body;
use super::tonic::codegen::http::{Request, Response};
use super::tonic::codegen::{BoxFuture, Bytes, Service, StdError};
use http_body::{Body as _, Frame};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::deadline::{self, Timed};

/// The number of frames in transit, in each direction, before the sender has to wait.
const ON_THE_WAY: usize = 64;

/// A server in the same process, which a client calls without a socket.
///
/// It behaves like a server behind a connection. Each call runs in its own task, which receives the metadata but not the
/// extensions of the request. The task stops when the client drops the call or the deadline passes. If the server panics,
/// the call fails with `INTERNAL`.
///
/// Calls need a tokio runtime.
#[derive(Clone, Debug)]
pub struct InProcess<S> {
    server: S,
}

impl<S> InProcess<S> {
    /// Wraps a server, or another service such as a server with interceptors or layers.
    pub const fn new(server: S) -> Self {
        Self { server }
    }
}

impl<S, B> Service<Request<Body>> for InProcess<S>
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

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let deadline = deadline::timeout(request.headers()).map(|left| Instant::now() + left);
        let (asked, sent) = carried(request);
        let (head, answered) = oneshot::channel();
        let (to_client, frames) = mpsc::channel(ON_THE_WAY);
        let server = self.server.clone();
        Box::pin(async move {
            let task = Task(tokio::spawn(async move {
                let _sending = sent.pumped();
                let (answer, body) = match answer(server, asked).await {
                    Ok(response) => {
                        let (parts, body) = response.into_parts();
                        (Ok(parts), Body::new(body))
                    }
                    Err(error) => (Err(Status::from_error(error)), Body::empty()),
                };
                if head.send(answer).is_ok() {
                    pump(body, to_client).await;
                }
            }));
            let mut body = Piped { frames, task: Some(task) };
            match deadline::kept(deadline, answered).await? {
                Ok(answer) => Ok(Response::from_parts(answer?, Body::new(Timed::new(body, deadline)))),
                // The task has ended without a response.
                Err(_) => Err(poll_fn(|cx| body.poll_end(cx)).await.err().unwrap_or_else(|| stopped("it has ended"))),
            }
        })
    }
}

async fn answer<S>(mut server: S, request: Request<Body>) -> Result<S::Response, StdError>
where
    S: Service<Request<Body>>,
    S::Error: Into<StdError>,
{
    poll_fn(|cx| server.poll_ready(cx)).await.map_err(Into::into)?;
    server.call(request).await.map_err(Into::into)
}

/// Returns the request as the server receives it, and the body to send.
fn carried(request: Request<Body>) -> (Request<Body>, Sent) {
    let (parts, body) = request.into_parts();
    let (sender, frames) = mpsc::channel(ON_THE_WAY);
    let mut arrived = Request::new(Body::new(Piped { frames, task: None }));
    *arrived.method_mut() = parts.method;
    *arrived.uri_mut() = parts.uri;
    *arrived.version_mut() = parts.version;
    *arrived.headers_mut() = parts.headers;
    (arrived, Sent { body, sender })
}

struct Sent {
    body: Body,
    sender: mpsc::Sender<Result<Frame<Bytes>, StdError>>,
}

impl Sent {
    /// Sends the body until the returned task is dropped.
    fn pumped(self) -> Task {
        Task(tokio::spawn(pump(self.body, self.sender)))
    }
}

/// Sends frames until the body ends or fails, or the receiver is closed.
async fn pump(body: Body, sender: mpsc::Sender<Result<Frame<Bytes>, StdError>>) {
    let mut body = body;
    loop {
        let frame = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
        let Some(frame) = frame else { return };
        let is_last = frame.is_err();
        if sender.send(frame.map_err(Into::into)).await.is_err() || is_last {
            return;
        }
    }
}

/// A body that receives its frames from another task.
struct Piped {
    frames: mpsc::Receiver<Result<Frame<Bytes>, StdError>>,
    /// The task that sends the frames.
    task: Option<Task>,
}

impl Piped {
    /// Waits until the sender has ended. Fails if it panicked or was stopped.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Status>> {
        let Some(task) = &mut self.task else { return Poll::Ready(Ok(())) };
        let Poll::Ready(ended) = Future::poll(Pin::new(&mut task.0), cx) else { return Poll::Pending };
        self.task = None;
        Poll::Ready(ended.map_err(|error| match error.try_into_panic() {
            Ok(panic) => panicked(&*panic),
            Err(error) => stopped(&error.to_string()),
        }))
    }
}

impl http_body::Body for Piped {
    type Data = Bytes;
    type Error = StdError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        match self.frames.poll_recv(cx) {
            Poll::Ready(None) => self.poll_end(cx).map(|ended| ended.err().map(|status| Err(status.into()))),
            frame => frame,
        }
    }
}

/// A task that is aborted when dropped.
#[derive(Debug)]
struct Task(JoinHandle<()>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> Status {
    let text = panic.downcast_ref::<&str>().copied();
    let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("it does not say why");
    Status::internal(format!("the server panicked: {text}"))
}

fn stopped(why: &str) -> Status {
    Status::unavailable(format!("the server has stopped: {why}"))
}
