//! Calls of a channel to the server of `server.rs`, in this process and over a connection.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use futures_util::stream::{Stream, StreamExt as _, iter, pending};
use http::Uri;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use prost::Message as _;
use protoward_runtime::rest::client::RestChannel;
use protoward_runtime::rest::{Binding, Field, Kind, Message, Method, Routes, Serde, ServiceRoutes};
use tokio::sync::mpsc;
use tonic::{Code, Request, Response, Status, Streaming};

use crate::server::{COLLECT, CREATE, GET, Item, TALK, WATCH, routes, serve};

pub(crate) type Http = Client<HttpConnector, tonic::body::Body>;

/// Returns a channel that calls routes in this process.
fn here(routes: Routes) -> RestChannel<Router> {
    RestChannel::new(routes.into_router().unwrap(), Uri::from_static("http://here"))
}

/// Returns a channel that calls the server at an origin.
pub(crate) fn at(origin: &str) -> RestChannel<Http> {
    RestChannel::new(Client::builder(TokioExecutor::new()).build_http(), origin.parse().unwrap())
}

pub(crate) fn named(name: &str) -> Item {
    Item { name: name.to_owned(), ..Item::default() }
}

/// Calls a method with one request and one response.
pub(crate) async fn get(channel: &mut RestChannel<Http>, name: &str) -> Result<Item, Status> {
    let response = channel.unary::<Serde, Serde, _, _>(&GET, Request::new(named(name))).await;
    response.map(Response::into_inner)
}

async fn names(mut items: Streaming<Item>) -> Result<Vec<String>, Status> {
    let mut names = Vec::new();
    while let Some(item) = items.message().await? {
        names.push(item.name);
    }
    Ok(names)
}

#[tokio::test]
async fn all_kinds_of_calls_work_over_http_1_and_2() {
    let origin = format!("http://{}", serve(routes()).await);
    let http2 = Client::builder(TokioExecutor::new()).http2_only(true).build_http();
    all_kinds_of_calls_work(at(&origin)).await;
    all_kinds_of_calls_work(RestChannel::new(http2, origin.parse().unwrap())).await;
}

async fn all_kinds_of_calls_work(mut channel: RestChannel<Http>) {
    let mut other = channel.clone();
    // In a task, whose futures are `Send`.
    let task = tokio::spawn(async move {
        let item = other.unary::<Serde, Serde, _, Item>(&GET, Request::new(named("a/b é"))).await.unwrap();
        let said = Request::new(iter([named("x")]));
        let heard = other.streaming::<Serde, Serde, _, Item>(&TALK, said).await.unwrap();
        (item.into_inner().name, names(heard.into_inner()).await.unwrap())
    });
    assert_eq!(task.await.unwrap(), ("a/b é".to_owned(), vec!["x".to_owned()]));
    let watched = channel.server_streaming::<Serde, Serde, _, Item>(&WATCH, Request::new(named("all"))).await.unwrap();
    assert_eq!(names(watched.into_inner()).await.unwrap(), ["1", "2"]);
    let sizes = iter([1.0, 2.5]).map(|size| Item { size, ..Item::default() });
    let sum = channel.client_streaming::<Serde, Serde, _, Item>(&COLLECT, Request::new(sizes)).await.unwrap();
    assert!((sum.get_ref().size - 3.5).abs() < 1e-9);
    let said = iter(["x", "y"]).map(named);
    let heard = channel.streaming::<Serde, Serde, _, Item>(&TALK, Request::new(said)).await.unwrap();
    assert_eq!(names(heard.into_inner()).await.unwrap(), ["x", "y"]);
}

/// Each request is answered before the next one is sent.
#[tokio::test]
async fn keeps_both_directions_of_a_stream_open() {
    let mut channel = at(&format!("http://{}", serve(routes()).await));
    let (sender, receiver) = mpsc::channel::<Item>(1);
    let said = futures_util::stream::unfold(receiver, async |mut items| Some((items.recv().await?, items)));
    let heard = channel.streaming::<Serde, Serde, _, Item>(&TALK, Request::new(said)).await.unwrap();
    let mut heard = heard.into_inner();
    for name in ["1", "2"] {
        sender.send(named(name)).await.unwrap();
        assert_eq!(heard.message().await.unwrap().unwrap().name, name);
    }
    drop(sender);
    assert_eq!(heard.message().await.unwrap(), None);
}

#[tokio::test]
async fn accepts_an_origin_with_a_path() {
    let app = Router::new().nest_service("/library", routes().into_router().unwrap());
    for origin in ["http://here/library", "http://here/library/"] {
        let mut channel = RestChannel::new(app.clone(), Uri::from_static(origin));
        let item = channel.unary::<Serde, Serde, _, Item>(&GET, Request::new(named("a"))).await.unwrap();
        assert_eq!(item.get_ref().name, "a");
    }
}

#[tokio::test]
async fn metadata_are_headers() {
    let mut request = Request::new(named("a"));
    request.metadata_mut().insert("x-mine", "1".parse().unwrap());
    request.metadata_mut().insert_bin("x-raw-bin", tonic::metadata::MetadataValue::from_bytes(&[0, 255]));
    request.metadata_mut().insert("accept", "text/html".parse().unwrap());
    request.metadata_mut().insert("grpc-status", "3".parse().unwrap());
    let item = here(routes()).unary::<Serde, Serde, _, Item>(&GET, request).await.unwrap();
    let mut metadata = item.get_ref().metadata.clone();
    metadata.sort();
    assert_eq!(metadata, ["x-forwarded-host: here", "x-mine: 1", "x-raw-bin: AP8"]);
    let mut request = Request::new(named("a"));
    request.metadata_mut().insert("user", "1".parse().unwrap());
    let mut channel = here(routes()).request_headers(|name| format!("grpc-metadata-{name}").parse().ok());
    let item = channel.unary::<Serde, Serde, _, Item>(&GET, request).await.unwrap();
    assert!(item.get_ref().metadata.contains(&"user: 1".to_owned()), "{item:?}");
}

#[tokio::test]
async fn ends_a_call_at_its_deadline() {
    let mut channel = at(&format!("http://{}", serve(routes()).await));
    let mut request = Request::new(named("slow"));
    request.set_timeout(Duration::from_millis(100));
    let status = channel.unary::<Serde, Serde, _, Item>(&GET, request).await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded, "{status:?}");
    let mut request = Request::new(named("a"));
    request.metadata_mut().insert("grpc-timeout", "soon".parse().unwrap());
    let status = channel.unary::<Serde, Serde, _, Item>(&GET, request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    assert!(status.message().contains("grpc-timeout"), "{status:?}");
}

static STEPS: Method = Method::new("/a.Steps/Watch", &STEP, &[Binding::new("GET", "/v1/steps")]);
static STEP: Message = Message::new(&[Field::new(1, "name", "name", Kind::Text)]);

type Steps = Pin<Box<dyn Stream<Item = Result<Item, Status>> + Send>>;

/// Returns routes of a method whose stream never ends, and the end of a channel that closes when the stream is dropped.
fn endless() -> (Routes, mpsc::Receiver<()>) {
    let (alive, dropped) = mpsc::channel::<()>(1);
    let routes = ServiceRoutes::new(Arc::new(alive))
        .server_streaming(&STEPS, async |alive: Arc<mpsc::Sender<()>>, _: Request<Item>| {
            let alive = mpsc::Sender::clone(&alive);
            let rest = pending().inspect(move |_| drop(alive.clone()));
            let steps: Steps = Box::pin(iter([Ok(named("1"))]).chain(rest));
            Ok(Response::new(steps))
        })
        .into_routes();
    (routes, dropped)
}

#[tokio::test]
async fn ends_a_stream_at_its_deadline() {
    for _ in 0..3 {
        let (routes, _dropped) = endless();
        let mut request = Request::new(Item::default());
        request.set_timeout(Duration::from_millis(100));
        let steps = here(routes).server_streaming::<Serde, Serde, _, Item>(&STEPS, request).await.unwrap();
        let mut steps = steps.into_inner();
        assert_eq!(steps.message().await.unwrap().unwrap().name, "1");
        assert_eq!(steps.message().await.unwrap_err().code(), Code::DeadlineExceeded);
        assert_eq!(steps.message().await.unwrap(), None);
    }
}

#[tokio::test]
async fn cancels_the_call_of_a_dropped_stream() {
    let (routes, mut dropped) = endless();
    let address = serve(routes).await;
    let mut channel = at(&format!("http://{address}"));
    let request = Request::new(Item::default());
    let steps = channel.server_streaming::<Serde, Serde, _, Item>(&STEPS, request).await.unwrap();
    let mut steps = steps.into_inner();
    assert_eq!(steps.message().await.unwrap().unwrap().name, "1");
    assert!(tokio::time::timeout(Duration::from_millis(50), steps.message()).await.is_err());
    drop(steps);
    // The routes hold a sender of their own, so only the count tells.
    let mut senders = dropped.sender_strong_count();
    for _ in 0..100 {
        if senders == 1 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
        senders = dropped.sender_strong_count();
    }
    assert_eq!(senders, 1, "the server drops its stream");
    assert!(dropped.try_recv().is_err());
}

#[tokio::test]
async fn errors_are_statuses_with_details() {
    let mut channel = at(&format!("http://{}", serve(routes()).await));
    let status = get(&mut channel, "missing").await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::NotFound, "there is no such item"));
    assert_eq!(status.details(), b"");
    let status = get(&mut channel, "panic").await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::Internal, "internal error"));
    let body = Item { size: 1.0, inner: Some(Box::new(named("x"))), ..Item::default() };
    // The server rejects what the schema of the client allows.
    static NEWER: Method = Method::new("/a.Items/Get", &NEWER_ITEM, &[Binding::new("GET", "/v1/items/{name}")]);
    static NEWER_ITEM: Message =
        Message::new(&[Field::new(1, "name", "name", Kind::Text), Field::new(2, "size", "length", Kind::Text)]);
    #[derive(Clone, PartialEq, prost::Message, serde::Deserialize, serde::Serialize)]
    struct Newer {
        #[prost(string, tag = "1")]
        name: String,
        #[prost(double, tag = "2")]
        length: f64,
    }
    let request = Request::new(Newer { name: "a".to_owned(), length: body.size });
    let status = channel.unary::<Serde, Serde, _, Item>(&NEWER, request).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    let details = tonic_status(&status).details;
    assert_eq!(details[0].type_url, "type.googleapis.com/google.rpc.BadRequest");
    assert!(String::from_utf8_lossy(&details[0].value).contains("length"), "{details:?}");
}

/// `google.rpc.Status`.
#[derive(Clone, PartialEq, prost::Message)]
struct StatusMessage {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
    #[prost(message, repeated, tag = "3")]
    details: Vec<prost_types::Any>,
}

fn tonic_status(status: &Status) -> StatusMessage {
    let decoded = StatusMessage::decode(status.details()).unwrap();
    assert_eq!((decoded.code, &*decoded.message), (status.code() as i32, status.message()));
    decoded
}

/// A detail of the service: its type is written and read as JSON if both sides know it, and as base64 if none does.
#[derive(Clone, PartialEq, prost::Message, serde::Deserialize, serde::Serialize)]
struct Advice {
    #[prost(string, tag = "1")]
    text: String,
}

impl prost::Name for Advice {
    const NAME: &'static str = "Advice";
    const PACKAGE: &'static str = "a";
}

#[tokio::test]
async fn details_of_the_service_arrive_if_both_sides_know_them() {
    let advice = Advice { text: "wait".to_owned() };
    let detail = prost_types::Any { type_url: "example.com/a.Advice".to_owned(), value: advice.encode_to_vec() };
    let failing = || {
        let status = StatusMessage { code: 9, message: "too early".to_owned(), details: vec![detail.clone()] };
        let status = Status::with_details(Code::FailedPrecondition, "too early", status.encode_to_vec().into());
        ServiceRoutes::new(Arc::new(status))
            .unary(&GET, async |status: Arc<Status>, _: Request<Item>| {
                Err::<Response<Item>, Status>(Status::clone(&status))
            })
            .into_routes()
    };
    let known = || failing().error_detail::<Advice>();
    for (routes, channel_knows, arrives) in
        [(failing(), false, true), (failing(), true, true), (known(), true, true), (known(), false, false)]
    {
        let mut channel = here(routes);
        if channel_knows {
            channel = channel.error_detail::<Advice>();
        }
        let status = channel.unary::<Serde, Serde, _, Item>(&GET, Request::new(named("a"))).await.unwrap_err();
        assert_eq!((status.code(), status.message()), (Code::FailedPrecondition, "too early"));
        if arrives {
            assert_eq!(tonic_status(&status).details, std::slice::from_ref(&detail))
        } else {
            assert_eq!(status.details(), b"")
        }
    }
}

#[tokio::test]
async fn ends_a_stream_that_panics_with_an_error() {
    let mut channel = here(routes());
    let watched = channel.server_streaming::<Serde, Serde, _, Item>(&WATCH, Request::new(named("panic"))).await;
    let mut watched = watched.unwrap().into_inner();
    assert_eq!(watched.message().await.unwrap().unwrap().name, "1");
    assert_eq!(watched.message().await.unwrap_err().code(), Code::Internal);
    assert_eq!(watched.message().await.unwrap(), None);
}

#[tokio::test]
async fn does_not_send_a_request_without_a_place() {
    let mut channel = here(routes());
    for (item, reason) in [
        (Item::default(), "`name` is not set"),
        (named(".."), "`.` or `..`"),
        (Item { inner: Some(Box::new(Item::default())), ..named("a") }, "`inner` can be neither"),
        (Item { metadata: vec!["x".to_owned()], ..named("a") }, "`metadata` can be neither"),
    ] {
        let status = channel.unary::<Serde, Serde, _, Item>(&GET, Request::new(item)).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
        assert!(status.message().contains(reason), "{status:?}");
    }
    let item = Item { inner: Some(Box::new(named("b"))), size: 0.1, ..Item::default() };
    let created = channel.unary::<Serde, Serde, _, Item>(&CREATE, Request::new(item.clone())).await.unwrap();
    assert_eq!((&created.get_ref().inner, created.get_ref().size), (&item.inner, item.size));
}
