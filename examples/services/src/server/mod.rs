//! The server: all services of `proto/` at one address, over gRPC, Connect and REST, with health checks and
//! reflection.
//!
//! Its input is an [`Identity`], a [`Store`] and [`Options`]. It does not depend on the command line or on its process
//! (signals, standard streams).
//!
//! A request passes through `transport`, `web`, `observe` and the deadline layer. Except for health checks and
//! reflection, it then passes through `auth` before its handler.

mod auth;
mod chat;
mod customers;
mod departments;
mod docs;
mod drain;
mod employees;
mod faults;
mod gateway;
mod health;
mod inventory;
mod observe;
mod orders;
mod outgoing;
mod panics;
mod protocols;
mod roles;
mod room;
mod scrape;
mod services;
mod students;
mod ticker;
mod transport;
mod users;
mod validate;
mod web;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use http::{HeaderValue, Request};
use tokio::net::{TcpListener, TcpSocket};
use tonic::body::Body;
use tonic::service::Routes;
use tonic_health::pb::health_server::{Health as HealthApi, HealthServer, SERVICE_NAME as HEALTH};
use tonic_reflection::server::{Error as ReflectionError, v1, v1alpha};
use tower::ServiceBuilder;

use crate::DESCRIPTORS;
use crate::client::{Connect, ConnectError, Keepalive, Transport};
use crate::data::{DataDir, Identity};
use crate::deadline::DeadlineLayer;
use crate::issuer::Issuer;
use crate::store::Store;
use auth::Auth;
pub use docs::DocsError;
use docs::SwaggerUi;
use drain::Drain;
pub use gateway::GatewayDeadlines;
use health::Need;
use observe::{Metrics, ObserveLayer};
use orders::{Orders, Peer as OrderPeer, peer};
use panics::PanicLayer;
use services::Services;
use transport::{Certificates, Peer, Transport as Connections};
pub use transport::{ClientCertificates, ConnectionLimits, TlsError};

/// The names of the reflection services, which are private in their crate. Older clients know `v1alpha` only.
const REFLECTION: [&str; 2] = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"];

/// The time in which the body of a REST request, or a message in it, must arrive.
const BODY: Duration = Duration::from_secs(30);

/// The maximum size of a message in a request, in bytes. The largest valid ones are a tenth of it, and thousands of connections may
/// hold one.
const MESSAGE: usize = 64 * 1024;

/// The number of bytes that the kernel keeps for a client that does not read them.
const SEND_BUFFER: u32 = 256 * 1024;
/// The maximum number of connections that wait to be accepted.
const BACKLOG: u32 = 4096;

/// The settings of a server.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen on; port 0 is any free port.
    pub listen: SocketAddr,
    /// The interval between price updates.
    pub tick: Duration,
    /// The time that calls get to finish after the server was told to stop.
    pub grace: Duration,
    /// The settings for the detection of dead connections.
    pub keepalive: Keepalive,
    /// The limits of connections.
    pub limits: ConnectionLimits,
    /// The folder of the certificates, which are read again when they change; `None` means that they do not change.
    pub certificates: Option<DataDir>,
    /// The policy for client certificates.
    pub client_certificates: ClientCertificates,
    /// The address of metrics, without TLS; `None` serves no metrics.
    pub metrics: Option<SocketAddr>,
    /// A gRPC server that REST requests are forwarded to. This server then has no services of its own.
    pub upstream: Option<String>,
    /// The deadlines of calls to the server at `upstream`.
    pub gateway_deadlines: GatewayDeadlines,
    /// The address of `CustomerService`; `None` means this server.
    pub customers: Option<String>,
    /// The address of `InventoryService`; `None` means this server.
    pub inventory: Option<String>,
    /// The issuer of tokens besides this server.
    pub issuer: Option<Issuer>,
    /// The allowed origins of web pages, such as `https://example.org`.
    pub web_origins: Vec<HeaderValue>,
    /// The folder of the npm package `swagger-ui-dist`, for a page at `/docs`; `None` means no page.
    pub docs: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 50051)),
            tick: Duration::from_millis(500),
            grace: Duration::from_secs(10),
            keepalive: Keepalive::default(),
            limits: ConnectionLimits::default(),
            certificates: None,
            client_certificates: ClientCertificates::default(),
            metrics: None,
            upstream: None,
            gateway_deadlines: GatewayDeadlines::default(),
            customers: None,
            inventory: None,
            issuer: None,
            web_origins: Vec::new(),
            docs: None,
        }
    }
}

/// The reason why a server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is unavailable or in use.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        source: io::Error,
    },
    /// A certificate is not valid.
    #[error("TLS is not possible")]
    Tls(#[from] TlsError),
    /// Two methods have the same HTTP path.
    #[error("the routes of REST are not possible")]
    Routes(#[from] protoward_runtime::rest::RouteError),
    /// The schema for reflection is invalid.
    #[error("reflection is not possible")]
    Reflection(#[from] ReflectionError),
    /// The address of another service for orders is invalid.
    #[error("cannot use the other services")]
    Peer(#[from] ConnectError),
    /// A file of the documentation page cannot be read.
    #[error("the documentation page is not possible")]
    Docs(#[from] DocsError),
}

/// A server that is bound to its address.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    metrics: Option<TcpListener>,
    docs: Option<SwaggerUi>,
    certificates: Certificates,
    identity: Identity,
    store: Store,
    options: Options,
}

impl Server {
    /// Binds the addresses, so that callers wait from now on instead of failing. It must be called inside a runtime.
    ///
    /// # Errors
    /// Fails if an address cannot be bound, or a file cannot be read.
    pub fn bind(options: Options, identity: Identity, store: Store) -> Result<Self, ServerError> {
        let docs = options.docs.as_deref().map(SwaggerUi::read).transpose()?;
        let certificates = Certificates::new(&identity, &options.client_certificates)?;
        let (listener, address) = listen(options.listen)?;
        let metrics = options.metrics.map(listen).transpose()?.map(|(listener, _)| listener);
        Ok(Self { listener, address, metrics, docs, certificates, identity, store, options })
    }

    /// Returns the bound address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns the bound address of metrics.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.local_addr().ok()
    }

    /// Runs until `stop` completes. Then health checks return NOT_SERVING, no new calls are accepted, and streams
    /// without an end are ended. Other calls get [`Options::grace`] to finish.
    ///
    /// # Errors
    /// Fails if the server cannot run.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) -> Result<(), ServerError> {
        let drain = Drain::new();
        let metrics = Metrics::new();
        let upstream = self.options.upstream.as_deref().map(|address| self.peer(address)).transpose()?;
        let need = upstream.clone().map_or_else(|| Need::Store(self.store.clone()), Need::Upstream);
        let (health, checks) = health::start(need).await;
        let api = match &upstream {
            Some(upstream) => Api {
                grpc: Routes::new(checks),
                rest: gateway::routes(upstream, self.options.gateway_deadlines)?,
                names: vec![HEALTH],
            },
            None => self.api(checks, &drain, &metrics)?,
        };
        let connections = Connections {
            certificates: self.certificates.clone(),
            app: self.app(api, health.routes(), &metrics),
            keepalive: self.options.keepalive,
            limits: self.options.limits,
            drain: drain.clone(),
        };
        if let Some(folder) = self.options.certificates {
            let follow = self.certificates.clone().follow(folder, self.identity, self.options.client_certificates);
            tokio::spawn(until(drain.begun(), follow));
        }
        if let Some(listener) = self.metrics {
            tokio::spawn(until(drain.begun(), export_expiry(self.certificates, metrics.clone())));
            tokio::spawn(scrape::serve(listener, metrics, drain.clone()));
        }
        let stopped = async {
            stop.await;
            tracing::info!("stopping");
            health.stop().await;
            drain.begin();
            tokio::time::sleep(self.options.grace).await;
        };
        tokio::select! {
            () = transport::serve(self.listener, connections) => {}
            () = stopped => tracing::warn!("some calls have not come to an end and are cut off"),
        }
        Ok(())
    }

    /// Returns the services of this server, whose background work ends with it.
    fn api(&self, checks: HealthServer<impl HealthApi>, drain: &Drain, metrics: &Metrics) -> Result<Api, ServerError> {
        let auth = Auth { secret: self.identity.secret.clone(), issuer: self.options.issuer.clone() };
        let orders = self.orders(&auth, metrics)?;
        tokio::spawn(orders.sweep(self.identity.secret.clone(), drain));
        let services = Services::new(&self.store, &self.options, orders, drain);
        let grpc = services.grpc(&auth).add_service(reflection()?).add_service(reflection_alpha()?).add_service(checks);
        let names = services::NAMES.into_iter().chain([HEALTH]).chain(REFLECTION).collect();
        Ok(Api { grpc, rest: services.rest(&auth)?, names })
    }

    /// Returns the router of the port: gRPC, gRPC-Web and Connect at the names of services, probes, the OpenAPI document
    /// and its page, and REST at all other paths.
    fn app(&self, api: Api, probes: Router, metrics: &Metrics) -> Router {
        let grpc = ServiceBuilder::new()
            .layer(web::translate())
            .layer(ObserveLayer(metrics.clone()))
            .layer(PanicLayer)
            .layer(DeadlineLayer)
            .service(api.grpc.prepare());
        let rest = api.rest.layer(ObserveLayer(metrics.clone()));
        let methods = protocols::methods(Router::new().fallback_service(grpc), rest.clone());
        let app = api
            .names
            .into_iter()
            .fold(Router::new(), |app, name| app.route_service(&format!("/{name}/{{method}}"), methods.clone()));
        let app = app.merge(probes).merge(docs::routes(self.docs.clone()));
        app.fallback_service(rest).layer(web::allow(&self.options.web_origins))
    }

    fn orders(&self, auth: &Auth, metrics: &Metrics) -> Result<Orders, ServerError> {
        let service = |address: &Option<String>| match address {
            Some(address) => Ok::<_, ServerError>(peer(self.peer(address)?)),
            None => Ok(self.own(auth, metrics)),
        };
        let Options { customers, inventory, .. } = &self.options;
        Ok(Orders::new(self.store.clone(), service(customers)?, service(inventory)?))
    }

    /// Returns the services of this server that orders need. They are called without a connection, so that neither the public
    /// certificate nor the limits of connections matter.
    fn own(&self, auth: &Auth, metrics: &Metrics) -> OrderPeer {
        let caller = Peer::own(self.address);
        let services = ServiceBuilder::new()
            .map_request(move |mut request: Request<Body>| {
                request.extensions_mut().insert(caller.clone());
                request
            })
            .layer(ObserveLayer(metrics.clone()))
            .layer(PanicLayer)
            .layer(DeadlineLayer)
            .service(services::of_orders(&self.store, auth).prepare());
        peer(services)
    }

    /// Returns the transport to another server.
    fn peer(&self, address: &str) -> Result<Transport, ServerError> {
        let connect = Connect {
            servers: vec![address.to_owned()],
            ca: self.identity.ca.clone(),
            certificate: Some(self.identity.client.clone()),
            token: None,
            keepalive: self.options.keepalive,
        };
        Ok(connect.transport()?)
    }
}

/// Keeps the metric of the certificates current.
async fn export_expiry(certificates: Certificates, metrics: Metrics) {
    let mut expiry = certificates.expiry();
    loop {
        if let Some(seconds) = expiry.borrow_and_update().expiry {
            metrics.set_certificate_expiry(seconds);
        }
        // The sender belongs to `certificates`.
        _ = expiry.changed().await;
    }
}

/// Runs background work until the server stops.
async fn until(stop: impl Future<Output = ()>, work: impl Future<Output = ()>) {
    tokio::select! {
        () = stop => {}
        () = work => {}
    }
}

/// The calls that a server answers.
struct Api {
    grpc: Routes,
    /// REST and Connect.
    rest: Router,
    /// The names of the services that are called over gRPC.
    names: Vec<&'static str>,
}

/// Binds an address.
fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServerError> {
    let listen = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        // As `TcpListener` of std does: a server that has just stopped leaves connections behind.
        #[cfg(unix)]
        socket.set_reuseaddr(true)?;
        // Connections inherit it. It bounds their memory in the kernel, up to 4 MB by default on Linux.
        socket.set_send_buffer_size(SEND_BUFFER)?;
        socket.bind(address)?;
        let listener = socket.listen(BACKLOG)?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    listen().map_err(|source| ServerError::Listen { address, source })
}

/// Returns the reflection service for the schema of all services.
fn reflection() -> Result<v1::ServerReflectionServer<impl v1::ServerReflection>, ReflectionError> {
    reflected().build_v1()
}

/// Returns the reflection service in its previous version, `v1alpha`.
fn reflection_alpha() -> Result<v1alpha::ServerReflectionServer<impl v1alpha::ServerReflection>, ReflectionError> {
    reflected().build_v1alpha()
}

/// Returns the schema for reflection.
fn reflected() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
}
