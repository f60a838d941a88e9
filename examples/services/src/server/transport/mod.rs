//! Connections: TLS, HTTP/2 and HTTP/1.1 on one port, and the end of connections.
//!
//! tonic's own server has no limit on idle time, and supports HTTP/2 only. `tls` contains certificates, `peer` the
//! identity of the client, `connection` serves one connection, and `activity` counts its calls.

mod activity;
mod connection;
mod peer;
mod tls;

use std::io;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::drain::Drain;
use crate::client::Keepalive;
pub use connection::ConnectionLimits;
pub(super) use peer::Peer;
pub(super) use tls::acceptor;
pub use tls::{ClientCertificates, TlsError};

/// The maximum duration of a handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The pause after an error of `accept`, whose usual cause is a lack of file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// The settings for serving connections.
#[derive(Clone)]
pub(super) struct Transport {
    pub(super) tls: TlsAcceptor,
    pub(super) app: Router,
    pub(super) keepalive: Keepalive,
    pub(super) limits: ConnectionLimits,
    pub(super) drain: Drain,
}

/// Serves connections until the server stops, then waits until the open ones end.
pub(super) async fn serve(listener: TcpListener, transport: Transport) {
    let mut connections = JoinSet::new();
    let mut stop = std::pin::pin!(transport.drain.begun());
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => _ = connections.spawn(open(stream, transport.clone())),
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                }
            },
            Some(_) = connections.join_next() => {}
            () = &mut stop => break,
        }
    }
    // From now on, the address refuses connections.
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn open(stream: TcpStream, transport: Transport) {
    match tokio::time::timeout(HANDSHAKE, handshake(stream, &transport.tls)).await {
        Ok(Ok((stream, peer))) => connection::serve(stream, peer, transport).await,
        Ok(Err(error)) => tracing::debug!(error = &error as &dyn std::error::Error, "a handshake failed"),
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

async fn handshake(
    stream: TcpStream,
    tls: &TlsAcceptor,
) -> io::Result<(tokio_rustls::server::TlsStream<TcpStream>, Peer)> {
    stream.set_nodelay(true)?;
    let address = stream.peer_addr()?;
    let stream = tls.accept(stream).await?;
    let peer = Peer::new(address, stream.get_ref().1.peer_certificates());
    Ok((stream, peer))
}
