//! Answers that no library would give.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;

use http::{HeaderMap, HeaderValue, Response};
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use protoward_client::protocols::{CallOptions, Code, Outbox, Sink};
use tokio::sync::mpsc::UnboundedSender;
use tokio_stream::StreamExt;
use tonic::body::Body;

use super::server::start;
use super::support::{call, connect, method};

/// Starts a server that gives one answer.
fn answering(
    status: u16,
    headers: &'static [(&str, &str)],
    body: &'static [u8],
    trailers: Option<HeaderMap>,
) -> SocketAddr {
    start(Arc::new(move |_| {
        let mut response = Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        let body = Full::new(bytes::Bytes::from_static(body));
        let trailers = trailers.clone().map(Ok);
        let response = response.body(Body::new(body.with_trailers(async move { trailers }))).unwrap();
        Box::pin(async move { response })
    }))
}

const GRPC: (&str, &str) = ("content-type", "application/grpc");

fn trailers(pairs: &[(&'static str, &'static str)]) -> Option<HeaderMap> {
    Some(pairs.iter().map(|&(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect())
}

/// Returns the code and the message of a call.
fn status(address: SocketAddr) -> (Code, String) {
    let status = call(&mut connect(address), "Any", &["a"]).1.status;
    (status.code, status.message)
}

#[test]
fn rejects_a_response_that_is_not_grpc() {
    let html = &[("content-type", "text/html")];
    for (address, code, words) in [
        (answering(200, html, b"<html>", None), Code::Unknown, "content type `text/html`"),
        (answering(503, html, b"<html>", None), Code::Unavailable, "HTTP status 503"),
        (answering(404, html, b"", None), Code::Unimplemented, "HTTP status 404"),
        (answering(200, &[], b"", None), Code::Unknown, "content type ``"),
        (answering(200, &[GRPC], b"", None), Code::Internal, "without a status"),
        (answering(200, &[GRPC], b"\0\0\0\0\x05abc", None), Code::Internal, "inside a message"),
        (answering(200, &[GRPC], b"", trailers(&[("x", "y")])), Code::Internal, "without a status"),
        (answering(200, &[GRPC], b"\x01\0\0\0\x01a", None), Code::Internal, "name no compression"),
        (answering(200, &[GRPC], b"\0\xff\xff\xff\xff", None), Code::ResourceExhausted, "4294967295 bytes"),
        (answering(200, &[GRPC, ("grpc-encoding", "br")], b"", None), Code::Internal, "`br`"),
        (answering(200, &[GRPC, ("grpc-encoding", "gzip")], b"\x01\0\0\0\x01a", None), Code::Internal, "decompressed"),
        (answering(200, &[GRPC, ("grpc-status", "no number")], b"", None), Code::Unknown, ""),
        (answering(200, &[GRPC], b"", trailers(&[("grpc-status", "-1")])), Code::Unknown, ""),
    ] {
        let (got, message) = status(address);
        assert_eq!(got, code, "{message}");
        assert!(message.contains(words), "`{message}` has no `{words}`");
    }
}

#[test]
fn malformed_details_do_not_hide_the_error() {
    for details in ["not base64!", "////", "", "CAUSAm5vGg"] {
        let pairs = [("grpc-status", "5"), ("grpc-message", "no%2"), ("grpc-status-details-bin", details)];
        let (code, message) = status(answering(200, &[GRPC], b"", trailers(&pairs)));
        assert_eq!((code, message.as_str()), (Code::NotFound, "no%2"));
    }
}

/// A sink that tells the server that a message has arrived.
struct Signal {
    sender: UnboundedSender<()>,
    messages: usize,
}

impl Sink for Signal {
    fn headers(&mut self, _: &HeaderMap) {}

    fn message(&mut self, _: &[u8]) -> ControlFlow<()> {
        self.messages += 1;
        self.sender.send(()).unwrap();
        ControlFlow::Continue(())
    }
}

#[test]
fn reports_a_lost_connection_as_unavailable() {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    let receiver = Arc::new(tokio::sync::Mutex::new(receiver));
    let handler = move |_| {
        let receiver = Arc::clone(&receiver);
        let first = tokio_stream::once(Ok(Frame::data(bytes::Bytes::from_static(b"\0\0\0\0\x01a"))));
        let rest = tokio_stream::once(()).then(move |()| {
            let receiver = Arc::clone(&receiver);
            async move {
                let () = receiver.lock().await.recv().await.unwrap();
                Err(tonic::Status::internal("the server stops"))
            }
        });
        let body = Body::new(StreamBody::new(first.chain(rest)));
        let response = Response::builder().header(GRPC.0, GRPC.1).body(body).unwrap();
        Box::pin(async move { response }) as _
    };
    let mut sink = Signal { sender, messages: 0 };
    let options = CallOptions::default();
    let write = |_: &Outbox| Ok::<_, ()>(());
    let ending = connect(start(Arc::new(handler))).call(&method("Any"), &options, write, &mut sink).unwrap();
    assert_eq!(sink.messages, 1);
    assert_eq!(ending.status.code, Code::Unavailable, "{ending:?}");
}

/// Starts a server that writes bytes to each connection and closes it.
fn writing(bytes: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        while let Ok((mut socket, _)) = listener.accept() {
            // The client may have left.
            let _ = socket.read(&mut [0; 1024]).and_then(|_| socket.write_all(bytes));
        }
    });
    address
}

#[test]
fn rejects_bytes_that_are_not_http_2() {
    for bytes in [
        &b""[..],
        b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n",
        b"\x15\x03\x01\x00\x02\x02\x46",
        b"\0\0\0\x04\0\0\0\0\0",
        b"\0\0\0\x04\0\0\0\0\0\0\0\x08\x07\0\0\0\0\0\0\0\0\0\0\0\0\0",
    ] {
        let (code, message) = status(writing(bytes));
        assert_eq!(code, Code::Unavailable, "{bytes:?}: {message}");
    }
}
