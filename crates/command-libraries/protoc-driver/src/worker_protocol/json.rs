//! Requests and responses in JSON, one object each: `WorkRequest` and `WorkResponse` by the JSON mapping of protobuf.

use serde::de::{Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;

use super::digest::Digest;
use super::error::BadRequest;
use super::messages::{Input, MAX_ARGUMENTS, MAX_INPUTS, Request, Response};
use protoward_protojson::base64;

/// The form of a request in JSON. As in all readers of protobuf's JSON, fields may have the names of the `.proto` file.
#[derive(Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[derive(Default)]
struct WorkRequest {
    #[serde(deserialize_with = "arguments")]
    arguments: Vec<String>,
    #[serde(deserialize_with = "inputs")]
    inputs: Vec<WorkInput>,
    #[serde(alias = "request_id")]
    request_id: i32,
    cancel: bool,
    verbosity: i32,
    #[serde(alias = "sandbox_dir")]
    sandbox_dir: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct WorkInput {
    path: String,
    digest: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WorkResponse<'a> {
    exit_code: i32,
    output: &'a str,
    request_id: i32,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    was_cancelled: bool,
}

/// Reads a `WorkRequest` from the text of one object.
pub(super) fn request(text: &[u8]) -> Result<Request, BadRequest> {
    let WorkRequest { arguments, inputs, request_id: id, cancel, verbosity, sandbox_dir } =
        serde_json::from_slice(text).map_err(|error| BadRequest::Json(error.to_string()))?;
    let inputs = inputs.into_iter().map(input).collect::<Result<_, BadRequest>>()?;
    let sandbox = (!sandbox_dir.is_empty()).then(|| sandbox_dir.into());
    Ok(Request { arguments, inputs, id, is_cancellation: cancel, verbosity, sandbox })
}

/// Returns the id of an object whose other fields may be invalid; 0 if it has none before the first character that is not JSON.
pub(super) fn id(text: &[u8]) -> i32 {
    let id = Cell::new(0);
    // The id is known also if the rest of the object is not read.
    let _ = serde_json::Deserializer::from_slice(text).deserialize_map(FindId(&id));
    id.get()
}

/// A reader of an object that remembers its id and skips all other fields.
struct FindId<'c>(&'c Cell<i32>);

impl<'de> Visitor<'de> for FindId<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<(), A::Error> {
        while let Some(field) = from.next_key::<String>()? {
            match &*field {
                "requestId" | "request_id" => self.0.set(from.next_value()?),
                _ => _ = from.next_value::<IgnoredAny>()?,
            }
        }
        Ok(())
    }
}

/// JSON has bytes in base64. Bazel's examples have the digits themselves, whose length base64 of digits never has.
fn input(WorkInput { path, digest }: WorkInput) -> Result<Input, BadRequest> {
    let plain = Digest::of_token(digest.as_bytes());
    if plain.is_none() || matches!(plain, Some(Digest::Sha256(_))) {
        return Ok(Input { path, digest: plain });
    }
    match base64::decode(&digest) {
        Some(token) => Ok(Input { path, digest: Digest::of_token(&token) }),
        None => Err(BadRequest::BadDigest(path)),
    }
}

/// Returns a `WorkResponse` as one line.
pub(super) fn response(response: &Response) -> Vec<u8> {
    let Response { exit_code, output, id, was_cancelled } = response;
    let response = WorkResponse { exit_code: *exit_code, output, request_id: *id, was_cancelled: *was_cancelled };
    let mut line = serde_json::to_vec(&response).expect("numbers and texts have a form in JSON");
    line.push(b'\n');
    line
}

fn arguments<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    from.deserialize_seq(Bounded { most: MAX_ARGUMENTS, of: "arguments", items: PhantomData })
}

fn inputs<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<WorkInput>, D::Error> {
    from.deserialize_seq(Bounded { most: MAX_INPUTS, of: "inputs", items: PhantomData })
}

/// A list with a maximum length.
struct Bounded<T> {
    most: usize,
    of: &'static str,
    items: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Bounded<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of {}", self.of)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            if items.len() == self.most {
                return Err(A::Error::custom(format_args!("more than {} {}", self.most, self.of)));
            }
            items.push(item);
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_both_spellings_and_both_forms_of_digests() {
        let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let text = format!(
            r#"{{"arguments": ["-I."], "inputs": [{{"path": "a.proto", "digest": "{hex}"}}, {{"path": "b.proto",
            "digest": "{}"}}, {{"path": "c.proto"}}, {{"path": "d.proto", "digest": "M2YyYQ=="}}], "requestId": 12,
            "cancel": true, "verbosity": 10, "sandbox_dir": "s", "new": {{"a": [1]}}}}"#,
            base64::encode(hex.as_bytes())
        );
        let request = request(text.as_bytes()).expect("it is valid");
        let digests: Vec<Option<Digest>> = request.inputs.into_iter().map(|input| input.digest).collect();
        let sha256 = Digest::of_token(hex.as_bytes());
        assert_eq!(digests, [sha256.clone(), sha256, None, Digest::of_token(b"3f2a")]);
        assert_eq!((request.id, request.is_cancellation, request.verbosity), (12, true, 10));
        assert_eq!(request.sandbox.as_deref(), Some("s".as_ref()));
    }

    #[test]
    fn refuses_what_is_no_request() {
        for text in ["{", r#"{"arguments": "a"}"#, r#"{"requestId": 3000000000}"#, "{\"arguments\": [\"\u{0}\"]}"] {
            assert!(matches!(request(text.as_bytes()), Err(BadRequest::Json(_))), "{text}");
        }
        // Unknown fields are skipped without recursion.
        let deep = format!("{{\"new\": {}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(request(deep.as_bytes()).is_ok());
        for (text, expected) in [
            (r#"{"requestId": 7, "arguments": "a"}"#, 7),
            (r#"{"arguments": [1], "request_id": 7}"#, 7),
            (r#"{"requestId": 7, "arguments": [}"#, 7),
            (r#"{"requestId": "x", "cancel": 3}"#, 0),
            ("{", 0),
        ] {
            assert_eq!(id(text.as_bytes()), expected, "{text}");
        }
        let bad = request(br#"{"inputs": [{"path": "a.proto", "digest": "?"}]}"#);
        assert!(matches!(bad, Err(BadRequest::BadDigest(path)) if path == "a.proto"));
    }

    #[test]
    fn responses_are_lines() {
        let failed = Response { exit_code: 1, output: "a\n\"b\"".to_owned(), id: 3, was_cancelled: false };
        assert_eq!(response(&failed), b"{\"exitCode\":1,\"output\":\"a\\n\\\"b\\\"\",\"requestId\":3}\n");
        let cancelled = Response { id: 4, was_cancelled: true, ..Response::default() };
        assert!(response(&cancelled).ends_with(b"\"requestId\":4,\"wasCancelled\":true}\n"));
    }
}
