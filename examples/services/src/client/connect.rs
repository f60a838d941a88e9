//! Connection settings: addresses, certificates, token and keepalive.

use std::sync::Arc;
use std::time::Duration;

use tonic::transport::{Endpoint, Uri};

use super::authorized::Authorized;
use super::balance::{Balanced, Balancing, Group};
use super::discover::{Discover, DnsName, Place, ServersFile};
use super::discovered::Discovered;
use super::link::{self, ClientTlsError, Link};
use super::member::Member;
use super::target::Target;
use crate::data::ClientCertificate;
use crate::deadline::Deadlines;

/// The transport of generated clients, which adds the token, ends calls at their deadline and selects a server.
pub type Transport = Deadlines<Authorized<Balanced>>;

const CONNECT: Duration = Duration::from_secs(5);
/// The default port of `https`.
const PORT: u16 = 443;

/// The settings for the detection of dead connections.
#[derive(Clone, Copy, Debug)]
pub struct Keepalive {
    /// The interval between pings.
    pub interval: Duration,
    /// The maximum time for the response to a ping.
    pub timeout: Duration,
}

impl Default for Keepalive {
    fn default() -> Self {
        Self { interval: Duration::from_secs(30), timeout: Duration::from_secs(10) }
    }
}

/// The addresses of the servers, and the settings for connections.
#[derive(Clone)]
pub struct Connect {
    /// Addresses, such as `https://localhost:50051`, names, such as `dns:///localhost:50051`, which stand for all their
    /// addresses, and files, such as `file:servers.txt`, which list addresses. Calls are distributed over them.
    pub servers: Vec<String>,
    /// The certificate of the authority that signs the certificates of servers.
    pub ca: String,
    /// The client certificate, for servers that request one.
    pub certificate: Option<ClientCertificate>,
    /// The token for calls that do not contain one.
    pub token: Option<String>,
    /// The settings for the detection of dead connections.
    pub keepalive: Keepalive,
}

/// An error in the connection settings.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// There are no addresses.
    #[error("there is no server to connect to")]
    NoServer,
    /// An address is invalid.
    #[error("`{0}` is not an address such as https://localhost:50051, dns:///localhost:50051 or file:servers.txt")]
    Address(String),
    /// The token contains invalid characters.
    #[error("the token is not valid")]
    Token,
    /// A certificate is invalid.
    #[error("the certificate of the authority, or that of the client, is not valid")]
    Tls(#[from] ClientTlsError),
}

impl Connect {
    /// Creates the transport. Connections are opened on demand.
    ///
    /// # Errors
    /// Fails if an address, the token or the certificate is invalid.
    pub fn transport(&self) -> Result<Transport, ConnectError> {
        self.transport_with(&Balancing::default())
    }

    /// Creates the transport with the given load balancing.
    ///
    /// # Errors
    /// Fails if an address, the token or the certificate is invalid.
    pub fn transport_with(&self, balancing: &Balancing) -> Result<Transport, ConnectError> {
        let mut groups =
            self.servers.iter().map(|server| self.group(server, balancing)).collect::<Result<Vec<_>, _>>()?;
        groups.extend(balancing.sources.iter().map(|source| self.source(Arc::clone(source), balancing)));
        if groups.is_empty() {
            return Err(ConnectError::NoServer);
        }
        let balanced = Balanced::over(groups, balancing.policy.clone());
        Ok(Deadlines(Authorized::new(balanced, self.token.as_deref())?))
    }

    fn group(&self, server: &str, balancing: &Balancing) -> Result<Group, ConnectError> {
        match Target::parse(server).ok_or_else(|| ConnectError::Address(server.to_owned()))? {
            Target::Server(url) => {
                let place = Place { url, address: None };
                Ok(Group::Server(Arc::new(Member::new(self.link(&place)?, place, balancing.breaker))))
            }
            Target::Name { host, port } => {
                // Fails now rather than in each call.
                self.link(&Place { url: format!("https://{host}:{port}"), address: None })?;
                let name = DnsName { host, port, resolver: Arc::clone(&balancing.resolver) };
                Ok(self.source(Arc::new(name), balancing))
            }
            Target::File(path) => Ok(self.source(Arc::new(ServersFile::new(path)), balancing)),
        }
    }

    fn source(&self, source: Arc<dyn Discover>, balancing: &Balancing) -> Group {
        Group::Source(Arc::new(Discovered::new(source, self.clone(), balancing.clone())))
    }

    /// Returns the connector for a server.
    pub(super) fn link(&self, place: &Place) -> Result<Link, ConnectError> {
        let address = || ConnectError::Address(place.url.clone());
        let uri: Uri = place.url.parse().map_err(|_| address())?;
        let (scheme, authority) = (uri.scheme_str(), uri.authority().ok_or_else(address)?);
        // A token must not be sent unencrypted.
        if scheme != Some("https") || authority.host().is_empty() {
            return Err(address());
        }
        let (host, port) = (authority.host(), authority.port_u16().unwrap_or(PORT));
        let endpoint = Endpoint::from_shared(format!("http://{host}:{port}"))
            .map_err(|_| address())?
            .origin(uri.clone())
            .connect_timeout(CONNECT)
            .http2_keep_alive_interval(self.keepalive.interval)
            .keep_alive_timeout(self.keepalive.timeout)
            .keep_alive_while_idle(true);
        let tls = link::tls(&self.ca, self.certificate.as_ref())?;
        Ok(Link::new(endpoint, tls, host, place.address)?)
    }
}

#[cfg(feature = "oauth")]
impl Transport {
    /// Returns the transport with tokens of this source for calls that do not contain one.
    #[must_use]
    pub fn with_tokens(self, source: super::oauth::TokenSource) -> Self {
        Self(self.0.with_source(source))
    }
}

impl std::fmt::Debug for Connect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connect").field("servers", &self.servers).finish_non_exhaustive()
    }
}
