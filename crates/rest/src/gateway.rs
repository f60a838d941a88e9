//! What generated gateways need: a stream of requests of one call, handed on to another.

use std::future::{Future, pending};

use futures_util::stream::{Stream, StreamExt as _, unfold};
use tokio::sync::oneshot;
use tonic::{Request, Response, Status, Streaming};

/// Hands a call with a stream of requests on to a client.
///
/// A request that cannot be read ends the outer call with its error, and cancels the inner one: were its stream just to end, the
/// server behind it would take the requests before as all there are.
///
/// # Errors
/// Those of the inner call, and of the stream of requests.
pub async fn forward<Req, Res, Fut>(
    request: Request<Streaming<Req>>,
    call: impl FnOnce(Request<Requests<Req>>) -> Fut,
) -> Result<Response<Res>, Status>
where
    Req: Send + 'static,
    Fut: Future<Output = Result<Response<Res>, Status>>,
{
    let (report, failed) = oneshot::channel();
    let request = request.map(|messages| requests(messages, report));
    tokio::select! {
        biased;
        Ok(status) = failed => Err(status),
        answer = call(request) => answer,
    }
}

/// The requests of an inner call.
pub type Requests<T> = std::pin::Pin<Box<dyn Stream<Item = T> + Send>>;

/// Returns the messages of a stream; an error is reported, and nothing comes after it, the end neither.
fn requests<T: Send + 'static>(messages: Streaming<T>, report: oneshot::Sender<Status>) -> Requests<T> {
    unfold((messages, report), |(mut messages, report)| async {
        match messages.next().await? {
            Ok(message) => Some((message, (messages, report))),
            Err(status) => {
                let _ = report.send(status);
                pending().await
            }
        }
    })
    .boxed()
}
