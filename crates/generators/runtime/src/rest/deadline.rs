//! Deadlines: the header `grpc-timeout` of gRPC, which calls over HTTP have too.

use std::future::{Future, pending};

use http::header::HeaderName;
use tokio::time::Instant;
use tonic::Status;
use tonic::metadata::MetadataMap;

use crate::rest::failure::Violation;
use crate::timeout;

pub(crate) static GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// The time at which a call ends, if it has a deadline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// Returns the deadline of a call that begins now.
    pub(crate) fn of(metadata: &MetadataMap) -> Result<Deadline, Violation> {
        let Some(value) = metadata.as_ref().get(&GRPC_TIMEOUT) else { return Ok(Deadline(None)) };
        let timeout = value.to_str().ok().and_then(timeout::parse).ok_or_else(|| {
            Violation::new(
                GRPC_TIMEOUT.as_str(),
                "a timeout is a number of up to eight digits with a unit: H, M, S, m, u or n",
            )
        })?;
        Ok(Deadline(Some(Instant::now() + timeout)))
    }

    /// Waits until the deadline, or forever without one.
    pub(crate) async fn passed(self) -> Status {
        match self.0 {
            // Timers are never ready when they are first polled, also if their time has passed.
            Some(deadline) if deadline <= Instant::now() => {}
            Some(deadline) => tokio::time::sleep_until(deadline).await,
            None => pending().await,
        }
        exceeded()
    }

    /// Returns the status of a failed call: that of the deadline if it has passed, whatever noticed it first. The timer of a
    /// client behind a gateway may be ready before that of the call, and its status is another one.
    pub(crate) fn status_of<E: From<Status>>(self, error: E) -> E {
        match self.0 {
            Some(deadline) if deadline <= Instant::now() => exceeded().into(),
            _ => error,
        }
    }

    /// Runs a part of a call with the deadline.
    pub(crate) async fn limit<T, E: From<Status>>(self, call: impl Future<Output = Result<T, E>>) -> Result<T, E> {
        if self.0.is_none() {
            return call.await;
        }
        // Boxed, because few calls have a deadline and every call would reserve space for its timer.
        let passed = Box::pin(self.passed());
        // The clock is checked first: a client behind a gateway has the same deadline and reports it as CANCELLED.
        tokio::select! {
            biased;
            status = passed => Err(status.into()),
            result = call => result.map_err(|error| self.status_of(error)),
        }
    }
}

fn exceeded() -> Status {
    Status::deadline_exceeded("the deadline of the call has passed")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[tokio::test]
    async fn a_call_after_its_deadline_does_not_begin() {
        for timeout in ["0m", "0n", "1n"] {
            let metadata =
                MetadataMap::from_headers([(GRPC_TIMEOUT.clone(), timeout.parse().unwrap())].into_iter().collect());
            let deadline = Deadline::of(&metadata).unwrap();
            let mut has_begun = false;
            let call = async {
                has_begun = true;
                Ok::<_, Status>(())
            };
            assert_eq!(deadline.limit(call).await.unwrap_err().code(), tonic::Code::DeadlineExceeded, "{timeout}");
            assert!(!has_begun, "{timeout}");
        }
    }

    /// The call blocks until its deadline has passed, so that its error is ready with the timer.
    #[tokio::test]
    async fn an_error_after_the_deadline_is_that_of_the_deadline() {
        let metadata =
            MetadataMap::from_headers([(GRPC_TIMEOUT.clone(), "20m".parse().unwrap())].into_iter().collect());
        let deadline = Deadline::of(&metadata).unwrap();
        let call = async {
            std::thread::sleep(std::time::Duration::from_millis(40));
            Err::<(), _>(Status::unavailable("the connection broke off"))
        };
        assert_eq!(deadline.limit(call).await.unwrap_err().code(), tonic::Code::DeadlineExceeded);
        let early = Deadline::of(&MetadataMap::new()).unwrap().status_of(Status::unavailable("early"));
        assert_eq!(early.code(), tonic::Code::Unavailable);
    }
}
