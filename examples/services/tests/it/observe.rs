use opentelemetry::trace::{SpanId, TraceId, TracerProvider};
use opentelemetry::{KeyValue, Value};
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
use services::data::DataDir;
use services::proto::chat::v1::Message;
use services::proto::chat::v1::chat_client::ChatClient;
use services::proto::orders::v1::customer_service_client::CustomerServiceClient;
use services::proto::orders::v1::inventory_service_client::InventoryServiceClient;
use services::proto::orders::v1::order_service_client::OrderServiceClient;
use services::proto::orders::v1::{CreateCustomerRequest, CreateOrderRequest, Item, OrderLine, PutItemRequest};
use services::proto::user::v1::{GetUserRequest, User};
use services::server::Options;
use services::store::Store;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::client::Grpc;
use tonic::{Code, Request};
use tonic_prost::ProstCodec;
use tracing_subscriber::layer::SubscriberExt;

use crate::server::{Running, options, within};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PARENT: &str = "b7ad6b7169203331";

fn measured() -> Running {
    let folder = tempfile::tempdir().unwrap();
    let identity = DataDir::new(folder.path()).open(&[]).unwrap();
    let options = Options { metrics: Some(([127, 0, 0, 1], 0).into()), ..options() };
    Running::with(options, identity, Store::memory().unwrap())
}

/// Returns the head and the body of the response at a path of the metrics address.
pub(crate) async fn scrape(server: &Running, path: &str) -> (String, String) {
    let mut stream = TcpStream::connect(server.metrics.unwrap()).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

/// Waits until the metrics contain this line: a call is counted shortly after its caller has the response.
async fn wait_for(server: &Running, line: &str) {
    while !scrape(server, "/metrics").await.1.lines().any(|it| it == line) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn counts_calls_by_method_and_code() {
    within(async {
        let server = measured();
        let (head, body) = scrape(&server, "/metrics").await;
        assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
        assert!(head.contains("content-type: application/openmetrics-text"), "{head}");
        assert!(body.contains("# TYPE grpc_server_in_flight gauge") && body.ends_with("# EOF\n"), "{body}");
        for _ in 0..3 {
            server.users().get_user(GetUserRequest { id: "nobody".into() }).await.unwrap_err();
        }
        let get_user = r#"grpc_service="user.v1.UserService",grpc_method="GetUser""#;
        wait_for(&server, &format!("grpc_server_handled_total{{{get_user},grpc_code=\"NOT_FOUND\"}} 3")).await;
        wait_for(&server, &format!("grpc_server_handling_seconds_count{{{get_user}}} 3")).await;
        // A stream is counted when it has ended.
        let mut chat = ChatClient::new(server.transport());
        let hello = Message { sender: "ann".into(), content: "hello".into() };
        let mut heard = chat.server_stream(hello).await.unwrap().into_inner();
        heard.message().await.unwrap().unwrap();
        wait_for(&server, "grpc_server_in_flight 1").await;
        drop(heard);
        let listen = r#"grpc_service="chat.v1.Chat",grpc_method="ServerStream",grpc_code="CANCELLED""#;
        wait_for(&server, &format!("grpc_server_handled_total{{{listen}}} 1")).await;
        wait_for(&server, "grpc_server_in_flight 0").await;
        assert!(scrape(&server, "/").await.0.starts_with("HTTP/1.1 404 "));
    })
    .await;
}

#[tokio::test]
async fn unknown_names_are_not_labels() {
    within(async {
        let server = measured();
        for path in ["/user.v1.UserService/Invented", "/invented.Service/Method", "/invented"] {
            let mut grpc = Grpc::new(server.transport());
            grpc.ready().await.unwrap();
            let codec = ProstCodec::<User, User>::default();
            let none = Request::new(User::default());
            let status = grpc.unary(none, path.parse().unwrap(), codec).await.unwrap_err();
            assert_eq!(status.code(), Code::Unimplemented, "{path}");
        }
        let unknown = r#"grpc_service="unknown",grpc_method="unknown",grpc_code="UNIMPLEMENTED""#;
        wait_for(&server, &format!("grpc_server_handled_total{{{unknown}}} 3")).await;
        let (_, body) = scrape(&server, "/metrics").await;
        assert!(!body.to_lowercase().contains("invented"), "{body}");
    })
    .await;
}

/// The spans of this thread, in which the server of the test runs as well.
struct Spans {
    exporter: InMemorySpanExporter,
    provider: SdkTracerProvider,
    _listening: tracing::subscriber::DefaultGuard,
    /// Prevents an optimization of tracing: with only one subscriber, a span that first occurs in a thread without it,
    /// such as one of another test, is disabled for all threads.
    _second: tracing::Dispatch,
}

impl Spans {
    fn listen() -> Self {
        let second = tracing::Dispatch::new(tracing_subscriber::registry());
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder().with_simple_exporter(exporter.clone()).build();
        let layer = tracing_opentelemetry::layer().with_tracer(provider.tracer("test"));
        let listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
        Self { exporter, provider, _listening: listening, _second: second }
    }

    /// Waits until the span of a method has ended, and returns it.
    async fn of(&self, method: &str) -> SpanData {
        loop {
            self.provider.force_flush().unwrap();
            let spans = self.exporter.get_finished_spans().unwrap();
            if let Some(span) = spans.into_iter().find(|span| span.name == method) {
                return span;
            }
            tokio::task::yield_now().await;
        }
    }
}

fn traced<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("traceparent", format!("00-{TRACE}-{PARENT}-01").parse().unwrap());
    request
}

fn attribute(span: &SpanData, key: &str) -> Option<Value> {
    span.attributes.iter().find(|KeyValue { key: it, .. }| it.as_str() == key).map(|it| it.value.clone())
}

#[tokio::test]
async fn uses_the_span_of_the_caller_as_parent() {
    within(async {
        let spans = Spans::listen();
        let server = Running::start();
        server.users().get_user(traced(GetUserRequest { id: "nobody".into() })).await.unwrap_err();
        let span = spans.of("user.v1.UserService/GetUser").await;
        assert_eq!(span.span_context.trace_id(), TraceId::from_hex(TRACE).unwrap());
        assert_eq!(span.parent_span_id, SpanId::from_hex(PARENT).unwrap());
        assert_eq!(span.span_kind, opentelemetry::trace::SpanKind::Server);
        assert_eq!(attribute(&span, "rpc.system"), Some("grpc".into()));
        assert_eq!(attribute(&span, "rpc.service"), Some("user.v1.UserService".into()));
        assert_eq!(attribute(&span, "rpc.method"), Some("GetUser".into()));
        assert_eq!(attribute(&span, "rpc.grpc.status_code"), Some(5.into()));
        // A missing user is not an error of the server.
        assert_eq!(span.status, opentelemetry::trace::Status::Unset);
    })
    .await;
}

#[tokio::test]
async fn starts_a_trace_for_a_call_without_one() {
    within(async {
        let spans = Spans::listen();
        let server = Running::start();
        server.users().get_user(GetUserRequest { id: "nobody".into() }).await.unwrap_err();
        let span = spans.of("user.v1.UserService/GetUser").await;
        assert_ne!(span.span_context.trace_id(), TraceId::INVALID);
        assert_eq!(span.parent_span_id, SpanId::INVALID);
    })
    .await;
}

#[tokio::test]
async fn calls_other_services_in_the_same_trace() {
    within(async {
        let spans = Spans::listen();
        let server = Running::start();
        let ann = CreateCustomerRequest { name: "Ann".into(), email: "ann@example.org".into() };
        let mut customers = CustomerServiceClient::new(server.transport());
        let customer_id = customers.create_customer(ann).await.unwrap().into_inner().customer.unwrap().id;
        let item = Item { sku: "TEA".into(), name: "tea".into(), price_cents: 450, available: 10 };
        let mut inventory = InventoryServiceClient::new(server.transport());
        inventory.put_item(PutItemRequest { item: Some(item) }).await.unwrap();
        let lines = vec![OrderLine { sku: "TEA".into(), quantity: 1, unit_price_cents: 0 }];
        let order = CreateOrderRequest { request_id: String::new(), customer_id, lines };
        OrderServiceClient::new(server.transport()).create_order(traced(order)).await.unwrap();
        let order = spans.of("orders.v1.OrderService/CreateOrder").await;
        assert_eq!(order.parent_span_id, SpanId::from_hex(PARENT).unwrap());
        for method in ["orders.v1.CustomerService/GetCustomer", "orders.v1.InventoryService/ReserveStock"] {
            let span = spans.of(method).await;
            assert_eq!(span.span_context.trace_id(), TraceId::from_hex(TRACE).unwrap(), "{method}");
            assert_eq!(span.parent_span_id, order.span_context.span_id(), "{method}");
        }
    })
    .await;
}
