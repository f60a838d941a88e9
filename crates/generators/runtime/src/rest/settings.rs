//! The settings of routes. Each endpoint has its own, so that merged services can differ.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tonic::{Request, Status};

use crate::rest::details::Details;
use crate::rest::failure::Failure;
use crate::rest::metadata::HeaderMatcher;

/// The handling of query parameters that are not fields of the request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnknownParameters {
    /// The request fails with 400, and the response names the parameter.
    #[default]
    Reject,
    /// Drops the parameter without an error.
    Ignore,
    /// Like `Reject`, except for the [system parameters] of Google's APIs, with or without `$`: `alt=sse` requests
    /// server-sent events, and `key`, `prettyPrint` and the others have no effect.
    ///
    /// [system parameters]: https://cloud.google.com/apis/docs/system-parameters
    AllowSystem,
}

pub(crate) type Interceptor = Arc<dyn Fn(Request<()>) -> Result<Request<()>, Status> + Send + Sync>;

/// The default body limit, equal to tonic's limit for a message.
pub(crate) const BODY_LIMIT: usize = 4 * 1024 * 1024;

#[derive(Clone)]
pub(crate) struct RouteSettings {
    pub(crate) body_limit: usize,
    pub(crate) unknown_parameters: UnknownParameters,
    /// The query parameters without effect.
    pub(crate) ignored_parameters: Arc<BTreeSet<String>>,
    pub(crate) interceptor: Option<Interceptor>,
    pub(crate) details: Details,
    /// The maximum time for a body, or for one message of a stream.
    pub(crate) read_timeout: Option<Duration>,
    pub(crate) request_headers: Option<HeaderMatcher>,
    pub(crate) response_headers: Option<HeaderMatcher>,
}

impl Default for RouteSettings {
    fn default() -> Self {
        RouteSettings {
            body_limit: BODY_LIMIT,
            unknown_parameters: UnknownParameters::default(),
            ignored_parameters: Arc::default(),
            interceptor: None,
            details: Details::default(),
            read_timeout: None,
            request_headers: None,
            response_headers: None,
        }
    }
}

impl RouteSettings {
    /// Limits the time to read a body.
    pub(crate) async fn within_read_timeout<T>(
        &self,
        read: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        match self.read_timeout {
            Some(timeout) => {
                tokio::time::timeout(timeout, read).await.unwrap_or_else(|_| Err(Failure::too_slow(timeout)))
            }
            None => read.await,
        }
    }
}
