//! Answers to requests whose body is unfinished: they do not wait for it, and the connection survives.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::server::{exchange, routes, send, serve};

/// The maximum time for an answer that needs no body, on a busy machine.
const SOON: Duration = Duration::from_millis(400);

#[tokio::test(flavor = "multi_thread")]
async fn answers_do_not_wait_for_the_rest_of_a_body() {
    let open = serve(routes()).await;
    let closed = serve(routes().intercept(|_| Err(tonic::Status::unauthenticated("who are you?")))).await;
    let json = "Content-Type: application/json\r\n";
    for (address, request, headers, status) in [
        (closed, "POST /v1/items", json, 401),
        (open, "POST /v1/nothing", json, 404),
        (open, "DELETE /v1/items/a", json, 405),
        (open, "OPTIONS /v1/items/a", json, 204),
        (open, "GET /v1/items/missing", json, 404),
        (open, "GET /v1/items/a", json, 200),
        (open, "GET /v1/watch/a", json, 200),
        (open, "POST /v1/items", "Content-Type: text/plain\r\n", 415),
        (open, "POST /v1/items", "", 415),
        (open, "POST /v1/collect", "Content-Type: text/plain\r\n", 415),
        (open, "POST /v1/items", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", 415),
        (open, "POST /v1/collect", "Content-Type: application/json\r\nContent-Encoding: gzip\r\n", 415),
        (open, "POST /v1/items?nothing=1", json, 400),
        (open, "POST /v1/collect?nothing=1", json, 400),
        (open, "POST /v1/items", "Content-Type: application/json\r\ngrpc-timeout: 1\r\n", 400),
    ] {
        for (framing, part) in [("Content-Length: 100", "{"), ("Transfer-Encoding: chunked", "1\r\n{\r\n")] {
            let request = format!("{request} HTTP/1.1\r\nHost: localhost\r\n{headers}{framing}\r\n\r\n{part}");
            let answer = send(address, &request).await;
            assert_eq!(answer.status, status, "{request}: {answer:?}");
            assert!(answer.duration < SOON, "{request}: {answer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_a_body_above_the_limit_by_its_length() {
    let address = serve(routes().body_limit(10)).await;
    let head = "HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    let answer = send(address, &format!("POST /v1/items {head}Content-Length: 11\r\n\r\n{{")).await;
    assert_eq!((answer.status, answer.json()["code"].clone()), (413, 3.into()), "{answer:?}");
    assert!(answer.duration < SOON, "{answer:?}");
    // By its bytes, if the length is not known.
    let chunk = format!("POST /v1/items {head}Transfer-Encoding: chunked\r\n\r\nb\r\n{{\"name\":\"abc\r\n");
    let answer = send(address, &chunk).await;
    assert_eq!(answer.status, 413, "{answer:?}");
    assert!(answer.duration < SOON, "{answer:?}");
    let message = format!("POST /v1/collect {head}Transfer-Encoding: chunked\r\n\r\nb\r\n{{\"name\":\"abc\r\n");
    let answer = send(address, &message).await;
    assert_eq!(answer.status, 413, "{answer:?}");
    assert!(answer.json()["message"].as_str().unwrap().contains("a message of a stream"), "{answer:?}");
    assert!(answer.duration < SOON, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn ends_at_the_deadline_without_waiting_for_the_body() {
    let address = serve(routes()).await;
    for path in ["/v1/items", "/v1/collect"] {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\ngrpc-timeout: 200m\r\n\
             Content-Length: 100\r\n\r\n{{"
        );
        let answer = send(address, &request).await;
        assert_eq!(answer.status, 504, "{answer:?}");
        assert!(answer.duration < SOON + Duration::from_millis(200), "{answer:?}");
    }
}

/// The end of a stream of responses does not wait for the requests that the method no longer reads.
#[tokio::test(flavor = "multi_thread")]
async fn ends_a_stream_before_its_requests() {
    let address = serve(routes()).await;
    let body = "{\"name\":\"1\"}\n{\"name\":\"2\"}\n{";
    let request = format!(
        "POST /v1/talk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{body}"
    );
    let answer = send(address, &request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(answer.body.contains("\"2\"") && answer.duration < SOON, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_the_next_request_after_an_unread_body() {
    let address = serve(routes()).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    for (method, status) in [("POST /v1/nothing", 404), ("GET /v1/items/a", 200), ("DELETE /v1/items/a", 405)] {
        let head = format!("{method} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\n\r\n12");
        assert_eq!(exchange(&mut stream, &head).await.status, status);
        tokio::time::sleep(Duration::from_millis(50)).await;
        stream.write_all(b"34").await.unwrap();
    }
    let answer = exchange(&mut stream, "GET /v1/items/a HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sends_the_refusal_to_a_client_that_waits_for_100_continue() {
    let address = serve(routes()).await;
    let request = "POST /v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\nExpect: 100-continue\r\n\
                   Content-Length: 100\r\n\r\n";
    let answer = send(address, request).await;
    assert_eq!(answer.status, 415, "{answer:?}");
    assert!(answer.duration < SOON, "{answer:?}");
}
