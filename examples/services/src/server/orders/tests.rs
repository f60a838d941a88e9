//! Orders with mocked services, which return the given responses.

#![expect(clippy::unwrap_used, reason = "tests")]

use tonic::{Code, Request, Response, Status};

use super::{Orders, peer};
use crate::fault::Fault;
use crate::proto::orders::v1::customer_service::{CustomerServiceServer, MockCustomerService};
use crate::proto::orders::v1::inventory_service::{InventoryServiceServer, MockInventoryService};
use crate::proto::orders::v1::order_service::{self, OrderServiceClient, OrderServiceServer};
use crate::proto::orders::v1::{
    CreateOrderRequest, GetCustomerResponse, OrderLine, ReleaseStockResponse, ReserveStockResponse,
};
use crate::store::Store;
use protoward_runtime::grpc::InProcess;

/// Returns a client of the order service in this process.
fn orders(
    customers: &MockCustomerService,
    inventory: &MockInventoryService,
) -> OrderServiceClient<InProcess<OrderServiceServer<Orders>>> {
    let customers = peer(InProcess::new(CustomerServiceServer::new(customers.clone())));
    let inventory = peer(InProcess::new(InventoryServiceServer::new(inventory.clone())));
    order_service::in_process(Orders::new(Store::memory().unwrap(), customers, inventory))
}

/// Returns a service in which every customer exists.
fn customers() -> MockCustomerService {
    MockCustomerService::new().on_get_customer(|_| async { Ok(Response::new(GetCustomerResponse::default())) })
}

/// Returns a service that accepts every reservation, at this price, and every release.
fn inventory(unit_price_cents: i64) -> MockInventoryService {
    MockInventoryService::new()
        .on_reserve_stock(move |request| async move {
            let lines = request.into_inner().lines.into_iter().map(|line| OrderLine { unit_price_cents, ..line });
            Ok(Response::new(ReserveStockResponse { lines: lines.collect() }))
        })
        .on_release_stock(|_| async { Ok(Response::new(ReleaseStockResponse { released: true })) })
}

fn tea() -> CreateOrderRequest {
    let line = OrderLine { sku: "TEA".into(), quantity: 2, unit_price_cents: 0 };
    CreateOrderRequest { request_id: String::new(), customer_id: "ann".into(), lines: vec![line] }
}

/// Asserts that one reservation was made, and that it was released this many times.
fn assert_released(inventory: &MockInventoryService, times: usize) {
    let reserved = inventory.calls_to_reserve_stock();
    let given_back = inventory.calls_to_release_stock();
    assert_eq!(given_back.len(), times);
    let id = &reserved[0].message.reservation_id;
    assert!(given_back.iter().all(|call| call.message.reservation_id == *id), "{given_back:?}");
}

#[tokio::test]
async fn forwards_the_caller_to_other_services() {
    let (customers, inventory) = (customers(), inventory(450));
    let mut request = Request::new(tea());
    request.metadata_mut().insert("authorization", "Bearer ann".parse().unwrap());
    let order = orders(&customers, &inventory).create_order(request).await.unwrap().into_inner().order.unwrap();
    assert_eq!(order.total_cents, 900);
    assert_eq!(customers.calls_to_get_customer()[0].message.id, "ann");
    let calls = [&customers.calls_to_get_customer()[0].metadata, &inventory.calls_to_reserve_stock()[0].metadata];
    for metadata in calls {
        assert_eq!(metadata.get("authorization").unwrap(), "Bearer ann");
        assert!(metadata.contains_key("grpc-timeout"), "nobody is waited for without end: {metadata:?}");
    }
    assert_released(&inventory, 0);
}

#[tokio::test]
async fn releases_reservations_of_a_failed_order() {
    let inventory = inventory(i64::MAX);
    let status = orders(&customers(), &inventory).create_order(tea()).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange, "{status:?}");
    assert_released(&inventory, 1);
}

/// A failed call may have made a reservation.
#[tokio::test]
async fn releases_a_failed_reservation() {
    let inventory = inventory(450).on_reserve_stock(|_| async { Err(Fault::new(Code::Internal, "broken").into()) });
    let status = orders(&customers(), &inventory).create_order(tea()).await.unwrap_err();
    assert_eq!((status.code(), status.message()), (Code::Internal, "broken"));
    assert_released(&inventory, 1);
}

#[tokio::test]
async fn retries_an_unavailable_service() {
    let (customers, inventory) = (customers(), inventory(450));
    let calls = customers.clone();
    let customers = customers.on_get_customer(move |_| {
        let is_first = calls.calls_to_get_customer().len() == 1;
        async move {
            if is_first { Err(Status::unavailable("away")) } else { Ok(Response::new(GetCustomerResponse::default())) }
        }
    });
    orders(&customers, &inventory).create_order(tea()).await.unwrap();
    assert_eq!(customers.calls_to_get_customer().len(), 2);
    assert_eq!(inventory.calls_to_reserve_stock().len(), 1);
}
