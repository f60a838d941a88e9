//! Requests and responses, apart from their encodings, and the limits of requests.

use std::path::PathBuf;

use super::digest::Digest;

/// The maximum length of a request, in bytes. A request with 100,000 inputs takes about 20 MiB.
pub const MAX_REQUEST: usize = 64 << 20;

/// The maximum number of arguments of a request.
pub const MAX_ARGUMENTS: usize = 1_000_000;

/// The maximum number of inputs of a request.
pub const MAX_INPUTS: usize = 1_000_000;

/// A `WorkRequest`: one action of the build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// The arguments of the action.
    pub arguments: Vec<String>,
    /// The files that the action may read.
    pub inputs: Vec<Input>,
    /// The id, which is unique among the requests in progress; 0 without multiplex.
    pub id: i32,
    /// `true` to cancel the earlier request of this id.
    pub is_cancellation: bool,
    /// The requested amount of log messages; 10 with `--worker_verbose`.
    pub verbosity: i32,
    /// The folder of relative paths, in place of the working directory; `None` without multiplex sandboxing.
    pub sandbox: Option<PathBuf>,
}

/// An input file of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// The path, relative to the folder of the request.
    pub path: String,
    /// The digest, if the build system sends one.
    pub digest: Option<Digest>,
}

/// A `WorkResponse`: the result of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Response {
    /// The exit code of the action, 0 after success.
    pub exit_code: i32,
    /// The messages for the user.
    pub output: String,
    /// The id of the request.
    pub id: i32,
    /// `true` if the request was cancelled, and nothing was written.
    pub was_cancelled: bool,
}
