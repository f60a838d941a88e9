//! The server: all services of `proto/` behind one address, with health and reflection.
//!
//! In: an [`Identity`], a [`Store`], [`Options`]. Out: a running server, until it is told to stop.
//! Must not know: the command line, the process it runs in (signals, standard streams).
//!
//! A request passes through `web`, `logging`, the deadline, and (but for health and reflection) `auth`
//! before its handler sees it.

mod auth;
mod chat;
mod customers;
mod departments;
mod drain;
mod employees;
mod faults;
mod health;
mod inventory;
mod logging;
mod orders;
mod outgoing;
mod room;
mod students;
mod ticker;
mod tls;
mod users;
mod validate;
mod web;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use http::HeaderValue;
use tonic::transport::server::{Router, TcpIncoming};
use tonic_reflection::server::v1::{ServerReflection, ServerReflectionServer};
use tonic_web::GrpcWebLayer;
use tower::layer::util::Stack;
use tower_http::cors::CorsLayer;

use crate::DESCRIPTORS;
use crate::client::{Connect, ConnectError, Keepalive, Transport};
use crate::data::Identity;
use crate::deadline::DeadlineLayer;
use crate::proto::chat::v1::chat_server::ChatServer;
use crate::proto::company::v1::department_service_server::DepartmentServiceServer;
use crate::proto::company::v1::employee_service_server::EmployeeServiceServer;
use crate::proto::company::v1::student_service_server::StudentServiceServer;
use crate::proto::orders::v1::customer_service_server::CustomerServiceServer;
use crate::proto::orders::v1::inventory_service_server::InventoryServiceServer;
use crate::proto::orders::v1::order_service_server::OrderServiceServer;
use crate::proto::ticker::v1::ticker_stream_service_server::TickerStreamServiceServer;
use crate::proto::user::v1::user_service_server::UserServiceServer;
use crate::store::Store;
use auth::Auth;
use chat::ChatRoom;
use customers::Customers;
use departments::Departments;
use drain::Drain;
use employees::Employees;
use inventory::Inventory;
use logging::LogLayer;
use orders::{Orders, peer};
use students::Students;
use ticker::Ticker;
use users::Users;

/// How a server behaves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 is any free port.
    pub listen: SocketAddr,
    /// How often prices change.
    pub tick: Duration,
    /// How long calls may go on after the server was told to stop.
    pub grace: Duration,
    /// How connections that have died are found.
    pub keepalive: Keepalive,
    /// Where `CustomerService` is; nothing means this server.
    pub customers: Option<String>,
    /// Where `InventoryService` is; nothing means this server.
    pub inventory: Option<String>,
    /// Origins of web pages that may call, such as `https://example.org`.
    pub web_origins: Vec<HeaderValue>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 50051)),
            tick: Duration::from_millis(500),
            grace: Duration::from_secs(10),
            keepalive: Keepalive::default(),
            customers: None,
            inventory: None,
            web_origins: Vec::new(),
        }
    }
}

/// Why a server could not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// The address is not there, or taken.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// The certificate is no good, or serving failed.
    #[error("the transport failed")]
    Transport(#[from] tonic::transport::Error),
    /// The schema that reflection shows is no good.
    #[error("reflection is not possible")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// The other services that orders need cannot be reached by this address.
    #[error("cannot use the other services")]
    Peer(#[from] ConnectError),
}

/// A server that listens and is ready to serve.
#[derive(Debug)]
pub struct Server {
    incoming: TcpIncoming,
    address: SocketAddr,
    identity: Identity,
    store: Store,
    options: Options,
}

impl Server {
    /// Takes the address, so that from now on callers wait instead of failing.
    ///
    /// # Errors
    /// When the address cannot be taken.
    pub fn bind(options: Options, identity: Identity, store: Store) -> Result<Self, ServerError> {
        let listen = |source| ServerError::Listen { address: options.listen, source };
        let incoming = TcpIncoming::bind(options.listen).map_err(listen)?.with_nodelay(Some(true));
        let address = incoming.local_addr().map_err(listen)?;
        Ok(Self { incoming, address, identity, store, options })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` is done. Then health says NOT_SERVING, no new calls are taken, streams
    /// without an end of their own are ended, and all others may go on for [`Options::grace`].
    ///
    /// # Errors
    /// When serving fails.
    pub async fn run(self, stop: impl Future<Output = ()> + Send) -> Result<(), ServerError> {
        let drain = Drain::new();
        let (health, health_service) = health::start().await;
        let orders = self.orders()?;
        tokio::spawn(orders.sweep(self.identity.secret.clone(), &drain));
        let router = self.router(orders, &drain)?.add_service(health_service);
        let Self { incoming, options, .. } = self;
        let serving = router.serve_with_incoming_shutdown(incoming, drain.begun());
        let stopped = async {
            stop.await;
            tracing::info!("stopping");
            health.stop().await;
            drain.begin();
            tokio::time::sleep(options.grace).await;
        };
        tokio::select! {
            served = serving => Ok(served?),
            () = stopped => {
                tracing::warn!("some calls have not come to an end and are cut off");
                Ok(())
            }
        }
    }

    fn router(&self, orders: Orders, drain: &Drain) -> Result<Router<Layers>, ServerError> {
        let Self { identity, store, options, .. } = self;
        let auth = Auth(identity.secret.clone());
        let users = Users::new(store.clone(), drain.clone());
        let chat = ChatRoom::new(drain.clone());
        let ticker = Ticker::new(options.tick, drain.clone());
        Ok(tonic::transport::Server::builder()
            .tls_config(tls::config(identity))?
            .http2_keepalive_interval(Some(options.keepalive.interval))
            .http2_keepalive_timeout(Some(options.keepalive.timeout))
            .layer(web::allow(&options.web_origins))
            .layer(web::translate())
            .layer(LogLayer)
            .layer(DeadlineLayer)
            .add_service(reflection()?)
            .add_service(UserServiceServer::with_interceptor(users, auth.clone()))
            .add_service(ChatServer::with_interceptor(chat, auth.clone()))
            .add_service(TickerStreamServiceServer::with_interceptor(ticker, auth.clone()))
            .add_service(StudentServiceServer::with_interceptor(Students(store.clone()), auth.clone()))
            .add_service(EmployeeServiceServer::with_interceptor(Employees(store.clone()), auth.clone()))
            .add_service(DepartmentServiceServer::with_interceptor(Departments(store.clone()), auth.clone()))
            .add_service(CustomerServiceServer::with_interceptor(Customers(store.clone()), auth.clone()))
            .add_service(InventoryServiceServer::with_interceptor(Inventory(store.clone()), auth.clone()))
            .add_service(OrderServiceServer::with_interceptor(orders, auth)))
    }

    fn orders(&self) -> Result<Orders, ServerError> {
        let Options { customers, inventory, .. } = &self.options;
        let (customers, inventory) = (self.peer(customers.as_deref())?, self.peer(inventory.as_deref())?);
        Ok(Orders::new(self.store.clone(), peer(customers), peer(inventory)))
    }

    /// The way to another service, which is this server unless another address is given.
    fn peer(&self, address: Option<&str>) -> Result<Transport, ServerError> {
        let own = || match self.address {
            any if any.ip().is_unspecified() => format!("https://localhost:{}", any.port()),
            one => format!("https://{one}"),
        };
        let connect = Connect {
            servers: vec![address.map_or_else(own, str::to_owned)],
            ca: self.identity.ca.clone(),
            token: None,
            keepalive: self.options.keepalive,
        };
        Ok(connect.transport()?)
    }
}

type Layers =
    Stack<DeadlineLayer, Stack<LogLayer, Stack<GrpcWebLayer, Stack<CorsLayer, tower::layer::util::Identity>>>>;

/// Reflection over the schema that everything here was generated from.
fn reflection() -> Result<ServerReflectionServer<impl ServerReflection>, tonic_reflection::server::Error> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()
}
