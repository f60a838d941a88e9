//! Connections over TCP and TLS. A connection remembers the alert with which the server has ended it.
//!
//! tonic's own connections do not. With TLS 1.3, a server checks the certificate of a client after the client has
//! finished its part of the handshake. The alert then arrives during the first call, and HTTP/2 may report the call as
//! canceled, without a reason.

use std::error::Error;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use http::Uri;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioIo;
use protoward_http_client::{UntrustedError, Verifier};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, InvalidDnsNameError, PrivateKeyDer, ServerName};
use rustls::{AlertDescription, ClientConfig};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::transport::{Channel, Endpoint};
use tower::{ServiceExt, service_fn};

use crate::data::ClientCertificate;

/// An error in the settings of TLS.
#[derive(Debug, thiserror::Error)]
pub enum ClientTlsError {
    /// A certificate or key is not valid PEM.
    #[error("a certificate or key is not valid PEM")]
    Pem(#[from] rustls::pki_types::pem::Error),
    /// The certificate of the authority, or the client certificate, is not valid.
    #[error("a certificate cannot be used")]
    Certificate(#[from] rustls::Error),
    /// The certificate of the authority cannot be trusted.
    #[error("the certificate of the authority cannot be used")]
    Authority(#[from] UntrustedError),
    /// The host is neither a name nor an address.
    #[error("the host is not valid")]
    Host(#[from] InvalidDnsNameError),
}

/// A connector for one server.
#[derive(Clone)]
pub(super) struct Link {
    /// The settings of HTTP/2. The scheme of its URI is `http`, so that tonic leaves TLS to this module.
    endpoint: Endpoint,
    tls: TlsConnector,
    host: ServerName<'static>,
    http: HttpConnector,
    /// The address to connect to, if it is not that of the host.
    address: Option<SocketAddr>,
    alert: LastAlert,
}

/// The last alert of a server that is not yet reported.
#[derive(Clone, Debug, Default)]
struct LastAlert(Arc<Mutex<Option<AlertDescription>>>);

/// Returns the settings of TLS. `ca` contains authorities, or the certificates of servers themselves, in PEM.
pub(super) fn tls(ca: &str, certificate: Option<&ClientCertificate>) -> Result<TlsConnector, ClientTlsError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let trusted = CertificateDer::pem_slice_iter(ca.as_bytes()).collect::<Result<Vec<_>, _>>()?;
    let verifier = Verifier::of(trusted, Arc::clone(&provider))?;
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match certificate {
        None => builder.with_no_client_auth(),
        Some(ClientCertificate { certificate, key }) => {
            let chain = CertificateDer::pem_slice_iter(certificate.as_bytes()).collect::<Result<_, _>>()?;
            builder.with_client_auth_cert(chain, PrivateKeyDer::from_pem_slice(key.0.as_bytes())?)?
        }
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(TlsConnector::from(Arc::new(config)))
}

impl Link {
    /// Creates the connector for a server. `host` must be in its certificate.
    pub(super) fn new(
        endpoint: Endpoint,
        tls: TlsConnector,
        host: &str,
        address: Option<SocketAddr>,
    ) -> Result<Self, ClientTlsError> {
        let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
        let mut http = HttpConnector::new();
        http.set_nodelay(true);
        http.set_connect_timeout(endpoint.get_connect_timeout());
        let host = ServerName::try_from(host.to_owned())?;
        Ok(Self { endpoint, tls, host, http, address, alert: LastAlert::default() })
    }

    /// Opens a connection.
    pub(super) async fn connect(&self) -> Result<Channel, tonic::transport::Error> {
        self.alert.take();
        let link = self.clone();
        let connector = service_fn(move |uri: Uri| link.clone().open(uri));
        self.endpoint.connect_with_connector(connector).await
    }

    /// Returns the alert with which the server has ended the connection, once.
    pub(super) fn take_alert(&self) -> Option<AlertDescription> {
        self.alert.take()
    }

    async fn open(self, uri: Uri) -> Result<TokioIo<Alerted>, Box<dyn Error + Send + Sync>> {
        let stream = match self.address {
            Some(address) => {
                let stream = TcpStream::connect(address).await?;
                stream.set_nodelay(true)?;
                stream
            }
            None => self.http.oneshot(uri).await?.into_inner(),
        };
        let inner = self.tls.connect(self.host, stream).await?;
        if inner.get_ref().1.alpn_protocol() != Some(b"h2") {
            return Err("the server does not speak HTTP/2".into());
        }
        Ok(TokioIo::new(Alerted { inner, alert: self.alert }))
    }
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link").field("host", &self.host).field("address", &self.address).finish_non_exhaustive()
    }
}

impl LastAlert {
    fn set(&self, alert: AlertDescription) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(alert);
    }

    fn take(&self) -> Option<AlertDescription> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// A stream that remembers the alert of the server.
struct Alerted {
    inner: TlsStream<TcpStream>,
    alert: LastAlert,
}

impl AsyncRead for Alerted {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.inner).poll_read(context, buffer);
        if let Poll::Ready(Err(error)) = &read
            && let Some(rustls::Error::AlertReceived(alert)) = error.get_ref().and_then(|error| error.downcast_ref())
        {
            self.alert.set(*alert);
        }
        read
    }
}

impl AsyncWrite for Alerted {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, buffer)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
