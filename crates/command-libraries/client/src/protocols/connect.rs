//! Connect: <https://connectrpc.com/docs/protocol>.

use std::time::Duration;

use bytes::Bytes;
use http::request::Builder;
use http::response::Parts;
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::protocols::envelope::Compression;
use crate::protocols::metadata::text;
use crate::protocols::status::Step;
use crate::protocols::{Code, Detail, DetailValue, Ending, Status};
use protoward_protojson::base64;
use protoward_values::{Node, Tree, parse_json};

/// The flag of the last envelope of a stream.
pub(crate) const END: u8 = 2;

/// The prefix of trailers among the headers of a unary response.
const TRAILER: &str = "trailer-";

/// Maximum length of a timeout in digits.
const MAX_TIMEOUT: u128 = 9_999_999_999;

/// Sets the headers of a request.
pub(crate) fn set_headers(request: Builder, timeout: Option<Duration>, is_unary: bool) -> Builder {
    let request = request.header("connect-protocol-version", "1");
    let request = if is_unary {
        request.header("content-type", "application/proto").header("accept-encoding", "gzip")
    } else {
        request.header("content-type", "application/connect+proto").header("connect-accept-encoding", "gzip")
    };
    match timeout {
        Some(timeout) => request.header("connect-timeout-ms", timeout.as_millis().min(MAX_TIMEOUT).to_string()),
        None => request,
    }
}

/// Checks the head of a stream, and returns the compression of its messages.
pub(crate) fn check_stream(response: &Parts) -> Step<Compression> {
    check(response, "application/connect+proto")?;
    let encoding = response.headers.get("connect-content-encoding").and_then(text).unwrap_or_default();
    Ok(Compression::named(encoding)?)
}

fn check(response: &Parts, expected: &str) -> Step<()> {
    let content_type = response.headers.get("content-type").and_then(text).unwrap_or_default();
    if response.status != 200 {
        let message = format!("the server answered with the HTTP status {}, and not with Connect", response.status);
        return Err(Ending::new(Code::from_http(response.status.as_u16()), message));
    }
    if content_type != expected {
        let message = format!("the server answered with the content type `{content_type}`, and not with Connect");
        return Err(Ending::new(Code::Unknown, message));
    }
    Ok(())
}

/// Reads a unary response: its headers, its message, and its trailers.
pub(crate) fn read_unary(response: &Parts, body: Bytes, max_bytes: usize) -> Step<(HeaderMap, Bytes, HeaderMap)> {
    let encoding = response.headers.get("content-encoding").and_then(text).unwrap_or_default();
    let (headers, trailers) = split(&response.headers);
    let unpacked = Compression::named(encoding).and_then(|compression| compression.unpack(body, max_bytes));
    let body = unpacked?;
    let is_json = response.headers.get("content-type").and_then(text) == Some("application/json");
    if response.status != 200 && is_json {
        let otherwise = Code::from_http(response.status.as_u16());
        let status = parse_json(&body).ok().map(|node| error(&node, otherwise));
        let status = status.unwrap_or_else(|| Status::new(otherwise, response.status.to_string()));
        return Err(Box::new(Ending { status, trailers }));
    }
    check(response, "application/proto")?;
    Ok((headers, body, trailers))
}

/// Splits the headers of a unary response into headers and trailers.
fn split(all: &HeaderMap) -> (HeaderMap, HeaderMap) {
    let mut headers = HeaderMap::new();
    let mut trailers = HeaderMap::new();
    for (name, value) in all {
        match name.as_str().strip_prefix(TRAILER).and_then(|name| name.parse::<HeaderName>().ok()) {
            Some(name) => trailers.append(name, value.clone()),
            None => headers.append(name.clone(), value.clone()),
        };
    }
    (headers, trailers)
}

/// Reads the last message of a stream.
pub(crate) fn end(message: &[u8]) -> Box<Ending> {
    let Ok(node) = parse_json(message) else {
        return Ending::new(Code::Internal, "the end of the stream is not JSON");
    };
    let status = node.member("error").map(|it| error(it, Code::Unknown));
    let status = status.unwrap_or_else(|| Status::new(Code::Ok, ""));
    Box::new(Ending { status, trailers: node.member("metadata").map(metadata).unwrap_or_default() })
}

/// Reads an error.
fn error(node: &Node, otherwise: Code) -> Status {
    let word = |node: &Node, name| node.member(name).and_then(Node::string).unwrap_or_default().to_owned();
    let code = Code::from_connect(&word(node, "code")).unwrap_or(otherwise);
    let details = node.elements("details");
    let detail = |node: &Node| Detail {
        type_url: format!("type.googleapis.com/{}", word(node, "type")),
        value: DetailValue::Wire(base64::decode(&word(node, "value")).unwrap_or_default()),
    };
    Status { code, message: word(node, "message"), details: details.iter().map(detail).collect() }
}

/// Reads trailers, which are lists of texts by name. Those that cannot be headers are left out.
fn metadata(node: &Node) -> HeaderMap {
    let Tree::Object(entries) = &node.tree else { return HeaderMap::new() };
    let mut trailers = HeaderMap::new();
    for (name, values) in entries {
        let (Ok(name), Tree::Array(values)) = (name.text.parse::<HeaderName>(), &values.tree) else { continue };
        let values = values.iter().filter_map(|value| HeaderValue::from_str(value.string()?).ok());
        for value in values {
            trailers.append(name.clone(), value);
        }
    }
    trailers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_end_of_a_stream() {
        let text = br#"{"error": {"code": "not_found", "message": "no", "details": [{"type": "a.B", "value": "CAE"}]},
                       "metadata": {"X-Cost": ["1", "2"], "bad name": ["3"]}}"#;
        let ending = end(text);
        let detail = Detail { type_url: "type.googleapis.com/a.B".to_owned(), value: DetailValue::Wire(vec![8, 1]) };
        assert_eq!(ending.status, Status { code: Code::NotFound, message: "no".to_owned(), details: vec![detail] });
        assert_eq!(ending.trailers.get_all("x-cost").iter().count(), 2);
        assert_eq!(ending.trailers.len(), 2);
        assert!(end(b"{}").status.is_ok());
        assert_eq!(end(b"{").status.code, Code::Internal);
        assert_eq!(end(b"{\"error\": 7}").status.code, Code::Unknown);
    }
}
