//! Errors: a `google.rpc.Status` as JSON, as Google's APIs, grpc-gateway and protoward's servers send it.

use http::StatusCode;

use crate::protocols::{Code, Detail, DetailValue, Status};
use protoward_values::{Node, Tree, parse_json};

/// Reads the error of a response by its body, and by the HTTP status if the body is no error.
pub(super) fn read(http: StatusCode, body: &[u8]) -> Status {
    let otherwise = Code::from_rest(http.as_u16());
    let node = parse_json(body).ok();
    // Google's APIs send a list in streams.
    let node = node.map(|node| match node.tree {
        Tree::Array(mut nodes) if nodes.len() == 1 => nodes.remove(0),
        tree => Node { tree, ..node },
    });
    let status = node.as_ref().and_then(|node| status(node.member("error").unwrap_or(node), otherwise, body));
    status.unwrap_or_else(|| Status::new(otherwise, format!("the server answered with the HTTP status {http}")))
}

/// Returns the error of a response whose body cannot be read for some reason.
pub(super) fn without_body(http: StatusCode, reason: &str) -> Status {
    let message = format!("the server answered with the HTTP status {http}, and its body cannot be read: {reason}");
    Status::new(Code::from_rest(http.as_u16()), message)
}

/// Returns the error that a message of a stream is: an object with the only key `error`.
pub(super) fn in_stream(json: &[u8]) -> Option<Status> {
    let node = parse_json(json).ok()?;
    let Tree::Object(entries) = &node.tree else { return None };
    match entries.as_slice() {
        [(key, error)] if key.text == "error" => status(error, Code::Unknown, json),
        _ => None,
    }
}

/// Returns the error of an event, whose text may have the key `error` or be its value.
pub(super) fn of_event(json: &[u8]) -> Status {
    let node = parse_json(json).ok();
    let status = node.as_ref().and_then(|node| status(node.member("error").unwrap_or(node), Code::Unknown, json));
    status.unwrap_or_else(|| Status::new(Code::Unknown, String::from_utf8_lossy(json)))
}

/// Reads a status. `None` if the value has neither a code nor a message.
fn status(node: &Node, otherwise: Code, source: &[u8]) -> Option<Status> {
    let word = |name| node.member(name).and_then(Node::string);
    let number = match node.member("code").map(|code| &code.tree) {
        Some(Tree::Number(text)) => text.parse::<u16>().ok(),
        _ => None,
    };
    if number.is_none() && word("status").is_none() && word("message").is_none() {
        return None;
    }
    // `code` is the HTTP status in Google's APIs, and that of gRPC in grpc-gateway.
    let by_number = |number: u16| if number < 17 { Code::from_number(number.into()) } else { Code::from_rest(number) };
    let code = word("status").and_then(Code::from_name).or(number.map(by_number)).unwrap_or(otherwise);
    let details = node.elements("details");
    let details = details.iter().map(|node| detail(node, source)).collect();
    // An error is never a success.
    let code = if code == Code::Ok { otherwise } else { code };
    Some(Status { code, message: word("message").unwrap_or_default().to_owned(), details })
}

fn detail(node: &Node, source: &[u8]) -> Detail {
    let text = source.get(node.at..node.end).unwrap_or_default();
    Detail {
        type_url: node.member("@type").and_then(Node::string).unwrap_or_default().to_owned(),
        value: DetailValue::Json(String::from_utf8_lossy(text).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_as(http: u16, body: &str) -> (Code, String, usize) {
        let http = StatusCode::from_u16(http).unwrap_or_default();
        let Status { code, message, details } = read(http, body.as_bytes());
        (code, message, details.len())
    }

    #[test]
    fn reads_errors_of_servers() {
        let google =
            r#"{"error":{"code":404,"message":"no","status":"NOT_FOUND","details":[{"@type":"t/a.B","x":1}]}}"#;
        assert_eq!(read_as(404, google), (Code::NotFound, "no".to_owned(), 1));
        assert_eq!(read_as(404, &format!("[{google}]")), (Code::NotFound, "no".to_owned(), 1));
        assert_eq!(read_as(400, r#"{"code":9,"message":"no"}"#), (Code::FailedPrecondition, "no".to_owned(), 0));
        assert_eq!(read_as(409, r#"{"error":{"code":409,"message":"no"}}"#), (Code::Aborted, "no".to_owned(), 0));
        assert_eq!(read_as(500, r#"{"code":0,"message":"no"}"#), (Code::Internal, "no".to_owned(), 0));
        for body in ["", "<html>", "{}", "[]", "7", "{\"error\":7}"] {
            let message = "the server answered with the HTTP status 503 Service Unavailable".to_owned();
            assert_eq!(read_as(503, body), (Code::Unavailable, message, 0), "{body}");
        }
    }

    #[test]
    fn reads_errors_in_streams() {
        assert_eq!(in_stream(b"{\"error\":{\"code\":5}}").map(|it| it.code), Some(Code::NotFound));
        assert_eq!(in_stream(b"{\"error\":\"text\"}"), None);
        assert_eq!(in_stream(b"{\"error\":{\"code\":5},\"a\":1}"), None);
        assert_eq!(of_event(b"{\"code\":5}").code, Code::NotFound);
        assert_eq!(of_event(b"gone").message, "gone");
    }
}
