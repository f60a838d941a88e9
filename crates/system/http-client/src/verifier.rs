//! Verification of server certificates against a set of trusted certificates.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{VerifierBuilderError, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, RootCertStore, SignatureScheme};

/// A verifier of chains that end with a trusted certificate.
///
/// As in OpenSSL, and therefore in curl, the certificate of a server may itself be trusted, even if it is marked as the certificate of an
/// authority. `openssl req -x509` creates such certificates.
#[derive(Debug)]
pub struct Verifier {
    chains: Arc<WebPkiServerVerifier>,
    trusted: Vec<CertificateDer<'static>>,
}

/// The reason why certificates cannot be trusted.
#[derive(Debug, thiserror::Error)]
pub enum UntrustedError {
    /// A certificate is not valid.
    #[error(transparent)]
    Certificate(#[from] rustls::Error),
    /// There is no certificate.
    #[error(transparent)]
    Verifier(#[from] VerifierBuilderError),
}

impl Verifier {
    /// Creates a verifier from the trusted certificates.
    ///
    /// # Errors
    /// Fails if a certificate is not valid, and if there is none.
    pub fn of(trusted: Vec<CertificateDer<'static>>, provider: Arc<CryptoProvider>) -> Result<Self, UntrustedError> {
        let mut store = RootCertStore::empty();
        for certificate in &trusted {
            store.add(certificate.clone())?;
        }
        Ok(Self::new(provider, trusted, store)?)
    }

    /// Creates a verifier from the trusted certificates, and the same as a store.
    pub(crate) fn new(
        provider: Arc<CryptoProvider>,
        trusted: Vec<CertificateDer<'static>>,
        store: RootCertStore,
    ) -> Result<Self, VerifierBuilderError> {
        let chains = WebPkiServerVerifier::builder_with_provider(Arc::new(store), provider).build()?;
        Ok(Self { chains, trusted })
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        match self.chains.verify_server_cert(certificate, intermediates, name, ocsp_response, now) {
            Err(error) if is_authority(&error) && self.trusted.iter().any(|trusted| trusted == certificate) => {
                verify_server_name(&ParsedCertificate::try_from(certificate)?, name)?;
                Ok(ServerCertVerified::assertion())
            }
            verified => verified,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chains.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chains.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chains.supported_verify_schemes()
    }
}

/// Returns `true` if the only reason so far is that a server has the certificate of an authority. The dates of the certificate are
/// verified before that.
fn is_authority(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(CertificateError::Other(reason)) = error else { return false };
    matches!(reason.0.downcast_ref::<webpki::Error>(), Some(webpki::Error::CaUsedAsEndEntity))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use rustls::crypto::ring;
    use rustls::pki_types::pem::PemObject;

    use super::*;

    /// The certificate of `reg.test` that `openssl req -x509` made: it is signed by itself, and one of an authority.
    const PEM: &str = "\
-----BEGIN CERTIFICATE-----\n\
MIIBkzCCATigAwIBAgIUIlwFnhO01qOA1hJfZc+F7Qr1gXkwCgYIKoZIzj0EAwIw\n\
EzERMA8GA1UEAwwIcmVnLnRlc3QwIBcNMjYxMTMwMDAyMDM3WhgPMjEyNjExMDYw\n\
MDIwMzdaMBMxETAPBgNVBAMMCHJlZy50ZXN0MFkwEwYHKoZIzj0CAQYIKoZIzj0D\n\
AQcDQgAEJZHUdMQqRRmAQNkqHJAC8UFEwIN+enuoYcxAvy6QgxVtRuBTf/qoexih\n\
063WZCEMxF5mk3tq1uzXd7bBcdPhNaNoMGYwHQYDVR0OBBYEFEnmqJkhZcKUO9kC\n\
6UXz7iueTYYEMB8GA1UdIwQYMBaAFEnmqJkhZcKUO9kC6UXz7iueTYYEMA8GA1Ud\n\
EwEB/wQFMAMBAf8wEwYDVR0RBAwwCoIIcmVnLnRlc3QwCgYIKoZIzj0EAwIDSQAw\n\
RgIhAMSz3LWl913nXEWpMsNaIsyi3E6tVujGzNJoLYLJ/VpgAiEA5f3z+1y4Tm32\n\
U3jozhnsfoztxlnDCUxw01bGNNN/px4=\n\
-----END CERTIFICATE-----\n\
";

    fn certificate() -> CertificateDer<'static> {
        CertificateDer::from_pem_slice(PEM.as_bytes()).expect("it is a certificate")
    }

    /// Verifies the certificate, for a name and a time in seconds since 1970.
    fn verify(name: &'static str, seconds: u64) -> Result<ServerCertVerified, rustls::Error> {
        let verifier = Verifier::of(vec![certificate()], Arc::new(ring::default_provider()));
        let name = ServerName::try_from(name).expect("it is a name");
        let now = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        verifier.expect("there is a certificate").verify_server_cert(&certificate(), &[], &name, &[], now)
    }

    /// A time at which the certificate is valid.
    const VALID: u64 = 1_900_000_000;

    #[test]
    fn a_trusted_certificate_of_an_authority_is_that_of_a_server() {
        assert!(verify("reg.test", VALID).is_ok());
    }

    #[test]
    fn its_name_and_its_dates_count() {
        let reason = |verified| match verified {
            Err(rustls::Error::InvalidCertificate(reason)) => reason,
            other => panic!("{other:?}"),
        };
        let other_name = reason(verify("other.test", VALID));
        assert!(matches!(other_name, CertificateError::NotValidForNameContext { .. }), "{other_name:?}");
        let expired = reason(verify("reg.test", VALID * 4));
        assert!(matches!(expired, CertificateError::ExpiredContext { .. }), "{expired:?}");
    }
}
