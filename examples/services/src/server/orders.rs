//! orders.v1.OrderService: asks the customer and inventory services over gRPC, then keeps the order.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::{Code, Request, Response, Status};

use super::inventory::check_lines;
use super::outgoing::{Outgoing, list};
use super::validate::{self, Check};
use crate::client::{Repeat, Retry, Transport};
use crate::deadline::Deadline;
use crate::fault::Fault;
use crate::proto::orders::v1::customer_service_client::CustomerServiceClient;
use crate::proto::orders::v1::inventory_service_client::InventoryServiceClient;
use crate::proto::orders::v1::order_service_server::OrderService;
use crate::proto::orders::v1::{
    CancelOrderRequest, CancelOrderResponse, CreateOrderRequest, CreateOrderResponse, GetCustomerRequest,
    GetOrderRequest, GetOrderResponse, ListOrdersRequest, ListOrdersResponse, Order, OrderLine, OrderStatus,
    ReleaseStockRequest, ReserveStockRequest,
};
use crate::store::orders::placed::{self, Kept};
use crate::store::{Store, new_id, now};

/// How long to wait for another service when the caller does not say how long it waits for us.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub(super) struct Orders(Arc<Parts>);

struct Parts {
    store: Store,
    customers: CustomerServiceClient<Transport>,
    inventory: InventoryServiceClient<Transport>,
    retry: Retry,
}

impl Orders {
    pub(super) fn new(store: Store, customers: Transport, inventory: Transport) -> Self {
        Self(Arc::new(Parts {
            store,
            customers: CustomerServiceClient::new(customers),
            inventory: InventoryServiceClient::new(inventory),
            retry: Retry::default(),
        }))
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
            .that(request.request_id.chars().count() <= 100, "request_id", "must have 100 characters at most")
            .id("customer_id", &request.customer_id);
        check_lines(check, &request.lines).done()?;
        // A task of its own: a caller that goes away half way must not leave a reservation behind.
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

impl Parts {
    async fn place(&self, caller: &Caller, request: CreateOrderRequest) -> Result<Order, Status> {
        let CreateOrderRequest { request_id, customer_id, lines } = request;
        if let Some(order) = self.placed_before(&customer_id, &request_id).await? {
            return Ok(order);
        }
        self.check_customer(caller, &customer_id).await?;
        let id = new_id();
        let kept = async {
            let lines = self.reserve(caller, &id, lines).await?;
            self.keep(id.clone(), customer_id, request_id, lines).await
        };
        match kept.await {
            Ok(order) if order.id == id => Ok(order),
            // Also when it is not known whether anything was reserved: to release nothing is fine.
            other => {
                if let Err(status) = self.release(caller, &id).await {
                    tracing::error!(reservation = id, %status, "a reservation without an order is left");
                }
                other
            }
        }
    }

    /// The order itself, or the one that served the same request while this one was on its way.
    async fn keep(
        &self,
        id: String,
        customer_id: String,
        request_id: String,
        lines: Vec<OrderLine>,
    ) -> Result<Order, Status> {
        let total_cents = placed::total(&lines)
            .ok_or_else(|| Fault::new(Code::OutOfRange, "the order costs too much").field("lines", "cost too much"))?;
        let status = i32::from(OrderStatus::Placed);
        let order = Order { id, customer_id, lines, total_cents, status, created_at: now() };
        let kept = self.store.write(move |store| {
            Ok(match placed::keep(store, &order, &request_id)? {
                Kept::New => order,
                Kept::Before(before) => before,
            })
        });
        Ok(kept.await?)
    }

    async fn placed_before(&self, customer_id: &str, request_id: &str) -> Result<Option<Order>, Status> {
        if request_id.is_empty() {
            return Ok(None);
        }
        let (customer_id, request_id) = (customer_id.to_owned(), request_id.to_owned());
        Ok(self.store.read(move |store| placed::of_request(store, &customer_id, &request_id)).await?)
    }

    async fn check_customer(&self, caller: &Caller, customer_id: &str) -> Result<(), Status> {
        let call = || {
            let request = caller.request(GetCustomerRequest { id: customer_id.to_owned() });
            let mut customers = self.customers.clone();
            async move { customers.get_customer(request).await }
        };
        match self.retry.run(Repeat::Always, Some(caller.deadline), call).await {
            Ok(_) => Ok(()),
            Err(status) if status.code() == Code::NotFound => {
                let fault = Fault::new(Code::NotFound, format!("no customer `{customer_id}`"));
                Err(fault.field("customer_id", "there is no such customer").into())
            }
            Err(status) => Err(status),
        }
    }

    async fn reserve(&self, caller: &Caller, id: &str, lines: Vec<OrderLine>) -> Result<Vec<OrderLine>, Status> {
        let call = || {
            let message = ReserveStockRequest { reservation_id: id.to_owned(), lines: lines.clone() };
            let request = caller.request(message);
            let mut inventory = self.inventory.clone();
            async move { inventory.reserve_stock(request).await }
        };
        // Its details name the lines, which are called the same in an order.
        let reserved = self.retry.run(Repeat::Always, Some(caller.deadline), call).await?;
        Ok(reserved.into_inner().lines)
    }

    async fn cancel(&self, caller: &Caller, id: String) -> Result<Order, Status> {
        let order = id.clone();
        let order = self.store.write(move |store| placed::cancel(store, &order)).await?;
        // Also when it was cancelled before: the release may have failed then.
        self.release(caller, &id).await?;
        Ok(order)
    }

    /// Gives a reservation back, whether or not the caller still waits.
    async fn release(&self, caller: &Caller, id: &str) -> Result<(), Status> {
        let deadline = Instant::now() + PATIENCE;
        let caller = Caller { deadline, ..caller.clone() };
        let call = || {
            let request = caller.request(ReleaseStockRequest { reservation_id: id.to_owned() });
            let mut inventory = self.inventory.clone();
            async move { inventory.release_stock(request).await }
        };
        self.retry.run(Repeat::Always, Some(deadline), call).await.map(drop)
    }
}

/// On whose behalf, and until when, other services are asked.
#[derive(Clone)]
struct Caller {
    authorization: Option<MetadataValue<Ascii>>,
    deadline: Instant,
}

impl Caller {
    fn of<T>(request: &Request<T>) -> Self {
        let deadline = request.extensions().get::<Deadline>().map(|deadline| deadline.0);
        Self {
            authorization: request.metadata().get("authorization").cloned(),
            deadline: deadline.unwrap_or_else(|| Instant::now() + PATIENCE),
        }
    }

    fn request<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.set_timeout(Deadline(self.deadline).left());
        if let Some(authorization) = &self.authorization {
            request.metadata_mut().insert("authorization", authorization.clone());
        }
        request
    }
}

/// Runs work to its end, even when the caller stops to wait for it.
async fn finish<T: Send + 'static>(
    work: impl Future<Output = Result<T, Status>> + Send + 'static,
) -> Result<T, Status> {
    let done = tokio::spawn(work).await;
    done.unwrap_or_else(|_| Err(Fault::new(Code::Internal, "internal error").into()))
}
