//! A load of many connections, to see what memory a server keeps afterwards.
//!
//! ```console
//! $ cargo run -q -p services -- serve --memory --max-connections 20000 &
//! $ cargo run -q -p services --example connections -- --pid $!
//! ```
//!
//! Each round opens all connections with TLS and HTTP/2, makes one call on each of them, holds them open together, and
//! closes them. Both programs need as many file descriptors as there are connections: `ulimit -n 20000`.

#![allow(clippy::print_stdout, reason = "prints figures")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Parser;
use http::{Request, StatusCode, Uri};
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use services::data::DataDir;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_rustls::TlsConnector;

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The number of handshakes at a time.
const HANDSHAKES: usize = 64;

#[derive(Debug, Parser)]
struct Load {
    /// Address of the server.
    #[arg(long, default_value = "https://localhost:50051")]
    server: Uri,
    /// Folder of the server, to trust its certificate.
    #[arg(long, default_value = "services-data")]
    data: PathBuf,
    /// Process of the server on this machine, whose memory is measured (Linux).
    #[arg(long)]
    pid: u32,
    #[arg(long, default_value_t = 5)]
    rounds: u32,
    #[arg(long, default_value_t = 10_000)]
    connections: usize,
}

/// An open connection.
struct Open(#[expect(dead_code, reason = "the connection is open until it is dropped")] SendRequest<String>);

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let load = Arc::new(Load::parse());
    let tls = TlsConnector::from(Arc::new(tls(&DataDir::new(&load.data).ca()?)?));
    println!("at the start: {} MB", memory(load.pid)?);
    for round in 1..=load.rounds {
        let open = open(&load, &tls).await?;
        let during = memory(load.pid)?;
        drop(open);
        while files(load.pid)? > load.connections / 10 {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        println!("round {round}: {during} MB while they are open, {} MB afterwards", memory(load.pid)?);
    }
    Ok(())
}

fn tls(ca: &str) -> Result<ClientConfig, Failure> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(ca.as_bytes())?)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

/// Opens all connections and calls on each of them.
async fn open(load: &Arc<Load>, tls: &TlsConnector) -> Result<Vec<Open>, Failure> {
    let handshakes = Arc::new(Semaphore::new(HANDSHAKES));
    let mut opening = JoinSet::new();
    for _ in 0..load.connections {
        let (load, tls, handshakes) = (Arc::clone(load), tls.clone(), Arc::clone(&handshakes));
        opening.spawn(async move {
            let _permit = handshakes.acquire().await?;
            connect(&load.server, &tls).await
        });
    }
    opening.join_all().await.into_iter().collect()
}

async fn connect(server: &Uri, tls: &TlsConnector) -> Result<Open, Failure> {
    let host = server.host().ok_or("the address has no host")?;
    let stream = TcpStream::connect((host, server.port_u16().unwrap_or(443))).await?;
    let stream = tls.connect(ServerName::try_from(host.to_owned())?, stream).await?;
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let path = "/grpc.health.v1.Health/Check";
    // An empty message: the health of the whole server.
    let request = Request::post(format!("{}{path}", server.to_string().trim_end_matches('/')))
        .header("content-type", "application/grpc")
        .body("\0\0\0\0\0".to_owned())?;
    let answer = sender.send_request(request).await?;
    if answer.status() != StatusCode::OK {
        return Err(format!("the server answers {}", answer.status()).into());
    }
    Ok(Open(sender))
}

/// Returns the resident memory of a process in MB.
fn memory(pid: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kilobytes / 1024)
}

/// Returns the number of open files of a process.
fn files(pid: u32) -> Result<usize, Failure> {
    Ok(Path::new(&format!("/proc/{pid}/fd")).read_dir()?.count())
}
