//! Access from web pages over gRPC-Web, Connect and REST, for pages of the configured origins.
//!
//! Browsers cannot send a stream over gRPC-Web, so they can call only methods with a single request in that way.

use std::time::Duration;

use http::{HeaderName, HeaderValue, Method, header};
use tonic_web::GrpcWebLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};

/// The duration for which browsers cache that they may call.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The headers that a page may send.
const SENT: [HeaderName; 7] = [
    header::AUTHORIZATION,
    header::CONTENT_TYPE,
    HeaderName::from_static("connect-protocol-version"),
    HeaderName::from_static("connect-timeout-ms"),
    HeaderName::from_static("grpc-timeout"),
    HeaderName::from_static("x-grpc-web"),
    HeaderName::from_static("x-user-agent"),
];

/// The HTTP methods of REST; gRPC-Web only needs POST.
const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// The headers that a page may read, for calls that fail before the first response. Over REST, the status is in the body.
const SEEN: [HeaderName; 6] = [
    header::ALLOW,
    header::RETRY_AFTER,
    header::WWW_AUTHENTICATE,
    HeaderName::from_static("grpc-status"),
    HeaderName::from_static("grpc-message"),
    HeaderName::from_static("grpc-status-details-bin"),
];

/// Translates between gRPC-Web and gRPC.
pub(super) fn translate() -> GrpcWebLayer {
    GrpcWebLayer::new()
}

/// Tells browsers which pages may call. Without origins, no page may.
pub(super) fn allow(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_methods(METHODS)
        .allow_headers(SENT)
        .expose_headers(SEEN)
        .max_age(REMEMBERED)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use axum::Router;
    use axum::body::Body;
    use http::{Request, Response, header};
    use tower::ServiceExt as _;

    use super::allow;

    async fn preflight(origin: &str, method: &str) -> Response<Body> {
        let app = Router::new().layer(allow(&["https://page.example".parse().unwrap()]));
        let request = Request::options("/v1/students")
            .header(header::ORIGIN, origin)
            .header(header::ACCESS_CONTROL_REQUEST_METHOD, method)
            .body(Body::empty());
        app.oneshot(request.unwrap()).await.unwrap()
    }

    #[tokio::test]
    async fn allows_rest_methods_for_the_origin() {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let response = preflight("https://page.example", method).await;
            assert_eq!(response.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://page.example");
            let allowed = response.headers()[header::ACCESS_CONTROL_ALLOW_METHODS].to_str().unwrap().to_owned();
            assert!(allowed.split(',').any(|it| it == method), "{method} is not in {allowed}");
        }
    }

    #[tokio::test]
    async fn allows_the_headers_of_each_protocol() {
        let response = preflight("https://page.example", "POST").await;
        let allowed = response.headers()[header::ACCESS_CONTROL_ALLOW_HEADERS].to_str().unwrap().to_owned();
        for name in ["authorization", "content-type", "x-grpc-web", "connect-protocol-version", "connect-timeout-ms"] {
            assert!(allowed.split(',').any(|it| it == name), "{name} is not in {allowed}");
        }
    }

    #[tokio::test]
    async fn rejects_other_origins() {
        let response = preflight("https://other.example", "GET").await;
        assert!(!response.headers().contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN));
    }
}
