//! A mock server over TLS.

use std::net::SocketAddr;

use services::client::{Connect, Keepalive};
use services::data::{DataDir, Identity};
use services::proto::user::v1::user_service::{MockUserService, UserServiceServer};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Identity as TlsIdentity, Server, ServerTlsConfig};

pub(crate) struct Mocked {
    pub(crate) address: SocketAddr,
    pub(crate) identity: Identity,
    stop: oneshot::Sender<()>,
    served: JoinHandle<()>,
}

/// Returns a certificate for `localhost` and addresses of this machine, and its authority.
pub(crate) fn identity() -> Identity {
    DataDir::new(tempfile::tempdir().unwrap().path()).open(&[]).unwrap()
}

impl Mocked {
    pub(crate) async fn start(mock: &MockUserService) -> Self {
        Self::at("127.0.0.1:0".parse().unwrap(), mock, identity()).await
    }

    pub(crate) async fn at(address: SocketAddr, mock: &MockUserService, identity: Identity) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        let address = listener.local_addr().unwrap();
        let tls = ServerTlsConfig::new().identity(TlsIdentity::from_pem(&identity.certificate, &identity.key.0));
        let server = Server::builder().tls_config(tls).unwrap().add_service(UserServiceServer::new(mock.clone()));
        let (stop, stopped) = oneshot::channel();
        let served = tokio::spawn(async move {
            let incoming = TcpListenerStream::new(listener);
            server.serve_with_incoming_shutdown(incoming, async move { _ = stopped.await }).await.unwrap();
        });
        Self { address, identity, stop, served }
    }

    /// Stops the server and closes all its connections.
    pub(crate) async fn stop(self) {
        self.stop.send(()).unwrap();
        self.served.await.unwrap();
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn connect(&self) -> Connect {
        connect(&[&self.url()], &self.identity)
    }
}

/// Returns the settings for connections to servers with a certificate of this authority.
pub(crate) fn connect(servers: &[&str], identity: &Identity) -> Connect {
    Connect {
        servers: servers.iter().map(|&server| server.to_owned()).collect(),
        ca: identity.ca.clone(),
        certificate: None,
        token: None,
        keepalive: Keepalive::default(),
    }
}
