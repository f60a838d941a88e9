//! Deadlines: the header `grpc-timeout`, and the limits of calls and bodies.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::tonic::Status;
use super::tonic::codegen::http::{HeaderMap, HeaderValue};
use super::tonic::codegen::{Bytes, StdError};
use http_body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::timeout::parse;

const HEADER: &str = "grpc-timeout";
const MOST: u128 = 99_999_999;

/// Returns the timeout in the header `grpc-timeout` of a call. A timeout of more than a year is one of a year, and an invalid one is
/// none.
pub fn timeout(headers: &HeaderMap) -> Option<Duration> {
    headers.get(HEADER)?.to_str().ok().and_then(parse)
}

/// Sets the timeout in the headers, as exactly as eight digits allow.
pub(super) fn tell(headers: &mut HeaderMap, left: Duration) {
    let units = [("n", 1), ("u", 1_000), ("m", 1_000_000), ("S", 1_000_000_000), ("M", 60_000_000_000)];
    let fits = |(_, unit): &&(&str, u128)| left.as_nanos() / unit <= MOST;
    let (name, unit) = units.iter().find(fits).unwrap_or(&("H", 3_600_000_000_000));
    let number = (left.as_nanos() / unit).min(MOST);
    if let Ok(value) = HeaderValue::try_from(format!("{number}{name}")) {
        headers.insert(HEADER, value);
    }
}

/// Returns the status for a deadline that has passed.
pub(super) fn exceeded() -> Status {
    Status::deadline_exceeded("the deadline has passed")
}

/// Returns the result of a call, or an error if its deadline passes first.
pub(super) async fn kept<T>(deadline: Option<Instant>, call: impl Future<Output = T>) -> Result<T, Status> {
    match deadline {
        // Timers are never ready when they are first polled, also if their time has passed.
        Some(deadline) if deadline <= Instant::now() => Err(exceeded()),
        Some(deadline) => tokio::time::timeout_at(deadline, call).await.map_err(|_| exceeded()),
        None => Ok(call.await),
    }
}

/// A body that fails when its deadline passes.
pub(super) struct Timed<B> {
    body: Option<Pin<Box<B>>>,
    until: Option<Pin<Box<Sleep>>>,
}

impl<B> Timed<B> {
    pub(super) fn new(body: B, deadline: Option<Instant>) -> Self {
        Self { body: Some(Box::pin(body)), until: deadline.map(|deadline| Box::pin(sleep_until(deadline))) }
    }
}

impl<B> Body for Timed<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<StdError>,
{
    type Data = Bytes;
    type Error = StdError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, StdError>>> {
        // Check the deadline first, so that a body that always has data ends too.
        if self.until.as_mut().is_some_and(|until| until.as_mut().poll(cx).is_ready()) {
            self.until = None;
            return Poll::Ready(self.body.take().map(|_| Err(exceeded().into())));
        }
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        body.as_mut().poll_frame(cx).map(|frame| frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(|body| body.is_end_stream())
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(|body| body.size_hint()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_at_most_eight_digits() {
        for (left, text) in [
            (Duration::ZERO, "0n"),
            (Duration::from_nanos(99_999_999), "99999999n"),
            (Duration::from_nanos(100_000_999), "100000u"),
            (Duration::from_secs(100), "100000m"),
            (Duration::from_secs(99_999_999), "99999999S"),
            (Duration::from_secs(100_000_000), "1666666M"),
            (Duration::MAX, "99999999H"),
        ] {
            let mut headers = HeaderMap::new();
            tell(&mut headers, left);
            assert_eq!(headers["grpc-timeout"], text);
        }
    }
}
