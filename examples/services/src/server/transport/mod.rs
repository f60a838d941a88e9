//! Connections: TLS, HTTP/2 and HTTP/1.1 on one port, and the end of connections.
//!
//! tonic's own server has no limit on idle time, and supports HTTP/2 only. `tls` contains the settings of TLS, `certificates` follows their files, `peer` the
//! identity of the client, `connection` serves one connection, `limited` ends silent ones and, with `control` and `frames`, floods of
//! control frames, `stall` and `untaken` end connections and streams whose client reads nothing, `host` refuses requests without a
//! host, `activity` counts calls, `per_address` counts connections, `turns` leaves threads to short calls, and
//! `memory` returns the memory of closed connections to the system.

mod activity;
mod certificates;
mod connection;
mod control;
mod frames;
mod host;
mod limited;
mod memory;
mod peer;
mod per_address;
mod stall;
mod tls;
mod turns;
mod untaken;

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::drain::Drain;
use crate::client::Keepalive;
pub(super) use certificates::Certificates;
pub use connection::ConnectionLimits;
use memory::Peak;
pub(super) use peer::Peer;
use per_address::PerAddress;
use stall::Stall;
pub use tls::{ClientCertificates, TlsError};
use turns::Turns;

/// The maximum duration of a handshake.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// The time after which a client that reads nothing is given up. It begins when the buffers between it and the server are full.
const STALL: Duration = Duration::from_secs(30);
/// The maximum time, and the maximum number of bytes, until a refused client closes its connection.
const LINGER: Duration = Duration::from_secs(1);
const LINGER_BYTES: u64 = 64 * 1024;
/// The pause after an error of `accept`, whose usual cause is a lack of file descriptors.
const ACCEPT_AGAIN: Duration = Duration::from_millis(100);

/// The settings for serving connections.
#[derive(Clone)]
pub(super) struct Transport {
    pub(super) certificates: Certificates,
    pub(super) app: Router,
    pub(super) keepalive: Keepalive,
    pub(super) limits: ConnectionLimits,
    pub(super) drain: Drain,
}

/// Serves connections until the server stops, then waits until the open ones end.
pub(super) async fn serve(listener: TcpListener, transport: Transport) {
    let mut connections = JoinSet::new();
    let mut full = Full { most: transport.limits.open, is_full: false };
    let per_address = PerAddress::new(transport.limits.open_per_address);
    let (mut peak, turns) = (Peak::default(), Turns::new());
    let mut looks = tokio::time::interval(memory::LOOK);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut stop = std::pin::pin!(transport.drain.begun());
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, client)) => {
                    while connections.try_join_next().is_some() {}
                    if full.admits(connections.len())
                        && let Some(place) = per_address.admit(client.ip())
                    {
                        let (transport, turns) = (transport.clone(), turns.clone());
                        connections.spawn(async move {
                            open(stream, transport, turns).await;
                            drop(place);
                        });
                        peak.note(connections.len());
                    }
                }
                Err(error) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "cannot accept a connection");
                    tokio::time::sleep(ACCEPT_AGAIN).await;
                }
            },
            Some(_) = connections.join_next() => {}
            _ = looks.tick() => peak.give_back(connections.len()),
            () = &mut stop => break,
        }
    }
    // From now on, the address refuses connections.
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// The limit on the number of connections. Reaching it is logged once, instead of each refused connection.
struct Full {
    most: Option<usize>,
    is_full: bool,
}

impl Full {
    /// Returns `true` if there may be one more connection.
    fn admits(&mut self, open: usize) -> bool {
        let is_full = self.most.is_some_and(|most| open >= most);
        if is_full && !self.is_full {
            tracing::warn!(open, "there are too many connections: new ones are refused");
        }
        self.is_full = is_full;
        !is_full
    }
}

async fn open(stream: TcpStream, transport: Transport, turns: Turns) {
    let tls = transport.certificates.acceptor();
    match tokio::time::timeout(HANDSHAKE, turns.run(handshake(stream, &tls))).await {
        Ok(Some((stream, peer))) => connection::serve(stream, peer, transport, turns).await,
        Ok(None) => {}
        Err(_) => tracing::debug!("a handshake took too long"),
    }
}

/// Returns the connection and its client. A failure is logged.
async fn handshake(stream: TcpStream, tls: &TlsAcceptor) -> Option<(TlsStream<Stall<TcpStream>>, Peer)> {
    let prepared = stream.set_nodelay(true).and_then(|()| stream.peer_addr());
    let address = prepared.inspect_err(|error| tracing::debug!(%error, "a connection failed")).ok()?;
    match tls.accept(Stall::new(stream, STALL)).into_fallible().await {
        Ok(stream) => {
            let peer = Peer::new(address, stream.get_ref().1.peer_certificates());
            Some((stream, peer))
        }
        Err((error, stream)) => {
            log_failure(address, &error);
            linger(stream).await;
            None
        }
    }
}

/// Logs a failed handshake. Only refused certificates are of interest: port scanners cause other failures.
fn log_failure(peer: SocketAddr, error: &io::Error) {
    let tls = error.get_ref().and_then(|error| error.downcast_ref::<rustls::Error>());
    match tls {
        Some(rustls::Error::NoCertificatesPresented) => {
            tracing::warn!(%peer, "a client without a certificate was refused");
        }
        Some(rustls::Error::InvalidCertificate(why)) => {
            tracing::warn!(%peer, %why, "a client certificate was refused");
        }
        _ => tracing::debug!(%peer, error = error as &dyn std::error::Error, "a handshake failed"),
    }
}

/// Waits until the client has read why the handshake failed. A connection that is closed with unread data is reset, and
/// then the client may lose what it has not read.
async fn linger(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    let drained = async {
        stream.shutdown().await?;
        tokio::io::copy(&mut stream.take(LINGER_BYTES), &mut tokio::io::sink()).await
    };
    // The client has received the alert, even if the connection fails now or the client goes on sending.
    _ = tokio::time::timeout(LINGER, drained).await;
}
