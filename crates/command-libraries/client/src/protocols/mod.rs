//! Calls of methods on running servers, without generated code.
//!
//! Input: the address of a server, the path of a method, and requests as bytes. Output: the responses as bytes, with
//! headers, trailers and the status. [`Client`] connects over plain text or TLS and calls methods of all kinds over
//! [gRPC](https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md) or
//! [Connect](https://connectrpc.com/docs/protocol), or over REST with a [`RestRequest`]. Its reflection returns the schema of a server, and [`details`] the
//! details of an error as JSON.
//!
//! The module does not know terminals, files or the formats of messages. The server is not trusted: its answers have
//! limits, and malformed ones are errors.
//!
//! ```
//! use protoward_client::protocols::{Client, Protocol};
//! use protoward_http_client::{ConnectOptions, Target};
//!
//! let target = Target::parse("http://localhost:1/acme.v1.Users/GetUser", false)?;
//! assert_eq!(target.path, "/acme.v1.Users/GetUser");
//! assert!(Client::connect(&target, Protocol::Grpc, &ConnectOptions::default()).is_err(), "there is no server");
//! # Ok::<(), protoward_http_client::TargetError>(())
//! ```
//!
//! tonic is not used: its client panics on a `grpc-status-details-bin` that is not base64, and cannot call servers
//! over Connect.

#![warn(missing_debug_implementations)]

mod body;
mod client;
mod code;
mod connect;
mod details;
mod envelope;
mod exchange;
mod grpc;
mod metadata;
mod method;
mod reflection;
mod rest;
mod status;

pub use body::{Outbox, OutboxClosed};
pub use client::{Client, Sink};
pub use code::Code;
pub use details::{DetailText, details};
pub use exchange::{CallOptions, Protocol};
pub use metadata::{HeaderError, header, header_texts};
pub use method::{MethodError, Procedure, find_method, split_method};
pub use reflection::{ReflectError, Reflection};
pub use rest::{RestError, RestRequest};
pub use status::{Detail, DetailValue, Ending, Status};
