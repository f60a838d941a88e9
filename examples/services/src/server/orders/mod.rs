//! orders.v1.OrderService: calls the customer and inventory services over gRPC, then stores the order.
//!
//! `place` contains the steps of an order, `caller` the identity for calls to other services, and `peer` the
//! connections to them. `sweep` handles orders that were interrupted between two steps.

mod caller;
mod peer;
mod place;
mod sweep;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tonic::{Code, Request, Response, Status};
use tracing::Instrument;

use super::drain::Drain;
use super::inventory::check_lines;
use super::outgoing::{Outgoing, list};
use super::validate::{self, Check};
use crate::fault::Fault;
use crate::proto::orders::v1::customer_service::{self, CustomerServiceClient};
use crate::proto::orders::v1::inventory_service::{self, InventoryServiceClient};
use crate::proto::orders::v1::order_service_server::OrderService;
use crate::proto::orders::v1::{
    CancelOrderRequest, CancelOrderResponse, CreateOrderRequest, CreateOrderResponse, GetOrderRequest,
    GetOrderResponse, ListOrdersRequest, ListOrdersResponse,
};
use crate::store::Store;
use crate::store::orders::placed;
use crate::token::Secret;
use caller::Caller;
pub(super) use peer::{Peer, peer};
use protoward_runtime::grpc::Configured;

#[derive(Clone)]
pub(super) struct Orders(Arc<Parts>);

struct Parts {
    store: Store,
    customers: CustomerServiceClient<Configured<Peer>>,
    inventory: InventoryServiceClient<Configured<Peer>>,
}

impl Orders {
    pub(super) fn new(store: Store, customers: Peer, inventory: Peer) -> Self {
        Self(Arc::new(Parts {
            store,
            customers: customer_service::configured(customers),
            inventory: inventory_service::configured(inventory),
        }))
    }

    /// Periodically releases stock that was reserved for interrupted orders, until the server stops.
    pub(super) fn sweep(&self, secret: Secret, drain: &Drain) -> impl Future<Output = ()> + use<> {
        sweep::run(Arc::clone(&self.0), secret, drain.begun())
    }
}

#[tonic::async_trait]
impl OrderService for Orders {
    type ListOrdersStream = Outgoing<ListOrdersResponse>;

    async fn create_order(
        &self,
        request: Request<CreateOrderRequest>,
    ) -> Result<Response<CreateOrderResponse>, Status> {
        let caller = Caller::of(&request);
        let request = request.into_inner();
        let check = Check::default()
            .require(request.request_id.chars().count() <= 100, "request_id", "must have 100 characters at most")
            .id("customer_id", &request.customer_id);
        check_lines(check, &request.lines).done()?;
        // Runs in a separate task, so that a caller that disconnects does not leave a reservation behind.
        let parts = Arc::clone(&self.0);
        let order = finish(async move { parts.place(&caller, request).await }).await?;
        Ok(Response::new(CreateOrderResponse { order: Some(order) }))
    }

    async fn get_order(&self, request: Request<GetOrderRequest>) -> Result<Response<GetOrderResponse>, Status> {
        let GetOrderRequest { id } = request.into_inner();
        Check::default().id("id", &id).done()?;
        let order = self.0.store.read(move |store| placed::get(store, &id)).await?;
        Ok(Response::new(GetOrderResponse { order: Some(order) }))
    }

    async fn list_orders(
        &self,
        request: Request<ListOrdersRequest>,
    ) -> Result<Response<Outgoing<ListOrdersResponse>>, Status> {
        let ListOrdersRequest { page_size, page_token, customer_id } = request.into_inner();
        Check::default().id("customer_id", &customer_id).done()?;
        let page = validate::page(&format!("orders/{customer_id}"), page_size, &page_token)?;
        let listed = self.0.store.read(move |store| placed::list(store, &customer_id, &page)).await?;
        Ok(list(
            listed.into_iter().map(|listed| ListOrdersResponse {
                order: Some(listed.value),
                next_page_token: listed.next_page_token,
            }),
        ))
    }

    async fn cancel_order(
        &self,
        request: Request<CancelOrderRequest>,
    ) -> Result<Response<CancelOrderResponse>, Status> {
        let caller = Caller::of(&request);
        let CancelOrderRequest { id } = request.into_inner();
        Check::default().id("id", &id).done()?;
        let parts = Arc::clone(&self.0);
        let order = finish(async move { parts.cancel(&caller, id).await }).await?;
        Ok(Response::new(CancelOrderResponse { order: Some(order) }))
    }
}

/// Runs work to its end, even if the caller stops waiting for it.
async fn finish<T: Send + 'static>(
    work: impl Future<Output = Result<T, Status>> + Send + 'static,
) -> Result<T, Status> {
    let done = tokio::spawn(work.in_current_span()).await;
    done.unwrap_or_else(|_| Err(Fault::new(Code::Internal, "internal error").into()))
}
