//! Successful calls of all kinds.

use std::ops::ControlFlow;
use std::sync::mpsc;

use protoward_client::protocols::{CallOptions, Client, Protocol, Sink, header};
use protoward_http_client::HeaderMap;
use protoward_http_client::{ConnectOptions, Target};

use super::server::{start, test_service};
use super::support::{Answer, call, call_with, connect, method};

#[test]
fn calls_all_kinds_of_methods() {
    let mut client = connect(start(test_service()));
    let mut messages = |name, requests: &[&str]| {
        let (answer, ending) = call(&mut client, name, requests);
        assert!(ending.status.is_ok(), "{name}: {ending:?}");
        answer.messages
    };
    assert_eq!(messages("Unary", &["a"]), ["a"]);
    assert_eq!(messages("Unary", &[""]), [""]);
    assert_eq!(messages("Zipped", &["zipped"]), ["zipped"]);
    assert_eq!(messages("Repeat", &["a"]), ["a", "a", "a"]);
    assert_eq!(messages("Collect", &["a", "b", "c"]), ["abc"]);
    assert_eq!(messages("Collect", &[]), [""]);
    assert_eq!(messages("Echo", &["a", "b"]), ["a", "b"]);
    assert_eq!(messages("Echo", &[]), [""; 0]);
    let long = "long ".repeat(500_000);
    assert_eq!(messages("Collect", &[&long]), [long.as_str()]);
}

/// A sink that lets the writer go on.
struct Turns(mpsc::Sender<String>);

impl Sink for Turns {
    fn headers(&mut self, _: &HeaderMap) {}

    fn message(&mut self, message: &[u8]) -> ControlFlow<()> {
        self.0.send(String::from_utf8_lossy(message).into_owned()).unwrap();
        ControlFlow::Continue(())
    }
}

#[test]
fn sends_requests_that_depend_on_earlier_responses() {
    let mut client = connect(start(test_service()));
    let (sender, receiver) = mpsc::channel();
    let write = move |outbox: &protoward_client::protocols::Outbox| {
        for request in ["a", "b", "c"] {
            outbox.send(request.as_bytes().to_vec()).unwrap();
            assert_eq!(receiver.recv().unwrap(), request);
        }
        Ok::<_, ()>(())
    };
    let ending = client.call(&method("Echo"), &CallOptions::default(), write, &mut Turns(sender)).unwrap();
    assert!(ending.status.is_ok());
}

#[test]
fn stops_a_stream_for_the_caller() {
    let mut client = connect(start(test_service()));
    let mut answer = Answer { limit: Some(1), ..Answer::default() };
    let write = |outbox: &protoward_client::protocols::Outbox| {
        let _ = outbox.send(Vec::new());
        Ok::<_, ()>(())
    };
    client.call(&method("Endless"), &CallOptions::default(), write, &mut answer).unwrap();
    assert_eq!(answer.messages, ["first"]);
    assert_eq!(call(&mut client, "Unary", &["the connection remains usable"]).0.messages.len(), 1);
}

#[test]
fn sends_and_receives_headers() {
    let address = start(test_service());
    let target = Target::parse(&format!("http://{address}"), false).unwrap();
    let options = ConnectOptions { user_agent: Some("tests".to_owned()), ..ConnectOptions::default() };
    let mut client = Client::connect(&target, Protocol::Grpc, &options).unwrap();
    let texts = ["authorization: Bearer abc", "x-text: some text", "x-data-bin: AAEC"];
    let options = CallOptions {
        headers: texts.iter().map(|text| header(text).unwrap()).collect(),
        timeout: Some(std::time::Duration::from_secs(3600)),
        ..CallOptions::default()
    };
    let (answer, ending) = call_with(&mut client, "Metadata", &[""], &options);
    assert!(ending.status.is_ok(), "{ending:?}");
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!(
        "authorization=Bearer abc\nx-text=some text\nuser-agent=tests protoward/{version}\ngrpc-timeout=3600000m\n\
         x-data-bin={:?}",
        bytes::Bytes::from_static(b"\x00\x01\x02")
    );
    assert_eq!(answer.messages, [expected]);
    assert_eq!(answer.headers.get("x-answer").unwrap(), "42");
}

#[test]
#[cfg(unix)]
fn reports_a_server_that_is_not_there() {
    // The port was free a moment ago, and no server listens on it.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for server in [address.to_string(), "unix:/nonexistent/server.sock".to_owned()] {
        let target = Target::parse(&server, true).unwrap();
        let error = Client::connect(&target, Protocol::Grpc, &ConnectOptions::default()).unwrap_err();
        assert!(matches!(error, protoward_http_client::ConnectError::Socket { .. }), "{server}: {error:?}");
    }
}
