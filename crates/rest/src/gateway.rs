//! Support for generated gateways: forwards the stream of requests of a call.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::Stream;
use tokio::sync::oneshot;
use tonic::{Request, Response, Status, Streaming};

/// Takes a call with a stream of requests apart, to hand it on to a client: the request for the client, and what ends the
/// call of the client with the error of a request that cannot be read.
///
/// Were the stream of the client just to end at such a request, the server would take the requests before as all there are.
pub fn forward<T>(request: Request<Streaming<T>>) -> (Request<Requests<T>>, Failed) {
    let (report, failed) = oneshot::channel();
    (request.map(|messages| Requests { messages, report: Some(report) }), Failed(failed))
}

/// The error of a stream of requests, if it has one.
#[derive(Debug)]
pub struct Failed(oneshot::Receiver<Status>);

impl Failed {
    /// Waits for the answer to a call, and cancels the call where its stream of requests fails.
    ///
    /// # Errors
    /// Returns the error of the call or of the stream of requests.
    pub async fn or<T>(self, call: impl Future<Output = Result<Response<T>, Status>>) -> Result<Response<T>, Status> {
        tokio::select! {
            biased;
            Ok(status) = self.0 => Err(status),
            answer = call => answer,
        }
    }
}

/// The requests of a call, as a client takes them.
#[derive(Debug)]
pub struct Requests<T> {
    messages: Streaming<T>,
    /// The sender of the first error; `None` after that.
    report: Option<oneshot::Sender<Status>>,
}

impl<T> Stream for Requests<T> {
    type Item = T;

    /// Reports an error and stays pending after it, so that the stream does not end.
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        if self.report.is_none() {
            return Poll::Pending;
        }
        match ready!(Pin::new(&mut self.messages).poll_next(context)) {
            Some(Ok(message)) => Poll::Ready(Some(message)),
            None => Poll::Ready(None),
            Some(Err(status)) => {
                let report = self.report.take();
                report.into_iter().for_each(|report| _ = report.send(status.clone()));
                Poll::Pending
            }
        }
    }
}
