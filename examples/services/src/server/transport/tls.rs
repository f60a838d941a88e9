//! TLS for the server.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{VerifierBuilderError, WebPkiClientVerifier};
use rustls::{RootCertStore, ServerConfig};
use tokio_rustls::TlsAcceptor;

use crate::data::Identity;

/// The policy for client certificates.
#[derive(Clone, Debug, Default)]
pub enum ClientCertificates {
    /// Clients are not asked for certificates.
    #[default]
    None,
    /// Clients may present a certificate, which must be trusted. The value contains certificates, in PEM, of
    /// additional authorities besides the server's own.
    Optional(Option<String>),
    /// Clients must present a certificate. Otherwise like `Optional`.
    Required(Option<String>),
}

/// An error in the TLS configuration.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A certificate or key is not valid PEM.
    #[error("a certificate or key is not valid")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// A certificate or its key is not valid.
    #[error("the certificate cannot be used")]
    Certificate(#[from] rustls::Error),
    /// The key of the server is encrypted.
    #[error("the key is encrypted; decrypt it with `openssl pkey`, and protect the file instead")]
    EncryptedKey,
    /// The certificate authority for clients is not valid.
    #[error("the authority of client certificates cannot be used")]
    ClientAuthority(#[from] VerifierBuilderError),
}

/// The acceptor of TLS connections.
pub(in crate::server) struct Acceptor {
    pub(super) tls: TlsAcceptor,
    /// The time at which the first certificate expires, in seconds since the Unix epoch.
    pub(in crate::server) expiry: Option<i64>,
}

/// Returns the acceptor with the certificate of the server.
pub(super) fn acceptor(identity: &Identity, clients: &ClientCertificates) -> Result<Acceptor, TlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let verifier = |authority: &Option<String>| {
        let roots = Arc::new(roots(identity, authority.as_deref())?);
        Ok::<_, TlsError>(WebPkiClientVerifier::builder_with_provider(roots, provider))
    };
    let builder = match clients {
        ClientCertificates::None => builder.with_no_client_auth(),
        ClientCertificates::Optional(authority) => {
            builder.with_client_cert_verifier(verifier(authority)?.allow_unauthenticated().build()?)
        }
        ClientCertificates::Required(authority) => builder.with_client_cert_verifier(verifier(authority)?.build()?),
    };
    let chain = CertificateDer::pem_slice_iter(identity.certificate.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    if identity.key.0.contains("ENCRYPTED") {
        return Err(TlsError::EncryptedKey);
    }
    let key = PrivateKeyDer::from_pem_slice(identity.key.0.as_bytes())?;
    warn_of_dates(&chain);
    let expiry = chain.iter().filter_map(expiry).min();
    let mut config = builder.with_single_cert(chain, key)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Acceptor { tls: TlsAcceptor::from(Arc::new(config)), expiry })
}

/// Returns the time at which a certificate expires, in seconds since the Unix epoch.
fn expiry(certificate: &CertificateDer<'_>) -> Option<i64> {
    let (_, certificate) = x509_parser::parse_x509_certificate(certificate).ok()?;
    Some(certificate.validity().not_after.timestamp())
}

/// Logs a warning about certificates that are not valid now. The clock of this machine may be the one that is wrong.
fn warn_of_dates(chain: &[CertificateDer<'_>]) {
    for certificate in chain {
        let Ok((_, certificate)) = x509_parser::parse_x509_certificate(certificate) else { continue };
        let validity = certificate.validity();
        if !validity.is_valid() {
            let (subject, not_before, not_after) = (certificate.subject(), validity.not_before, validity.not_after);
            tracing::warn!(%subject, %not_before, %not_after, "a certificate of this server has expired, or is not valid yet");
        }
    }
}

/// Returns the trusted authorities. The server's own is always trusted, because servers connect to each other with its
/// certificates.
fn roots(identity: &Identity, authority: Option<&str>) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for pem in [Some(identity.ca.as_str()), authority].into_iter().flatten() {
        for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            roots.add(certificate?)?;
        }
    }
    Ok(roots)
}
