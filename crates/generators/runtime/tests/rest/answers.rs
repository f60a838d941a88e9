//! Answers of foreign servers to a channel: errors without a status, unreadable and broken answers, and large ones.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::future::ready;
use std::sync::Arc;

use futures_util::stream::iter;
use http::Uri;
use protoward_runtime::rest::client::RestChannel;
use protoward_runtime::rest::{Binding, Body, Field, Kind, Message, Method, Serde, ServiceRoutes};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tonic::{Code, Request, Response, Status, Streaming};

use crate::client::{Http, at, get, named};
use crate::server::{GET, Item, TALK, WATCH, routes, serve};

/// Starts a server that answers each connection with these bytes, closes it, and returns its origin.
async fn answering(answer: impl Into<Vec<u8>>) -> RestChannel<Http> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let answer = answer.into();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = Vec::new();
            while !String::from_utf8_lossy(&request).contains("\r\n\r\n") {
                if stream.read_buf(&mut request).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            // Clients break off.
            let _ = stream.write_all(&answer).await;
            let _ = stream.shutdown().await;
        }
    });
    at(&origin)
}

fn complete(head: &str, body: &str) -> String {
    format!("HTTP/1.1 {head}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

/// Returns a body in chunks, without its end if `breaks`.
fn chunked(head: &str, chunks: &[&str], breaks: bool) -> String {
    let mut answer = format!("HTTP/1.1 {head}\r\ntransfer-encoding: chunked\r\n\r\n");
    for chunk in chunks {
        let _ = write!(answer, "{:x}\r\n{chunk}\r\n", chunk.len());
    }
    answer + if breaks { "" } else { "0\r\n\r\n" }
}

#[tokio::test]
async fn errors_without_a_status_have_the_code_of_their_http_status() {
    for (head, body, code) in [
        ("502 Bad Gateway\r\ncontent-type: text/html", "<html>", Code::Unavailable),
        ("404 Not Found\r\ncontent-type: application/json", "{\"error\": \"no\"}", Code::NotFound),
        ("401 Unauthorized", "", Code::Unauthenticated),
        ("301 Moved Permanently\r\nlocation: /v2", "", Code::Unknown),
        ("418 Teapot", "short", Code::FailedPrecondition),
        ("500 Internal Server Error\r\ncontent-encoding: gzip", "\u{1f}", Code::Internal),
    ] {
        let mut channel = answering(complete(head, body)).await;
        let status = get(&mut channel, "a").await.unwrap_err();
        assert_eq!(status.code(), code, "{status:?}");
        let number = &head[..3];
        assert!(status.message().contains(&format!("HTTP {number}")), "{status:?}");
    }
}

#[tokio::test]
async fn errors_have_the_status_in_their_body() {
    for (head, body, code, message) in [
        ("500 X", r#"{"code":5,"message":"gone"}"#, Code::NotFound, "gone"),
        ("404 X", r#"{"error":{"code":404,"message":"gone","status":"NOT_FOUND"}}"#, Code::NotFound, "gone"),
        ("409 X", r#"{"code":409,"message":"gone"}"#, Code::Aborted, "gone"),
        ("429 X\r\nretry-after: 7", r#"{"code":8,"message":"later"}"#, Code::ResourceExhausted, "later"),
    ] {
        let status = get(&mut answering(complete(head, body)).await, "a").await.unwrap_err();
        assert_eq!((status.code(), status.message()), (code, message), "{head}");
        assert_eq!(status.metadata().contains_key("retry-after"), head.contains("retry-after"));
    }
}

#[tokio::test]
async fn reports_unreadable_answers_as_internal_errors() {
    for (head, body, reason) in [
        ("200 OK\r\ncontent-type: text/html", "<html>", "the response is `text/html`"),
        ("200 OK\r\ncontent-type: application/json", "{\"name\": ", "not JSON"),
        ("200 OK\r\ncontent-type: application/json", "{\"name\": \"a\"} x", "not JSON"),
        ("200 OK\r\ncontent-type: application/json", "", "not JSON"),
        ("200 OK\r\ncontent-type: application/json", "3", "cannot be read"),
        ("200 OK\r\ncontent-type: application/json", "{\"size\": \"x\"}", "`size`"),
        ("200 OK\r\ncontent-type: application/json", "{\"inner\": {\"name\": 1}}", "`inner.name`"),
        ("200 OK\r\ncontent-encoding: gzip", "{}", "content encoding `gzip`"),
        ("200 OK\r\nx-key-bin: ?", "{}", "`x-key-bin`"),
    ] {
        let status = get(&mut answering(complete(head, body)).await, "a").await.unwrap_err();
        assert_eq!(status.code(), Code::Internal, "{status:?}");
        assert!(status.message().contains(reason), "{status:?}");
    }
    let deep = format!("{}{}", "{\"inner\":".repeat(5000), "}".repeat(5000));
    let status = get(&mut answering(complete("200 OK", &deep)).await, "a").await.unwrap_err();
    assert_eq!(status.code(), Code::Internal, "{status:?}");
    assert!(status.message().len() < 1000, "{}", status.message().len());
}

#[tokio::test]
async fn accepts_harmless_differences() {
    for (head, body) in [
        ("200 OK", "{\"name\": \"a\"}"),
        ("201 Created\r\ncontent-type: application/json; charset=UTF-8", "\u{feff}{\"name\": \"a\"}\n"),
        ("200 OK\r\ncontent-type: application/vnd.a+json", " {\"name\": \"a\"}"),
    ] {
        let item = get(&mut answering(complete(head, body)).await, "a").await.unwrap();
        assert_eq!(item.name, "a", "{head}");
    }
    assert_eq!(get(&mut answering("HTTP/1.1 204 No Content\r\n\r\n").await, "a").await.unwrap(), Item::default());
}

#[tokio::test]
async fn broken_answers_are_unavailable() {
    for answer in [
        String::new(),
        "HTTP/1.1 200".to_owned(),
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"name\":".to_owned(),
        chunked("200 OK", &["{}"], true),
        "SSH-2.0-OpenSSH\r\n".to_owned(),
    ] {
        let status = get(&mut answering(answer.clone()).await, "a").await.unwrap_err();
        assert_eq!(status.code(), Code::Unavailable, "{answer:?}: {status:?}");
    }
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let status = get(&mut at(&format!("http://{closed}")), "a").await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable, "{status:?}");
}

#[tokio::test]
async fn large_answers_are_out_of_range() {
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(1000));
    for answer in [complete("200 OK", &large), chunked("200 OK", &[&large, &large], false)] {
        let mut channel = answering(answer).await.max_decoding_message_size(500);
        let status = get(&mut channel, "a").await.unwrap_err();
        assert_eq!(status.code(), Code::OutOfRange, "{status:?}");
    }
    let mut channel = answering(complete("404 X", &large)).await.max_decoding_message_size(500);
    let status = get(&mut channel, "a").await.unwrap_err();
    assert_eq!(status.code(), Code::NotFound, "{status:?}");
}

/// Returns the names in a stream of responses, and its end.
async fn watched(channel: &mut RestChannel<Http>) -> (Vec<String>, Result<(), Status>) {
    let mut names = Vec::new();
    let stream = channel.server_streaming::<Serde, Serde, _, Item>(&WATCH, Request::new(named("a"))).await;
    let mut stream = match stream {
        Ok(stream) => stream.into_inner(),
        Err(status) => return (names, Err(status)),
    };
    loop {
        match stream.message().await {
            Ok(Some(item)) => names.push(item.name),
            Ok(None) => return (names, Ok(())),
            Err(status) => {
                assert_eq!(stream.message().await.unwrap(), None, "an error is the end");
                return (names, Err(status));
            }
        }
    }
}

#[tokio::test]
async fn streams_have_several_forms() {
    const LINES: &str = "200 OK\r\ncontent-type: application/x-ndjson";
    const JSON: &str = "200 OK\r\ncontent-type: application/json";
    const EVENTS: &str = "200 OK\r\ncontent-type: text/event-stream; charset=utf-8";
    let error = r#"{"error":{"code":9,"message":"no","details":[]}}"#;
    for (head, chunks, names, end) in [
        (LINES, vec!["{\"name\":\"1\"}\n{\"na", "me\":\"2\"}\n"], vec!["1", "2"], None),
        (LINES, vec!["{\"name\":\"1\"}\n", error], vec!["1"], Some(Code::FailedPrecondition)),
        (LINES, vec!["{}"], vec![""], None),
        (LINES, vec![], vec![], None),
        (JSON, vec!["{\"result\":{\"name\":\"1\"}}\n{\"result\":{}}\n"], vec!["1", ""], None),
        (JSON, vec!["{\"result\":{\"name\":\"1\"}}\n", error], vec!["1"], Some(Code::FailedPrecondition)),
        (JSON, vec!["{\"name\":\"1\"}\n"], vec!["1"], None),
        (
            EVENTS,
            vec!["data: {\"name\":\"1\"}\n", "\n:\n\ndata: {\ndata: }\n\nevent: other\ndata: 1\n\n"],
            vec!["1", ""],
            None,
        ),
        (EVENTS, vec!["event: error\ndata: {\"code\":9}\n\n"], vec![], Some(Code::FailedPrecondition)),
        (EVENTS, vec!["data: {}\n\nevent: error\ndata: what\n\n"], vec![""], Some(Code::Unknown)),
        // Messages and streams that end early, and messages of other types.
        (LINES, vec!["{\"name\":\"1\"}\n{\"na"], vec!["1"], Some(Code::Unavailable)),
        (EVENTS, vec!["data: {\"name\":\"1\"}\n\ndata: {}\n"], vec!["1"], Some(Code::Unavailable)),
        (LINES, vec!["{\"name\":\"1\"}\n{\"name\":2}\n{}\n"], vec!["1"], Some(Code::Internal)),
        (LINES, vec!["{}\n} {}"], vec![""], Some(Code::Internal)),
        (LINES, vec!["{\"error\":{\"title\":\"1\"}}\n"], vec![], Some(Code::Internal)),
        ("200 OK\r\ncontent-type: text/html", vec!["<html>"], vec![], Some(Code::Internal)),
    ] {
        let (found, ended) = watched(&mut answering(chunked(head, &chunks, false)).await).await;
        assert_eq!(found, names, "{chunks:?}: {ended:?}");
        assert_eq!(ended.as_ref().err().map(Status::code), end, "{chunks:?}: {ended:?}");
    }
    for head in [LINES, EVENTS, JSON] {
        let (_, ended) = watched(&mut answering(chunked(head, &["data: {}\n\n", "{}\n"][..1], true)).await).await;
        assert!(ended.is_err(), "{head}");
    }
    let (names, ended) = watched(&mut answering(chunked(LINES, &["{\"name\":\"1\"}\n"], true)).await).await;
    assert_eq!((names, ended.unwrap_err().code()), (vec!["1".to_owned()], Code::Unavailable));
}

#[tokio::test]
async fn messages_of_a_stream_have_a_limit_each() {
    let small = "{\"name\":\"1\"}\n";
    let large = format!("{{\"name\":\"{}\"}}\n", "x".repeat(100));
    for (head, chunk) in [
        ("200 OK\r\ncontent-type: application/x-ndjson", large.clone()),
        ("200 OK\r\ncontent-type: text/event-stream", format!("data: {large}")),
        ("200 OK\r\ncontent-type: text/event-stream", "data: 1\n".repeat(100)),
    ] {
        let chunks = if head.contains("event") {
            format!("data: {small}\n").repeat(20) + &chunk
        } else {
            small.repeat(20) + &chunk
        };
        let mut channel = answering(chunked(head, &[&chunks], false)).await.max_decoding_message_size(50);
        let (names, ended) = watched(&mut channel).await;
        assert_eq!((names.len(), ended.unwrap_err().code()), (20, Code::OutOfRange), "{head}");
    }
}

static SAY: Method = Method::new("/a.Items/Say", &SAID, &[Binding::new("POST", "/v1/say/{name}").body(Body::All)]);
static SAID: Message =
    Message::new(&[Field::new(1, "name", "name", Kind::Text), Field::new(2, "size", "size", Kind::Text)]);

/// The cause is the request, whatever the server and the connection say about its end.
#[tokio::test]
async fn fails_with_the_cause_if_a_stream_of_requests_cannot_be_sent() {
    let routes = || {
        let said =
            ServiceRoutes::new(Arc::new(())).client_streaming(&SAY, async |_, request: Request<Streaming<Item>>| {
                let mut items = request.into_inner();
                while items.message().await?.is_some() {}
                Ok(Response::new(Item::default()))
            });
        said.into_routes().merge(routes())
    };
    let mut here = RestChannel::new(routes().into_router().unwrap(), Uri::from_static("http://here"));
    let mut there = at(&format!("http://{}", serve(routes()).await));
    let said = || Request::new(iter([named("a"), named("b")]));
    let statuses = [
        here.client_streaming::<Serde, Serde, _, Item>(&SAY, said()).await.map(drop),
        there.client_streaming::<Serde, Serde, _, Item>(&SAY, said()).await.map(drop),
        there.client_streaming::<Serde, Serde, Item, Item>(&SAY, Request::new(iter([]))).await.map(drop),
        there.client_streaming::<Serde, Serde, Item, Item>(&SAY, Request::new(iter([Item::default()]))).await.map(drop),
    ];
    for (status, reason) in
        statuses.into_iter().zip(["another URL", "another URL", "needs a message", "`name` is not set"])
    {
        let status = status.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
        assert!(status.message().contains(reason), "{status:?}");
    }
    let heard = there.streaming::<Serde, Serde, _, Item>(&TALK, Request::new(iter([named("a")]))).await.unwrap();
    assert_eq!(heard.into_inner().message().await.unwrap().unwrap().name, "a");
}

/// Returns the next number of a sequence that looks random (xorshift).
fn next(state: &mut u64) -> usize {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    usize::try_from(*state % (1 << 31)).unwrap()
}

/// Changes some bytes: replaces, removes or repeats them.
fn mutated(bytes: &[u8], state: &mut u64) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=next(state) % 4 {
        let at = next(state) % bytes.len().max(1);
        match next(state) % 4 {
            _ if bytes.is_empty() => {}
            0 => bytes[at] = b"{}[]\"\\:,\n\r 0e\xff"[next(state) % 14],
            1 => drop(bytes.remove(at)),
            2 => bytes.truncate(at),
            _ => bytes.extend_from_within(at..),
        }
    }
    bytes
}

/// Hostile answers end with a message, an end or an error.
#[tokio::test]
async fn mutated_answers_end() {
    const BODIES: [(u16, &str, &str); 5] = [
        (200, "application/json", "{\"name\":\"a\",\"size\":1e3,\"inner\":{\"name\":\"\\u00e9\"}}"),
        (
            404,
            "application/json",
            "{\"code\":5,\"message\":\"x\",\"details\":[{\"@type\":\"a/b.C\",\"value\":\"AA==\"}]}",
        ),
        (200, "application/json", "{\"result\":{\"name\":\"1\"}}\n{\"error\":{\"code\":9,\"message\":\"x\"}}\n"),
        (200, "application/x-ndjson", "{\"name\":\"1\"}\n{\"name\":\"2\"}\n"),
        (200, "text/event-stream", ":\n\ndata: {\"name\":\"1\"}\n\nevent: error\ndata: {\"code\":9}\n\n"),
    ];
    let mut state = 0x9e37_79b9_7f4a_7c15;
    let mut read = 0;
    let mut failed = 0;
    for _ in 0..2000 {
        for (status, content_type, body) in BODIES {
            let body = mutated(body.as_bytes(), &mut state);
            let http = tower::service_fn(move |_: http::Request<tonic::body::Body>| {
                let chunks: Vec<_> = body.chunks(7).map(|chunk| Ok::<_, Infallible>(chunk.to_vec())).collect();
                let response = http::Response::builder().status(status).header("content-type", content_type);
                ready(response.body(axum::body::Body::from_stream(iter(chunks))))
            });
            let mut channel = RestChannel::new(http, Uri::from_static("http://here")).max_decoding_message_size(60);
            let one = channel.unary::<Serde, Serde, _, Item>(&GET, Request::new(named("a"))).await;
            let stream = channel.server_streaming::<Serde, Serde, _, Item>(&WATCH, Request::new(named("a"))).await;
            let mut results = vec![one.map(drop).err()];
            match stream {
                Err(status) => results.push(Some(status)),
                Ok(stream) => {
                    let mut stream = stream.into_inner();
                    while let Some(item) = stream.message().await.transpose() {
                        results.push(item.err());
                    }
                }
            }
            for status in results {
                read += usize::from(status.is_none());
                failed += usize::from(status.is_some());
                assert!(status.is_none_or(|status| status.code() != Code::Ok));
            }
        }
    }
    assert!(read > 1000 && failed > 1000, "{read} {failed}");
}
