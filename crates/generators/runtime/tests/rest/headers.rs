//! Headers of requests as metadata, and of responses.

use std::net::SocketAddr;

use axum::body::Body;
use http::header::HeaderName;
use http::{Request, StatusCode};
use http_body_util::BodyExt as _;
use protoward_runtime::rest::{ClientConnection, Routes, UnknownParameters};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::server::routes;

async fn call(routes: Routes, request: http::request::Builder) -> (http::response::Parts, String) {
    let response = routes.into_router().unwrap().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    (head, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

/// Returns the metadata that the method receives.
async fn metadata(routes: Routes, request: http::request::Builder) -> Vec<String> {
    let (head, body) = call(routes, request).await;
    assert_eq!(head.status, StatusCode::OK, "{body}");
    let item: Value = serde_json::from_str(&body).unwrap();
    let mut metadata: Vec<String> = serde_json::from_value(item["metadata"].clone()).unwrap();
    metadata.sort();
    metadata
}

#[tokio::test]
async fn binary_values_are_base64() {
    for (value, is_valid) in
        [("AAE=", true), ("AAE", true), ("AAE=, /w", true), ("", true), ("%%", false), ("AAE=,!", false)]
    {
        let (head, body) = call(routes(), Request::get("/v1/items/a").header("x-key-bin", value)).await;
        assert_eq!(head.status.as_u16(), if is_valid { 200 } else { 400 }, "{value}: {body}");
        assert!(is_valid || body.contains("x-key-bin"), "{body}");
    }
}

#[tokio::test]
async fn headers_of_the_connection_stay_here() {
    let request =
        Request::get("/v1/items/a").header("connection", "keep-alive, X-Hop").header("x-hop", "1").header("x-end", "2");
    assert_eq!(metadata(routes(), request).await, ["x-end: 2"]);
}

#[tokio::test]
async fn lists_proxies() {
    let connection = ClientConnection { peer: SocketAddr::from(([10, 0, 0, 7], 4)), is_tls: true };
    let request = Request::get("/v1/items/a").header("host", "a.example").extension(connection);
    let expected = ["x-forwarded-for: 10.0.0.7", "x-forwarded-host: a.example", "x-forwarded-proto: https"];
    assert_eq!(metadata(routes(), request).await, expected);
    let request = Request::get("/v1/items/a")
        .header("host", "inner")
        .header("x-forwarded-host", "outer.example")
        .header("x-forwarded-proto", "http")
        .header("x-forwarded-for", "1.1.1.1")
        .header("x-forwarded-for", "2.2.2.2")
        .extension(connection);
    let expected =
        ["x-forwarded-for: 1.1.1.1, 2.2.2.2, 10.0.0.7", "x-forwarded-host: outer.example", "x-forwarded-proto: http"];
    assert_eq!(metadata(routes(), request).await, expected);
}

#[tokio::test]
async fn names_of_metadata_can_be_chosen() {
    let request = || {
        Request::get("/v1/items/a")
            .header("grpc-metadata-user", "1")
            .header("grpc-metadata-grpc-status", "0")
            .header("grpc-metadata-key-bin", "AA==")
            .header("x-api-key", "2")
            .header("accept-charset", "3")
    };
    assert_eq!(metadata(routes(), request()).await, ["key-bin: AA==", "user: 1", "x-api-key: 2"]);
    let matched = routes().request_headers(|name| match name.as_str() {
        "x-api-key" => Some(HeaderName::from_static("key")),
        "accept-charset" => Some(HeaderName::from_static("charset")),
        _ => None,
    });
    assert_eq!(metadata(matched, request()).await, ["charset: 3", "key-bin: AA==", "key: 2", "user: 1"]);
    let (head, _) = call(routes(), Request::get("/v1/items/a").header("grpc-metadata-bad-bin", "?")).await;
    assert_eq!(head.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn checks_timeouts() {
    for (timeout, status) in [("1S", 200), ("1", 400), ("1x", 400), ("", 400), ("123456789S", 400), ("99999999H", 200)]
    {
        let (head, body) = call(routes(), Request::get("/v1/items/a").header("grpc-timeout", timeout)).await;
        assert_eq!(head.status.as_u16(), status, "{timeout}: {body}");
    }
}

#[tokio::test]
async fn allow_contains_head() {
    let (head, _) = call(routes(), Request::delete("/v1/items/a")).await;
    assert_eq!((head.status.as_u16(), &head.headers["allow"]), (405, &"GET, HEAD, PATCH".parse().unwrap()));
    let (head, _) = call(routes(), Request::options("/v1/items/a")).await;
    assert_eq!((head.status.as_u16(), &head.headers["allow"]), (204, &"GET, HEAD, PATCH".parse().unwrap()));
    let (head, _) = call(routes(), Request::options("*")).await;
    assert_eq!(head.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn overrides_the_method_if_that_is_enabled() {
    let request = || Request::post("/v1/items/a").header("x-http-method-override", "GET").body(Body::empty()).unwrap();
    let plain = routes().into_service().unwrap();
    assert_eq!(plain.clone().oneshot(request()).await.unwrap().status(), StatusCode::METHOD_NOT_ALLOWED);
    let answer = plain.method_override().oneshot(request()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

#[tokio::test]
async fn accept_has_qualities() {
    for (accept, content_type) in [
        ("text/event-stream", "text/event-stream"),
        ("text/event-stream;q=0", "application/x-ndjson"),
        ("application/x-ndjson, text/event-stream;q=0.5", "application/x-ndjson"),
        ("application/json;q=0.4, text/event-stream; q=0.5", "text/event-stream"),
        ("*/*", "application/x-ndjson"),
        ("text/html, */*;q=0.1, text/event-stream;q=0.9", "text/event-stream"),
        ("text/event-stream;q=x", "application/x-ndjson"),
    ] {
        let (head, _) = call(routes(), Request::get("/v1/watch/a").header("accept", accept)).await;
        assert_eq!(head.headers["content-type"], content_type, "{accept}");
    }
}

#[tokio::test]
async fn accepts_system_parameters_if_that_is_enabled() {
    let get = |query: &str| Request::get(format!("/v1/watch/a?{query}"));
    for query in ["key=1", "$alt=json", "prettyPrint=true", "alt=sse"] {
        let (head, _) = call(routes(), get(query)).await;
        assert_eq!(head.status, StatusCode::BAD_REQUEST, "{query}");
        let (head, body) = call(routes().unknown_parameters(UnknownParameters::AllowSystem), get(query)).await;
        assert_eq!(head.status, StatusCode::OK, "{query}: {body}");
        let is_event = head.headers["content-type"] == "text/event-stream";
        assert_eq!(is_event, query == "alt=sse", "{query}");
    }
    let (head, _) = call(routes().unknown_parameters(UnknownParameters::AllowSystem), get("nothing=1")).await;
    assert_eq!(head.status, StatusCode::BAD_REQUEST);
}

/// The status does not depend on how fast an error comes. The headers of a stream that is quiet do not wait for its first message
/// forever.
#[tokio::test]
async fn streams_have_the_status_of_an_error_before_the_first_message() {
    for (name, status) in [("refused", StatusCode::NOT_FOUND), ("quiet", StatusCode::OK)] {
        for accept in ["application/x-ndjson", "text/event-stream"] {
            let request = Request::get(format!("/v1/watch/{name}")).header("accept", accept).body(Body::empty());
            let response = routes().into_router().unwrap().oneshot(request.unwrap()).await.unwrap();
            assert_eq!(response.status(), status, "{name} {accept}");
        }
    }
}
