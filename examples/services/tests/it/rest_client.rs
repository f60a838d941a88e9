//! The generated clients over HTTP: all methods of all services, over TLS and with tokens.

use std::error::Error;
use std::time::Duration;

use http::{HeaderValue, Uri};
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use prost_types::FieldMask;
use protoward_runtime::rest::client::RestChannel;
use services::proto::chat::v1::Message;
use services::proto::chat::v1::chat::ChatRestClient;
use services::proto::company::v1::department_service::DepartmentServiceRestClient;
use services::proto::company::v1::employee_service::EmployeeServiceRestClient;
use services::proto::company::v1::student_service::StudentServiceRestClient;
use services::proto::company::v1::{adjust_salaries_response as adjusted, grade_students_response as graded, *};
use services::proto::orders::v1::customer_service::CustomerServiceRestClient;
use services::proto::orders::v1::inventory_service::InventoryServiceRestClient;
use services::proto::orders::v1::order_service::OrderServiceRestClient;
use services::proto::orders::v1::*;
use services::proto::ticker::v1::ticker_stream_service::TickerStreamServiceRestClient;
use services::proto::ticker::v1::{TickerRequest, WatchPricesRequest};
use services::proto::user::v1::user_service::UserServiceRestClient;
use services::proto::user::v1::{self as user, ChatStreamRequest, GetUserRequest, ListUsersRequest};
use tokio_stream::iter;
use tonic::{Code, Request, Status};
use tower::ServiceExt as _;
use tower::util::BoxCloneService;

use crate::rest::connect;
use crate::server::{Running, all, assert_fault, end, new_user, within};

type Http = BoxCloneService<http::Request<tonic::body::Body>, http::Response<Incoming>, Box<dyn Error + Send + Sync>>;

/// Returns a channel with a token. Each request has a connection of its own.
fn channel(server: &Running, token: &str) -> RestChannel<Http> {
    let (address, identity) = (server.address, server.identity.clone());
    let token: HeaderValue = format!("Bearer {token}").parse().unwrap();
    let http = tower::service_fn(move |mut request: http::Request<tonic::body::Body>| {
        let (identity, token) = (identity.clone(), token.clone());
        async move {
            let stream = connect(address, &identity).await;
            let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
            tokio::spawn(connection);
            request.headers_mut().insert("authorization", token);
            request.headers_mut().insert("host", HeaderValue::from_static("localhost"));
            Ok(sender.send_request(request).await?)
        }
    });
    RestChannel::new(http.boxed_clone(), Uri::from_static("https://localhost")).error_detail::<user::Error>()
}

fn admin(server: &Running) -> RestChannel<Http> {
    channel(server, &server.admin_token())
}

#[tokio::test]
async fn serves_users_and_messages() {
    within(async {
        let server = Running::start();
        let mut users = UserServiceRestClient::new(admin(&server));
        let created = users.create_users(iter(["ann", "bob"].map(new_user))).await.unwrap().into_inner().users;
        let found = users.get_user(GetUserRequest { id: created[1].id.clone() }).await.unwrap().into_inner();
        assert_eq!(found.user.as_ref(), Some(&created[1]));
        let listed = users.list_users(ListUsersRequest { page_size: 1, ..ListUsersRequest::default() }).await.unwrap();
        assert_eq!(all(listed.into_inner()).await[0].user.as_ref(), Some(&created[0]));
        let said = ChatStreamRequest { user_id: created[0].id.clone(), content: "hello".into() };
        let heard = all(users.chat_stream(iter([said])).await.unwrap().into_inner()).await;
        assert_eq!((&*heard[0].user_name, &*heard[0].content), ("ann", "hello"));

        let mut chat = ChatRestClient::new(admin(&server));
        let message = |content: &str| Message { sender: "ann".into(), content: content.into() };
        let mut heard = chat.server_stream(message("hi")).await.unwrap().into_inner();
        assert_eq!(heard.message().await.unwrap(), Some(message("hi")));
        let summary = chat.client_stream(iter([message("one"), message("two")])).await.unwrap().into_inner();
        assert_eq!(summary.content, "messages passed on: 2");
        assert_eq!(heard.message().await.unwrap(), Some(message("one")));
        let talked = all(chat.stream_chat(iter([message("x"), message("y")])).await.unwrap().into_inner()).await;
        assert_eq!(talked, [message("x"), message("y")]);
    })
    .await;
}

#[tokio::test]
async fn serves_students_and_employees() {
    within(async {
        let server = Running::start();
        let mut students = StudentServiceRestClient::new(admin(&server));
        let ann = EnrollStudentsRequest { name: "ann".into(), email: "ann@example.org".into(), year: 1 };
        let enrolled = students.enroll_students(iter([ann])).await.unwrap().into_inner().students;
        let id = enrolled[0].id.clone();
        let found = students.get_student(GetStudentRequest { id: id.clone() }).await.unwrap().into_inner().student;
        assert_eq!(found.as_ref(), Some(&enrolled[0]));
        let listed = students.list_students(ListStudentsRequest::default()).await.unwrap().into_inner();
        assert_eq!(all(listed).await.len(), 1);
        let grade = |score| GradeStudentsRequest { student_id: id.clone(), course: "Logic".into(), score };
        // A message with a field `error` is not the error of the stream.
        let answers = all(students.grade_students(iter([grade(101.0), grade(80.0)])).await.unwrap().into_inner()).await;
        assert!(matches!(answers[0].outcome, Some(graded::Outcome::Error(_))), "{answers:?}");
        assert!(matches!(answers[1].outcome, Some(graded::Outcome::Student(_))), "{answers:?}");

        let mut employees = EmployeeServiceRestClient::new(admin(&server));
        let bob = HireEmployeesRequest {
            name: "bob".into(),
            email: "bob@example.org".into(),
            department: "Tea & Co".into(),
            salary_cents: 5_000_000,
        };
        let hired = employees.hire_employees(iter([bob])).await.unwrap().into_inner().employees;
        let id = hired[0].id.clone();
        let found = employees.get_employee(GetEmployeeRequest { id: id.clone() }).await.unwrap().into_inner();
        assert_eq!(found.employee.as_ref(), Some(&hired[0]));
        for (department, count) in [("Tea & Co", 1), ("Tea", 0), ("", 1)] {
            let request = ListEmployeesRequest { department: department.into(), ..ListEmployeesRequest::default() };
            let listed = all(employees.list_employees(request).await.unwrap().into_inner()).await;
            assert_eq!(listed.len(), count, "{department}");
        }
        let change = |change_cents| AdjustSalariesRequest { employee_id: id.clone(), change_cents };
        let answers = employees.adjust_salaries(iter([change(500), change(i64::MAX)])).await.unwrap().into_inner();
        let answers = all(answers).await;
        let Some(adjusted::Outcome::Employee(employee)) = &answers[0].outcome else { panic!("{answers:?}") };
        assert_eq!(employee.salary_cents, 5_000_500);
        assert!(matches!(answers[1].outcome, Some(adjusted::Outcome::Error(_))), "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn serves_departments() {
    within(async {
        let server = Running::start();
        let mut departments = DepartmentServiceRestClient::new(admin(&server));
        let labels = [("color".to_owned(), "red".to_owned())].into();
        let department = Department { display_name: "R&D".into(), budget_cents: 7, labels, ..Department::default() };
        let request = CreateDepartmentRequest { department: Some(department), department_id: "research".into() };
        let created = departments.create_department(request).await.unwrap().into_inner();
        let name = created.name.clone();
        let found = departments.get_department(GetDepartmentRequest { name: name.clone() }).await.unwrap();
        assert_eq!(found.into_inner(), created);
        let changed = Department { budget_cents: 250, display_name: "other".into(), ..created.clone() };
        let update_mask = Some(FieldMask { paths: vec!["budget_cents".into()] });
        let request = UpdateDepartmentRequest { department: Some(changed), update_mask };
        let updated = departments.update_department(request).await.unwrap().into_inner();
        assert_eq!((updated.budget_cents, &*updated.display_name), (250, "R&D"));
        let request = ListDepartmentsRequest { page_size: 10, ..ListDepartmentsRequest::default() };
        let listed = departments.list_departments(request).await.unwrap().into_inner().departments;
        assert_eq!(listed, [updated]);
        let request = CloseDepartmentRequest { name: name.clone(), reason: "moved".into() };
        let closed = departments.close_department(request).await.unwrap().into_inner();
        assert_eq!(closed.state(), DepartmentState::Closed);
        departments.delete_department(DeleteDepartmentRequest { name: name.clone() }).await.unwrap().into_inner();
        let status = departments.get_department(GetDepartmentRequest { name }).await.unwrap_err();
        assert_eq!(status.code(), Code::NotFound, "{status:?}");
    })
    .await;
}

#[tokio::test]
async fn orders() {
    within(async {
        let server = Running::start();
        let mut customers = CustomerServiceRestClient::new(admin(&server));
        let ann = CreateCustomerRequest { name: "Ann".into(), email: "ann@example.org".into() };
        let customer = customers.create_customer(ann).await.unwrap().into_inner().customer.unwrap();
        let found = customers.get_customer(GetCustomerRequest { id: customer.id.clone() }).await.unwrap();
        assert_eq!(found.into_inner().customer.as_ref(), Some(&customer));

        let mut inventory = InventoryServiceRestClient::new(admin(&server));
        let tea = Item { sku: "TEA".into(), name: "tea".into(), price_cents: 450, available: 10 };
        let put = inventory.put_item(PutItemRequest { item: Some(tea.clone()) }).await.unwrap().into_inner();
        assert_eq!(put.item, Some(tea.clone()));
        let found = inventory.get_item(GetItemRequest { sku: "TEA".into() }).await.unwrap().into_inner();
        assert_eq!(found.item, Some(tea));
        let lines = vec![OrderLine { sku: "TEA".into(), quantity: 2, unit_price_cents: 0 }];
        let request = ReserveStockRequest { reservation_id: "r/1".into(), lines: lines.clone() };
        assert_eq!(inventory.reserve_stock(request).await.unwrap().into_inner().lines.len(), 1);
        let request = ReleaseStockRequest { reservation_id: "r/1".into() };
        assert!(inventory.release_stock(request).await.unwrap().into_inner().released);

        let mut orders = OrderServiceRestClient::new(admin(&server));
        let customer_id = customer.id;
        let request = CreateOrderRequest { request_id: String::new(), customer_id: customer_id.clone(), lines };
        let order = orders.create_order(request.clone()).await.unwrap().into_inner().order.unwrap();
        let found = orders.get_order(GetOrderRequest { id: order.id.clone() }).await.unwrap().into_inner();
        assert_eq!(found.order.as_ref(), Some(&order));
        let list = ListOrdersRequest { customer_id, ..ListOrdersRequest::default() };
        assert_eq!(all(orders.list_orders(list).await.unwrap().into_inner()).await.len(), 1);
        let cancelled = orders.cancel_order(CancelOrderRequest { id: order.id }).await.unwrap().into_inner();
        assert_eq!(cancelled.order.unwrap().status(), OrderStatus::Cancelled);
        let invalid = CreateOrderRequest { lines: vec![OrderLine::default()], ..request };
        let status = orders.create_order(invalid).await.unwrap_err();
        assert_eq!(status.code(), Code::InvalidArgument, "{status:?}");
    })
    .await;
}

#[tokio::test]
async fn prices_until_a_deadline() {
    within(async {
        let server = Running::start();
        let mut ticker = TickerStreamServiceRestClient::new(admin(&server));
        let symbols = vec!["ACME".to_owned(), "BRK.B".to_owned()];
        let mut request = Request::new(WatchPricesRequest { symbols, count: 0 });
        request.set_timeout(Duration::from_millis(500));
        let mut prices = ticker.watch_prices(request).await.unwrap().into_inner();
        assert!(prices.message().await.unwrap().unwrap().ltp > 0.0);
        assert_eq!(end(prices).await.code(), Code::DeadlineExceeded);
        let mut request = Request::new(iter([TickerRequest { symbol: "ACME".into() }]));
        request.set_timeout(Duration::from_millis(500));
        let mut prices = ticker.ticker_stream(request).await.unwrap().into_inner();
        assert_eq!(prices.message().await.unwrap().unwrap().symbol, "ACME");
        assert_eq!(end(prices).await.code(), Code::DeadlineExceeded);
    })
    .await;
}

#[tokio::test]
async fn errors_have_the_details_of_grpc() {
    within(async {
        let server = Running::start();
        let code = |status: Status| status.code();
        let mut users = UserServiceRestClient::new(admin(&server));
        let status = users.get_user(GetUserRequest { id: "nobody".into() }).await.unwrap_err();
        assert_fault(&status, Code::NotFound, &[("id", "there is no such user")]);
        let status = users.create_users(iter(["ann", "ann"].map(new_user))).await.unwrap_err();
        assert_fault(&status, Code::AlreadyExists, &[("[1].email", "is taken")]);
        let mut stranger = UserServiceRestClient::new(channel(&server, "nothing"));
        let refused = stranger.list_users(ListUsersRequest::default()).await.map(drop);
        assert_eq!(refused.map_err(code), Err(Code::Unauthenticated));
        let mut departments = DepartmentServiceRestClient::new(channel(&server, &server.token()));
        let request = DeleteDepartmentRequest { name: "departments/x".into() };
        let refused = departments.delete_department(request).await.map(drop);
        assert_eq!(refused.map_err(code), Err(Code::PermissionDenied));
    })
    .await;
}
