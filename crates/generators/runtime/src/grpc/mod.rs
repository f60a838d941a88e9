//! Mock servers, servers in the same process, service configs and details of statuses, for services of tonic.
//!
//! | item | use |
//! |---|---|
//! | [`Configured`], [`ServiceConfig`] | a connection with the timeouts and retries of a service config |
//! | [`InProcess`] | a server that a client calls without a socket |
//! | [`Method`], [`Call`], [`Incoming`] | the methods of mock servers |
//! | [`checked`], [`checked_requests`] | a stream of requests with a check of each request, of a server and of a client |
//! | [`parsed`] | a stream of requests with a conversion of each request |
//! | [`JsonPaths`] | a mark of requests whose errors name fields as JSON does |
//! | [`timeout`] | the timeout of a call |
//! | [`Details`], [`Detail`], [`rpc`] | the details of a status as messages |
//!
//! The items are those for tonic 0.14. For tonic 0.13, all except the details are in `tonic_0_13`; for tonic 0.12, those of mock
//! servers and checks are in `tonic_0_12`.

#[cfg(feature = "grpc")]
mod details;
#[cfg(feature = "grpc")]
mod of_tonic;
#[cfg(feature = "grpc")]
#[path = "generated/google.rpc.rs"]
#[rustfmt::skip]
#[allow(missing_docs, reason = "the messages are documented in `google/rpc/error_details.proto`")]
pub mod rpc;
#[cfg(feature = "grpc-tonic-0-12")]
#[expect(clippy::result_large_err, reason = "all services of this version return a large `Status`")]
pub mod tonic_0_12;
#[cfg(feature = "grpc-tonic-0-13")]
#[expect(clippy::result_large_err, reason = "all services of this version return a large `Status`")]
pub mod tonic_0_13;

#[cfg(feature = "grpc")]
pub use details::{Detail, Details};
#[cfg(feature = "grpc")]
pub use of_tonic::*;
#[cfg(feature = "grpc")]
use tonic;
