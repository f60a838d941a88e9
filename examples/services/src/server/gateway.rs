//! REST for a gRPC server elsewhere, in any language. The routes call clients of that server instead of the services
//! of this program.
//!
//! Tokens are forwarded with the other metadata, and the gRPC server checks them.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use prost::Message;
use prost_types::FileDescriptorSet;
use protoward_runtime::grpc::timeout;
use protoward_runtime::rest::{MatchedRoute, RouteError};
use tonic::Request;

use super::{BODY, MESSAGE};
use crate::DESCRIPTORS;
use crate::client::Transport;
use crate::deadline::HEADER;
use crate::proto::chat::v1::chat;
use crate::proto::company::v1::{department_service, employee_service, student_service};
use crate::proto::orders::v1::{customer_service, inventory_service, order_service};
use crate::proto::ticker::v1::ticker_stream_service;
use crate::proto::user::v1::{self as user, user_service};
use crate::proto::user::v2::user_service as user_service_v2;

/// The deadlines of calls through a gateway, which tells them to the server behind it. `None` means no deadline.
#[derive(Clone, Copy, Debug)]
pub struct GatewayDeadlines {
    /// The deadline of a call without one. Streams have none, because many go on until the caller ends them.
    pub default: Option<Duration>,
    /// The longest deadline, also of streams and of calls without one.
    pub longest: Option<Duration>,
}

impl Default for GatewayDeadlines {
    fn default() -> Self {
        Self { default: Some(Duration::from_secs(30)), longest: None }
    }
}

impl GatewayDeadlines {
    /// Sets the deadline of a request. One that cannot be parsed stays, and is an error of the caller.
    fn apply(self, mut request: Request<()>) -> Request<()> {
        let deadline = if request.metadata().contains_key(HEADER) {
            let asked = timeout(request.metadata().as_ref());
            self.longest.filter(|longest| asked.is_some_and(|asked| asked > *longest))
        } else {
            let route = request.extensions().get::<MatchedRoute>();
            let is_stream = route.is_some_and(|route| STREAMS.contains(route.method));
            self.default.filter(|_| !is_stream).into_iter().chain(self.longest).min()
        };
        deadline.into_iter().for_each(|deadline| request.set_timeout(deadline));
        request
    }
}

/// The paths of methods with a stream of requests or responses.
static STREAMS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let mut paths = BTreeSet::new();
    for file in FileDescriptorSet::decode(DESCRIPTORS).unwrap_or_default().file {
        for service in &file.service {
            let streams = service.method.iter().filter(|method| method.client_streaming() || method.server_streaming());
            paths.extend(streams.map(|method| format!("/{}.{}/{}", file.package(), service.name(), method.name())));
        }
    }
    paths
});

/// Returns the routes of all services of `proto/`, which call the server at `upstream`.
pub(super) fn routes(upstream: &Transport, deadlines: GatewayDeadlines) -> Result<axum::Router, RouteError> {
    let to = || upstream.clone();
    user_service::routes(Arc::new(user_service::Gateway::new(user_service::UserServiceClient::new(to()))))
        .merge(user_service_v2::routes(Arc::new(user_service_v2::Gateway::new(
            user_service_v2::UserServiceClient::new(to()),
        ))))
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
        .intercept(move |request| Ok(deadlines.apply(request)))
        .read_timeout(BODY)
        .body_limit(MESSAGE)
        .error_detail::<user::Error>()
        .into_router()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::time::Duration;

    use protoward_runtime::rest::MatchedRoute;
    use tonic::Request;

    use super::{GatewayDeadlines, HEADER};

    fn applied(deadlines: GatewayDeadlines, method: &'static str, asked: Option<&str>) -> Option<String> {
        let mut request = Request::new(());
        request.extensions_mut().insert(MatchedRoute { method, template: "/" });
        asked.into_iter().for_each(|asked| _ = request.metadata_mut().insert(HEADER, asked.parse().unwrap()));
        let request = deadlines.apply(request);
        request.metadata().get(HEADER).map(|value| value.to_str().unwrap().to_owned())
    }

    #[test]
    fn calls_have_a_default_and_a_longest_deadline() {
        let call = "/user.v1.UserService/GetUser";
        let stream = "/user.v1.UserService/ListUsers";
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        let (both, default) = (
            GatewayDeadlines { default: seconds(30), longest: seconds(60) },
            GatewayDeadlines { default: seconds(30), longest: None },
        );
        let none = GatewayDeadlines { default: None, longest: None };
        for (deadlines, method, asked, expected) in [
            (both, call, None, Some("30000000u")),
            (both, call, Some("5S"), Some("5S")),
            (both, call, Some("2M"), Some("60000000u")),
            (both, call, Some("soon"), Some("soon")),
            (both, stream, None, Some("60000000u")),
            (default, stream, None, None),
            (default, stream, Some("2H"), Some("2H")),
            (none, call, None, None),
        ] {
            assert_eq!(applied(deadlines, method, asked).as_deref(), expected, "{method} {asked:?} {deadlines:?}");
        }
    }
}
