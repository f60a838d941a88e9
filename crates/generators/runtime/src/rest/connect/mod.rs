//! The Connect protocol: calls at `/package.Service/Method` in JSON or in binary.
//!
//! A method has one handler for REST and Connect. `methods` finds the method of a request, `head` checks its headers,
//! `request` reads its messages, and `response` and `error` write what the method returns. `envelope` has the frames of
//! streams, and `compression` compresses messages. The specification is <https://connectrpc.com/docs/protocol>.

mod compression;
mod envelope;
mod error;
mod head;
mod methods;
mod request;
mod response;

pub(crate) use error::failed;
pub(crate) use head::Exchange;
pub(crate) use methods::{ConnectMethods, Found};
pub(crate) use request::{message, messages};
pub(crate) use response::{streaming, unary};

/// The encoding of messages, which the content type names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Codec {
    Json,
    Proto,
}
