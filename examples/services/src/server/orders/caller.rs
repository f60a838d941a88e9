//! On whose behalf, and until when, other services are asked.

use std::time::Duration;

use tokio::time::Instant;
use tonic::Request;
use tonic::metadata::{Ascii, MetadataValue};

use crate::deadline::Deadline;
use crate::server::observe::pass_on;

/// How long another service is waited for at most, even for a caller with more patience.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// Who is behind a call to another service.
#[derive(Clone)]
pub(super) struct Caller {
    authorization: Option<MetadataValue<Ascii>>,
    deadline: Instant,
}

impl Caller {
    /// Whoever sent a request.
    pub(super) fn of<T>(request: &Request<T>) -> Self {
        let longest = Instant::now() + PATIENCE;
        let deadline = request.extensions().get::<Deadline>().map(|deadline| deadline.0);
        Self {
            authorization: request.metadata().get("authorization").cloned(),
            deadline: deadline.map_or(longest, |deadline| deadline.min(longest)),
        }
    }

    /// This server itself.
    pub(super) fn own(token: &str) -> Self {
        Self { authorization: format!("Bearer {token}").parse().ok(), deadline: Instant::now() + PATIENCE }
    }

    /// The same caller with all the time there is: for what must be done whether or not it still waits.
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
