//! Errors of one request, which gets an answer, and errors of the stream, which end the worker.

use std::io;

use super::messages::{MAX_ARGUMENTS, MAX_INPUTS, MAX_REQUEST};

/// The reason why a request cannot be understood. The next request can still be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BadRequest {
    /// The bytes are not a valid protobuf message.
    #[error("the request is not a valid `WorkRequest` in protobuf: {0}; does the rule set `requires-worker-protocol`?")]
    Protobuf(String),
    /// The text is not valid JSON, or has the wrong fields.
    #[error("the request is not a valid `WorkRequest` in JSON: {0}; does the rule set `requires-worker-protocol`?")]
    Json(String),
    /// A text that is not UTF-8.
    #[error("the field `{0}` of the request is not UTF-8")]
    NotUtf8(&'static str),
    /// A digest that is not base64, as JSON has bytes.
    #[error("the digest of `{0}` in the request is not base64")]
    BadDigest(String),
    /// More than [`MAX_ARGUMENTS`] arguments, in protobuf.
    #[error("the request has more than {MAX_ARGUMENTS} arguments")]
    TooManyArguments,
    /// More than [`MAX_INPUTS`] inputs, in protobuf.
    #[error("the request has more than {MAX_INPUTS} inputs")]
    TooManyInputs,
}

/// The reason why a worker ends before its input does.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The requests cannot be read.
    #[error("cannot read the next request: {0}")]
    Read(io::Error),
    /// The responses cannot be written.
    #[error("cannot write a response: {0}")]
    Write(io::Error),
    /// The stream ends inside a request.
    #[error("the input ends inside a request")]
    Truncated,
    /// A request without a valid length, so that the start of the next one is unknown.
    #[error("the length of a request is not a varint; requests in JSON need `--protocol json`")]
    BadLength,
    /// A request that is too long.
    #[error("a request is longer than {MAX_REQUEST} bytes")]
    TooLong,
    /// Text between two requests in JSON.
    #[error("a request in JSON starts with `{{`, and not with `{0}`; requests in protobuf need `--protocol proto`")]
    NoObject(char),
}
