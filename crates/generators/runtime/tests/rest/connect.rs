//! The Connect protocol: calls of all four kinds, errors, and hostile requests.

use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, Request};
use http_body_util::BodyExt as _;
use prost::Message as _;
use protoward_runtime::rest::{Method, Routes, ServiceRoutes};
use serde_json::{Value, json};
use tonic::Status;
use tower::ServiceExt as _;

use crate::server::{Item, connect_routes, send, serve};

struct Reply {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Returns the envelopes of a stream: flags and content.
    fn envelopes(&self) -> Vec<(u8, Vec<u8>)> {
        assert_eq!(self.status, 200);
        let mut rest = &*self.body;
        let mut envelopes = Vec::new();
        while let [flags, a, b, c, d, content @ ..] = rest {
            let length = u32::from_be_bytes([*a, *b, *c, *d]) as usize;
            envelopes.push((*flags, content[..length].to_vec()));
            rest = &content[length..];
        }
        assert!(rest.is_empty());
        envelopes
    }

    /// Returns the code of the error at the end of a stream.
    fn end(&self) -> Value {
        let (flags, content) = self.envelopes().pop().unwrap();
        assert_eq!(flags, 2);
        serde_json::from_slice(&content).unwrap()
    }
}

async fn call(routes: Routes, line: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Reply {
    let (method, path) = line.split_once(' ').unwrap();
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = routes.into_router().unwrap().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let (head, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Reply { status: head.status.as_u16(), headers: head.headers, body }
}

async fn post(method: &str, content_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    call(connect_routes(), &format!("POST /a.Items/{method}"), &[("content-type", content_type)], body.into()).await
}

fn envelope(flags: u8, content: &[u8]) -> Vec<u8> {
    [&[flags][..], &u32::try_from(content.len()).unwrap().to_be_bytes(), content].concat()
}

fn item(name: &str) -> Vec<u8> {
    Item { name: name.to_owned(), size: 1.5, ..Item::default() }.encode_to_vec()
}

#[tokio::test]
async fn unary_calls_have_bodies_in_both_encodings() {
    let reply = post("Get", "application/json; charset=utf-8", r#"{"name":"a"}"#).await;
    assert_eq!((reply.status, reply.json()["name"].clone()), (200, json!("a")));
    assert_eq!(reply.headers["content-type"], "application/json");
    let reply = post("Get", "application/proto", item("a")).await;
    assert_eq!(reply.headers["content-type"], "application/proto");
    assert_eq!(Item::decode(&*reply.body).unwrap().name, "a");
    let reply = post("Get", "application/json", r#"{"name":"missing"}"#).await;
    assert_eq!((reply.status, reply.json()), (404, json!({"code": "not_found", "message": "there is no such item"})));
}

#[tokio::test]
async fn removes_headers_of_the_protocol_from_metadata() {
    let headers = [
        ("content-type", "application/json"),
        ("connect-protocol-version", "1"),
        ("connect-timeout-ms", "5000"),
        ("x-shard", "42"),
    ];
    let reply = call(connect_routes(), "POST /a.Items/Get", &headers, b"{}".to_vec()).await;
    assert_eq!(reply.json()["metadata"], json!(["x-shard: 42", "grpc-timeout: 5000m"]));
}

#[tokio::test]
async fn methods_without_side_effects_answer_get() {
    for query in [
        "message=%7B%22name%22%3A%22a%22%7D&encoding=json&connect=v1",
        "encoding=json&base64=1&message=eyJuYW1lIjoiYSJ9",
    ] {
        let reply = call(connect_routes(), &format!("GET /a.Items/Get?{query}"), &[], Vec::new()).await;
        assert_eq!((reply.status, reply.json()["name"].clone()), (200, json!("a")), "{query}");
    }
    let reply = call(connect_routes(), "GET /a.Items/Get?encoding=yaml&message=a", &[], Vec::new()).await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (415, json!("unknown")));
    for (line, allowed) in
        [("GET /a.Items/Create", "POST"), ("PUT /a.Items/Get", "GET, HEAD, POST"), ("GET /a.Items/Watch", "POST")]
    {
        let reply = call(connect_routes(), line, &[], Vec::new()).await;
        assert_eq!((reply.status, reply.headers["allow"].to_str().unwrap()), (405, allowed), "{line}");
        assert_eq!(reply.json()["code"], "unknown");
    }
    let reply = call(connect_routes(), "OPTIONS /a.Items/Get", &[], Vec::new()).await;
    assert_eq!((reply.status, reply.headers["allow"].to_str().unwrap()), (204, "GET, HEAD, POST"));
}

#[tokio::test]
async fn streams_have_envelopes_and_an_end() {
    let json = "application/connect+json";
    let proto = "application/connect+proto";
    let reply = post("Watch", json, envelope(0, br#"{"name":"a"}"#)).await;
    assert_eq!(reply.headers["content-type"], json);
    let expected = [(0, br#"{"name":"1"}"#.to_vec()), (0, br#"{"name":"2"}"#.to_vec()), (2, b"{}".to_vec())];
    assert_eq!(reply.envelopes(), expected);
    let items = [envelope(0, &item("a")), envelope(0, &item("b"))].concat();
    let reply = post("Collect", proto, items.clone()).await;
    let envelopes = reply.envelopes();
    assert_eq!(Item::decode(&*envelopes[0].1).unwrap().size, 3.0);
    assert_eq!((envelopes.len(), &envelopes[1]), (2, &(2, b"{}".to_vec())));
    let envelopes = post("Talk", proto, items).await.envelopes();
    let names = envelopes[..2].iter().map(|(_, content)| Item::decode(&**content).unwrap().name).collect::<Vec<_>>();
    assert_eq!((names, envelopes.len()), (vec!["a".to_owned(), "b".to_owned()], 3));
}

#[tokio::test]
async fn hostile_streams_end_with_an_error() {
    let one = envelope(0, b"{}");
    for (method, body, code) in [
        ("Watch", Vec::new(), "unimplemented"),
        ("Watch", [one.clone(), one.clone()].concat(), "unimplemented"),
        ("Watch", one[..6].to_vec(), "invalid_argument"),
        ("Watch", envelope(0, b""), "invalid_argument"),
        ("Watch", envelope(1, b"{}"), "internal"),
        ("Collect", [one.clone(), envelope(2, b"{}"), one.clone()].concat(), "invalid_argument"),
        ("Collect", envelope(8, b"{}"), "invalid_argument"),
        ("Collect", vec![0, 255, 255, 255, 255], "resource_exhausted"),
        ("Collect", envelope(0, b"{\"nothing\":1}"), "invalid_argument"),
        ("Talk", [one.clone(), vec![0]].concat(), "invalid_argument"),
        ("Watch", envelope(0, b"{\"name\":\"panic\"}"), "internal"),
    ] {
        let reply = post(method, "application/connect+json", body.clone()).await;
        assert_eq!(reply.end()["error"]["code"], code, "{method} {body:?}");
    }
}

#[tokio::test]
async fn checks_heads_before_bodies() {
    for (method, headers, status, code) in [
        ("Get", vec![("content-type", "application/xml")], 415, "unknown"),
        ("Get", vec![("content-type", "application/connect+json")], 415, "unknown"),
        ("Watch", vec![("content-type", "application/json")], 415, "unknown"),
        ("Nothing", vec![("content-type", "application/proto")], 404, "unimplemented"),
        ("Get", vec![("content-type", "application/json"), ("connect-protocol-version", "2")], 400, "invalid_argument"),
        ("Get", vec![("content-type", "application/json"), ("connect-timeout-ms", "1s")], 400, "invalid_argument"),
        ("Get", vec![("content-type", "application/json"), ("content-encoding", "br")], 501, "unimplemented"),
    ] {
        let reply = call(connect_routes(), &format!("POST /a.Items/{method}"), &headers, b"{}".to_vec()).await;
        assert_eq!((reply.status, reply.json()["code"].clone()), (status, json!(code)), "{headers:?}");
        assert_eq!(reply.headers.contains_key("accept-post"), status == 415);
    }
}

/// The response to another compression lists the supported ones.
#[tokio::test]
async fn refuses_other_compressions() {
    let supported = if cfg!(feature = "rest-gzip") { "gzip" } else { "identity" };
    let unary = [("content-type", "application/json"), ("content-encoding", "br")];
    let reply = call(connect_routes(), "POST /a.Items/Get", &unary, b"{}".to_vec()).await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (501, json!("unimplemented")));
    assert_eq!(reply.headers["accept-encoding"], supported);
    let reply = call(connect_routes(), "GET /a.Items/Get?encoding=json&message=a&compression=br", &[], vec![]).await;
    assert_eq!((reply.status, &reply.headers["accept-encoding"]), (501, &supported.parse().unwrap()));
    for header in ["connect-content-encoding", "content-encoding"] {
        for (method, encoding) in [("Watch", "br"), ("Talk", "br"), ("Collect", "snappy")] {
            let headers = [("content-type", "application/connect+json"), (header, encoding)];
            let reply = call(connect_routes(), &format!("POST /a.Items/{method}"), &headers, Vec::new()).await;
            assert_eq!(reply.end()["error"]["code"], "unimplemented");
            assert_eq!(reply.headers["connect-accept-encoding"], supported);
        }
    }
    let message = reply.json()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("`br`") && message.contains("`identity`"), "{message}");
}

#[tokio::test]
async fn errors_have_details_and_metadata() {
    let refused = || {
        connect_routes().intercept(|_| {
            let mut status = Status::unauthenticated("who are you?");
            status.metadata_mut().insert("x-hint", "token".parse().unwrap());
            Err(status)
        })
    };
    let reply = call(refused(), "POST /a.Items/Get", &[("content-type", "application/proto")], Vec::new()).await;
    assert_eq!((reply.status, &reply.headers["x-hint"]), (401, &"token".parse().unwrap()));
    let headers = [("content-type", "application/connect+proto")];
    let reply = call(refused(), "POST /a.Items/Talk", &headers, Vec::new()).await;
    let expected =
        json!({"error": {"code": "unauthenticated", "message": "who are you?"}, "metadata": {"x-hint": ["token"]}});
    assert_eq!(reply.end(), expected);
    let reply = post("Get", "application/json", r#"{"size":"many"}"#).await;
    assert_eq!((reply.status, reply.json()["details"][0]["type"].clone()), (400, json!("google.rpc.BadRequest")));
}

#[tokio::test]
async fn limits_apply() {
    let headers = [("content-type", "application/json")];
    let reply = call(connect_routes().body_limit(5), "POST /a.Items/Get", &headers, b"{\"name\":\"a\"}".to_vec()).await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (429, json!("resource_exhausted")));
    let reply = post("Get", "application/json", r#"{"name":"panic"}"#).await;
    assert_eq!((reply.status, reply.json()["code"].clone()), (500, json!("internal")));
}

/// Over HTTP/1, errors and the end of a deadline do not wait for the rest of the body.
#[tokio::test(flavor = "multi_thread")]
async fn answers_do_not_wait_for_the_rest_of_a_body() {
    let address = serve(connect_routes()).await;
    for (path, headers, status) in [
        ("Get", "Content-Type: text/plain\r\n", 415),
        ("Get", "Content-Type: application/json\r\nConnect-Timeout-Ms: 100\r\n", 504),
        ("Collect", "Content-Type: application/connect+json\r\nConnect-Timeout-Ms: 100\r\n", 200),
    ] {
        let request =
            format!("POST /a.Items/{path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: 100\r\n\r\n{{");
        let answer = send(address, &request).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.duration.as_millis() < 600, "{answer:?}");
    }
}

#[cfg(feature = "rest-gzip")]
mod gzip {
    use std::io::Read as _;

    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use flate2::Compression;
    use flate2::bufread::{GzDecoder, GzEncoder};

    use super::*;

    fn compressed(message: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        GzEncoder::new(message, Compression::best()).read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn decompressed(message: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        GzDecoder::new(message).read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn text(length: usize) -> Vec<u8> {
        format!("{{\"name\":\"{}\"}}", "a".repeat(length)).into_bytes()
    }

    #[tokio::test]
    async fn compresses_unary_calls_in_both_directions() {
        let mut headers = vec![("content-type", "application/json"), ("content-encoding", "gzip")];
        let reply = call(connect_routes(), "POST /a.Items/Get", &headers, compressed(&text(5000))).await;
        assert_eq!((reply.status, reply.json()["name"].as_str().unwrap().len()), (200, 5000));
        assert!(!reply.headers.contains_key("content-encoding"));
        assert_eq!(reply.headers["vary"], "accept-encoding");
        headers.push(("accept-encoding", "br, gzip"));
        let reply = call(connect_routes(), "POST /a.Items/Get", &headers, compressed(&text(5000))).await;
        assert_eq!((reply.status, &reply.headers["content-encoding"]), (200, &"gzip".parse().unwrap()));
        assert_eq!(decompressed(&reply.body), text(5000));
        let reply = call(connect_routes(), "POST /a.Items/Get", &headers, compressed(&text(5))).await;
        assert_eq!((reply.headers.get("content-encoding"), reply.body), (None, text(5)));
        let proto = [("content-type", "application/proto"), ("content-encoding", "GZIP"), ("accept-encoding", "gzip")];
        let reply = call(connect_routes(), "POST /a.Items/Get", &proto, compressed(&item(&"b".repeat(2000)))).await;
        assert_eq!(Item::decode(&*decompressed(&reply.body)).unwrap().name.len(), 2000);
        // An empty body is an empty message.
        let reply = call(connect_routes(), "POST /a.Items/Get", &proto, Vec::new()).await;
        assert_eq!((reply.status, reply.body.len()), (200, 0));
    }

    #[tokio::test]
    async fn reads_a_compressed_query() {
        let message = URL_SAFE_NO_PAD.encode(compressed(&text(2000)));
        let line = format!("GET /a.Items/Get?connect=v1&encoding=json&compression=gzip&base64=1&message={message}");
        let reply = call(connect_routes(), &line, &[("accept-encoding", "gzip")], Vec::new()).await;
        assert_eq!(decompressed(&reply.body), text(2000));
        let head = call(connect_routes(), &line.replacen("GET", "HEAD", 1), &[], Vec::new()).await;
        assert_eq!((head.headers["content-length"].to_str().unwrap(), head.body.len()), ("2011", 0));
    }

    #[tokio::test]
    async fn compresses_messages_of_streams() {
        let headers = [
            ("content-type", "application/connect+json"),
            ("connect-content-encoding", "gzip"),
            ("connect-accept-encoding", "gzip"),
        ];
        let items = [envelope(1, &compressed(&text(3000))), envelope(0, &text(5))].concat();
        let reply = call(connect_routes(), "POST /a.Items/Talk", &headers, items.clone()).await;
        assert_eq!(reply.headers["connect-content-encoding"], "gzip");
        let envelopes = reply.envelopes();
        assert_eq!((envelopes[0].0, decompressed(&envelopes[0].1)), (1, text(3000)));
        assert_eq!((&envelopes[1], &envelopes[2]), (&(0, text(5)), &(2, b"{}".to_vec())));
        let reply = call(connect_routes(), "POST /a.Items/Talk", &headers[..2], items.clone()).await;
        assert_eq!(
            (reply.envelopes()[0].clone(), reply.headers.get("connect-content-encoding")),
            ((0, text(3000)), None)
        );
        let reply = call(connect_routes(), "POST /a.Items/Collect", &headers, items).await;
        assert_eq!(reply.envelopes(), [(0, b"{}".to_vec()), (2, b"{}".to_vec())]);
        let reply = call(connect_routes(), "POST /a.Items/Watch", &headers, envelope(1, &compressed(b"{}"))).await;
        assert_eq!(reply.envelopes().len(), 3);
    }

    /// A bomb is found while it is decompressed.
    #[tokio::test]
    async fn limits_apply_to_decompressed_messages() {
        let bomb = compressed(&vec![b' '; 10 << 20]);
        let unary = [("content-type", "application/json"), ("content-encoding", "gzip")];
        let reply = call(connect_routes(), "POST /a.Items/Get", &unary, bomb.clone()).await;
        assert_eq!((reply.status, reply.json()["code"].clone()), (429, json!("resource_exhausted")));
        let line = format!(
            "GET /a.Items/Get?encoding=proto&compression=gzip&base64=1&message={}",
            URL_SAFE_NO_PAD.encode(compressed(&item(&"a".repeat(5000))))
        );
        let reply = call(connect_routes().body_limit(5000), &line, &[], Vec::new()).await;
        assert_eq!((reply.status, reply.json()["code"].clone()), (429, json!("resource_exhausted")));
        let headers = [("content-type", "application/connect+json"), ("connect-content-encoding", "gzip")];
        for method in ["Watch", "Collect", "Talk"] {
            let reply = call(connect_routes(), &format!("POST /a.Items/{method}"), &headers, envelope(1, &bomb)).await;
            assert_eq!(reply.end()["error"]["code"], "resource_exhausted", "{method}");
        }
    }

    #[tokio::test]
    async fn broken_gzip_is_invalid() {
        let whole = compressed(&text(100));
        for body in [b"{}".to_vec(), whole[..whole.len() - 4].to_vec(), [&whole[..], b"{}"].concat()] {
            let headers = [("content-type", "application/json"), ("content-encoding", "gzip")];
            let reply = call(connect_routes(), "POST /a.Items/Get", &headers, body.clone()).await;
            assert_eq!((reply.status, reply.json()["code"].clone()), (400, json!("invalid_argument")));
            let headers = [("content-type", "application/connect+json"), ("connect-content-encoding", "gzip")];
            let reply = call(connect_routes(), "POST /a.Items/Talk", &headers, envelope(1, &body)).await;
            assert_eq!(reply.end()["error"]["code"], "invalid_argument");
        }
    }
}

#[test]
fn serves_a_method_at_one_route() {
    static BARE: Method = Method::new("/a.Items/Bare", &protoward_runtime::rest::Message::OPAQUE, &[]);
    let bare = || {
        let routes = ServiceRoutes::new(Arc::new(())).connect();
        routes.unary(&BARE, async |_, request: tonic::Request<Item>| Ok(tonic::Response::new(request.into_inner())))
    };
    assert!(bare().into_routes().into_service().is_ok());
    let error = bare().into_routes().merge(bare().into_routes()).into_service().unwrap_err();
    assert_eq!(error.to_string(), "`/a.Items/Bare` has two routes of the Connect protocol");
}
