//! Calls with their results in one value.

use std::net::SocketAddr;
use std::ops::ControlFlow;

use protoward_client::protocols::{CallOptions, Client, Ending, Procedure, Protocol, Sink};
use protoward_http_client::HeaderMap;
use protoward_http_client::{ConnectOptions, Target};

/// The response of a call.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) messages: Vec<String>,
    /// The number of messages to take.
    pub(crate) limit: Option<usize>,
}

impl Sink for Answer {
    fn headers(&mut self, headers: &HeaderMap) {
        self.headers = headers.clone();
    }

    fn message(&mut self, message: &[u8]) -> ControlFlow<()> {
        self.messages.push(String::from_utf8_lossy(message).into_owned());
        if self.limit.is_some_and(|limit| self.messages.len() >= limit) {
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

/// Connects without TLS.
pub(crate) fn connect(address: SocketAddr) -> Client {
    let target = Target::parse(&address.to_string(), true).unwrap();
    Client::connect(&target, Protocol::Grpc, &ConnectOptions::default()).unwrap()
}

/// Returns a method of `test.v1.Test`, which takes and returns streams on the wire of gRPC like all methods.
pub(crate) fn method(name: &str) -> Procedure {
    Procedure { path: format!("/test.v1.Test/{name}"), client_streaming: true, server_streaming: true }
}

/// Calls a method with some requests.
pub(crate) fn call(client: &mut Client, name: &str, requests: &[&str]) -> (Answer, Ending) {
    call_with(client, name, requests, &CallOptions::default())
}

/// Calls a method with some requests and options.
pub(crate) fn call_with(client: &mut Client, name: &str, requests: &[&str], options: &CallOptions) -> (Answer, Ending) {
    let mut answer = Answer::default();
    let requests: Vec<Vec<u8>> = requests.iter().map(|request| request.as_bytes().to_vec()).collect();
    let write = |outbox: &protoward_client::protocols::Outbox| {
        let _ = requests.into_iter().try_for_each(|request| outbox.send(request));
        Ok::<_, std::convert::Infallible>(())
    };
    let ending = client.call(&method(name), options, write, &mut answer).unwrap();
    (answer, ending)
}
