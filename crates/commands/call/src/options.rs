//! The options of connections and calls.

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

/// The options of a connection.
#[derive(Clone, Debug, Default)]
pub struct ConnectOptions {
    /// The protocol of the calls.
    pub protocol: Protocol,
    /// `true` to use HTTP/2 where the protocol does not require it and no negotiation takes place.
    pub http2: bool,
    /// The options for TLS.
    pub tls: TlsOptions,
    /// The value of the header `:authority`, and the name in the server's certificate; by default those of the target.
    pub authority: Option<String>,
    /// Text before the name of this crate in `user-agent`.
    pub user_agent: Option<String>,
    /// Maximum time to connect.
    pub timeout: Option<Duration>,
}

/// The options for TLS.
#[derive(Clone, Debug, Default)]
pub struct TlsOptions {
    /// The certificates that are trusted.
    pub roots: Roots,
    /// The certificate of the client.
    pub identity: Option<Identity>,
    /// The name in the server's certificate, if not that of the authority.
    pub server_name: Option<String>,
}

/// The certificates that are trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Roots {
    /// Those of the system.
    #[default]
    System,
    /// Those in a PEM file.
    Pem(Vec<u8>),
    /// All: the certificate of the server is not verified.
    Unverified,
}

/// A client certificate with its key.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The chain of certificates, as PEM.
    pub certificate: Vec<u8>,
    /// The private key, as PEM.
    pub key: Vec<u8>,
}

/// Omits the key.
impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity").finish_non_exhaustive()
    }
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
