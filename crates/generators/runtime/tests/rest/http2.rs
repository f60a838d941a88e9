//! The same over HTTP/2: an answer before the end of the body, and the connection after it.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream;
use http::Request;
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;

use crate::server::{routes, serve};

#[tokio::test(flavor = "multi_thread")]
async fn answers_do_not_wait_for_the_rest_of_a_body() {
    let address = serve(routes()).await;
    let io = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let (mut sender, connection) = hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    for (method, path, content_type, status) in [
        ("POST", "/v1/nothing", "application/json", 404),
        ("DELETE", "/v1/items/a", "application/json", 405),
        ("POST", "/v1/items", "text/plain", 415),
        ("POST", "/v1/items?nothing=1", "application/json", 400),
        ("GET", "/v1/items/a", "application/json", 200),
        ("GET", "/v1/items/panic", "application/json", 500),
    ] {
        // One part of a body that does not end.
        let first = stream::iter([Ok::<_, std::io::Error>(Frame::data(Bytes::from_static(b"{")))]);
        let body = StreamBody::new(futures_util::StreamExt::chain(first, stream::pending()));
        let uri = format!("http://localhost{path}");
        let request = Request::builder().method(method).uri(uri).header("content-type", content_type);
        let start = Instant::now();
        let response = sender.send_request(request.body(body).unwrap()).await.unwrap();
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
        let body = response.into_body().collect().await.unwrap().to_bytes();
        // A panic prints a backtrace, which takes time.
        let soon = Duration::from_millis(if status == 500 { 5000 } else { 400 });
        assert!(start.elapsed() < soon, "{method} {path}: {:?}", start.elapsed());
        assert!(!body.is_empty(), "{method} {path}");
    }
}
