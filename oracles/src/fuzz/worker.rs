//! Streams of requests to a worker, in protobuf and in JSON.

use std::sync::atomic::{AtomicUsize, Ordering};

use protoward_protoc_driver::worker_protocol::{
    Cancellation, Done, MAX_ARGUMENTS, MAX_INPUTS, Protocol, Request, serve,
};

use super::mutation;
use crate::oracle::convert::Bytes;
use protoward_kit::random::Random;

const TEXTS: &[&str] =
    &["", "-Iproto", "@file", "a.proto", "3f2a", "\u{0}", "\\\"}{", "e3b0c44298fc1c149afbf4c8996fb924"];

/// Returns a stream of some requests, mostly mutated.
pub(super) fn bytes(random: &mut Random) -> Vec<u8> {
    let stream = if random.chance(2) { in_json } else { in_protobuf };
    let one = stream(random);
    let other = stream(random);
    if random.chance(3) { one } else { mutation::bytes(&one, &other, random) }
}

fn in_protobuf(random: &mut Random) -> Vec<u8> {
    let mut stream = Vec::new();
    for _ in 0..random.below(5) {
        let mut request = Bytes::default();
        for _ in 0..random.below(4) {
            request.message(1, text(random).as_bytes(), false);
            let mut input = Bytes::default();
            input.message(1, text(random).as_bytes(), false);
            input.message(2, text(random).as_bytes(), false);
            request.message(2, &input.into_bytes(), false);
        }
        for number in 3..6 {
            request.tag(number, 0);
            request.varint(random.next_u64() >> random.below(64));
        }
        request.message(6, text(random).as_bytes(), false);
        let mut framed = Bytes::default();
        let request = request.into_bytes();
        framed.varint(request.len() as u64);
        stream.extend(framed.into_bytes());
        stream.extend(request);
    }
    stream
}

fn in_json(random: &mut Random) -> Vec<u8> {
    let mut stream = String::new();
    for _ in 0..random.below(5) {
        let request = serde_json::json!({
            "arguments": [text(random), text(random)],
            "inputs": [{ "path": text(random), "digest": text(random) }],
            "requestId": random.below(4),
            "cancel": random.chance(3),
            "sandboxDir": text(random),
        });
        stream.push_str(&request.to_string());
    }
    stream.into_bytes()
}

fn text(random: &mut Random) -> &'static str {
    random.pick(TEXTS).copied().unwrap_or_default()
}

/// Serves the stream in both protocols, with work that does nothing.
pub(super) fn run(bytes: &[u8]) {
    for protocol in [Protocol::Protobuf, Protocol::Json] {
        let asked = AtomicUsize::new(0);
        let work = |request: &Request, _: &Cancellation| {
            asked.fetch_add(1, Ordering::Relaxed);
            assert!(request.arguments.len() <= MAX_ARGUMENTS && request.inputs.len() <= MAX_INPUTS);
            let ids = request.inputs.iter().filter_map(|input| Some(input.digest.as_ref()?.id()));
            assert!(ids.count() <= request.inputs.len());
            Done::Exit(0, request.arguments.concat())
        };
        let mut output = Vec::new();
        let _ = serve(protocol, 1, &mut &*bytes, &mut output, work);
        if protocol == Protocol::Json {
            let responses = serde_json::Deserializer::from_slice(&output).into_iter::<serde_json::Value>();
            let responses = responses.inspect(|response| assert!(response.is_ok(), "responses are JSON")).count();
            assert!(responses >= asked.into_inner(), "a request without a response");
        }
    }
}
