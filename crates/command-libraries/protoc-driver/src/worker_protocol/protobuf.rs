//! Requests and responses in protobuf: `WorkRequest` and `WorkResponse` of Bazel's `worker_protocol.proto`.

use super::digest::Digest;
use super::error::BadRequest;
use super::messages::{Input, MAX_ARGUMENTS, MAX_INPUTS, Request, Response};
use protoward_schema::wire::{WireError, WireReader, WireValue, Writer};

/// Reads a `WorkRequest` without the length before it. Unknown fields are skipped.
pub(super) fn request(bytes: &[u8]) -> Result<Request, BadRequest> {
    let mut request = Request::default();
    for field in WireReader::new(bytes) {
        let field = field.map_err(bad)?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(_)) if request.arguments.len() == MAX_ARGUMENTS => {
                return Err(BadRequest::TooManyArguments);
            }
            (1, WireValue::Bytes(argument)) => request.arguments.push(text(argument, "arguments")?),
            (2, WireValue::Bytes(_)) if request.inputs.len() == MAX_INPUTS => return Err(BadRequest::TooManyInputs),
            (2, WireValue::Bytes(bytes)) => request.inputs.push(input(bytes)?),
            // As in protobuf, a number of 32 bits is the low half of a longer one.
            (3, WireValue::Varint(id)) => request.id = id as i32,
            (4, WireValue::Varint(cancel)) => request.is_cancellation = cancel != 0,
            (5, WireValue::Varint(verbosity)) => request.verbosity = verbosity as i32,
            (6, WireValue::Bytes(folder)) => {
                let folder = text(folder, "sandbox_dir")?;
                request.sandbox = (!folder.is_empty()).then(|| folder.into());
            }
            _ => {}
        }
    }
    Ok(request)
}

/// Returns the id of a message whose other fields may be invalid; 0 if it has none before the first byte that is no field.
pub(super) fn id(bytes: &[u8]) -> i32 {
    let ids = WireReader::new(bytes).map_while(Result::ok).filter_map(|field| match (field.number, field.value) {
        (3, WireValue::Varint(id)) => Some(id as i32),
        _ => None,
    });
    ids.last().unwrap_or_default()
}

fn input(bytes: &[u8]) -> Result<Input, BadRequest> {
    let mut input = Input { path: String::new(), digest: None };
    for field in WireReader::new(bytes) {
        let field = field.map_err(bad)?;
        match (field.number, field.value) {
            (1, WireValue::Bytes(path)) => input.path = text(path, "path")?,
            (2, WireValue::Bytes(digest)) => input.digest = Digest::of_token(digest),
            _ => {}
        }
    }
    Ok(input)
}

fn text(bytes: &[u8], field: &'static str) -> Result<String, BadRequest> {
    str::from_utf8(bytes).map(str::to_owned).map_err(|_| BadRequest::NotUtf8(field))
}

fn bad(error: WireError) -> BadRequest {
    BadRequest::Protobuf(error.to_string())
}

/// Returns a `WorkResponse` with its length before it.
pub(super) fn response(response: &Response) -> Vec<u8> {
    let Response { exit_code, output, id, was_cancelled } = response;
    let mut message = Writer::default();
    if *exit_code != 0 {
        message.int32(1, *exit_code);
    }
    if !output.is_empty() {
        message.string(2, output);
    }
    if *id != 0 {
        message.int32(3, *id);
    }
    if *was_cancelled {
        message.uint64(4, 1);
    }
    let message = message.into_bytes();
    let mut framed = Writer::with_capacity(message.len() + 10);
    framed.varint(message.len() as u64);
    framed.raw(&message);
    framed.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_field_and_skips_unknown_ones() {
        let mut writer = Writer::default();
        writer.string(1, "-Iproto");
        writer.string(1, "");
        writer.message(2, |writer| {
            writer.string(1, "a.proto");
            writer.string(2, "3f2a");
            writer.string(9, "new");
        });
        writer.message(2, |writer| writer.string(1, "b.proto"));
        writer.int32(3, -7);
        writer.uint64(4, 1);
        writer.int32(5, 10);
        writer.string(6, "__sandbox/1/_main");
        writer.string(99, "new");
        let request = request(writer.as_bytes()).expect("it is valid");
        assert_eq!(request.arguments, ["-Iproto", ""]);
        let [a, b] = &request.inputs[..] else { panic!("{:?}", request.inputs) };
        assert_eq!((&*a.path, &a.digest), ("a.proto", &Digest::of_token(b"3f2a")));
        assert_eq!((&*b.path, &b.digest), ("b.proto", &None));
        assert_eq!((request.id, request.is_cancellation, request.verbosity), (-7, true, 10));
        assert_eq!(request.sandbox.as_deref(), Some("__sandbox/1/_main".as_ref()));
    }

    #[test]
    fn refuses_what_is_no_request() {
        assert!(matches!(request(b"\x0a\x05ab"), Err(BadRequest::Protobuf(_))));
        assert!(matches!(request(b"\x0a\x01\xff"), Err(BadRequest::NotUtf8("arguments"))));
        assert!(matches!(request(b"\x12\x03\x0a\x01\xff"), Err(BadRequest::NotUtf8("path"))));
        let inputs = b"\x12\x00".repeat(MAX_INPUTS + 1);
        assert!(matches!(request(&inputs), Err(BadRequest::TooManyInputs)));
        assert_eq!(id(&[b"\x18\x07", &inputs[..]].concat()), 7);
        assert_eq!((id(b"\x0a\x01\xff\x18\x07"), id(b"\x18\x07\x0a\x05a"), id(b"\x0a\x05a")), (7, 7, 0));
        let arguments = b"\x0a\x00".repeat(MAX_ARGUMENTS + 1);
        assert!(matches!(request(&arguments), Err(BadRequest::TooManyArguments)));
    }

    #[test]
    fn responses_leave_out_defaults() {
        assert_eq!(response(&Response::default()), [0]);
        let failed = Response { exit_code: 1, output: "no".to_owned(), id: 3, was_cancelled: true };
        assert_eq!(response(&failed), b"\x0a\x08\x01\x12\x02no\x18\x03\x20\x01");
    }
}
