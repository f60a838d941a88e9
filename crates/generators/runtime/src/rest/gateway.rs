//! Support for generated gateways: forwarding calls, and the errors of the connection to the upstream server.

use std::error::Error as _;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use futures_util::future::{Fuse, FutureExt};
use futures_util::stream::Stream;
use prost::Message;
use tokio::sync::oneshot;
use tonic::{Code, Request, Response, Status, Streaming};

/// Splits a call with a stream of requests into the request for a client, and a future that ends the client's call
/// with the error of an unreadable request.
///
/// If the client's stream just ended at such a request, the server would treat the previous requests as complete.
pub fn forward<T>(request: Request<Streaming<T>>) -> (Request<Requests<T>>, Failed) {
    let (report, failed) = oneshot::channel();
    let sent = Sent::default();
    let requests = sent.clone();
    (request.map(|messages| Requests { messages, sent: requests, report: Some(report) }), Failed { failed, sent })
}

/// The error of a stream of requests, if it fails.
#[derive(Debug)]
pub struct Failed {
    failed: oneshot::Receiver<Status>,
    sent: Sent,
}

impl Failed {
    /// Waits for the response to a call, and cancels the call if its stream of requests fails.
    ///
    /// # Errors
    /// Returns the error of the call or of the stream of requests.
    pub async fn response<T>(
        self,
        call: impl Future<Output = Result<Response<T>, Status>>,
    ) -> Result<Response<T>, Status> {
        let Failed { failed, sent } = self;
        tokio::select! {
            biased;
            Ok(status) = failed => Err(status),
            response = call => response.map_err(|status| sent.explained(status)),
        }
    }

    /// Waits for the responses to a call, which end with the error of its stream of requests if that fails.
    ///
    /// # Errors
    /// Returns the error of the call or of the stream of requests, if one fails before the first response.
    pub async fn responses<T>(
        self,
        call: impl Future<Output = Result<Response<Streaming<T>>, Status>>,
    ) -> Result<Response<Responses<T>>, Status> {
        let Failed { failed, sent } = self;
        // Fused, because it completes without an error if the requests end before the first response.
        let mut failed = failed.fuse();
        let response = tokio::select! {
            biased;
            response = call => response.map_err(|status| sent.explained(status))?,
            Ok(status) = &mut failed => return Err(status),
        };
        Ok(response.map(|messages| Responses { messages, sent, failed }))
    }
}

/// The stream of requests for a client.
#[derive(Debug)]
pub struct Requests<T> {
    messages: Streaming<T>,
    sent: Sent,
    /// The sender of the first error; `None` after that.
    report: Option<oneshot::Sender<Status>>,
}

impl<T: Message> Stream for Requests<T> {
    type Item = T;

    /// Reports an error and stays pending after it, so that the stream does not end.
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        if self.report.is_none() {
            return Poll::Pending;
        }
        match ready!(Pin::new(&mut self.messages).poll_next(context)) {
            Some(Ok(message)) => {
                self.sent.add(message.encoded_len());
                Poll::Ready(Some(message))
            }
            None => Poll::Ready(None),
            Some(Err(status)) => {
                let report = self.report.take();
                report.into_iter().for_each(|report| _ = report.send(status.clone()));
                Poll::Pending
            }
        }
    }
}

/// The stream of responses of the upstream server.
#[derive(Debug)]
pub struct Responses<T> {
    messages: Streaming<T>,
    sent: Sent,
    /// The error of the stream of requests; never ready if there is one request, or after the error.
    failed: Fuse<oneshot::Receiver<Status>>,
}

impl<T> Stream for Responses<T> {
    type Item = Result<T, Status>;

    /// Returns all responses that have arrived before an error of the requests.
    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Poll::Ready(message) = Pin::new(&mut self.messages).poll_next(context) {
            return Poll::Ready(message.map(|message| message.map_err(|status| self.sent.explained(status))));
        }
        let failed = ready!(Pin::new(&mut self.failed).poll(context));
        // Without an error, the requests have ended, and more responses may come.
        failed.map_or(Poll::Pending, |status| Poll::Ready(Some(Err(status))))
    }
}

/// The size of the largest message that was sent to the upstream server, to tell whose message is above a limit.
#[derive(Debug, Clone, Default)]
pub struct Sent(Arc<AtomicUsize>);

impl Sent {
    /// Creates the size of a single request.
    #[must_use]
    pub fn of(request: &Request<impl Message>) -> Sent {
        Sent(Arc::new(AtomicUsize::new(request.get_ref().encoded_len())))
    }

    /// Returns the response of the upstream server, or the error for the caller.
    ///
    /// # Errors
    /// Returns the error of the call.
    pub fn response<T>(self, response: Result<Response<T>, Status>) -> Result<Response<T>, Status> {
        response.map_err(|status| self.explained(status))
    }

    /// Returns the responses of the upstream server, or the error for the caller.
    ///
    /// # Errors
    /// Returns the error of the call.
    pub fn responses<T>(
        self,
        response: Result<Response<Streaming<T>>, Status>,
    ) -> Result<Response<Responses<T>>, Status> {
        let response = response.map_err(|status| self.explained(status))?;
        Ok(response.map(|messages| Responses { messages, sent: self, failed: Fuse::terminated() }))
    }

    fn add(&self, size: usize) {
        self.0.fetch_max(size, Ordering::Relaxed);
    }

    /// Returns the status of a failed call for the caller, who is not to blame for the connection to the upstream server.
    fn explained(&self, status: Status) -> Status {
        let message = status.message();
        match status.code() {
            // Only a status of the own client has a source; one that the server sent has none.
            Code::Unknown | Code::Cancelled if status.source().is_some() => {
                Status::unavailable(format!("the connection to the upstream server broke off: {message}"))
            }
            // tonic has the same error for a request that its server rejects, which is the caller's. That request is the
            // largest one, because it ends the call.
            Code::OutOfRange if size_over_limit(message).is_some_and(|size| size != self.0.load(Ordering::Relaxed)) => {
                Status::internal(format!(
                    "the response of the upstream server is above the limit of the gateway: {message}"
                ))
            }
            _ => status,
        }
    }
}

/// Returns the size of a message above the limit of tonic, which reports it only in the text of the error.
fn size_over_limit(message: &str) -> Option<usize> {
    let (size, _) = message.strip_prefix("Error, decoded message length too large: found ")?.split_once(' ')?;
    size.parse().ok()
}
