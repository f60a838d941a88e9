//! Calls that end with an error.

use std::net::TcpListener;
use std::time::Duration;

use protoward_client::protocols::{CallOptions, Client, Code, Outbox, Protocol, details};
use protoward_http_client::{ConnectError, ConnectOptions, Target};

use super::server::{start, test_service};
use super::support::{Answer, call, call_with, connect, method};

#[test]
fn reads_details_and_trailers_of_errors() {
    let mut client = connect(start(test_service()));
    for (name, messages) in [("Fail", &["first"][..]), ("FailFirst", &[])] {
        let (answer, ending) = call(&mut client, name, &[]);
        assert_eq!(answer.messages, messages);
        assert_eq!((ending.status.code, ending.status.message.as_str()), (Code::NotFound, "no user `ä`"));
        assert_eq!(ending.trailers.get("x-trailer").unwrap(), "7");
        let details = details(&ending.status.details, None);
        assert_eq!(details[0].type_name, "google.rpc.RetryInfo");
        assert_eq!(details[0].json.as_deref(), Ok("{\"retryDelay\":\"3s\"}"));
    }
}

#[test]
fn reports_an_unknown_method_as_not_implemented() {
    let mut client = connect(start(test_service()));
    let (_, ending) = call(&mut client, "Missing", &["a"]);
    assert_eq!(ending.status.code, Code::Unimplemented);
}

#[test]
fn ends_a_call_at_its_deadline() {
    let mut client = connect(start(test_service()));
    let options = CallOptions { timeout: Some(Duration::from_millis(50)), ..CallOptions::default() };
    for (name, messages) in [("Slow", 0), ("Endless", 1)] {
        let (answer, ending) = call_with(&mut client, name, &["a"], &options);
        assert_eq!((ending.status.code, answer.messages.len()), (Code::DeadlineExceeded, messages), "{name}");
    }
}

#[test]
fn a_server_that_never_answers_is_not_connected() {
    // The system accepts connections of a socket that listens.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let target = Target::parse(&silent.local_addr().unwrap().to_string(), true).unwrap();
    let options = ConnectOptions { timeout: Some(Duration::from_millis(50)), ..ConnectOptions::default() };
    let error = Client::connect(&target, Protocol::Grpc, &options).unwrap_err();
    assert!(matches!(error, ConnectError::Timeout { .. }), "{error}");
}

#[test]
fn rejects_a_message_beyond_the_limit() {
    let mut client = connect(start(test_service()));
    let limited = |max_message_bytes| CallOptions { max_message_bytes, ..CallOptions::default() };
    let mut code = |name, request: &str, limit| call_with(&mut client, name, &[request], &limited(limit)).1.status.code;
    assert_eq!(code("Large", "", 99_999), Code::ResourceExhausted);
    assert_eq!(code("Large", "", 100_000), Code::Ok);
    assert_eq!(code("Zipped", &"a".repeat(1000), 999), Code::ResourceExhausted);
    assert_eq!(code("Zipped", &"a".repeat(1000), 1000), Code::Ok);
}

#[test]
fn cancels_the_call_for_a_mistake_in_a_request() {
    let mut client = connect(start(test_service()));
    let write = |outbox: &Outbox| {
        outbox.send(b"a".to_vec()).unwrap();
        Err("a mistake")
    };
    let called = client.call(&method("Slow"), &CallOptions::default(), write, &mut Answer::default());
    assert_eq!(called.unwrap_err(), "a mistake");
    assert!(call(&mut client, "Unary", &["the connection remains usable"]).1.status.is_ok());
}

#[test]
fn ends_calls_without_waiting_for_requests() {
    let mut client = connect(start(test_service()));
    let (_keep, never) = std::sync::mpsc::channel::<()>();
    let write = move |_: &Outbox| {
        let _ = never.recv();
        Ok::<_, ()>(())
    };
    let ending = client.call(&method("FailFirst"), &CallOptions::default(), write, &mut Answer::default()).unwrap();
    assert_eq!(ending.status.code, Code::NotFound);
}
