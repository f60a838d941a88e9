//! The options of connections.

use std::time::Duration;

/// The options of a connection.
#[derive(Clone, Debug, Default)]
pub struct ConnectOptions {
    /// `true` to use HTTP/2 where no negotiation takes place, and to require it over TLS.
    pub http2: bool,
    /// The options for TLS.
    pub tls: TlsOptions,
    /// The value of the header `:authority`, and the name in the server's certificate; by default those of the target.
    pub authority: Option<String>,
    /// Text before the name of protoward in `user-agent`.
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
