//! Connections over TLS.

use std::net::SocketAddr;
use std::sync::Arc;

use protoward_client::protocols::{Client, Protocol};
use protoward_http_client::{ConnectError, ConnectOptions, Identity, Roots, Target, TlsError, TlsOptions};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use super::server::{start, start_tls, test_service};
use super::support::call;

/// An authority that signs certificates.
struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn pem(&self) -> Vec<u8> {
        self.0.pem().into_bytes()
    }

    fn sign(&self, name: &str) -> Identity {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity { certificate: certificate.pem().into_bytes(), key: key.serialize_pem().into_bytes() }
    }
}

/// Starts a server that has a certificate for `localhost`. `clients` signs the certificates that clients need.
fn server(authority: &Authority, clients: Option<&Authority>, protocols: &[&[u8]]) -> SocketAddr {
    let identity = authority.sign("localhost");
    let chain = vec![CertificateDer::from_pem_slice(&identity.certificate).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&identity.key).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions();
    let builder = match clients {
        None => builder.unwrap().with_no_client_auth(),
        Some(clients) => {
            let mut roots = RootCertStore::empty();
            roots.add(CertificateDer::from_pem_slice(&clients.pem()).unwrap()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
            builder.unwrap().with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder.with_single_cert(chain, key).unwrap();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    start_tls(test_service(), config)
}

const HTTP2: &[&[u8]] = &[b"h2"];

/// Connects to `localhost` with these options, and calls a method.
fn called(address: SocketAddr, tls: TlsOptions) -> Result<(), ConnectError> {
    let target = Target::parse(&format!("localhost:{}", address.port()), false).unwrap();
    let mut client = Client::connect(&target, Protocol::Grpc, &ConnectOptions { tls, ..ConnectOptions::default() })?;
    let (answer, ending) = call(&mut client, "Unary", &["a"]);
    match ending.status.is_ok() {
        true => assert_eq!(answer.messages, ["a"]),
        // Over TLS 1.3, a server refuses the certificate of a client after the handshake.
        false => return Err(ConnectError::Http { address: address.to_string(), reason: ending.status.message }),
    }
    Ok(())
}

#[test]
fn trusts_the_given_certificates() {
    let authority = Authority::new();
    let address = server(&authority, None, HTTP2);
    let roots = |roots| TlsOptions { roots, ..TlsOptions::default() };
    called(address, roots(Roots::Pem(authority.pem()))).unwrap();
    called(address, roots(Roots::Unverified)).unwrap();
    let error = called(address, roots(Roots::Pem(Authority::new().pem()))).unwrap_err();
    assert!(matches!(error, ConnectError::Handshake { .. }), "{error}");
    assert!(error.to_string().contains("invalid peer certificate"), "{error}");
}

#[test]
fn verifies_the_name_of_the_server() {
    let authority = Authority::new();
    let address = server(&authority, None, HTTP2);
    let named = |name: &str| TlsOptions {
        roots: Roots::Pem(authority.pem()),
        server_name: Some(name.to_owned()),
        ..TlsOptions::default()
    };
    called(address, named("localhost")).unwrap();
    assert!(matches!(called(address, named("example.com")), Err(ConnectError::Handshake { .. })));
    let error = called(address, named("not a name")).unwrap_err();
    assert!(matches!(error, ConnectError::Certificates(TlsError::ServerName(_))), "{error}");
    // The authority is the name, unless another one is given.
    let target = Target::parse(&address.to_string(), false).unwrap();
    let tls = TlsOptions { roots: Roots::Pem(authority.pem()), ..TlsOptions::default() };
    let options = ConnectOptions { tls, ..ConnectOptions::default() };
    assert!(Client::connect(&target, Protocol::Grpc, &options).is_err(), "the certificate is not for the address");
    Client::connect(&target, Protocol::Grpc, &ConnectOptions { authority: Some("localhost".to_owned()), ..options })
        .unwrap();
}

#[test]
fn shows_a_client_certificate() {
    let authority = Authority::new();
    let clients = Authority::new();
    let address = server(&authority, Some(&clients), HTTP2);
    let with = |identity| TlsOptions { roots: Roots::Pem(authority.pem()), identity, ..TlsOptions::default() };
    called(address, with(Some(clients.sign("client")))).unwrap();
    let error = called(address, with(None)).unwrap_err();
    assert!(matches!(error, ConnectError::NoClientCertificate { .. }), "{error}");
    assert!(called(address, with(Some(authority.sign("client")))).is_err());
    let mixed = Identity { key: clients.sign("other").key, ..clients.sign("client") };
    let error = called(address, with(Some(mixed))).unwrap_err();
    assert!(matches!(error, ConnectError::Certificates(TlsError::Identity(_))), "{error}");
}

#[test]
fn rejects_files_that_are_not_certificates() {
    let authority = Authority::new();
    let address = server(&authority, None, HTTP2);
    let failed = |roots, identity| called(address, TlsOptions { roots, identity, server_name: None }).unwrap_err();
    for pem in ["", "text", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let error = failed(Roots::Pem(pem.into()), None);
        assert!(matches!(error, ConnectError::Certificates(TlsError::Roots(_))), "{error}");
        let client = authority.sign("client");
        let error = failed(Roots::Unverified, Some(Identity { key: pem.into(), ..client.clone() }));
        assert!(matches!(error, ConnectError::Certificates(TlsError::Key(_))), "{error}");
        let error = failed(Roots::Unverified, Some(Identity { certificate: pem.into(), ..client }));
        assert!(matches!(error, ConnectError::Certificates(TlsError::Certificate(_))), "{error}");
    }
}

#[test]
fn reports_mixed_up_servers() {
    let authority = Authority::new();
    let tls = || TlsOptions { roots: Roots::Unverified, ..TlsOptions::default() };
    let error = called(server(&authority, None, &[b"http/1.1"]), tls()).unwrap_err();
    assert!(error.to_string().contains("HTTP/2") || matches!(error, ConnectError::Handshake { .. }), "{error}");
    let error = called(start(test_service()), tls()).unwrap_err();
    assert!(matches!(error, ConnectError::Handshake { .. }), "a server in plain text: {error}");
}
