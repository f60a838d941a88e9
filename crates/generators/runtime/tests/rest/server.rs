//! A service, its server, and a client that writes bytes.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::stream::{Stream, StreamExt as _, iter, once, pending, unfold};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use protoward_runtime::rest::{Binding, Body, Field, Kind, Message, Method, Routes, ServiceRoutes};
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tonic::{Request, Response, Status};

#[derive(Clone, PartialEq, prost::Message, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Item {
    #[prost(string, tag = "1")]
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) name: String,
    #[prost(double, tag = "2")]
    #[serde(skip_serializing_if = "is_zero")]
    pub(crate) size: f64,
    #[prost(message, optional, boxed, tag = "3")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) inner: Option<Box<Item>>,
    /// Metadata of the request, in responses.
    #[prost(string, repeated, tag = "4")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) metadata: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(size: &f64) -> bool {
    *size == 0.0
}

type Items = Pin<Box<dyn Stream<Item = Result<Item, Status>> + Send>>;

static ITEM: Message = Message::new(&[
    Field::new(1, "name", "name", Kind::Text),
    Field::new(2, "size", "size", Kind::Text),
    Field::new(3, "inner", "inner", Kind::Message(&ITEM)),
]);
pub(crate) static GET: Method =
    Method::new("/a.Items/Get", &ITEM, &[Binding::new("GET", "/v1/items/{name}")]).no_side_effects();
pub(crate) static CREATE: Method = Method::new(
    "/a.Items/Create",
    &ITEM,
    &[
        Binding::new("POST", "/v1/items").body(Body::All),
        Binding::new("POST", "/v1/inner").body(Body::Field("inner")).required_body(),
        Binding::new("PATCH", "/v1/items/{name}").body(Body::All),
    ],
);
pub(crate) static WATCH: Method = Method::new("/a.Items/Watch", &ITEM, &[Binding::new("GET", "/v1/watch/{name}")]);
pub(crate) static COLLECT: Method =
    Method::new("/a.Items/Collect", &ITEM, &[Binding::new("POST", "/v1/collect").body(Body::All)]);
pub(crate) static TALK: Method =
    Method::new("/a.Items/Talk", &ITEM, &[Binding::new("POST", "/v1/talk").body(Body::All)]);

/// Returns the request with its metadata.
async fn echo(request: Request<Item>) -> Result<Response<Item>, Status> {
    let (metadata, _, mut item) = request.into_parts();
    for (name, value) in &metadata.into_headers() {
        item.metadata.push(format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())));
    }
    match &*item.name {
        "panic" => panic!("the method panics"),
        "slow" => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            Ok(Response::new(item))
        }
        "missing" => Err(Status::not_found("there is no such item")),
        _ => Ok(Response::new(item)),
    }
}

fn watched(item: &Item) -> Items {
    let named = |name: &str| Ok(Item { name: name.to_owned(), ..Item::default() });
    match &*item.name {
        "panic" => Box::pin(unfold(0, |count| async move {
            assert_eq!(count, 0, "the stream panics");
            Some((Ok(Item { name: "1".to_owned(), ..Item::default() }), count + 1))
        })),
        "refused" => Box::pin(once(async {
            tokio::time::sleep(Duration::from_millis(50)).await;
            Err(Status::not_found("there is no such item"))
        })),
        "quiet" => Box::pin(pending()),
        _ => Box::pin(iter([named("1"), named("2")])),
    }
}

pub(crate) fn routes() -> Routes {
    with_methods(ServiceRoutes::new(Arc::new(())))
}

/// Returns routes that also answer the Connect protocol.
pub(crate) fn connect_routes() -> Routes {
    with_methods(ServiceRoutes::new(Arc::new(())).connect())
}

fn with_methods(routes: ServiceRoutes<()>) -> Routes {
    routes
        .unary(&GET, async |_, request: Request<Item>| echo(request).await)
        .unary(&CREATE, async |_, request: Request<Item>| echo(request).await)
        .server_streaming(&WATCH, async |_, request: Request<Item>| Ok(Response::new(watched(request.get_ref()))))
        .client_streaming(&COLLECT, async |_, request: Request<tonic::Streaming<Item>>| {
            let mut items = request.into_inner();
            let mut size = 0.0;
            while let Some(item) = items.message().await? {
                size += item.size;
            }
            Ok(Response::new(Item { size, ..Item::default() }))
        })
        .streaming(&TALK, async |_, request: Request<tonic::Streaming<Item>>| {
            let answers: Items = Box::pin(request.into_inner().take(2));
            Ok(Response::new(answers))
        })
        .into_routes()
}

/// Serves routes at a port of its own.
pub(crate) async fn serve(routes: Routes) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let app = routes.into_router().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let service = TowerToHyperService::new(app.clone());
            tokio::spawn(async move {
                let mut server = auto::Builder::new(TokioExecutor::new());
                server.http1().timer(TokioTimer::new()).header_read_timeout(Duration::from_secs(2));
                // Clients break off.
                let _ = server.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    address
}

/// A response, with the time until it was complete.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) duration: Duration,
}

impl Answer {
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Returns the fields of the violations.
    pub(crate) fn violations(&self) -> Vec<String> {
        let violations = self.json()["details"][0]["fieldViolations"].clone();
        let fields =
            violations.as_array().unwrap().iter().map(|it| it["field"].as_str().unwrap_or_default().to_owned());
        fields.collect()
    }
}

/// Writes a request, which may be incomplete, and reads one response.
pub(crate) async fn exchange(stream: &mut TcpStream, request: &str) -> Answer {
    let start = Instant::now();
    stream.write_all(request.as_bytes()).await.unwrap();
    read_answer(stream, start).await.unwrap_or_else(|error| panic!("{error}: {request}"))
}

/// Sends a request on a connection of its own.
pub(crate) async fn send(address: SocketAddr, request: &str) -> Answer {
    exchange(&mut TcpStream::connect(address).await.unwrap(), request).await
}

/// Reads one response: up to its content length or its last chunk.
pub(crate) async fn read_answer(stream: &mut TcpStream, start: Instant) -> std::io::Result<Answer> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && is_complete(head, body)
        {
            let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default();
            return Ok(Answer { status, body: body.to_owned(), duration: start.elapsed() });
        }
        let read = stream.read_buf(&mut bytes);
        let read = tokio::time::timeout(Duration::from_secs(20), read).await?;
        if read? == 0 {
            return Err(std::io::Error::other(format!("the connection ended after `{text}`")));
        }
    }
}

fn is_complete(head: &str, body: &str) -> bool {
    let head = head.to_lowercase();
    match head.split("content-length: ").nth(1) {
        Some(rest) => rest
            .split("\r\n")
            .next()
            .and_then(|length| length.parse().ok())
            .is_some_and(|length: usize| body.len() >= length),
        None => !head.contains("transfer-encoding") || body.ends_with("0\r\n\r\n"),
    }
}
