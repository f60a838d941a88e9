//! Bodies and queries of requests, and the places of errors in them.

use crate::server::{Answer, routes, send, serve};

async fn post(path: &str, content_type: &str, body: &str) -> Answer {
    let method = if path.starts_with("/v1/items/") { "PATCH" } else { "POST" };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    send(serve(routes()).await, &request).await
}

#[tokio::test]
async fn errors_name_the_field() {
    for (path, body, field) in [
        ("/v1/items", r#"{"title": 1}"#, "title"),
        ("/v1/items", r#"{"name": "a", "name": "b"}"#, "name"),
        ("/v1/items", r#"{"inner": {"inner": {"title": 1}}}"#, "inner.inner.title"),
        ("/v1/items", r#"{"size": 1e400}"#, "size"),
        ("/v1/items", "1", "*"),
        ("/v1/items", "null", "*"),
        ("/v1/items", "{", "*"),
        ("/v1/items", r#"{"metadata": ["a", 1]}"#, "metadata[1]"),
        ("/v1/items/a", r#"{"title": 1}"#, "title"),
        ("/v1/inner", r#"{"title": 1}"#, "inner.title"),
        ("/v1/inner", "1", "inner"),
        ("/v1/inner", "", "inner"),
    ] {
        let answer = post(path, "application/json", body).await;
        assert_eq!(answer.status, 400, "{path} {body}: {answer:?}");
        assert_eq!(answer.violations(), [field], "{path} {body}: {answer:?}");
    }
    let answer = post("/v1/items", "application/json", r#"{"size": 1e400}"#).await;
    assert!(!answer.body.contains("not JSON"), "{answer:?}");
}

#[tokio::test]
async fn errors_in_a_stream_name_the_message() {
    for body in ["{}\n{\"size\": 1e400}", "{}\n{\"title\": 1}", "{}\n{\"name\": }"] {
        let answer = post("/v1/collect", "application/x-ndjson", body).await;
        assert_eq!(answer.status, 400, "{body}: {answer:?}");
        assert!(answer.body.contains("in message 2 of the stream"), "{body}: {answer:?}");
    }
}

#[tokio::test]
async fn skips_a_byte_order_mark() {
    for path in ["/v1/items", "/v1/inner", "/v1/collect"] {
        let answer = post(path, "application/json", "\u{feff}{\"size\": 1}").await;
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn reads_a_merge_patch() {
    let patch = "application/merge-patch+json";
    assert_eq!(post("/v1/items/a", patch, "{\"size\": 1}").await.status, 200);
    assert_eq!(post("/v1/items", patch, "{\"size\": 1}").await.status, 415);
}

#[tokio::test]
async fn does_not_repeat_long_requests() {
    let long = "a".repeat(60_000);
    for path in [format!("/{long}"), format!("/v1/items/x/{long}"), format!("/v1/items/x?{long}=1")] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        let answer = send(serve(routes()).await, &request).await;
        assert!(answer.status >= 400 && answer.body.len() < 2000, "{}", answer.body.len());
    }
    let many: Vec<String> = (0..5000).map(|number| format!("p{number}=1")).collect();
    let request = format!("GET /v1/items/x?{} HTTP/1.1\r\nHost: localhost\r\n\r\n", many.join("&"));
    let answer = send(serve(routes()).await, &request).await;
    assert!(answer.status == 400 && answer.body.len() < 4000, "{}", answer.body.len());
}
