//! Drawn deadlines, in all protocols of the port: no call runs after its deadline, and a late call has one status.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::{HeaderMap, Request, Response, StatusCode};
use http_body_util::{BodyExt, Collected, Full};
use hyper::body::Bytes;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use prost::Message;
use serde_json::Value;
use services::data::{DataDir, Identity};
use services::proto::user::v1::CreateUserRequest;
use tokio::task::JoinSet;
use tonic::Code;

use crate::process::{Served, token};
use crate::rest;
use crate::server::within;

/// The longest deadline in microseconds.
const LONGEST: u64 = 50_000;
/// The number of calls at a time, and of connections. Calls wait for each other, so that many deadlines pass.
const AT_ONCE: u64 = 64;
const CONNECTIONS: u64 = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Protocol {
    Grpc,
    GrpcWeb,
    Connect,
    Rest,
}

/// A call that creates a user.
#[derive(Clone, Debug)]
struct Draw {
    protocol: Protocol,
    /// In the unit of the protocol.
    timeout: String,
    has_passed: bool,
    email: String,
}

impl Draw {
    fn new(number: u64) -> Self {
        let protocol = [Protocol::Grpc, Protocol::GrpcWeb, Protocol::Connect, Protocol::Rest][number as usize % 4];
        let random = mixed(number);
        // Every eighth deadline has passed on arrival.
        let micros = if random.is_multiple_of(8) { 0 } else { random / 8 % (LONGEST + 1) };
        let (timeout, has_passed) = match protocol {
            Protocol::Connect => ((micros / 1000).to_string(), micros < 1000),
            _ if micros == 0 => (["0m", "0u", "0n", "0S"][random as usize / 8 % 4].to_owned(), true),
            _ => (format!("{micros}u"), false),
        };
        Self { protocol, timeout, has_passed, email: format!("{number}@example.org") }
    }

    fn request(&self, token: &str) -> Request<Full<Bytes>> {
        let message = CreateUserRequest { name: "Ann".into(), email: self.email.clone(), phone: None };
        let (content_type, body) = match self.protocol {
            Protocol::Grpc => ("application/grpc", framed(&message)),
            Protocol::GrpcWeb => ("application/grpc-web+proto", framed(&message)),
            Protocol::Connect => ("application/proto", message.encode_to_vec()),
            Protocol::Rest => {
                ("application/json", serde_json::json!({ "name": "Ann", "email": self.email }).to_string().into_bytes())
            }
        };
        let path = match self.protocol {
            Protocol::Rest => "v1/users:create",
            _ => "user.v1.UserService/CreateUser",
        };
        let timeout = if self.protocol == Protocol::Connect { "connect-timeout-ms" } else { "grpc-timeout" };
        Request::post(format!("https://localhost/{path}"))
            .header("content-type", content_type)
            .header("authorization", format!("Bearer {token}"))
            .header("te", "trailers")
            .header(timeout, &self.timeout)
            .body(Full::new(body.into()))
            .unwrap()
    }

    /// Returns the code of a response.
    fn code(&self, status: StatusCode, headers: &HeaderMap, body: Collected<Bytes>) -> Code {
        let of = |headers: &HeaderMap| headers.get("grpc-status").map(|code| Code::from_bytes(code.as_bytes()));
        let trailers = body.trailers().and_then(of);
        let body = body.to_bytes();
        match self.protocol {
            Protocol::Grpc => of(headers).or(trailers).expect("a response has a status"),
            Protocol::GrpcWeb => of(headers).unwrap_or_else(|| {
                let text = String::from_utf8_lossy(&body);
                let (_, code) = text.rsplit_once("grpc-status:").expect("a response has a status");
                Code::from_bytes(code.trim().split("\r\n").next().unwrap().as_bytes())
            }),
            Protocol::Connect | Protocol::Rest if status == StatusCode::OK => Code::Ok,
            Protocol::Connect | Protocol::Rest => {
                let error: Value = serde_json::from_slice(&body).unwrap();
                let is_late = error["code"] == "deadline_exceeded" || error["code"] == 4;
                assert_eq!(status == StatusCode::GATEWAY_TIMEOUT, is_late, "{status} {error}");
                assert!(is_late, "{error}");
                Code::DeadlineExceeded
            }
        }
    }
}

/// Returns a number that looks random, by the first one (SplitMix64).
fn mixed(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) >> 3
}

/// Returns a message as in gRPC, after its length.
fn framed(message: &CreateUserRequest) -> Vec<u8> {
    let length = u32::try_from(message.encoded_len()).unwrap();
    [&[0][..], &length.to_be_bytes(), &message.encode_to_vec()].concat()
}

async fn connect(url: &str, identity: &Identity) -> SendRequest<Full<Bytes>> {
    let address = url.strip_prefix("https://").unwrap().parse().unwrap();
    let stream = rest::connect_with(address, identity, b"h2").await;
    let (sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    sender
}

/// Makes the calls, and returns the numbers of responses by protocol and code.
async fn drawn(calls: u64) -> BTreeMap<(Protocol, i32), usize> {
    let folder = tempfile::tempdir().unwrap();
    let server = Served::start(folder.path(), &["--listen", "127.0.0.1:0"]).await;
    let identity = DataDir::new(folder.path()).open(&[]).unwrap();
    let (token, next) = (token(folder.path()), Arc::new(AtomicU64::new(0)));
    let mut callers = JoinSet::new();
    let mut senders = Vec::new();
    for _ in 0..CONNECTIONS {
        senders.push(connect(&server.url, &identity).await);
    }
    for caller in 0..AT_ONCE {
        let mut sender = senders[(caller % CONNECTIONS) as usize].clone();
        let (token, next) = (token.clone(), Arc::clone(&next));
        callers.spawn(async move {
            let mut answered = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= calls {
                    return answered;
                }
                let draw = Draw::new(number);
                let response: Response<_> = sender.send_request(draw.request(&token)).await.unwrap();
                let (head, body) = response.into_parts();
                let code = draw.code(head.status, &head.headers, body.collect().await.unwrap());
                answered.push((draw, code));
            }
        });
    }
    let answered: Vec<_> = callers.join_all().await.into_iter().flatten().collect();
    let database = rusqlite::Connection::open(DataDir::new(folder.path()).database()).unwrap();
    let mut emails = database.prepare("SELECT email FROM users").unwrap();
    let created: BTreeSet<String> = emails.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut counts = BTreeMap::new();
    for (draw, code) in answered {
        assert!(matches!(code, Code::Ok | Code::DeadlineExceeded), "{draw:?}: {code:?}");
        if draw.has_passed {
            assert_eq!((code, created.contains(&draw.email)), (Code::DeadlineExceeded, false), "{draw:?}");
        }
        if code == Code::Ok {
            assert!(created.contains(&draw.email), "{draw:?}");
        }
        *counts.entry((draw.protocol, i32::from(code))).or_default() += 1;
    }
    server.kill().await;
    counts
}

#[tokio::test]
async fn late_calls_do_not_run_and_have_one_status() {
    within(async {
        let counts = drawn(800).await;
        for protocol in [Protocol::Grpc, Protocol::GrpcWeb, Protocol::Connect, Protocol::Rest] {
            let count = |code: Code| counts.get(&(protocol, i32::from(code))).copied().unwrap_or_default();
            assert_eq!(count(Code::Ok) + count(Code::DeadlineExceeded), 200, "{protocol:?}: {counts:?}");
        }
    })
    .await;
}

#[tokio::test]
#[ignore = "it takes a minute"]
async fn thousands_of_late_calls_do_not_run_and_have_one_status() {
    let counts = drawn(20_000).await;
    #[expect(clippy::print_stdout, reason = "figures of a measurement")]
    for ((protocol, code), count) in counts {
        println!("{protocol:?}: {count} {:?}", Code::from(code));
    }
}
