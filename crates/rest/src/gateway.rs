//! Support for generated gateways: forwarding the stream of requests of a call.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::Stream;
use tokio::sync::oneshot;
use tonic::{Request, Response, Status, Streaming};

/// Splits a call with a stream of requests into the request for a client, and a future that ends the client's call
/// with the error of an unreadable request.
///
/// If the client's stream just ended at such a request, the server would treat the previous requests as complete.
pub fn forward<T>(request: Request<Streaming<T>>) -> (Request<Requests<T>>, Failed) {
    let (report, failed) = oneshot::channel();
    (request.map(|messages| Requests { messages, report: Some(report) }), Failed(failed))
}

/// The error of a stream of requests, if it fails.
#[derive(Debug)]
pub struct Failed(oneshot::Receiver<Status>);

impl Failed {
    /// Waits for the response to a call, and cancels the call if its stream of requests fails.
    ///
    /// # Errors
    /// Returns the error of the call or of the stream of requests.
    pub async fn or<T>(self, call: impl Future<Output = Result<Response<T>, Status>>) -> Result<Response<T>, Status> {
        tokio::select! {
            biased;
            Ok(status) = self.0 => Err(status),
            response = call => response,
        }
    }
}

/// The stream of requests for a client.
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
