use std::process::Stdio;
use std::time::Duration;

use protoward_runtime::grpc::Details;
use services::client::{Connect, Keepalive};
use services::data::DataDir;
use services::proto::chat::v1::Message;
use services::proto::chat::v1::chat_client::ChatClient;
use services::proto::company::v1::department_service_client::DepartmentServiceClient;
use services::proto::company::v1::student_service_client::StudentServiceClient;
use services::proto::company::v1::{CreateDepartmentRequest, Department, GradeStudentsRequest};
use services::proto::google::rpc::RetryInfo;
use services::proto::orders::v1::inventory_service_client::InventoryServiceClient;
use services::proto::orders::v1::{GetItemRequest, Item, OrderLine, PutItemRequest, ReserveStockRequest};
use services::proto::ticker::v1::TickerRequest;
use services::proto::ticker::v1::ticker_stream_service_client::TickerStreamServiceClient;
use services::proto::user::v1::GetUserRequest;
use services::proto::user::v1::user_service_client::UserServiceClient;
use services::server::Options;
use services::store::Store;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;
use tonic_reflection::pb::v1alpha;

use crate::failures::blocking_proxy;
use crate::process::{program, token};
use crate::server::{Running, all, assert_fault, create_users, end, options, within};

fn health_of(service: &str) -> HealthCheckRequest {
    HealthCheckRequest { service: service.to_owned() }
}

#[tokio::test]
async fn health_is_public_for_each_service() {
    within(async {
        let server = Running::start();
        let connect = Connect { token: None, ..server.connect() };
        let mut health = HealthClient::new(connect.transport().unwrap());
        for service in ["", "user.v1.UserService", "orders.v1.InventoryService", "chat.v1.Chat"] {
            let answer = health.check(health_of(service)).await.unwrap().into_inner();
            assert_eq!(answer.status(), ServingStatus::Serving, "{service}");
        }
        let status = health.check(health_of("no.Service")).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound);
    })
    .await;
}

#[tokio::test]
async fn health_reports_a_stopping_server() {
    within(async {
        let server = Running::start();
        let mut health = HealthClient::new(server.transport());
        let mut watch = health.watch(health_of("user.v1.UserService")).await.unwrap().into_inner();
        assert_eq!(watch.message().await.unwrap().unwrap().status(), ServingStatus::Serving);
        let stopped = server.begin_stop();
        assert_eq!(watch.message().await.unwrap().unwrap().status(), ServingStatus::NotServing);
        // Watchers do not keep the server from stopping.
        stopped.await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test]
async fn reflection_is_public() {
    within(async {
        let server = Running::start();
        let connect = Connect { token: None, ..server.connect() };
        let mut reflection = ServerReflectionClient::new(connect.transport().unwrap());
        let request_for = |message| ServerReflectionRequest { host: String::new(), message_request: Some(message) };
        let questions = [
            request_for(MessageRequest::ListServices(String::new())),
            request_for(MessageRequest::FileContainingSymbol("orders.v1.Order".into())),
        ];
        let answers = reflection.server_reflection_info(tokio_stream::iter(questions)).await.unwrap().into_inner();
        let answers: Vec<_> = all(answers).await.into_iter().filter_map(|answer| answer.message_response).collect();
        let [MessageResponse::ListServicesResponse(list), MessageResponse::FileDescriptorResponse(files)] =
            answers.as_slice()
        else {
            panic!("{answers:?}")
        };
        let names: Vec<_> = list.service.iter().map(|service| service.name.as_str()).collect();
        for name in [
            "user.v1.UserService",
            "chat.v1.Chat",
            "ticker.v1.TickerStreamService",
            "company.v1.StudentService",
            "company.v1.EmployeeService",
            "company.v1.DepartmentService",
            "orders.v1.CustomerService",
            "orders.v1.InventoryService",
            "orders.v1.OrderService",
            "grpc.health.v1.Health",
        ] {
            assert!(names.contains(&name), "{name} is not in {names:?}");
        }
        let file: prost_types::FileDescriptorProto =
            prost::Message::decode(files.file_descriptor_proto[0].as_slice()).unwrap();
        assert_eq!(file.name(), "orders/v1/orders.proto");
    })
    .await;
}

/// Older clients know this version only.
#[tokio::test]
async fn reflection_has_the_version_before() {
    within(async {
        let server = Running::start();
        let connect = Connect { token: None, ..server.connect() };
        let mut reflection =
            v1alpha::server_reflection_client::ServerReflectionClient::new(connect.transport().unwrap());
        let question = v1alpha::server_reflection_request::MessageRequest::FileContainingSymbol("user.v1.User".into());
        let question = v1alpha::ServerReflectionRequest { host: String::new(), message_request: Some(question) };
        let answers = reflection.server_reflection_info(tokio_stream::iter([question])).await.unwrap().into_inner();
        let answer = all(answers).await.remove(0).message_response;
        let Some(v1alpha::server_reflection_response::MessageResponse::FileDescriptorResponse(files)) = answer else {
            panic!("{answer:?}")
        };
        let file: prost_types::FileDescriptorProto =
            prost::Message::decode(files.file_descriptor_proto[0].as_slice()).unwrap();
        assert_eq!(file.name(), "user/v1/user.proto");
    })
    .await;
}

#[tokio::test]
async fn shutdown_waits_for_calls_in_progress() {
    within(async {
        let server = Running::start();
        let (transport, address) = (server.transport(), server.address);
        let (send, sent) = mpsc::channel(1);
        let grade = || GradeStudentsRequest { student_id: "nobody".into(), course: "Logic".into(), score: 1.0 };
        let mut students = StudentServiceClient::new(transport.clone());
        let mut answers = students.grade_students(ReceiverStream::new(sent)).await.unwrap().into_inner();
        send.send(grade()).await.unwrap();
        answers.message().await.unwrap().unwrap();
        // The watch shows when the shutdown begins.
        let mut health = HealthClient::new(transport).watch(health_of("")).await.unwrap().into_inner();
        health.message().await.unwrap().unwrap();
        let stopped = server.begin_stop();
        while health.message().await.unwrap().is_some() {}
        // The server accepts no new calls, but continues current ones.
        send.send(grade()).await.unwrap();
        answers.message().await.unwrap().unwrap();
        assert!(!stopped.is_finished());
        drop(send);
        assert_eq!(answers.message().await.unwrap(), None);
        stopped.await.unwrap().unwrap();
        assert!(tokio::net::TcpStream::connect(address).await.is_err());
    })
    .await;
}

#[tokio::test]
async fn shutdown_ends_endless_streams() {
    within(async {
        let server = Running::start();
        let transport = server.transport();
        let (request_sender, requests) = mpsc::channel(1);
        request_sender.send(TickerRequest { symbol: "ACME".into() }).await.unwrap();
        let mut ticker = TickerStreamServiceClient::new(transport.clone());
        let prices = ticker.ticker_stream(ReceiverStream::new(requests)).await.unwrap().into_inner();
        let hello = Message { sender: "ann".into(), content: "hello".into() };
        let mut chat = ChatClient::new(transport);
        let listening = chat.server_stream(hello.clone()).await.unwrap().into_inner();
        let (say, said) = mpsc::channel(1);
        say.send(hello).await.unwrap();
        let speaking = chat.stream_chat(ReceiverStream::new(said)).await.unwrap().into_inner();
        let stopped = server.begin_stop();
        let status = end(prices).await;
        assert_fault(&status, Code::Unavailable, &[]);
        let retry: RetryInfo = Details::of(&status).unwrap().get().unwrap().expect("the status has a RetryInfo");
        assert_eq!(retry.retry_delay.map(|delay| delay.seconds), Some(1));
        assert_fault(&end(listening).await, Code::Unavailable, &[]);
        assert_fault(&end(speaking).await, Code::Unavailable, &[]);
        stopped.await.unwrap().unwrap();
    })
    .await;
}

#[tokio::test]
async fn shutdown_cancels_calls_after_the_grace_period() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let options = Options { grace: Duration::from_millis(100), ..options() };
        let server = Running::with(options, identity, Store::memory().unwrap());
        let mut students = StudentServiceClient::new(server.transport());
        let answers = students.grade_students(tokio_stream::pending()).await.unwrap();
        server.stop().await;
        drop(answers);
    })
    .await;
}

#[tokio::test]
async fn file_database_is_persistent() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        let start = || Running::with(options(), data.open(&[]).unwrap(), Store::file(&data.database()).unwrap());
        let first = start();
        let user = create_users(&mut first.users(), "ann", 1).await.remove(0);
        first.stop().await;
        let second = start();
        let request = Request::new(GetUserRequest { id: user.id.clone() });
        assert_eq!(second.users().get_user(request).await.unwrap().into_inner().user, Some(user));
        second.stop().await;
    })
    .await;
}

#[tokio::test]
async fn releases_stock_of_unfinished_orders() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        let start = || Running::with(options(), data.open(&[]).unwrap(), Store::file(&data.database()).unwrap());
        let first = start();
        let mut inventory = InventoryServiceClient::new(first.transport());
        let item = Item { sku: "TEA".into(), name: "tea".into(), price_cents: 450, available: 10 };
        inventory.put_item(PutItemRequest { item: Some(item) }).await.unwrap();
        for reservation in ["dead", "alive"] {
            let line = OrderLine { sku: "TEA".into(), quantity: 3, unit_price_cents: 0 };
            let request = ReserveStockRequest { reservation_id: reservation.into(), lines: vec![line] };
            inventory.reserve_stock(request).await.unwrap();
        }
        first.stop().await;
        // As if a server had crashed between two steps, one long ago and one just now.
        let database = rusqlite::Connection::open(data.database()).unwrap();
        database
            .execute_batch(
                "INSERT INTO unfinished (id, started_at) VALUES ('dead', unixepoch() - 61), ('alive', unixepoch() - 5)",
            )
            .unwrap();
        let second = start();
        let mut inventory = InventoryServiceClient::new(second.transport());
        while inventory
            .get_item(GetItemRequest { sku: "TEA".into() })
            .await
            .unwrap()
            .into_inner()
            .item
            .unwrap()
            .available
            != 7
        {
            tokio::task::yield_now().await;
        }
        let unfinished =
            || database.query_row("SELECT group_concat(id) FROM unfinished", [], |row| row.get::<_, String>(0));
        while unfinished().unwrap() != "alive" {
            tokio::task::yield_now().await;
        }
        second.stop().await;
    })
    .await;
}

#[tokio::test]
async fn unresponsive_client_does_not_block_shutdown() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let keepalive = Keepalive { interval: Duration::from_millis(50), timeout: Duration::from_millis(100) };
        // The grace period is longer than the test may take.
        let options = Options { keepalive, grace: Duration::from_secs(600), ..options() };
        let server = Running::with(options, identity, Store::memory().unwrap());
        let (address, close) = blocking_proxy(server.address).await;
        let connect = Connect { servers: vec![format!("https://{address}")], ..server.connect() };
        let mut students = StudentServiceClient::new(connect.transport().unwrap());
        let answers = students.grade_students(tokio_stream::pending()).await.unwrap();
        close.send_replace(true);
        server.stop().await;
        drop(answers);
    })
    .await;
}

/// A pipe has space for a few hundred lines of the log.
#[tokio::test]
async fn answers_while_nobody_reads_its_log() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let identity = DataDir::new(folder.path()).open(&[]).unwrap();
        let mut child = program()
            .args(["serve", "--memory", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        let connect = Connect {
            servers: vec![line.trim().strip_prefix("listening on ").unwrap().to_owned()],
            ca: identity.ca.clone(),
            certificate: None,
            token: Some(token(folder.path())),
            keepalive: Keepalive::default(),
        };
        let mut users = UserServiceClient::new(connect.transport().unwrap());
        for _ in 0..2000 {
            let status = users.get_user(GetUserRequest { id: "nobody".into() }).await.unwrap_err();
            assert_eq!(status.code(), Code::NotFound, "{status:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn migrates_an_older_database() {
    within(async {
        let folder = tempfile::tempdir().unwrap();
        let data = DataDir::new(folder.path());
        let database = rusqlite::Connection::open(data.database()).unwrap();
        database.execute_batch(include_str!("../../src/store/schema/1.sql")).unwrap();
        database.execute_batch("INSERT INTO users VALUES (1, 'u1', 'Ann', 'ann@example.org', 1700000000)").unwrap();
        database.pragma_update(None, "user_version", 1).unwrap();
        drop(database);
        let server = Running::with(options(), data.open(&[]).unwrap(), Store::file(&data.database()).unwrap());
        let user = server.users().get_user(GetUserRequest { id: "u1".into() }).await.unwrap().into_inner().user;
        assert_eq!(user.unwrap().name, "Ann");
        let department = Department { display_name: "Research".into(), ..Department::default() };
        let request = CreateDepartmentRequest { department: Some(department), department_id: "research".into() };
        DepartmentServiceClient::new(server.transport()).create_department(request).await.unwrap();
        server.stop().await;
    })
    .await;
}

#[test]
fn rejects_a_newer_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("services.sqlite");
    drop(Store::file(&path).unwrap());
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let error = Store::file(&path).unwrap_err();
    assert_eq!(error.to_string(), "the database has version 99, which this program does not know");
}
