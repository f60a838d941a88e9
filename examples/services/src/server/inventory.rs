//! orders.v1.InventoryService, and the validation of order lines.

use std::collections::BTreeSet;

use tonic::{Request, Response, Status};

use super::validate::Check;
use crate::proto::orders::v1::inventory_service_server::InventoryService;
use crate::proto::orders::v1::{
    GetItemRequest, GetItemResponse, OrderLine, PutItemRequest, PutItemResponse, ReleaseStockRequest,
    ReleaseStockResponse, ReserveStockRequest, ReserveStockResponse,
};
use crate::store::Store;
use crate::store::orders::inventory;

const MOST_LINES: usize = 100;
const MOST_OF_ONE: i64 = 1_000_000;

#[derive(Debug)]
pub(super) struct Inventory(pub(super) Store);

#[tonic::async_trait]
impl InventoryService for Inventory {
    async fn put_item(&self, request: Request<PutItemRequest>) -> Result<Response<PutItemResponse>, Status> {
        let item = request.into_inner().item.unwrap_or_default();
        Check::default()
            .sku("item.sku", &item.sku)
            .name("item.name", &item.name)
            .number("item.price_cents", item.price_cents, 0, i64::MAX)
            .number("item.available", item.available, 0, i64::MAX)
            .done()?;
        let put = self.0.write(move |store| inventory::put(store, &item).map(|()| item)).await?;
        Ok(Response::new(PutItemResponse { item: Some(put) }))
    }

    async fn get_item(&self, request: Request<GetItemRequest>) -> Result<Response<GetItemResponse>, Status> {
        let GetItemRequest { sku } = request.into_inner();
        Check::default().sku("sku", &sku).done()?;
        let item = self.0.read(move |store| inventory::get(store, &sku)).await?;
        Ok(Response::new(GetItemResponse { item: Some(item) }))
    }

    async fn reserve_stock(
        &self,
        request: Request<ReserveStockRequest>,
    ) -> Result<Response<ReserveStockResponse>, Status> {
        let ReserveStockRequest { reservation_id, lines } = request.into_inner();
        check_lines(Check::default().id("reservation_id", &reservation_id), &lines).done()?;
        let lines = self.0.write(move |store| inventory::reserve(store, &reservation_id, lines)).await?;
        Ok(Response::new(ReserveStockResponse { lines }))
    }

    async fn release_stock(
        &self,
        request: Request<ReleaseStockRequest>,
    ) -> Result<Response<ReleaseStockResponse>, Status> {
        let ReleaseStockRequest { reservation_id } = request.into_inner();
        Check::default().id("reservation_id", &reservation_id).done()?;
        let released = self.0.write(move |store| inventory::release(store, &reservation_id)).await?;
        Ok(Response::new(ReleaseStockResponse { released }))
    }
}

/// Checks the lines of an order or of a reservation.
pub(super) fn check_lines(check: Check, lines: &[OrderLine]) -> Check {
    let many = (1..=MOST_LINES).contains(&lines.len());
    let mut check = check.require(many, "lines", format!("must be 1 to {MOST_LINES} lines"));
    let mut seen = BTreeSet::new();
    for (at, line) in lines.iter().enumerate().take(MOST_LINES) {
        let (sku, quantity) = (format!("lines[{at}].sku"), format!("lines[{at}].quantity"));
        check = check
            .sku(&sku, &line.sku)
            .require(seen.insert(&line.sku), &sku, "is in an earlier line already")
            .number(&quantity, line.quantity, 1, MOST_OF_ONE);
    }
    check
}
