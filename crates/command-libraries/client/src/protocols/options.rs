//! The protocols and options of calls.

use std::time::Duration;

use http::HeaderMap;

/// A protocol for calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    /// gRPC over HTTP/2.
    #[default]
    Grpc,
    /// Connect over HTTP/1.1 or HTTP/2.
    Connect,
}

/// The options of a call.
#[derive(Clone, Debug)]
pub struct CallOptions {
    /// The headers of the request.
    pub headers: HeaderMap,
    /// The deadline, from the start of the call.
    pub timeout: Option<Duration>,
    /// Maximum size of a response message, decompressed.
    pub max_message_bytes: usize,
}

impl Default for CallOptions {
    /// No headers, no deadline, and the limit of gRPC's libraries, four megabytes.
    fn default() -> Self {
        Self { headers: HeaderMap::new(), timeout: None, max_message_bytes: 4 * 1024 * 1024 }
    }
}
