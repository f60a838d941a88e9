//! HTTP as a client: connections to a server over TCP, Unix sockets and TLS, and requests over them.
//!
//! A [`WebRequest`] is one request with a connection of its own, for the APIs of services and registries. A [`Connection`] is for
//! protocols above HTTP, such as gRPC.
//!
//! The crate knows nothing of protobuf. The server is not trusted: headers and bodies have limits.
//!
//! ```
//! use protoward_http_client::{Target, TargetError};
//!
//! let target = Target::parse("https://localhost:1/api", false)?;
//! assert_eq!(target.path, "/api");
//! assert_eq!(Target::parse("localhost", false), Err(TargetError::NoPort));
//! # Ok::<(), TargetError>(())
//! ```

#![warn(missing_debug_implementations)]

mod body;
mod connection;
mod first_bytes;
mod options;
mod target;
mod tls;
mod verifier;
mod web;

pub use body::RequestBody;
pub use connection::{ConnectError, Connection, ResponseFuture, reason};
pub use http::{HeaderMap, HeaderName, HeaderValue, Method};
pub use options::{ConnectOptions, Identity, Roots, TlsOptions};
pub use target::{Address, Target, TargetError};
pub use tls::TlsError;
pub use verifier::{UntrustedError, Verifier};
pub use web::{WebError, WebRequest, WebResponse, speaks_tls};
