//! The services and their routes. gRPC and REST call the same objects.

use std::sync::Arc;

use protoward_runtime::rest::{MatchedRoute, RouteError};
use tonic::Request;
use tonic::codec::CompressionEncoding;
use tonic::service::interceptor::InterceptedService;
use tonic::service::{Interceptor, Routes};
use tower::ServiceExt;

use super::auth::Auth;
use super::chat::ChatRoom;
use super::customers::Customers;
use super::departments::Departments;
use super::drain::Drain;
use super::employees::Employees;
use super::inventory::Inventory;
use super::observe::Called;
use super::orders::Orders;
use super::students::Students;
use super::ticker::Ticker;
use super::users::Users;
use super::{BODY, MESSAGE, Options};
use crate::proto::chat::v1::chat::{self, ChatServer};
use crate::proto::company::v1::department_service::{self, DepartmentServiceServer};
use crate::proto::company::v1::employee_service::{self, EmployeeServiceServer};
use crate::proto::company::v1::student_service::{self, StudentServiceServer};
use crate::proto::orders::v1::customer_service::{self, CustomerServiceServer};
use crate::proto::orders::v1::inventory_service::{self, InventoryServiceServer};
use crate::proto::orders::v1::order_service::{self, OrderServiceServer};
use crate::proto::ticker::v1::ticker_stream_service::{self, TickerStreamServiceServer};
use crate::proto::user::v1::user_service::{self, UserServiceServer};
use crate::proto::user::v2::user_service as user_service_v2;
use crate::store::Store;

/// The compression of messages in gRPC, which a client asks for. The routes of REST and Connect have it, too.
const GZIP: CompressionEncoding = CompressionEncoding::Gzip;

/// All services of `proto/`.
pub(super) struct Services {
    users: Arc<Users>,
    chat: Arc<ChatRoom>,
    ticker: Arc<Ticker>,
    students: Arc<Students>,
    employees: Arc<Employees>,
    departments: Arc<Departments>,
    customers: Arc<Customers>,
    inventory: Arc<Inventory>,
    orders: Arc<Orders>,
}

impl Services {
    pub(super) fn new(store: &Store, options: &Options, orders: Orders, drain: &Drain) -> Services {
        Services {
            users: Arc::new(Users::new(store.clone(), drain.clone())),
            chat: Arc::new(ChatRoom::new(store.clone(), drain.clone())),
            ticker: Arc::new(Ticker::new(options.tick, drain.clone())),
            students: Arc::new(Students(store.clone())),
            employees: Arc::new(Employees(store.clone())),
            departments: Arc::new(Departments(store.clone())),
            customers: Arc::new(Customers(store.clone())),
            inventory: Arc::new(Inventory(store.clone())),
            orders: Arc::new(orders),
        }
    }

    /// Returns the services as gRPC servers.
    pub(super) fn grpc(&self, auth: &Auth) -> Routes {
        let auth = || auth.clone();
        Routes::new(InterceptedService::new(
            UserServiceServer::from_arc(Arc::clone(&self.users))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            user_service_v2::UserServiceServer::from_arc(Arc::clone(&self.users))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            ChatServer::from_arc(Arc::clone(&self.chat))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            TickerStreamServiceServer::from_arc(Arc::clone(&self.ticker))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            StudentServiceServer::from_arc(Arc::clone(&self.students))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            EmployeeServiceServer::from_arc(Arc::clone(&self.employees))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            DepartmentServiceServer::from_arc(Arc::clone(&self.departments))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            CustomerServiceServer::from_arc(Arc::clone(&self.customers))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            InventoryServiceServer::from_arc(Arc::clone(&self.inventory))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
        .add_service(InterceptedService::new(
            OrderServiceServer::from_arc(Arc::clone(&self.orders))
                .max_decoding_message_size(MESSAGE)
                .accept_compressed(GZIP)
                .send_compressed(GZIP),
            auth(),
        ))
    }

    /// Returns the services as HTTP routes, by the `google.api.http` rules in `proto/`.
    pub(super) fn rest(&self, auth: &Auth) -> Result<axum::Router, RouteError> {
        let auth = auth.clone();
        let routes = user_service::routes(Arc::clone(&self.users))
            .merge(user_service_v2::routes(Arc::clone(&self.users)))
            .merge(chat::routes(Arc::clone(&self.chat)))
            .merge(ticker_stream_service::routes(Arc::clone(&self.ticker)))
            .merge(student_service::routes(Arc::clone(&self.students)))
            .merge(employee_service::routes(Arc::clone(&self.employees)))
            .merge(department_service::routes(Arc::clone(&self.departments)))
            .merge(customer_service::routes(Arc::clone(&self.customers)))
            .merge(inventory_service::routes(Arc::clone(&self.inventory)))
            .merge(order_service::routes(Arc::clone(&self.orders)))
            .intercept(move |request| auth.clone().call(with_method(request)))
            .read_timeout(BODY)
            .body_limit(MESSAGE)
            .error_detail::<crate::proto::user::v1::Error>();
        let service = routes.into_service()?.map_response(|mut response| {
            let called = response.extensions().get().and_then(called);
            called.into_iter().for_each(|called| _ = response.extensions_mut().insert(called));
            response
        });
        Ok(axum::Router::new().fallback_service(service))
    }
}

/// Returns those services that orders need.
pub(super) fn of_orders(store: &Store, auth: &Auth) -> Routes {
    Routes::new(InterceptedService::new(CustomerServiceServer::new(Customers(store.clone())), auth.clone()))
        .add_service(InterceptedService::new(InventoryServiceServer::new(Inventory(store.clone())), auth.clone()))
}

/// Adds the called method to a request, as in gRPC calls.
fn with_method(mut request: Request<()>) -> Request<()> {
    let called = request.extensions().get().and_then(called);
    called.into_iter().for_each(|called| _ = request.extensions_mut().insert(called));
    request
}

fn called(route: &MatchedRoute) -> Option<Called> {
    Called::by_path(route.method)
}

/// The names of the gRPC services, apart from health checks and reflection.
pub(super) const NAMES: [&str; 10] = [
    chat::SERVICE_NAME,
    customer_service::SERVICE_NAME,
    department_service::SERVICE_NAME,
    employee_service::SERVICE_NAME,
    inventory_service::SERVICE_NAME,
    order_service::SERVICE_NAME,
    student_service::SERVICE_NAME,
    ticker_stream_service::SERVICE_NAME,
    user_service::SERVICE_NAME,
    user_service_v2::SERVICE_NAME,
];
