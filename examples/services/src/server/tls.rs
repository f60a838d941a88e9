//! The server's side of TLS.

use tonic::transport::{Identity as Pair, ServerTlsConfig};

use crate::data::Identity;

/// Shows our certificate and asks callers for none: they have tokens.
pub(super) fn config(identity: &Identity) -> ServerTlsConfig {
    ServerTlsConfig::new().identity(Pair::from_pem(&identity.certificate, &identity.key.0))
}
