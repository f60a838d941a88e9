//! Bazel's persistent worker protocol.
//!
//! In: a stream of requests, in protobuf or JSON, and a function that does the work of one request. Out: a stream with
//! one response for each request, in the order in which the work ends. [`serve`] runs several requests at a time
//! (multiplex workers) and passes on cancellations.
//!
//! The module does not know what the work is. It opens no files, starts no processes and prints nothing.
//!
//! # Limits
//!
//! Requests are read from a pipe of the build system, but nothing is allocated because a request announces it: a request
//! has at most [`MAX_REQUEST`] bytes, [`MAX_ARGUMENTS`] arguments and [`MAX_INPUTS`] inputs, and JSON is at most 128
//! levels deep. At most [`MAX_WAITING`] bytes of requests wait; the rest stays in the pipe.

mod cancellation;
mod digest;
mod error;
mod frame;
mod json;
mod messages;
mod protobuf;
mod queue;
mod serve;

pub use cancellation::Cancellation;
pub use digest::Digest;
pub use error::{BadRequest, ServeError};
pub use messages::{Input, MAX_ARGUMENTS, MAX_INPUTS, MAX_REQUEST, Request, Response};
pub use queue::MAX_WAITING;
pub use serve::{Done, Protocol, serve};
