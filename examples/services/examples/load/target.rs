//! The server under load.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use services::data::DataDir;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::Failure;

/// The protocol of a connection after its handshake.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Protocol {
    Http1,
    Http2,
}

/// A server on this machine.
pub(crate) struct Target {
    pub(crate) uri: Uri,
    host: String,
    port: u16,
    http1: Arc<ClientConfig>,
    http2: Arc<ClientConfig>,
    pid: u32,
    /// A token for calls.
    pub(crate) token: String,
}

impl Target {
    pub(crate) fn new(uri: Uri, data: &Path, pid: u32) -> Result<Self, Failure> {
        let data = DataDir::new(data);
        let ca = data.ca()?;
        let token = data.secret()?.sign("load", Duration::from_secs(24 * 3600))?;
        let host = uri.host().ok_or("the address has no host")?.to_owned();
        let port = uri.port_u16().unwrap_or(443);
        let (http1, http2) = (tls(&ca, b"http/1.1")?, tls(&ca, b"h2")?);
        Ok(Self { uri, host, port, http1, http2, pid, token })
    }

    pub(crate) async fn tcp(&self) -> Result<TcpStream, Failure> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        // Otherwise the system holds back short calls for 40 ms.
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    pub(crate) async fn open(&self, protocol: Protocol) -> Result<TlsStream<TcpStream>, Failure> {
        let config = match protocol {
            Protocol::Http1 => &self.http1,
            Protocol::Http2 => &self.http2,
        };
        let connector = TlsConnector::from(Arc::clone(config));
        Ok(connector.connect(self.name()?, self.tcp().await?).await?)
    }

    /// Returns the first message of a handshake.
    pub(crate) fn client_hello(&self) -> Result<Vec<u8>, Failure> {
        let mut connection = rustls::ClientConnection::new(Arc::clone(&self.http2), self.name()?)?;
        let mut hello = Vec::new();
        connection.write_tls(&mut hello)?;
        Ok(hello)
    }

    fn name(&self) -> Result<ServerName<'static>, Failure> {
        Ok(ServerName::try_from(self.host.clone())?)
    }

    /// Returns the resident memory of the server in MB.
    pub(crate) fn memory(&self) -> Result<u64, Failure> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024)
    }

    /// Returns the number of open files of the server.
    pub(crate) fn files(&self) -> Result<usize, Failure> {
        Ok(Path::new(&format!("/proc/{}/fd", self.pid)).read_dir()?.count())
    }
}

fn tls(ca: &str, protocol: &[u8]) -> Result<Arc<ClientConfig>, Failure> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.as_bytes())?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    Ok(Arc::new(config))
}
