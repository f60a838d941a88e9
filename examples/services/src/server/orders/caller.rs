//! The caller and the deadline of calls to other services.

use std::time::Duration;

use tokio::time::Instant;
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};

use crate::deadline::Deadline;
use crate::server::observe::pass_on;

/// The maximum time to wait for another service, even if the caller has a later deadline.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// The caller on whose behalf another service is called.
#[derive(Clone)]
pub(super) struct Caller {
    authorization: Option<MetadataValue<Ascii>>,
    deadline: Instant,
}

impl Caller {
    /// Returns the sender of a request.
    pub(super) fn of<T>(request: &Request<T>) -> Self {
        let longest = Instant::now() + PATIENCE;
        let deadline = request.extensions().get::<Deadline>().map(|deadline| deadline.0);
        Self {
            authorization: request.metadata().get("authorization").cloned(),
            deadline: deadline.map_or(longest, |deadline| deadline.min(longest)),
        }
    }

    /// Returns `true` until the deadline.
    pub(super) fn has_time(&self) -> bool {
        !Deadline(self.deadline).left().is_zero()
    }

    /// Returns this server as the caller.
    pub(super) fn own(token: &str) -> Self {
        Self { authorization: format!("Bearer {token}").parse().ok(), deadline: Instant::now() + PATIENCE }
    }

    /// Returns the same caller with the full timeout, for work that must be done even if the caller no longer waits.
    pub(super) fn unhurried(&self) -> Self {
        Self { authorization: self.authorization.clone(), deadline: Instant::now() + PATIENCE }
    }

    pub(super) fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.set_timeout(Deadline(self.deadline).left());
        if let Some(authorization) = &self.authorization {
            request.metadata_mut().insert("authorization", authorization.clone());
        }
        pass_on(&mut request);
        request
    }
}
