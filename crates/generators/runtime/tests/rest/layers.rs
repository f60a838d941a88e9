//! The layers of *Before production* in docs/rest.md around routes.

use std::io::{Read as _, Write as _};
use std::net::SocketAddr;

use axum::Router;
use axum::body::Body;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::BodyExt as _;
use protoward_runtime::rest::ClientConnection;
use tower::ServiceExt as _;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower_http::compression::CompressionLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::decompression::RequestDecompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};

use crate::server::routes;

fn app() -> Router {
    let origin: HeaderValue = "https://page.example".parse().unwrap();
    routes()
        .body_limit(1000)
        .into_router()
        .unwrap()
        .layer(CompressionLayer::new())
        .layer(RequestDecompressionLayer::new())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(CorsLayer::new().allow_origin(AllowOrigin::list([origin])).allow_methods([http::Method::PATCH]))
        .layer(GlobalConcurrencyLimitLayer::new(2))
}

async fn send(request: http::request::Builder, body: Vec<u8>) -> (Response<()>, Vec<u8>) {
    let response = app().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    (Response::from_parts(head, ()), body.collect().await.unwrap().to_bytes().to_vec())
}

fn post() -> http::request::Builder {
    Request::post("/v1/items").header("content-type", "application/json")
}

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn reads_compressed_requests_within_the_limit() {
    let (head, body) = send(post().header("content-encoding", "gzip"), gzip(r#"{"name":"a"}"#)).await;
    assert_eq!(head.status(), StatusCode::OK, "{}", String::from_utf8_lossy(&body));
    let bomb = format!("{{\"name\":\"{}\"}}", "a".repeat(1_000_000));
    let (head, _) = send(post().header("content-encoding", "gzip"), gzip(&bomb)).await;
    assert_eq!(head.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn compresses_responses() {
    let name = "a".repeat(200);
    let (head, body) =
        send(Request::get(format!("/v1/items/{name}")).header("accept-encoding", "gzip"), Vec::new()).await;
    assert_eq!(head.headers()[header::CONTENT_ENCODING], "gzip");
    let mut text = String::new();
    GzDecoder::new(&*body).read_to_string(&mut text).unwrap();
    assert!(text.contains(&name), "{text}");
    // Events are sent at once.
    let events = Request::get("/v1/watch/a").header("accept-encoding", "gzip").header("accept", "text/event-stream");
    let (head, _) = send(events, Vec::new()).await;
    assert!(!head.headers().contains_key(header::CONTENT_ENCODING));
}

#[tokio::test]
async fn gives_each_request_an_id() {
    let (head, body) = send(Request::get("/v1/items/a"), Vec::new()).await;
    let id = head.headers()["x-request-id"].to_str().unwrap();
    assert!(String::from_utf8_lossy(&body).contains(&format!("x-request-id: {id}")));
    let (head, _) = send(Request::get("/v1/nothing").header("x-request-id", "mine"), Vec::new()).await;
    assert_eq!((head.status(), &head.headers()["x-request-id"]), (StatusCode::NOT_FOUND, &"mine".parse().unwrap()));
}

#[tokio::test]
async fn pages_of_the_origin_may_call() {
    let preflight = Request::options("/v1/items/a")
        .header(header::ORIGIN, "https://page.example")
        .header(header::ACCESS_CONTROL_REQUEST_METHOD, "PATCH");
    let (head, _) = send(preflight, Vec::new()).await;
    assert_eq!(head.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://page.example");
    let (head, _) = send(Request::get("/v1/nothing").header(header::ORIGIN, "https://page.example"), Vec::new()).await;
    assert_eq!(head.headers()[header::ACCESS_CONTROL_ALLOW_ORIGIN], "https://page.example");
}

#[tokio::test]
async fn forwards_the_client_address_of_a_layer() {
    let peer = SocketAddr::from(([10, 0, 0, 7], 4));
    let app = tower::ServiceBuilder::new()
        .map_request(move |mut request: Request<Body>| {
            request.extensions_mut().insert(ClientConnection { peer, is_tls: false });
            request
        })
        .service(app());
    let response = app.oneshot(Request::get("/v1/items/a").body(Body::empty()).unwrap()).await.unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&body).contains("x-forwarded-for: 10.0.0.7"));
}
