//! The protocols at the paths of gRPC methods: gRPC and gRPC-Web by content type, and Connect.

use std::convert::Infallible;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use http::Request;
use http::header::CONTENT_TYPE;
use tower::{Service, ServiceExt as _, service_fn};

/// Returns a service for the paths of methods. `others` answers the requests that are not gRPC.
pub(super) fn methods(
    grpc: Router,
    others: Router,
) -> impl Service<Request<Body>, Response = Response, Error = Infallible, Future: Send> + Clone + Send + Sync + 'static
{
    service_fn(move |request| {
        let app = if is_grpc(&request) { &grpc } else { &others };
        app.clone().oneshot(request)
    })
}

fn is_grpc(request: &Request<Body>) -> bool {
    request.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use axum::body::to_bytes;
    use axum::routing::any;

    use super::*;

    #[tokio::test]
    async fn content_types_choose_the_protocol() {
        let app = methods(
            Router::new().fallback_service(any(async || "grpc")),
            Router::new().fallback_service(any(async || "others")),
        );
        for (content_type, expected) in [
            ("application/grpc", "grpc"),
            ("application/grpc+proto", "grpc"),
            ("application/grpc-web+proto", "grpc"),
            ("application/json", "others"),
            ("application/connect+proto", "others"),
            ("", "others"),
        ] {
            let request = Request::post("/user.v1.UserService/GetUser").header(CONTENT_TYPE, content_type);
            let response = app.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(to_bytes(response.into_body(), 100).await.unwrap(), expected, "{content_type}");
        }
    }
}
