//! The identity of the peer of a connection.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::data::OWN_NAME;

/// The client of a connection, in the extensions of each request.
#[derive(Clone, Debug)]
pub(in crate::server) struct Peer {
    pub(in crate::server) address: SocketAddr,
    /// The common name in the client certificate. The handshake fails if the certificate is not trusted.
    pub(in crate::server) certified_name: Option<Arc<str>>,
}

impl Peer {
    pub(super) fn new(address: SocketAddr, certificates: Option<&[CertificateDer<'_>]>) -> Self {
        let name = certificates.and_then(<[_]>::first).and_then(|certificate| common_name(certificate));
        Self { address, certified_name: name.map(Arc::from) }
    }

    /// Returns the server itself, which needs no connection.
    pub(in crate::server) fn own(address: SocketAddr) -> Self {
        Self { address, certified_name: Some(Arc::from(OWN_NAME)) }
    }
}

/// Returns the common name of the subject, if there is exactly one.
fn common_name(certificate: &[u8]) -> Option<String> {
    let (_, certificate) = X509Certificate::from_der(certificate).ok()?;
    let mut names = certificate.subject().iter_common_name();
    let name = names.next()?.as_str().ok().filter(|name| !name.is_empty())?.to_owned();
    names.next().is_none().then_some(name)
}
