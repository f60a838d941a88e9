//! The settings of TLS for a connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime};
use rustls::sign::CertifiedKey;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::verifier::{UntrustedError, Verifier};
use crate::{Roots, TlsOptions};

/// The reason why certificates cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The system has no trusted certificates.
    #[error("the system has no trusted certificates{}", .0.as_ref().map_or_else(String::new, |reason| format!(": {reason}")))]
    NoSystemRoots(Option<String>),
    /// The file of trusted certificates cannot be read or has none.
    #[error("the trusted certificates cannot be read: {0}")]
    Roots(String),
    /// None of the trusted certificates can be used.
    #[error("the trusted certificates cannot be used: {0}")]
    Verifier(rustls::client::VerifierBuilderError),
    /// The client certificate cannot be read or has no key.
    #[error("the client certificate cannot be read: {0}")]
    Certificate(String),
    /// The key of the client certificate cannot be read.
    #[error("the key of the client certificate cannot be read: {0}")]
    Key(String),
    /// The client certificate does not belong to its key.
    #[error("the client certificate cannot be used: {0}")]
    Identity(rustls::Error),
    /// The name of the server is no host name.
    #[error("`{0}` is not a name that a certificate can have")]
    ServerName(String),
    /// The provider of the cryptography lacks a version of TLS.
    #[error(transparent)]
    Versions(rustls::Error),
}

/// Creates the configuration of TLS. `protocols` are offered for HTTP, most preferred first. A client without a certificate uses
/// `no_certificate`.
pub(crate) fn config(
    options: &TlsOptions,
    protocols: &[&[u8]],
    no_certificate: &Arc<NoCertificate>,
) -> Result<ClientConfig, TlsError> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider));
    let builder = builder.with_safe_default_protocol_versions().map_err(TlsError::Versions)?;
    let verifier: Arc<dyn ServerCertVerifier> = match &options.roots {
        Roots::System => Arc::new(system_roots(provider)?),
        Roots::Pem(pem) => Arc::new(roots(provider, pem)?),
        Roots::Unverified => Arc::new(Unverified(provider)),
    };
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    let mut config = match &options.identity {
        None => builder.with_client_cert_resolver(Arc::<NoCertificate>::clone(no_certificate)),
        Some(identity) => {
            let chain = certificates(&identity.certificate).map_err(TlsError::Certificate)?;
            let key = PrivateKeyDer::from_pem_slice(&identity.key).map_err(|error| TlsError::Key(reason(&error)))?;
            builder.with_client_auth_cert(chain, key).map_err(TlsError::Identity)?
        }
    };
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    Ok(config)
}

/// Parses the name in the certificate of a server.
pub(crate) fn server_name(name: &str) -> Result<ServerName<'static>, TlsError> {
    ServerName::try_from(name.to_owned()).map_err(|_| TlsError::ServerName(name.to_owned()))
}

/// Returns a verifier by the trusted certificates of the system. Those that cannot be read are left out.
fn system_roots(provider: Arc<CryptoProvider>) -> Result<Verifier, TlsError> {
    let found = rustls_native_certs::load_native_certs();
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(found.certs.iter().cloned());
    if store.is_empty() {
        return Err(TlsError::NoSystemRoots(found.errors.first().map(ToString::to_string)));
    }
    Verifier::new(provider, found.certs, store).map_err(TlsError::Verifier)
}

fn roots(provider: Arc<CryptoProvider>, pem: &[u8]) -> Result<Verifier, TlsError> {
    let trusted = certificates(pem).map_err(TlsError::Roots)?;
    Verifier::of(trusted, provider).map_err(|error| match error {
        UntrustedError::Certificate(error) => TlsError::Roots(error.to_string()),
        UntrustedError::Verifier(error) => TlsError::Verifier(error),
    })
}

fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let all: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match all {
        Ok(all) if all.is_empty() => Err("there is no certificate in the file".to_owned()),
        Ok(all) => Ok(all),
        Err(error) => Err(reason(&error)),
    }
}

fn reason(error: &pem::Error) -> String {
    match error {
        pem::Error::NoItemsFound => "there is none in the file".to_owned(),
        error => error.to_string(),
    }
}

/// A client without a certificate, which notes that the server asks for one. Most servers only close the connection then.
#[derive(Debug, Default)]
pub(crate) struct NoCertificate {
    is_asked: AtomicBool,
}

impl NoCertificate {
    /// Returns `true` if the server has asked for a certificate.
    pub(crate) fn is_asked(&self) -> bool {
        self.is_asked.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for NoCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.is_asked.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

/// A verifier that accepts every certificate. The handshake still proves that the server has its key.
#[derive(Debug)]
struct Unverified(Arc<CryptoProvider>);

impl ServerCertVerifier for Unverified {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
