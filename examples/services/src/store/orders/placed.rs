//! Orders.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::inventory::{position, read_line};
use crate::proto::orders::v1::{Order, OrderLine, OrderStatus};
use crate::store::page::{self, Listed, Page};
use crate::store::{Resource, StoreError, error, now};

const ORDER: &str = "SELECT seq, id, customer_id, status, created_at FROM orders";

/// The result of beginning an order.
#[derive(Debug)]
pub(crate) enum Begun {
    /// The order has begun.
    New,
    /// The request is on its way, with another order.
    OnItsWay,
    /// The request was already processed, with this order.
    Before(Order),
}

/// An order on its way, or one that was interrupted.
#[derive(Debug)]
pub(crate) struct Unfinished {
    pub(crate) id: String,
    /// In seconds since the Unix epoch.
    pub(crate) started_at: i64,
}

/// The result of storing an order.
#[derive(Debug)]
pub(crate) enum Kept {
    /// The order was stored.
    New,
    /// The request was already processed, with this order.
    Before(Order),
}

/// Records that stock may be reserved for an order, so that it is released even if this process crashes.
pub(crate) fn begin(
    transaction: &Transaction<'_>,
    id: &str,
    customer_id: &str,
    request_id: &str,
) -> Result<Begun, StoreError> {
    let request = (!request_id.is_empty()).then_some(request_id);
    if request.is_some()
        && let Some(order) = of_request(transaction, customer_id, request_id)?
    {
        return Ok(Begun::Before(order));
    }
    let inserted = transaction.execute(
        "INSERT INTO unfinished (id, started_at, customer_id, request_id) VALUES (?, ?, ?, ?)",
        params![id, now(), customer_id, request],
    );
    match inserted {
        Ok(_) => Ok(Begun::New),
        Err(error) if error::is_unique(&error) => Ok(Begun::OnItsWay),
        Err(error) => Err(error.into()),
    }
}

/// Removes the record of an order that was not stored, after its stock was released.
pub(crate) fn forget(transaction: &Transaction<'_>, id: &str) -> Result<(), StoreError> {
    transaction.execute("DELETE FROM unfinished WHERE id = ?", [id])?;
    Ok(())
}

/// Returns the orders that have begun, and were neither stored nor abandoned since.
pub(crate) fn unfinished(connection: &Connection) -> Result<Vec<Unfinished>, StoreError> {
    let mut statement = connection.prepare_cached("SELECT id, started_at FROM unfinished ORDER BY started_at, id")?;
    let orders = statement.query_map([], |row| Ok(Unfinished { id: row.get(0)?, started_at: row.get(1)? }))?;
    Ok(orders.collect::<Result<_, _>>()?)
}

/// Stores an order, unless there is one for the same request.
pub(crate) fn keep(transaction: &Transaction<'_>, order: &Order, request_id: &str) -> Result<Kept, StoreError> {
    let request = (!request_id.is_empty()).then_some(request_id);
    let inserted = transaction.execute(
        "INSERT INTO orders (id, customer_id, request_id, status, created_at) VALUES (?, ?, ?, ?, ?)",
        params![order.id, order.customer_id, request, order.status, order.created_at],
    );
    match inserted {
        Ok(_) => {}
        Err(error) if error::is_unique(&error) => {
            let before = of_request(transaction, &order.customer_id, request_id)?;
            return before.map(Kept::Before).ok_or_else(|| error.into());
        }
        Err(error) => return Err(error.into()),
    }
    // Without the record, a sweep has already released the stock of the order.
    if transaction.execute("DELETE FROM unfinished WHERE id = ?", [&order.id])? == 0 {
        return Err(StoreError::GivenUp);
    }
    let mut insert = transaction.prepare_cached(
        "INSERT INTO order_lines (order_id, position, sku, quantity, unit_price_cents) VALUES (?, ?, ?, ?, ?)",
    )?;
    for (at, line) in order.lines.iter().enumerate() {
        insert.execute(params![order.id, position(at)?, line.sku, line.quantity, line.unit_price_cents])?;
    }
    Ok(Kept::New)
}

/// Returns the order with this id.
pub(crate) fn get(connection: &Connection, id: &str) -> Result<Order, StoreError> {
    let order = connection.prepare_cached(&format!("{ORDER} WHERE id = ?"))?.query_row([id], read).optional()?;
    let order = order.ok_or_else(|| StoreError::Missing { what: Resource::Order, id: id.to_owned(), at: None })?;
    with_lines(connection, order)
}

/// Returns the order that processed a request, if any.
pub(crate) fn of_request(
    connection: &Connection,
    customer_id: &str,
    request_id: &str,
) -> Result<Option<Order>, StoreError> {
    let order = connection
        .prepare_cached(&format!("{ORDER} WHERE customer_id = ? AND request_id = ?"))?
        .query_row([customer_id, request_id], read)
        .optional()?;
    order.map(|order| with_lines(connection, order)).transpose()
}

/// Returns one page of the orders of a customer.
pub(crate) fn list(connection: &Connection, customer_id: &str, page: &Page) -> Result<Vec<Listed<Order>>, StoreError> {
    let sql = format!("{ORDER} WHERE customer_id = ? AND seq > ? ORDER BY seq LIMIT ?");
    let listed = page::rows(connection, &sql, &[&customer_id], page, read)?;
    listed
        .into_iter()
        .map(|Listed { value, next_page_token }| Ok(Listed { value: with_lines(connection, value)?, next_page_token }))
        .collect()
}

/// Marks an order as cancelled.
pub(crate) fn cancel(transaction: &Transaction<'_>, id: &str) -> Result<Order, StoreError> {
    let status = i32::from(OrderStatus::Cancelled);
    transaction.execute("UPDATE orders SET status = ? WHERE id = ?", params![status, id])?;
    get(transaction, id)
}

/// Returns the total price of the lines, or `None` on overflow.
pub(crate) fn total(lines: &[OrderLine]) -> Option<i64> {
    lines.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.unit_price_cents.checked_mul(line.quantity)?))
}

fn with_lines(connection: &Connection, order: Order) -> Result<Order, StoreError> {
    let sql = "SELECT sku, quantity, unit_price_cents FROM order_lines WHERE order_id = ? ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let lines = statement.query_map([&order.id], read_line)?.collect::<Result<Vec<_>, _>>()?;
    let total_cents = total(&lines).ok_or(StoreError::Range("the order costs too much"))?;
    Ok(Order { lines, total_cents, ..order })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        id: row.get(1)?,
        customer_id: row.get(2)?,
        lines: Vec::new(),
        total_cents: 0,
        status: row.get(3)?,
        created_at: row.get(4)?,
    })
}
