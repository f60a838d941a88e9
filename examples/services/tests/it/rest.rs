//! REST of this server, and in front of another one (`gateway::`). The tests of the latter apply to servers in any language.

use http::{Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use serde_json::{Value, json};
use services::data::Identity;
use services::proto::user::v1::CreateUserRequest;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tonic::Code;

use crate::server::{Running, within};

/// A response.
struct Answer {
    status: StatusCode,
    body: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    fn ok(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        self.json()
    }
}

/// A client over HTTP/1.1 and TLS.
struct Http<'a> {
    address: SocketAddr,
    identity: &'a Identity,
    token: String,
}

impl Http<'_> {
    async fn send(&self, call: &str, content_type: &str, body: String) -> Answer {
        let (method, path) = call.split_once(' ').unwrap();
        let request = Request::builder()
            .method(method.parse::<Method>().unwrap())
            .uri(path)
            .header("host", "localhost")
            .header("content-type", content_type)
            .header("authorization", format!("Bearer {}", self.token));
        let request = request.body(Full::new(Bytes::from(body))).unwrap();
        let stream = connect(self.address, self.identity).await;
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        let (head, body) = sender.send_request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer { status: head.status, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    async fn call(&self, call: &str, body: Value) -> Answer {
        self.send(call, "application/json", body.to_string()).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(&format!("GET {path}"), "application/json", String::new()).await
    }
}

/// Opens a connection over TLS.
pub(crate) async fn connect(address: SocketAddr, identity: &Identity) -> TlsStream<TcpStream> {
    connect_with(address, identity, b"http/1.1").await
}

/// Opens a connection over TLS, with this ALPN protocol.
pub(crate) async fn connect_with(address: SocketAddr, identity: &Identity, protocol: &[u8]) -> TlsStream<TcpStream> {
    let mut roots = rustls::RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(identity.ca.as_bytes()).unwrap()).unwrap();
    let mut tls = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    tls.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(tls)).connect(name, stream).await.unwrap()
}

fn http(server: &Running) -> Http<'_> {
    Http { address: server.address, identity: &server.identity, token: server.admin_token() }
}

#[tokio::test]
async fn serves_departments() {
    within(async {
        let server = Running::start();
        let http = http(&server);
        let created =
            http.call("POST /v1/departments?department_id=research", json!({ "displayName": "R&D" })).await.ok();
        assert_eq!(created["name"], "departments/research");
        let updated = http.call("PATCH /v1/departments/research", json!({ "budgetCents": "250" })).await.ok();
        assert_eq!((&updated["displayName"], &updated["budgetCents"]), (&json!("R&D"), &json!("250")));
        let listed = http.get("/v1/departments?page_size=10").await.ok();
        assert_eq!(listed["departments"], json!([updated]));
        let closed = http.call("POST /v1/departments/research:close", json!({})).await.ok();
        assert_eq!(closed["state"], "DEPARTMENT_STATE_CLOSED");
        assert_eq!(http.send("DELETE /v1/departments/research", "", String::new()).await.ok(), json!({}));
        let deleted = http.get("/v1/departments/research").await;
        assert_eq!((deleted.status, &deleted.json()["code"]), (StatusCode::NOT_FOUND, &json!(5)));
    })
    .await;
}

#[tokio::test]
async fn one_user_five_prices_and_a_message_of_the_caller() {
    within(async {
        let server = Running::start();
        let http = http(&server);
        let ann = json!({ "name": "Ann", "email": "ann@example.org" });
        let created = http.call("POST /v1/users:create", ann.clone()).await.ok();
        assert_eq!(http.get(&format!("/v1/users/{}", created["id"].as_str().unwrap())).await.ok(), created);
        let taken = http.call("POST /v1/users:create", ann).await;
        assert_eq!(taken.status, StatusCode::CONFLICT, "{}", taken.body);
        // The path of the stream is still its own.
        let bob = json!({ "name": "Bob", "email": "bob@example.org" });
        assert_eq!(http.call("POST /v1/users", bob).await.ok()["users"][0]["name"], "Bob");
        let prices = http.get("/v1/prices:watch?symbols=ACME&count=5").await;
        assert_eq!((prices.status, prices.body.lines().count()), (StatusCode::OK, 5), "{}", prices.body);
        let stream = tokio::spawn({
            let (address, identity, token) = (server.address, server.identity.clone(), server.token());
            async move {
                let http = Http { address, identity: &identity, token };
                let said = http.call("POST /v1/chat:talk", json!({ "content": "hello" })).await;
                said.ok()
            }
        });
        assert_eq!(stream.await.unwrap(), json!({ "sender": "tester", "content": "hello" }));
    })
    .await;
}

#[tokio::test]
async fn reports_the_invalid_fields_of_an_order() {
    within(async {
        let server = Running::start();
        let order = json!({ "lines": [{ "sku": "TEA", "quantity": "0" }] });
        let refused = http(&server).call("POST /v1/orders", order).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST);
        let details = refused.json()["details"].clone();
        let is_bad_request = |detail: &&Value| detail["@type"] == "type.googleapis.com/google.rpc.BadRequest";
        let detail = details.as_array().unwrap().iter().find(is_bad_request).unwrap().clone();
        let fields = detail["fieldViolations"].as_array().unwrap().iter().map(|it| it["field"].clone());
        assert_eq!(fields.collect::<Vec<_>>(), ["customer_id", "lines[0].quantity"]);
    })
    .await;
}

#[tokio::test]
async fn requires_a_token_and_a_role() {
    within(async {
        let server = Running::start();
        let nobody = Http { token: "nothing".to_owned(), ..http(&server) };
        assert_eq!(nobody.get("/v1/students").await.status, StatusCode::UNAUTHORIZED);
        let somebody = Http { token: server.token(), ..http(&server) };
        assert_eq!(somebody.get("/v1/students").await.status, StatusCode::OK);
        let refused = somebody.send("DELETE /v1/departments/x", "", String::new()).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    })
    .await;
}

/// Connect has the paths of gRPC, the tokens and the roles; an error has the details of gRPC.
#[tokio::test]
async fn serves_connect_at_the_paths_of_grpc() {
    within(async {
        let server = Running::start();
        let path = "POST /company.v1.DepartmentService/DeleteDepartment";
        let department = json!({ "name": "departments/x" });
        for (token, status, code) in [
            ("nothing".to_owned(), StatusCode::UNAUTHORIZED, "unauthenticated"),
            (server.token(), StatusCode::FORBIDDEN, "permission_denied"),
            (server.admin_token(), StatusCode::NOT_FOUND, "not_found"),
        ] {
            let refused = Http { token, ..http(&server) }.call(path, department.clone()).await;
            assert_eq!((refused.status, &refused.json()["code"]), (status, &json!(code)));
        }
        let missing = http(&server).call(path, department).await.json();
        assert!(missing["details"].as_array().unwrap().iter().any(|it| it["type"] == "google.rpc.ResourceInfo"));
        let listed =
            http(&server).get("/company.v1.DepartmentService/ListDepartments?encoding=json&message=%7B%7D").await;
        assert_eq!(listed.ok(), json!({}));
        let grpc = "POST /company.v1.DepartmentService/DeleteDepartment";
        assert_eq!(http(&server).send(grpc, "application/grpc-web+proto", "\0".repeat(5)).await.status, StatusCode::OK);
    })
    .await;
}

/// The answer does not wait for the body, and a body does not wait forever.
/// Thousands of connections may hold a message each.
#[tokio::test]
async fn large_messages_are_refused() {
    within(async {
        let server = Running::start();
        let large = "a".repeat(64 * 1024);
        let answer =
            http(&server).call("POST /v1/users:create", json!({ "name": large, "email": "a@example.org" })).await;
        assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", answer.body);
        let request = CreateUserRequest { name: large, email: "a@example.org".into(), phone: None };
        let status = server.users().create_user(request).await.unwrap_err();
        assert_eq!(status.code(), Code::OutOfRange, "{status:?}");
    })
    .await;
}

#[tokio::test]
async fn refusals_do_not_wait_for_the_body() {
    within(async {
        let server = Running::start();
        let mut stream = connect(server.address, &server.identity).await;
        let start = std::time::Instant::now();
        let head = b"POST /v1/students:enroll HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{";
        stream.write_all(head).await.unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        assert_eq!(&status, b"HTTP/1.1 401");
        assert!(start.elapsed() < Duration::from_millis(500), "{:?}", start.elapsed());
    })
    .await;
}

mod gateway {
    use services::server::{GatewayDeadlines, Options};
    use services::store::Store;
    use tonic_health::pb::HealthCheckRequest;
    use tonic_health::pb::health_check_response::ServingStatus;
    use tonic_health::pb::health_client::HealthClient;

    use super::*;
    use crate::server::options;

    /// Starts a REST gateway in front of a server.
    fn proxy_for(server: &Running) -> Running {
        let options = Options { upstream: Some(server.url()), ..options() };
        Running::with(options, server.identity.clone(), Store::memory().unwrap())
    }

    #[tokio::test]
    async fn forwards_calls_streams_and_errors() {
        within(async {
            let server = Running::start();
            let front = proxy_for(&server);
            let http = Http { token: server.token(), ..http(&front) };
            let students = [("Ann", "ann@example.org"), ("Bob", "bob@example.org")];
            let lines = students.map(|(name, email)| json!({ "name": name, "email": email, "year": 1 }).to_string());
            let enrolled = http.send("POST /v1/students:enroll", "application/x-ndjson", lines.join("\n")).await.ok();
            assert_eq!(enrolled["students"][1]["name"], "Bob");
            let listed = http.get("/v1/students?page_size=1").await;
            assert_eq!((listed.status, listed.body.lines().count()), (StatusCode::OK, 1), "{}", listed.body);
            let grades = ["0", "101"].map(|score| {
                json!({ "studentId": enrolled["students"][0]["id"], "course": "Logic", "score": score }).to_string()
            });
            let graded = http.send("POST /v1/students:grade", "application/x-ndjson", grades.join("\n")).await;
            let graded: Vec<Value> = graded.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
            assert_eq!((&graded[0]["student"]["name"], &graded[1]["error"]["code"]), (&json!("Ann"), &json!(3)));
            let invalid =
                http.send("POST /v1/students:enroll", "application/x-ndjson", "{\"name\": 1}".to_owned()).await;
            assert_eq!(invalid.status, StatusCode::BAD_REQUEST, "{}", invalid.body);
            assert_eq!(http.get("/v1/students/nobody").await.status, StatusCode::NOT_FOUND);
            let nobody = Http { token: "nothing".to_owned(), ..http };
            assert_eq!(nobody.get("/v1/students").await.status, StatusCode::UNAUTHORIZED);
        })
        .await;
    }

    /// Probes and clients ask for the health of the gateway, and the document describes its routes.
    #[tokio::test]
    async fn has_the_document_and_health() {
        within(async {
            let server = Running::start();
            let front = proxy_for(&server);
            let http = Http { token: String::new(), ..http(&front) };
            assert_eq!(http.get("/openapi.json").await.ok()["openapi"], "3.1.0");
            assert!(http.get("/docs").await.body.contains("serve --docs DIR"));
            assert_eq!(http.get("/healthz").await.status, StatusCode::OK);
            assert_eq!(http.get("/readyz").await.status, StatusCode::OK);
            let mut health = HealthClient::new(front.transport());
            let status = health.check(HealthCheckRequest::default()).await.unwrap().into_inner().status();
            assert_eq!(status, ServingStatus::Serving);
        })
        .await;
    }

    #[tokio::test]
    async fn is_not_ready_without_its_server() {
        within(async {
            let server = Running::start();
            let options = Options { upstream: Some("https://127.0.0.1:1".to_owned()), ..options() };
            let front = Running::with(options, server.identity.clone(), Store::memory().unwrap());
            let http = Http { token: String::new(), ..http(&front) };
            assert_eq!(http.get("/healthz").await.status, StatusCode::OK);
            assert_eq!(http.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
            let mut health = HealthClient::new(front.transport());
            let status = health.check(HealthCheckRequest::default()).await.unwrap().into_inner().status();
            assert_eq!(status, ServingStatus::NotServing);
        })
        .await;
    }

    #[tokio::test]
    async fn ends_calls_at_its_deadline() {
        within(async {
            let server = Running::start();
            let deadlines = GatewayDeadlines { default: Some(Duration::from_nanos(1)), longest: None };
            let options = Options { upstream: Some(server.url()), gateway_deadlines: deadlines, ..options() };
            let front = Running::with(options, server.identity.clone(), Store::memory().unwrap());
            let http = Http { token: server.token(), ..http(&front) };
            assert_eq!(http.get("/v1/students/nobody").await.status, StatusCode::GATEWAY_TIMEOUT);
            assert_eq!(http.get("/v1/students").await.status, StatusCode::OK, "a stream has no default");
        })
        .await;
    }
}
