//! A connection to a server: the socket, TLS, and HTTP.

use std::error::Error;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use http::{Request, Response, Uri};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use crate::body::RequestBody;
use crate::first_bytes::FirstBytes;
use crate::tls::NoCertificate;
use crate::{Address, ConnectOptions, Target, TlsError, tls};

/// The reason why a server cannot be reached.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The socket cannot be connected.
    #[error("cannot connect to `{address}`: {source}")]
    Socket {
        /// The address.
        address: String,
        /// The reason.
        source: io::Error,
    },
    /// The server did not answer in time.
    #[error("cannot connect to `{address}`: there was no answer in {seconds} s", seconds = .timeout.as_secs_f64())]
    Timeout {
        /// The address.
        address: String,
        /// The time.
        timeout: Duration,
    },
    /// The certificates cannot be used.
    #[error(transparent)]
    Certificates(#[from] TlsError),
    /// The handshake of TLS failed.
    #[error("the TLS handshake with `{address}` failed: {source}")]
    Handshake {
        /// The address.
        address: String,
        /// The reason.
        source: io::Error,
    },
    /// The server asks for a client certificate, there is none, and the connection was closed.
    #[error("`{address}` asks for a client certificate, and closed the connection without one")]
    NoClientCertificate {
        /// The address.
        address: String,
    },
    /// The server does not speak HTTP/2 over TLS.
    #[error("`{address}` does not offer HTTP/2, which gRPC needs")]
    NoHttp2 {
        /// The address.
        address: String,
    },
    /// HTTP cannot be started.
    #[error("cannot speak HTTP with `{address}`: {reason}")]
    Http {
        /// The address.
        address: String,
        /// The reason.
        reason: String,
    },
    /// The authority is no part of a URL.
    #[error("`{0}` cannot be an authority")]
    Authority(String),
    /// The runtime cannot be started.
    #[error("cannot start the runtime: {0}")]
    Runtime(io::Error),
}

impl ConnectError {
    /// Returns `true` if the certificate of the server is not trusted.
    pub fn is_untrusted(&self) -> bool {
        matches!(self, Self::Handshake { source, .. } if matches!(tls_error(source), Some(rustls::Error::InvalidCertificate(_))))
    }

    /// Returns `true` if a server answered a handshake of TLS with something else, or not at all.
    pub(crate) fn is_without_tls(&self) -> bool {
        match self {
            Self::Handshake { source, .. } => {
                matches!(tls_error(source), None | Some(rustls::Error::InvalidMessage(_)))
            }
            Self::Timeout { .. } => true,
            Self::Socket { .. }
            | Self::Certificates(_)
            | Self::NoClientCertificate { .. }
            | Self::NoHttp2 { .. }
            | Self::Http { .. }
            | Self::Authority(_)
            | Self::Runtime(_) => false,
        }
    }
}

fn tls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// A connection to a server.
#[derive(Debug)]
pub struct Connection {
    sender: Sender,
    /// The scheme and authority of requests.
    origin: Uri,
    /// The path before those of requests.
    prefix: String,
}

#[derive(Debug)]
enum Sender {
    Http1(http1::SendRequest<RequestBody>),
    Http2(http2::SendRequest<RequestBody>),
}

/// The response to a request that was sent.
pub type ResponseFuture = std::pin::Pin<Box<dyn Future<Output = hyper::Result<Response<Incoming>>> + Send>>;

impl Connection {
    /// Connects to a server within the time limit, which includes TLS and the first bytes of a server of HTTP/2. Needs a runtime of tokio with I/O and time.
    ///
    /// # Errors
    /// If the server cannot be reached, or if certificates cannot be used.
    pub async fn open(target: &Target, options: &ConnectOptions) -> Result<Self, ConnectError> {
        let opening = Self::open_now(target, options);
        match options.timeout {
            None => opening.await,
            Some(timeout) => tokio::time::timeout(timeout, opening)
                .await
                .unwrap_or_else(|_| Err(ConnectError::Timeout { address: target.to_string(), timeout })),
        }
    }

    async fn open_now(target: &Target, options: &ConnectOptions) -> Result<Self, ConnectError> {
        let authority = options.authority.clone().unwrap_or_else(|| target.authority());
        let scheme = if target.is_tls { "https" } else { "http" };
        let origin = Uri::builder().scheme(scheme).authority(authority.as_str()).path_and_query("/").build();
        let origin = origin.map_err(|_| ConnectError::Authority(authority))?;
        let needs_http2 = options.http2;
        // Before the socket, so that a mistake in them is found without a server.
        let tls = if target.is_tls { Some(Tls::new(&origin, options, needs_http2)?) } else { None };
        let failed = |source| ConnectError::Socket { address: target.to_string(), source };
        let sender = match &target.address {
            Address::Tcp { host, port } => {
                let socket = TcpStream::connect((host.as_str(), *port)).await.map_err(failed)?;
                socket.set_nodelay(true).map_err(failed)?;
                secured(socket, tls, needs_http2, target).await?
            }
            #[cfg(unix)]
            Address::Unix(path) => {
                let socket = tokio::net::UnixStream::connect(path).await.map_err(failed)?;
                secured(socket, tls, needs_http2, target).await?
            }
            #[cfg(not(unix))]
            Address::Unix(_) => return Err(failed(io::ErrorKind::Unsupported.into())),
        };
        Ok(Self { sender, origin, prefix: target.path.clone() })
    }

    /// Sets the path before those of requests.
    pub fn set_prefix(&mut self, prefix: String) {
        self.prefix = prefix;
    }

    /// Returns the URL of a path behind the prefix.
    ///
    /// # Errors
    /// If the path is not valid in a URL.
    pub fn url(&self, path: &str) -> Result<Uri, http::Error> {
        let mut parts = self.origin.clone().into_parts();
        parts.path_and_query = Some(format!("{}{path}", self.prefix).parse()?);
        Ok(Uri::from_parts(parts)?)
    }

    /// Sends a request.
    ///
    /// # Errors
    /// If the connection is closed.
    pub async fn send(&mut self, mut request: Request<RequestBody>) -> hyper::Result<ResponseFuture> {
        match &mut self.sender {
            Sender::Http1(sender) => {
                sender.ready().await?;
                // HTTP/1.1 has the authority in a header.
                let authority = request.uri().authority().map(ToString::to_string).unwrap_or_default();
                let host = authority.parse().expect("an authority can be in a header");
                request.headers_mut().insert(http::header::HOST, host);
                let path = request.uri().path_and_query().cloned();
                *request.uri_mut() = path.map(Uri::from).unwrap_or_default();
                Ok(Box::pin(sender.send_request(request)))
            }
            Sender::Http2(sender) => {
                sender.ready().await?;
                Ok(Box::pin(sender.send_request(request)))
            }
        }
    }
}

/// The settings of TLS.
struct Tls {
    connector: TlsConnector,
    name: ServerName<'static>,
    no_certificate: Arc<NoCertificate>,
}

impl Tls {
    fn new(origin: &Uri, options: &ConnectOptions, needs_http2: bool) -> Result<Self, TlsError> {
        let protocols: &[&[u8]] = if needs_http2 { &[b"h2"] } else { &[b"h2", b"http/1.1"] };
        let no_certificate = Arc::default();
        let config = tls::config(&options.tls, protocols, &no_certificate)?;
        let host = origin.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
        let name = tls::server_name(options.tls.server_name.as_deref().unwrap_or(host))?;
        Ok(Self { connector: TlsConnector::from(Arc::new(config)), name, no_certificate })
    }
}

/// Negotiates TLS, if wanted, and the version of HTTP.
async fn secured<S>(socket: S, tls: Option<Tls>, needs_http2: bool, target: &Target) -> Result<Sender, ConnectError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Some(Tls { connector, name, no_certificate }) = tls else {
        return spoken(socket, needs_http2, target).await.map(|(sender, _)| sender);
    };
    let without_certificate = || ConnectError::NoClientCertificate { address: target.to_string() };
    let failed = |source| match tls_error(&source) {
        // The certificate of the server comes before its wish for one of the client, and may be the reason.
        Some(rustls::Error::InvalidCertificate(_)) => ConnectError::Handshake { address: target.to_string(), source },
        _ if no_certificate.is_asked() => without_certificate(),
        _ => ConnectError::Handshake { address: target.to_string(), source },
    };
    let stream = connector.connect(name, socket).await.map_err(failed)?;
    // Servers without negotiation speak HTTP/1.1, except some servers of gRPC.
    let is_http2 = match stream.get_ref().1.alpn_protocol() {
        Some(protocol) => protocol == b"h2",
        None => needs_http2,
    };
    if needs_http2 && !is_http2 {
        return Err(ConnectError::NoHttp2 { address: target.to_string() });
    }
    match spoken(stream, is_http2, target).await? {
        // Over TLS 1.3, the server refuses the client after the handshake (RFC 8446, 4.4.2.4).
        (_, false) if no_certificate.is_asked() => Err(without_certificate()),
        (sender, _) => Ok(sender),
    }
}

/// Starts HTTP on a stream of bytes. Also returns `false` if a server of HTTP/2 closed the connection before its first bytes.
async fn spoken<S>(stream: S, is_http2: bool, target: &Target) -> Result<(Sender, bool), ConnectError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let failed = |error| ConnectError::Http { address: target.to_string(), reason: reason(&error) };
    if is_http2 {
        let (stream, settings) = FirstBytes::of(stream);
        let mut builder = http2::Builder::new(TokioExecutor::new());
        builder.timer(TokioTimer::new()).max_header_list_size(MAX_HEADER_BYTES);
        let (sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(failed)?;
        tokio::spawn(connection);
        // A server of HTTP/2 begins with its settings (RFC 9113, 3.4). The handshake does not wait for them, so that one which
        // accepts connections and never answers would look connected. The first request says why a connection was closed.
        let has_begun = settings.await.is_ok();
        Ok((Sender::Http2(sender), has_begun))
    } else {
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(failed)?;
        tokio::spawn(connection);
        Ok((Sender::Http1(sender), true))
    }
}

/// Maximum size of the headers and trailers of a response.
const MAX_HEADER_BYTES: u32 = 1 << 20;

/// Returns the innermost reason of an error of HTTP, which says more than the outermost.
pub fn reason(error: &hyper::Error) -> String {
    let mut reason: &dyn Error = error;
    while let Some(source) = reason.source() {
        reason = source;
    }
    reason.to_string()
}
