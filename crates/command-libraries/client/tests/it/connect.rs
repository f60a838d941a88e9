//! Calls over Connect, with the answers of its specification.

use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::Response;
use http_body_util::{BodyExt, Full};
use protoward_client::protocols::{CallOptions, Client, Code, DetailValue, Ending, Outbox, Procedure, Protocol};
use protoward_http_client::{ConnectOptions, Target};
use tonic::body::Body;

use super::server::start;
use super::support::Answer;

/// Starts a server that gives one answer. It checks the request.
fn answering(status: u16, headers: &'static [(&str, &str)], body: &'static [u8], request: &'static [u8]) -> SocketAddr {
    start(Arc::new(move |received| {
        Box::pin(async move {
            assert_eq!(received.headers().get("connect-protocol-version").unwrap(), "1");
            assert_eq!(received.headers().get("connect-timeout-ms").unwrap(), "60000");
            assert_eq!(received.into_body().collect().await.unwrap().to_bytes(), request);
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(*name, *value);
            }
            response.body(Body::new(Full::new(Bytes::from_static(body)))).unwrap()
        })
    }))
}

fn call(address: SocketAddr, is_stream: bool, http2: bool) -> (Answer, Ending) {
    let target = Target::parse(&format!("http://{address}"), false).unwrap();
    let options = ConnectOptions { http2, ..ConnectOptions::default() };
    let mut client = Client::connect(&target, Protocol::Connect, &options).unwrap();
    let procedure = Procedure { path: "/a.S/M".to_owned(), client_streaming: is_stream, server_streaming: is_stream };
    let options = CallOptions { timeout: Some(std::time::Duration::from_secs(60)), ..CallOptions::default() };
    let mut answer = Answer::default();
    let write = |outbox: &Outbox| {
        outbox.send(b"ask".to_vec()).unwrap();
        Ok::<_, ()>(())
    };
    let ending = client.call(&procedure, &options, write, &mut answer).unwrap();
    (answer, ending)
}

const PROTO: (&str, &str) = ("content-type", "application/proto");
const JSON: (&str, &str) = ("content-type", "application/json");
const STREAM: (&str, &str) = ("content-type", "application/connect+proto");

#[test]
fn calls_unary_methods_over_both_versions_of_http() {
    for http2 in [false, true] {
        let headers = &[PROTO, ("x-header", "1"), ("trailer-x-trailer", "2")];
        let (answer, ending) = call(answering(200, headers, b"answer", b"ask"), false, http2);
        assert!(ending.status.is_ok(), "{ending:?}");
        assert_eq!(answer.messages, ["answer"]);
        assert_eq!(answer.headers.get("x-header").unwrap(), "1");
        assert_eq!(ending.trailers.get("x-trailer").unwrap(), "2");
    }
}

#[test]
fn reads_errors_of_unary_methods() {
    let body = br#"{"code": "not_found", "message": "no", "details": [{"type": "a.B", "value": "CAE"}]}"#;
    let (answer, ending) = call(answering(404, &[JSON, ("trailer-x", "2")], body, b"ask"), false, false);
    assert_eq!((ending.status.code, ending.status.message.as_str()), (Code::NotFound, "no"));
    assert_eq!((&ending.status.details[0].value, answer.messages.len()), (&DetailValue::Wire(vec![8, 1]), 0));
    assert_eq!(ending.trailers.get("x").unwrap(), "2");
    for (status, headers, body, code) in [
        (503, &[JSON][..], &b"not JSON"[..], Code::Unavailable),
        (404, &[JSON], b"{}", Code::Unimplemented),
        (200, &[JSON], b"{}", Code::Unknown),
        (502, &[("content-type", "text/html")], b"<html>", Code::Unavailable),
    ] {
        let ending = call(answering(status, headers, body, b"ask"), false, false).1;
        assert_eq!(ending.status.code, code, "{ending:?}");
    }
}

#[test]
fn calls_streams() {
    let body = b"\0\0\0\0\x01a\0\0\0\0\x01b\x02\0\0\0\x1a{\"metadata\": {\"x\": [\"1\"]}}";
    for http2 in [false, true] {
        let (answer, ending) = call(answering(200, &[STREAM], body, b"\0\0\0\0\x03ask"), true, http2);
        assert!(ending.status.is_ok(), "{ending:?}");
        assert_eq!(answer.messages, ["a", "b"]);
        assert_eq!(ending.trailers.get("x").unwrap(), "1");
    }
    let ending = call(answering(200, &[STREAM], b"\0\0\0\0\x01a", b"\0\0\0\0\x03ask"), true, true).1;
    assert_eq!(ending.status.code, Code::Internal, "{ending:?}");
}
