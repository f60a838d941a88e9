//! The steps of an order: check the customer, reserve the stock and store the order, or else release the stock.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::time::sleep;
use tonic::{Code, Status};

use super::Parts;
use super::caller::Caller;
use crate::fault::Fault;
use crate::proto::orders::v1::{
    CreateOrderRequest, GetCustomerRequest, Order, OrderLine, OrderStatus, ReleaseStockRequest, ReserveStockRequest,
};
use crate::store::orders::placed::{self, Begun, Kept};
use crate::store::{Resource, new_id, now};

/// The interval between checks of a copy of a request.
const AGAIN: Duration = Duration::from_millis(50);

impl Parts {
    /// Places an order, or returns the one that was placed for the same request. Fails if the request has the id of
    /// another one.
    pub(super) async fn place(&self, caller: &Caller, request: CreateOrderRequest) -> Result<Order, Status> {
        let CreateOrderRequest { request_id, customer_id, lines } = request;
        let wanted = quantities(&lines);
        if let Some(order) = self.placed_before(&customer_id, &request_id).await? {
            return repeated(order, &wanted);
        }
        self.check_customer(caller, &customer_id).await?;
        let id = loop {
            let id = new_id();
            match self.begin(&id, &customer_id, &request_id).await? {
                Begun::New => break id,
                Begun::Before(order) => return repeated(order, &wanted),
                // A second reservation for the same request would take stock that others want.
                Begun::OnItsWay if caller.has_time() => sleep(AGAIN).await,
                Begun::OnItsWay => {
                    return Err(Fault::new(Code::Aborted, "the same request is on its way; try again").into());
                }
            }
        };
        let stored = async {
            let lines = self.reserve(caller, &id, lines).await?;
            self.keep(id.clone(), customer_id, request_id, lines).await
        };
        let stored = stored.await;
        if !stored.as_ref().is_ok_and(|order| order.id == id) {
            // Also called if it is unknown whether stock was reserved: releasing nothing is not an error.
            if let Err(status) = self.abandon(caller, &id).await {
                tracing::warn!(order = id, %status, "an unfinished order is left for later");
            }
        }
        repeated(stored?, &wanted)
    }

    async fn begin(&self, id: &str, customer_id: &str, request_id: &str) -> Result<Begun, Status> {
        let (id, customer_id, request_id) = (id.to_owned(), customer_id.to_owned(), request_id.to_owned());
        Ok(self.store.write(move |store| placed::begin(store, &id, &customer_id, &request_id)).await?)
    }

    /// Releases the stock that may be reserved for an order that is not stored.
    pub(super) async fn abandon(&self, caller: &Caller, id: &str) -> Result<(), Status> {
        self.release(caller, id).await?;
        let id = id.to_owned();
        Ok(self.store.write(move |store| placed::forget(store, &id)).await?)
    }

    /// Stores the order, or returns the one that was meanwhile stored for the same request.
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
        let stored = self.store.write(move |store| {
            Ok(match placed::keep(store, &order, &request_id)? {
                Kept::New => order,
                Kept::Before(before) => before,
            })
        });
        Ok(stored.await?)
    }

    async fn placed_before(&self, customer_id: &str, request_id: &str) -> Result<Option<Order>, Status> {
        if request_id.is_empty() {
            return Ok(None);
        }
        let (customer_id, request_id) = (customer_id.to_owned(), request_id.to_owned());
        Ok(self.store.read(move |store| placed::of_request(store, &customer_id, &request_id)).await?)
    }

    async fn check_customer(&self, caller: &Caller, customer_id: &str) -> Result<(), Status> {
        let request = caller.request(GetCustomerRequest { id: customer_id.to_owned() });
        match self.customers.clone().get_customer(request).await {
            Ok(_) => Ok(()),
            Err(status) if status.code() == Code::NotFound => {
                let fault = Fault::new(Code::NotFound, format!("no customer `{customer_id}`"));
                let fault = fault.resource(Resource::Customer.type_name(), customer_id);
                Err(fault.field("customer_id", "there is no such customer").into())
            }
            Err(status) => Err(status),
        }
    }

    async fn reserve(&self, caller: &Caller, id: &str, lines: Vec<OrderLine>) -> Result<Vec<OrderLine>, Status> {
        let request = caller.request(ReserveStockRequest { reservation_id: id.to_owned(), lines });
        // The details of its errors refer to lines, which have the same name in an order.
        let reserved = self.inventory.clone().reserve_stock(request).await?;
        Ok(reserved.into_inner().lines)
    }

    /// Cancels an order and releases its stock.
    pub(super) async fn cancel(&self, caller: &Caller, id: String) -> Result<Order, Status> {
        let order = id.clone();
        let order = self.store.write(move |store| placed::cancel(store, &order)).await?;
        // Also called if the order was already cancelled: its release may have failed.
        self.release(caller, &id).await?;
        Ok(order)
    }

    /// Releases a reservation, even if the caller no longer waits.
    async fn release(&self, caller: &Caller, id: &str) -> Result<(), Status> {
        let request = caller.unhurried().request(ReleaseStockRequest { reservation_id: id.to_owned() });
        self.inventory.clone().release_stock(request).await.map(drop)
    }
}

/// Returns the quantities of a request. Their order does not matter: the inventory service may return another one.
fn quantities(lines: &[OrderLine]) -> BTreeMap<String, i64> {
    lines.iter().map(|line| (line.sku.clone(), line.quantity)).collect()
}

/// Returns the order of a request. Fails if it is that of another request with the same id.
fn repeated(order: Order, wanted: &BTreeMap<String, i64>) -> Result<Order, Status> {
    if quantities(&order.lines) == *wanted {
        return Ok(order);
    }
    let message = format!("the request id belongs to the order `{}`, which has other lines", order.id);
    Err(Fault::new(Code::AlreadyExists, message)
        .field("request_id", "is that of an order with other lines; choose a new one")
        .resource(Resource::Order.type_name(), &order.id)
        .reason("REQUEST_ID_REUSED", &[("order", &order.id)])
        .into())
}
