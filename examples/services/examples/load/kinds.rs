//! The kinds of clients that break the protocol, by phase of the connection.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use crate::Failure;
use crate::frames::{
    ACK, CONTINUATION, DATA, END_HEADERS, END_STREAM, HEADERS, INITIAL_WINDOW_SIZE, MOST, PING, PREFACE, PRIORITY,
    RST_STREAM, SETTINGS, UNKNOWN, WINDOW_UPDATE, call, frame, start,
};
use crate::target::{Protocol, Target};

/// The limits of the server.
const HANDSHAKE: u64 = 10;
const HEAD: u64 = 30;
/// The rest of a body is discarded for another five seconds.
const BODY: u64 = 30 + 5;
const STALL: u64 = 30;
/// An interval between pings, and the wait for an answer.
const KEEPALIVE: u64 = 30 + 10;
/// A ping stays unanswered, and then the close of the connection is stuck behind full buffers.
const UNREAD: u64 = KEEPALIVE + STALL;
const UNTAKEN: u64 = 60;
/// `--max-age 1m --max-age-grace 10s`, with the random part of the age.
const AGE: u64 = 66 + 10;
/// The time in which the server ends a flood.
const FLOOD: u64 = 10;

const SLOW: Duration = Duration::from_secs(2);
const HEALTH: &str = "/grpc.health.v1.Health/Check";
const PRICES: &str = "/ticker.v1.TickerStreamService/WatchPrices";
const REFLECTION: &str = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
const GRADE: &str = "/company.v1.StudentService/GradeStudents";
const CREATE: &str = "/user.v1.UserService/CreateUser";

/// A `ServerReflectionRequest` for the file that declares `user.v1.UserService`. The response has several kilobytes.
const REFLECTED: [u8; 21] = *b"\x22\x13user.v1.UserService";

/// A kind of client: its name, and the seconds after which the server must have ended its connection.
pub(crate) const KINDS: &[(&str, u64)] = &[
    ("TLS, silent", HANDSHAKE),
    ("TLS, half of a handshake", HANDSHAKE),
    ("TLS, slow handshake", HANDSHAKE),
    ("TLS, reads no handshake", HANDSHAKE),
    ("TLS, flood of garbage", FLOOD),
    ("HTTP/1, silent", HEAD),
    ("HTTP/1, half of a head", HEAD),
    ("HTTP/1, slow head", HEAD),
    ("HTTP/1, flood of headers", FLOOD),
    ("HTTP/1, half of a body", BODY),
    ("HTTP/1, slow body", BODY),
    ("HTTP/1, flood of one header", FLOOD),
    ("HTTP/1, flood of a body", FLOOD),
    ("HTTP/1, silent after a request", HEAD),
    ("HTTP/1, reads no responses", STALL),
    ("HTTP/1, reads no stream", AGE),
    ("HTTP/2, silent", HEAD),
    ("HTTP/2, half of a preface", HEAD),
    ("HTTP/2, slow preface", HEAD),
    ("HTTP/2, silent after the preface", KEEPALIVE),
    ("HTTP/2, half of the headers", KEEPALIVE),
    ("HTTP/2, half of a body", AGE),
    ("HTTP/2, flood of headers", FLOOD),
    ("HTTP/2, flood of resets", FLOOD),
    ("HTTP/2, flood of pings", FLOOD),
    ("HTTP/2, flood of settings", FLOOD),
    ("HTTP/2, flood of priorities", FLOOD),
    ("HTTP/2, flood of window updates", FLOOD),
    ("HTTP/2, flood of unknown frames", FLOOD),
    ("HTTP/2, flood of empty data", FLOOD),
    ("HTTP/2, flood of a body", FLOOD),
    ("HTTP/2, flood of pings, reads no answers", UNREAD),
    ("HTTP/2, reads no responses", UNREAD),
    ("HTTP/2, reads no large responses", UNREAD),
    ("HTTP/2, no window for responses to a flood", UNTAKEN),
    ("HTTP/2, no window for responses", UNTAKEN),
    ("HTTP/2, no window for the rest of responses", UNTAKEN),
    ("HTTP/2, no window for the end of a response", AGE),
];

/// Behaves as a kind of client until the server ends the connection.
pub(crate) async fn behave(target: &Target, kind: &str) -> Result<(), Failure> {
    let (phase, behavior) = kind.split_once(", ").unwrap_or((kind, ""));
    match phase {
        "TLS" => tls(target, behavior).await,
        "HTTP/1" => http1(target, behavior).await,
        _ => http2(target, behavior).await,
    }
}

async fn tls(target: &Target, behavior: &str) -> Result<(), Failure> {
    let mut stream = target.tcp().await?;
    let hello = target.client_hello()?;
    match behavior {
        "half of a handshake" => stream.write_all(&hello[..hello.len() / 2]).await?,
        "slow handshake" => return slowly(stream, &hello).await,
        "reads no handshake" => {
            stream.write_all(&hello).await?;
            return unread().await;
        }
        "flood of garbage" => return flood(stream, &[0x55; 4096]).await,
        _ => {}
    }
    until_closed(stream).await
}

async fn http1(target: &Target, behavior: &str) -> Result<(), Failure> {
    let mut stream = target.open(Protocol::Http1).await?;
    let create = format!(
        "POST /v1/users:create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer {}\r\n",
        target.token
    );
    let (get, half) =
        ("GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n", format!("{create}Content-Length: 1000\r\n\r\n{{"));
    match behavior {
        "half of a head" => stream.write_all(get.as_bytes()).await?,
        "slow head" => return slowly(stream, get.as_bytes()).await,
        "flood of headers" => {
            stream.write_all(get.as_bytes()).await?;
            return flood(stream, "x-header: 1234567890\r\n".repeat(100).as_bytes()).await;
        }
        "half of a body" => stream.write_all(half.as_bytes()).await?,
        "slow body" => {
            stream.write_all(half.as_bytes()).await?;
            return slowly(stream, &[b' '; 900]).await;
        }
        "flood of one header" => {
            stream.write_all(format!("{get}x-header: ").as_bytes()).await?;
            return flood(stream, &[b'a'; 4096]).await;
        }
        "flood of a body" => {
            stream.write_all(format!("{create}Transfer-Encoding: chunked\r\n\r\n").as_bytes()).await?;
            let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
            return flood(stream, chunk.as_bytes()).await;
        }
        "silent after a request" => stream.write_all(format!("{get}\r\n").as_bytes()).await?,
        "reads no responses" => {
            let requests = format!("{get}\r\n").repeat(200);
            // The server stops reading when it cannot write.
            _ = tokio::time::timeout(Duration::from_secs(STALL), stream.write_all(requests.as_bytes())).await;
            return unread().await;
        }
        "reads no stream" => {
            let watch = "GET /v1/prices:watch HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n";
            stream.write_all(format!("{watch}Authorization: Bearer {}\r\n\r\n", target.token).as_bytes()).await?;
            return unread().await;
        }
        _ => {}
    }
    until_closed(stream).await
}

async fn http2(target: &Target, behavior: &str) -> Result<(), Failure> {
    let mut stream = target.open(Protocol::Http2).await?;
    let window = match behavior {
        "no window for responses" | "no window for responses to a flood" => 0,
        "reads no large responses" => MOST,
        "no window for the rest of responses" => 100,
        "no window for the end of a response" => 1,
        _ => 65_535,
    };
    let first = start(INITIAL_WINDOW_SIZE, window);
    let watch = [0, 0, 0, 0, 6, 10, 4, b'A', b'C', b'M', b'E'];
    match behavior {
        "silent" => {}
        "half of a preface" => stream.write_all(&PREFACE[..12]).await?,
        "slow preface" => return slowly(stream, PREFACE).await,
        "silent after the preface" => stream.write_all(&first).await?,
        "half of the headers" => {
            let headers = call(HEALTH, &target.token);
            stream.write_all(&[first, frame(HEADERS, 0, 1, &headers[..headers.len() / 2])].concat()).await?;
        }
        "half of a body" => {
            let headers = frame(HEADERS, END_HEADERS, 1, &call(CREATE, &target.token));
            stream.write_all(&[first, headers, frame(DATA, 0, 1, &[0, 0, 0, 1])].concat()).await?;
            return answering_pings(stream).await;
        }
        "flood of headers" => {
            stream.write_all(&[first, frame(HEADERS, 0, 1, &call(HEALTH, &target.token))].concat()).await?;
            return flood(stream, &frame(CONTINUATION, 0, 1, &[0, 1, b'a', 1, b'b'].repeat(800))).await;
        }
        "flood of resets" => {
            stream.write_all(&first).await?;
            let headers = call(HEALTH, &target.token);
            for number in (1..u32::MAX >> 1).step_by(2) {
                let reset = frame(RST_STREAM, 0, number, &8_u32.to_be_bytes());
                let opened = frame(HEADERS, END_HEADERS | END_STREAM, number, &headers);
                if stream.write_all(&[opened, reset].concat()).await.is_err() {
                    break;
                }
            }
        }
        "flood of pings" => return flood_of(stream, first, &frame(PING, 0, 0, &[0; 8])).await,
        "flood of settings" => return flood_of(stream, first, &frame(SETTINGS, 0, 0, &[])).await,
        "flood of priorities" => return flood_of(stream, first, &frame(PRIORITY, 0, 3, &[0; 5])).await,
        "flood of window updates" => return flood_of(stream, first, &frame(WINDOW_UPDATE, 0, 0, &[0, 0, 0, 1])).await,
        "flood of unknown frames" => return flood_of(stream, first, &frame(UNKNOWN, 0, 0, &[])).await,
        "flood of empty data" | "flood of a body" => {
            let length: &[u8] = if behavior == "flood of a body" { &[0] } else { &[] };
            let opened = [first, frame(HEADERS, END_HEADERS, 1, &call(CREATE, &target.token))].concat();
            return flood_of(stream, opened, &frame(DATA, 0, 1, length)).await;
        }
        "flood of pings, reads no answers" => {
            stream.write_all(&first).await?;
            let pings = frame(PING, 0, 0, &[0; 8]).repeat(100);
            while stream.write_all(&pings).await.is_ok() {}
        }
        "reads no responses" => {
            let open = |number: u32| {
                let headers = frame(HEADERS, END_HEADERS, number, &call(PRICES, &target.token));
                [headers, frame(DATA, END_STREAM, number, &watch)].concat()
            };
            stream.write_all(&[first, (0..20).flat_map(|number| open(2 * number + 1)).collect()].concat()).await?;
            return unread().await;
        }
        "reads no large responses" => {
            let more = frame(WINDOW_UPDATE, 0, 0, &(MOST - 65_535).to_be_bytes());
            let headers = call(REFLECTION, &target.token);
            let asked = message(&REFLECTED).repeat(20);
            let open =
                |number: u32| [frame(HEADERS, END_HEADERS, number, &headers), frame(DATA, 0, number, &asked)].concat();
            let calls = (0..100).flat_map(|number| open(2 * number + 1)).collect();
            // The server stops reading when it cannot write.
            let bytes = [first, more, calls].concat();
            _ = tokio::time::timeout(Duration::from_secs(UNREAD), stream.write_all(&bytes)).await;
            return unread().await;
        }
        "no window for responses to a flood" => {
            let headers = frame(HEADERS, END_HEADERS, 1, &call(GRADE, &target.token));
            stream.write_all(&[first, headers].concat()).await?;
            // As much as the window of requests allows by default.
            let part = frame(DATA, 0, 1, &message(&[10, 1, b'a', 18, 1, b'b']).repeat(100));
            for _ in 0..59 {
                stream.write_all(&part).await?;
            }
            return answering_pings(stream).await;
        }
        "no window for responses" | "no window for the rest of responses" => {
            let headers = frame(HEADERS, END_HEADERS, 1, &call(PRICES, &target.token));
            stream.write_all(&[first, headers, frame(DATA, END_STREAM, 1, &watch)].concat()).await?;
            return answering_pings(stream).await;
        }
        "no window for the end of a response" => {
            let headers = frame(HEADERS, END_HEADERS, 1, &call(HEALTH, &target.token));
            stream.write_all(&[first, headers, frame(DATA, END_STREAM, 1, &[0; 5])].concat()).await?;
            return answering_pings(stream).await;
        }
        other => return Err(format!("unknown behavior: {other}").into()),
    }
    until_closed(stream).await
}

/// Returns a length-prefixed message, as gRPC frames it.
fn message(bytes: &[u8]) -> Vec<u8> {
    [&[0], &(bytes.len() as u32).to_be_bytes()[..], bytes].concat()
}

/// Reads until the server closes the connection.
async fn until_closed(mut stream: impl AsyncRead + Unpin) -> Result<(), Failure> {
    // A reset ends the connection too.
    _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
    Ok(())
}

/// Keeps the connection open without reading from it.
async fn unread() -> Result<(), Failure> {
    std::future::pending().await
}

/// Writes a byte from time to time.
async fn slowly(stream: impl AsyncRead + AsyncWrite, bytes: &[u8]) -> Result<(), Failure> {
    let (reader, mut writer) = tokio::io::split(stream);
    let writing = async {
        for byte in bytes {
            writer.write_all(&[*byte]).await?;
            writer.flush().await?;
            tokio::time::sleep(SLOW).await;
        }
        std::future::pending().await
    };
    tokio::select! {
        done = until_closed(reader) => done,
        failed = writing => failed,
    }
}

/// Writes the same bytes until the server closes the connection, and reads all responses.
async fn flood(stream: impl AsyncRead + AsyncWrite, bytes: &[u8]) -> Result<(), Failure> {
    let (reader, mut writer) = tokio::io::split(stream);
    let writing = async { while writer.write_all(bytes).await.is_ok() {} };
    tokio::select! {
        done = until_closed(reader) => done,
        () = writing => Ok(()),
    }
}

/// Begins a connection over HTTP/2, and repeats a frame.
async fn flood_of(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    first: Vec<u8>,
    frame: &[u8],
) -> Result<(), Failure> {
    stream.write_all(&first).await?;
    flood(stream, &frame.repeat(100)).await
}

/// Answers pings, and does nothing else, until the server ends the connection or the stream.
async fn answering_pings(stream: impl AsyncRead + AsyncWrite) -> Result<(), Failure> {
    let (mut reader, mut writer) = tokio::io::split(stream);
    loop {
        let mut head = [0; 9];
        if reader.read_exact(&mut head).await.is_err() {
            return Ok(());
        }
        let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
        if reader.read_exact(&mut payload).await.is_err() {
            return Ok(());
        }
        if head[3] == RST_STREAM {
            return Ok(());
        }
        if head[3] == PING && head[4] & ACK == 0 {
            writer.write_all(&frame(PING, ACK, 0, &payload)).await?;
            writer.flush().await?;
        }
    }
}
