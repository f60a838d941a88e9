//! Statuses of connections that break.

use std::error::Error;

use tonic::Status;

/// Returns the status for a server that cannot be reached, or a connection that breaks before a response.
pub(super) fn unreachable(error: Box<dyn Error + Send + Sync>) -> Status {
    of_error("the server did not answer", error)
}

/// Returns the status for a response that breaks off.
pub(super) fn broken(error: Box<dyn Error + Send + Sync>) -> Status {
    of_error("the response broke off", error)
}

/// Returns the status that caused an error, such as one of a layer or of the body of the request, or `UNAVAILABLE`.
fn of_error(what: &str, error: Box<dyn Error + Send + Sync>) -> Status {
    Status::try_from_error(error).unwrap_or_else(|error| {
        let causes = std::iter::successors(error.source(), |cause: &&(dyn Error + 'static)| (*cause).source());
        let causes: String = causes.map(|cause| format!(": {cause}")).collect();
        let mut status = Status::unavailable(format!("{what}: {error}{causes}"));
        status.set_source(error.into());
        status
    })
}
