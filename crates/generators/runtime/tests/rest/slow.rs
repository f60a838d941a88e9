//! Limits for clients that do not send their bodies, or send them in the wrong form.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::server::{read_answer, routes, send, serve};

fn post(path: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{body}"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn refuses_a_body_that_does_not_arrive_in_time() {
    let address = serve(routes().read_timeout(Duration::from_millis(300))).await;
    for path in ["/v1/items", "/v1/collect"] {
        let answer = send(address, &post(path, "{\"name\"")).await;
        assert_eq!((answer.status, answer.json()["code"].clone()), (408, 4.into()), "{path}: {answer:?}");
        assert!(answer.duration >= Duration::from_millis(300) && answer.duration < Duration::from_secs(2));
    }
    // Drops of bytes do not extend the time.
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(post("/v1/items", "").as_bytes()).await.unwrap();
    let start = Instant::now();
    let (mut read, mut write) = stream.split();
    let drops = async {
        loop {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if write.write_all(b" ").await.is_err() {
                return;
            }
        }
    };
    let mut head = [0; 12];
    tokio::select! {
        read = read.read_exact(&mut head) => { read.unwrap(); }
        () = drops => panic!("the connection ended without an answer"),
    }
    assert_eq!(&head, b"HTTP/1.1 408");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn allows_pauses_between_the_messages_of_a_stream() {
    let address = serve(routes().read_timeout(Duration::from_millis(200))).await;
    let mut stream = TcpStream::connect(address).await.unwrap();
    let start = Instant::now();
    let body = "{\"size\":1.0}\n";
    let head = format!(
        "POST /v1/collect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        2 * body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(600)).await;
    stream.write_all(body.as_bytes()).await.unwrap();
    let answer = read_answer(&mut stream, start).await.unwrap();
    assert_eq!((answer.status, answer.json()["size"].clone()), (200, 2.0.into()), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn blames_the_client_for_a_malformed_chunk() {
    let address = serve(routes()).await;
    for path in ["/v1/items", "/v1/collect"] {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\
             \r\nxyz\r\n{{}}\r\n0\r\n\r\n"
        );
        let answer = send(address, &request).await;
        assert_eq!((answer.status, answer.json()["code"].clone()), (400, 3.into()), "{path}: {answer:?}");
    }
}
