//! The connection to another service: over the network or, in tests, in the same process.

use http::{Request, Response};
use http_body::Body as HttpBody;
use tonic::Status;
use tonic::body::Body;
use tonic::codegen::{Bytes, StdError};
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt};

/// A boxed service that clients can call.
pub(in crate::server) type Peer = BoxCloneSyncService<Request<Body>, Response<Body>, Status>;

pub(in crate::server) fn peer<S, B>(service: S) -> Peer
where
    S: Service<Request<Body>, Response = Response<B>, Error: Into<StdError>, Future: Send + 'static>,
    S: Clone + Send + Sync + 'static,
    B: HttpBody<Data = Bytes, Error: Into<StdError>> + Send + 'static,
{
    let service = service.map_response(|response: Response<B>| response.map(Body::new));
    BoxCloneSyncService::new(service.map_err(|error| Status::from_error(error.into())))
}
