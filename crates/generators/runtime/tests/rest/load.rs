//! Load with clients of every kind at once: complete, killed, slow, and with half of a body.
//!
//! `LOAD_SECONDS=60 cargo test -p protoward-runtime --all-features --test rest -- load --ignored --nocapture` prints the number
//! of answers and the memory of the process.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use crate::server::{read_answer, routes, serve};

const CONNECTIONS: usize = 64;

/// A request, and the expected status and part of the body. Without them, the client does not wait for the answer.
struct Step {
    request: String,
    expected: Option<(u16, &'static str)>,
    /// The pause in the middle of the request.
    pause: Duration,
}

fn step(head: &str, body: &str, expected: (u16, &'static str)) -> Step {
    let request = format!(
        "{head} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    Step { request, expected: Some(expected), pause: Duration::ZERO }
}

/// Returns the steps, by kind of client.
fn steps() -> Vec<Step> {
    let item = r#"{"name":"a","size":2.0}"#;
    let lines = "{\"size\":1.0}\n{\"size\":2.0}\n";
    let complete = || {
        vec![
            step("GET /v1/items/b", "", (200, "\"name\":\"b\"")),
            step("POST /v1/items", item, (200, "\"size\":2.0")),
            step("GET /v1/watch/a", "", (200, "\"name\":\"2\"")),
            step("POST /v1/collect", lines, (200, "\"size\":3.0")),
            step("POST /v1/talk", lines, (200, "\"size\":2.0")),
            step("GET /v1/items/missing", "", (404, "no such item")),
            step("POST /v1/items", "{", (400, "not JSON")),
            step("DELETE /v1/items/a", item, (405, "does not answer")),
        ]
    };
    let slow = complete().into_iter().map(|step| Step { pause: Duration::from_millis(30), ..step });
    let half = complete().into_iter().map(|step| {
        let end = step.request.len() - 3;
        Step { request: step.request[..end].to_owned(), expected: None, ..step }
    });
    let early = ["POST /v1/nothing", "DELETE /v1/items/a", "GET /v1/items/missing"].map(|head| Step {
        request: format!("{head} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{{"),
        expected: Some((if head.starts_with("DELETE") { 405 } else { 404 }, "code")),
        pause: Duration::ZERO,
    });
    complete().into_iter().chain(slow).chain(half).chain(early).collect()
}

/// Sends requests until the end. Clients of an unfinished request are killed.
async fn client(address: SocketAddr, first: usize, end: Instant, answers: Arc<AtomicUsize>) {
    let steps = steps();
    let mut at = first;
    while Instant::now() < end {
        let mut stream = TcpStream::connect(address).await.unwrap();
        for _ in 0..4 {
            at = (at + 1) % steps.len();
            let Step { request, expected, pause } = &steps[at];
            let (before, after) = request.split_at(request.len() / 2);
            stream.write_all(before.as_bytes()).await.unwrap();
            tokio::time::sleep(*pause).await;
            stream.write_all(after.as_bytes()).await.unwrap();
            let Some((status, part)) = expected else {
                tokio::time::sleep(Duration::from_millis(5)).await;
                break;
            };
            let answer =
                read_answer(&mut stream, Instant::now()).await.unwrap_or_else(|error| panic!("{error}: {request}"));
            assert!(answer.status == *status && answer.body.contains(part), "{request}: {answer:?}");
            answers.fetch_add(1, Ordering::Relaxed);
            if request.contains("Length: 100\r\n") {
                break;
            }
        }
    }
}

/// Returns the resident memory of this process in KiB.
fn memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn few_clients_get_the_right_answers() {
    load(8, Duration::from_secs(1)).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "it takes a minute"]
async fn many_clients_get_the_right_answers() {
    let seconds = std::env::var("LOAD_SECONDS").ok().and_then(|seconds| seconds.parse().ok()).unwrap_or(60);
    let (early, late, answers) = load(CONNECTIONS, Duration::from_secs(seconds)).await;
    #[expect(clippy::print_stdout, reason = "figures of a measurement")]
    {
        println!("{answers} answers; {early} KiB after a third of the time, {late} KiB at the end");
    }
    assert!(late < early + early / 10, "{early} KiB became {late} KiB");
}

/// Returns the memory after a third of the time and at the end, and the number of answers.
async fn load(connections: usize, duration: Duration) -> (usize, usize, usize) {
    let address = serve(routes().read_timeout(Duration::from_secs(1))).await;
    let answers = Arc::new(AtomicUsize::new(0));
    let end = Instant::now() + duration;
    let clients: Vec<_> =
        (0..connections).map(|first| tokio::spawn(client(address, first, end, Arc::clone(&answers)))).collect();
    tokio::time::sleep(duration / 3).await;
    let early = memory();
    for client in clients {
        client.await.unwrap();
    }
    let answers = answers.load(Ordering::Relaxed);
    assert!(answers > connections);
    (early, memory(), answers)
}
