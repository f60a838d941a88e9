//! How to reach the servers: addresses, trust, token, keepalive.

use std::time::Duration;

use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Certificate, ClientTlsConfig, Endpoint, Identity};
use tonic::{Request, Status};

use super::balance::{Balanced, Balancing, Group};
use super::target::Target;
use crate::data::ClientCertificate;
use crate::deadline::Deadlines;

/// What the generated clients are made over: adds the token, ends calls at their deadline, picks a server.
pub type Transport = InterceptedService<Deadlines<Balanced>, Bearer>;

const CONNECT: Duration = Duration::from_secs(5);
const AUTHORIZATION: &str = "authorization";

/// How a connection that has died without a word is found.
#[derive(Clone, Copy, Debug)]
pub struct Keepalive {
    /// How often the other side is asked for a sign of life.
    pub interval: Duration,
    /// How long it may take to give one.
    pub timeout: Duration,
}

impl Default for Keepalive {
    fn default() -> Self {
        Self { interval: Duration::from_secs(30), timeout: Duration::from_secs(10) }
    }
}

/// Where the servers are and how to talk to them.
#[derive(Clone)]
pub struct Connect {
    /// Addresses, such as `https://localhost:50051`, and names, such as `dns:///localhost:50051`, which stand for all their
    /// addresses; calls are spread over them.
    pub servers: Vec<String>,
    /// Certificate of the authority that the servers' certificates are signed by.
    pub ca: String,
    /// Certificate to show to servers that ask for one.
    pub certificate: Option<ClientCertificate>,
    /// Token to send with every call that does not carry one of its own.
    pub token: Option<String>,
    /// How dead connections are found.
    pub keepalive: Keepalive,
}

/// Why it is clear without a call that there will be no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// No addresses.
    #[error("there is no server to connect to")]
    NoServer,
    /// An address is not one.
    #[error("`{0}` is not an address such as https://localhost:50051 or dns:///localhost:50051")]
    Address(String),
    /// The token has characters that no token has.
    #[error("the token is not valid")]
    Token,
    /// The certificate of the authority is not one.
    #[error("the certificate of the authority is not valid")]
    Authority(#[from] tonic::transport::Error),
}

impl Connect {
    /// Makes the transport. Connections are made when they are needed.
    ///
    /// # Errors
    /// When an address, the token or the certificate is not valid.
    pub fn transport(&self) -> Result<Transport, ConnectError> {
        self.transport_with(&Balancing::default())
    }

    /// Makes the transport, with calls spread in another way.
    ///
    /// # Errors
    /// When an address, the token or the certificate is not valid.
    pub fn transport_with(&self, balancing: &Balancing) -> Result<Transport, ConnectError> {
        let groups = self.servers.iter().map(|server| self.group(server, balancing)).collect::<Result<Vec<_>, _>>()?;
        if groups.is_empty() {
            return Err(ConnectError::NoServer);
        }
        let bearer = Bearer::new(self.token.as_deref())?;
        Ok(InterceptedService::new(Deadlines(Balanced::over(groups)), bearer))
    }

    fn group(&self, server: &str, balancing: &Balancing) -> Result<Group, ConnectError> {
        match Target::parse(server).ok_or_else(|| ConnectError::Address(server.to_owned()))? {
            Target::Server(url) => Ok(Group::server(self.endpoint(&url)?, balancing)),
            Target::Name { host, port } => {
                // Its servers prove that they have this name, whatever their addresses.
                let endpoint = self.endpoint(&format!("https://{host}:{port}"))?;
                Ok(Group::name(endpoint, host, port, balancing))
            }
        }
    }

    fn endpoint(&self, server: &str) -> Result<Endpoint, ConnectError> {
        let address = || ConnectError::Address(server.to_owned());
        let endpoint = Endpoint::from_shared(server.to_owned()).map_err(|_| address())?;
        // A token must not travel in the open.
        if endpoint.uri().scheme_str() != Some("https") || endpoint.uri().host().is_none() {
            return Err(address());
        }
        let mut tls = ClientTlsConfig::new().ca_certificate(Certificate::from_pem(&self.ca));
        if let Some(ClientCertificate { certificate, key }) = &self.certificate {
            tls = tls.identity(Identity::from_pem(certificate, &key.0));
        }
        Ok(endpoint
            .tls_config(tls)?
            .connect_timeout(CONNECT)
            .tcp_nodelay(true)
            .http2_keep_alive_interval(self.keepalive.interval)
            .keep_alive_timeout(self.keepalive.timeout)
            .keep_alive_while_idle(true))
    }
}

impl std::fmt::Debug for Connect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connect").field("servers", &self.servers).finish_non_exhaustive()
    }
}

/// Sends a token with every call that does not carry one.
#[derive(Clone, Debug)]
pub struct Bearer(Option<MetadataValue<Ascii>>);

impl Bearer {
    fn new(token: Option<&str>) -> Result<Self, ConnectError> {
        let Some(token) = token else {
            return Ok(Self(None));
        };
        let mut value: MetadataValue<Ascii> = format!("Bearer {token}").parse().map_err(|_| ConnectError::Token)?;
        value.set_sensitive(true);
        Ok(Self(Some(value)))
    }
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(value) = &self.0
            && request.metadata().get(AUTHORIZATION).is_none()
        {
            request.metadata_mut().insert(AUTHORIZATION, value.clone());
        }
        Ok(request)
    }
}
