//! REST for a gRPC server elsewhere, in any language. The routes call clients of that server instead of the services
//! of this program.
//!
//! Tokens are forwarded with the other metadata, and the gRPC server checks them.

use std::sync::Arc;

use protoward_runtime::rest::RouteError;

use super::BODY;
use crate::client::Transport;
use crate::proto::chat::v1::chat;
use crate::proto::company::v1::{department_service, employee_service, student_service};
use crate::proto::orders::v1::{customer_service, inventory_service, order_service};
use crate::proto::ticker::v1::ticker_stream_service;
use crate::proto::user::v1::{self as user, user_service};

/// Returns the routes of all services of `proto/`, which call the server at `upstream`.
pub(super) fn routes(upstream: &Transport) -> Result<axum::Router, RouteError> {
    let to = || upstream.clone();
    user_service::routes(Arc::new(user_service::Gateway::new(user_service::UserServiceClient::new(to()))))
        .merge(chat::routes(Arc::new(chat::Gateway::new(chat::ChatClient::new(to())))))
        .merge(ticker_stream_service::routes(Arc::new(ticker_stream_service::Gateway::new(
            ticker_stream_service::TickerStreamServiceClient::new(to()),
        ))))
        .merge(student_service::routes(Arc::new(student_service::Gateway::new(
            student_service::StudentServiceClient::new(to()),
        ))))
        .merge(employee_service::routes(Arc::new(employee_service::Gateway::new(
            employee_service::EmployeeServiceClient::new(to()),
        ))))
        .merge(department_service::routes(Arc::new(department_service::Gateway::new(
            department_service::DepartmentServiceClient::new(to()),
        ))))
        .merge(customer_service::routes(Arc::new(customer_service::Gateway::new(
            customer_service::CustomerServiceClient::new(to()),
        ))))
        .merge(inventory_service::routes(Arc::new(inventory_service::Gateway::new(
            inventory_service::InventoryServiceClient::new(to()),
        ))))
        .merge(order_service::routes(Arc::new(order_service::Gateway::new(order_service::OrderServiceClient::new(
            to(),
        )))))
        .read_timeout(BODY)
        .error_detail::<user::Error>()
        .into_router()
}
