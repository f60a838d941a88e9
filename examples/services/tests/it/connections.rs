use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use services::client::{Connect, Transport};
use services::data::DataDir;
use services::proto::company::v1::GradeStudentsRequest;
use services::proto::company::v1::student_service_client::StudentServiceClient;
use services::proto::ticker::v1::WatchPricesRequest;
use services::proto::ticker::v1::ticker_stream_service_client::TickerStreamServiceClient;
use services::proto::user::v1::GetUserRequest;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::server::{ConnectionLimits, Options};
use services::store::Store;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use crate::server::{Running, end, options, within};

/// The connections through a proxy: their total number, and the number of open ones.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    opened: usize,
    open: usize,
}

/// Starts a proxy that forwards connections and counts them.
async fn counting_proxy(to: SocketAddr) -> (SocketAddr, watch::Receiver<Seen>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (count, seen) = watch::channel(Seen::default());
    let count = Arc::new(count);
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(to).await.unwrap();
            let count = Arc::clone(&count);
            count.send_modify(|seen| *seen = Seen { opened: seen.opened + 1, open: seen.open + 1 });
            tokio::spawn(async move {
                _ = copy_bidirectional(&mut client, &mut server).await;
                count.send_modify(|seen| seen.open -= 1);
            });
        }
    });
    (address, seen)
}

/// Starts a server with these limits, and returns a client that calls it through a proxy.
async fn limited(limits: ConnectionLimits) -> (Running, Transport, watch::Receiver<Seen>) {
    let folder = tempfile::tempdir().unwrap();
    let identity = DataDir::new(folder.path()).open(&[]).unwrap();
    let server = Running::with(Options { limits, ..options() }, identity, Store::memory().unwrap());
    let (address, seen) = counting_proxy(server.address).await;
    let connect = Connect { servers: vec![format!("https://{address}")], ..server.connect() };
    let transport = connect.transport().unwrap();
    (server, transport, seen)
}

/// Makes a call that the server answers.
async fn call(transport: &Transport) {
    let status = answered(transport).await;
    assert_eq!(status.code(), Code::NotFound, "{status:?}");
}

async fn answered(transport: &Transport) -> Status {
    let request = GetUserRequest { id: "nobody".into() };
    UserServiceClient::new(transport.clone()).get_user(request).await.unwrap_err()
}

fn grade() -> GradeStudentsRequest {
    GradeStudentsRequest { student_id: "nobody".into(), course: "Logic".into(), score: 1.0 }
}

#[tokio::test]
async fn closes_idle_connections() {
    within(async {
        let limits = ConnectionLimits { idle: Some(Duration::from_millis(100)), ..ConnectionLimits::NONE };
        let (_server, transport, mut seen) = limited(limits).await;
        call(&transport).await;
        seen.wait_for(|seen| seen.open == 0).await.unwrap();
        call(&transport).await;
        assert_eq!(seen.borrow().opened, 2);
    })
    .await;
}

#[tokio::test]
async fn refuses_more_connections_than_allowed() {
    within(async {
        let (server, first, seen) = limited(ConnectionLimits { open: Some(2), ..ConnectionLimits::NONE }).await;
        call(&first).await;
        let second = server.transport();
        call(&second).await;
        let third = server.transport();
        let status = answered(&third).await;
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        // Open connections go on.
        call(&first).await;
        call(&second).await;
        assert_eq!(seen.borrow().opened, 1);
        drop(second);
        while answered(&third).await.code() != Code::NotFound {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn connection_with_a_stream_is_not_idle() {
    within(async {
        let idle = Duration::from_millis(50);
        let (_server, transport, mut seen) =
            limited(ConnectionLimits { idle: Some(idle), ..ConnectionLimits::NONE }).await;
        let mut ticker = TickerStreamServiceClient::new(transport.clone());
        let symbols = vec!["ACME".to_owned()];
        let mut prices = ticker.watch_prices(WatchPricesRequest { symbols, count: 0 }).await.unwrap().into_inner();
        let start = Instant::now();
        while start.elapsed() < 6 * idle {
            prices.message().await.unwrap().unwrap();
        }
        assert_eq!((seen.borrow().opened, seen.borrow().open), (1, 1));
        // Without the stream, the connection is idle.
        drop(prices);
        seen.wait_for(|seen| seen.open == 0).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn replaces_an_old_connection_during_calls() {
    within(async {
        let limits = ConnectionLimits { age: Some(Duration::from_millis(200)), ..ConnectionLimits::NONE };
        let (_server, transport, mut seen) = limited(limits).await;
        let mut students = StudentServiceClient::new(transport.clone());
        let (send, sent) = mpsc::channel(1);
        let mut answers = students.grade_students(ReceiverStream::new(sent)).await.unwrap().into_inner();
        while seen.borrow().opened < 2 {
            // The client may fail a call at the end of the connection: nothing of it was sent.
            let code = answered(&transport).await.code();
            assert!(matches!(code, Code::NotFound | Code::Unavailable), "{code:?}");
        }
        call(&transport).await;
        for _ in 0..3 {
            send.send(grade()).await.unwrap();
            answers.message().await.unwrap().unwrap();
        }
        // The old connection ends with its last call.
        drop(send);
        assert_eq!(answers.message().await.unwrap(), None);
        seen.wait_for(|seen| seen.open < seen.opened).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn cancels_calls_of_an_old_connection_after_the_grace_period() {
    within(async {
        let short = Some(Duration::from_millis(100));
        let limits = ConnectionLimits { age: short, age_grace: short, ..ConnectionLimits::NONE };
        let (_server, transport, mut seen) = limited(limits).await;
        let mut students = StudentServiceClient::new(transport.clone());
        let answers = students.grade_students(tokio_stream::pending()).await.unwrap().into_inner();
        let status = end(answers).await;
        assert_eq!(status.code(), Code::Unavailable, "{status:?}");
        seen.wait_for(|seen| seen.open == 0).await.unwrap();
        call(&transport).await;
    })
    .await;
}

/// Opens a connection with this ALPN protocol.
async fn tls(server: &Running, protocol: &[u8]) -> TlsStream<TcpStream> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(server.identity.ca.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(server.address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
}

#[tokio::test]
async fn serves_http1_and_http2_on_one_port() {
    within(async {
        let server = Running::start();
        let stream = tls(&server, b"h2").await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        let mut stream = tls(&server, b"http/1.1").await;
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"http/1.1"[..]));
        // An empty message in gRPC-Web, from a caller without a token.
        let request = "POST /user.v1.UserService/GetUser HTTP/1.1\r\nHost: localhost\r\n\
                       Content-Type: application/grpc-web\r\nContent-Length: 5\r\n\r\n\0\0\0\0\0";
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut lines = BufReader::new(stream).lines();
        assert_eq!(lines.next_line().await.unwrap().unwrap(), "HTTP/1.1 200 OK");
        let mut head = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap().filter(|line| !line.is_empty()) {
            head.push(line);
        }
        assert!(head.contains(&"grpc-status: 16".to_owned()), "{head:?}");
    })
    .await;
}

const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const ACK: u8 = 1;
const END_HEADERS: u8 = 4;

/// Returns a frame of HTTP/2. Stream 0 stands for the whole connection.
fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    [&[0, 0, payload.len() as u8, kind, flags], &stream.to_be_bytes()[..], payload].concat()
}

/// Returns the start of a connection over HTTP/2.
fn preface() -> Vec<u8> {
    [&b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"[..], &frame(SETTINGS, 0, 0, &[])].concat()
}

/// A busy server reads the `HEADERS` of calls together with their `RST_STREAM`.
#[tokio::test]
async fn many_calls_may_be_given_up_at_once() {
    // The header fields of `POST https://localhost/`, compressed by HPACK.
    let headers = [&[0x83, 0x87, 0x84, 0x41, 9], &b"localhost"[..]].concat();
    let given_up = |number: u32| {
        let cancel = frame(RST_STREAM, 0, 2 * number + 1, &8_u32.to_be_bytes());
        [frame(HEADERS, END_HEADERS, 2 * number + 1, &headers), cancel].concat()
    };
    within(async {
        let server = Running::start();
        let mut stream = tls(&server, b"h2").await;
        let calls = (0..200).flat_map(given_up).collect();
        stream.write_all(&[preface(), calls, frame(PING, 0, 0, &[7; 8])].concat()).await.unwrap();
        let mut head = [0; 9];
        while (head[3], head[4]) != (PING, ACK) {
            stream.read_exact(&mut head).await.unwrap();
            let mut payload = vec![0; usize::from(head[2])];
            stream.read_exact(&mut payload).await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn ends_floods_of_control_frames() {
    within(async {
        let server = Running::start();
        for (kind, payload) in [(SETTINGS, &[][..]), (PING, &[0; 8])] {
            let (mut reader, mut writer) = tokio::io::split(tls(&server, b"h2").await);
            writer.write_all(&preface()).await.unwrap();
            // All answers are read.
            let mut sink = tokio::io::sink();
            let answers = tokio::io::copy(&mut reader, &mut sink);
            let flood = async { while writer.write_all(&frame(kind, 0, 0, payload)).await.is_ok() {} };
            _ = tokio::join!(answers, flood);
            call(&server.transport()).await;
        }
    })
    .await;
}

/// Connections of 127.0.0.2 do not count for 127.0.0.3.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn limits_the_connections_of_an_address() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let limits = ConnectionLimits { open_per_address: Some(2), ..ConnectionLimits::NONE };
        let server = Running::with(Options { limits, ..options() }, identity, Store::memory().unwrap());
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(server.identity.ca.as_bytes()).unwrap()).unwrap();
        let tls = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let tls = TlsConnector::from(Arc::new(tls));
        let connect = async |from: &str| {
            let socket = tokio::net::TcpSocket::new_v4()?;
            socket.bind(SocketAddr::new(from.parse().unwrap(), 0))?;
            tls.connect(ServerName::try_from("localhost").unwrap(), socket.connect(server.address).await?).await
        };
        let first = connect("127.0.0.2").await.unwrap();
        let _second = connect("127.0.0.2").await.unwrap();
        connect("127.0.0.2").await.unwrap_err();
        let _other = connect("127.0.0.3").await.unwrap();
        drop(first);
        while connect("127.0.0.2").await.is_err() {
            tokio::task::yield_now().await;
        }
    })
    .await;
}
