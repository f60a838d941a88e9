//! Items, their stock and reservations.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use crate::proto::orders::v1::{Item, OrderLine};
use crate::store::{Resource, StoreError, now};

/// The time in seconds for which released reservations are remembered. It is much longer than any call.
const REMEMBERED: i64 = 24 * 60 * 60;

/// Creates or replaces an item.
pub(crate) fn put(transaction: &Transaction<'_>, item: &Item) -> Result<(), StoreError> {
    transaction.execute(
        "INSERT INTO items (sku, name, price_cents, available) VALUES (?, ?, ?, ?) \
         ON CONFLICT DO UPDATE SET name = excluded.name, price_cents = excluded.price_cents, \
         available = excluded.available",
        params![item.sku, item.name, item.price_cents, item.available],
    )?;
    Ok(())
}

/// Returns the item with this stock keeping unit.
pub(crate) fn get(connection: &Connection, sku: &str) -> Result<Item, StoreError> {
    find(connection, sku)?.ok_or_else(|| missing(sku, None))
}

/// Reserves stock for all lines, at current prices. If the reservation exists already, returns it unchanged. Fails if it was
/// released: a caller that gave up waiting may have released it first.
pub(crate) fn reserve(
    transaction: &Transaction<'_>,
    id: &str,
    lines: Vec<OrderLine>,
) -> Result<Vec<OrderLine>, StoreError> {
    let reserved = reserved(transaction, id)?;
    if !reserved.is_empty() {
        return Ok(reserved);
    }
    let sql = "SELECT EXISTS (SELECT 1 FROM released WHERE id = ?)";
    if transaction.prepare_cached(sql)?.query_row([id], |row| row.get(0))? {
        return Err(StoreError::Released { id: id.to_owned() });
    }
    lines.into_iter().enumerate().map(|(at, line)| reserve_line(transaction, id, at, line)).collect()
}

fn reserve_line(transaction: &Transaction<'_>, id: &str, at: usize, line: OrderLine) -> Result<OrderLine, StoreError> {
    let OrderLine { sku, quantity, unit_price_cents: _ } = line;
    let item = find(transaction, &sku)?.ok_or_else(|| missing(&sku, Some(at)))?;
    if item.available < quantity {
        return Err(StoreError::Short { sku, available: item.available, wanted: quantity, at });
    }
    let line = OrderLine { sku, quantity, unit_price_cents: item.price_cents };
    transaction
        .execute("UPDATE items SET available = available - ? WHERE sku = ?", params![line.quantity, line.sku])?;
    transaction.execute(
        "INSERT INTO reservations (id, position, sku, quantity, unit_price_cents) VALUES (?, ?, ?, ?, ?)",
        params![id, position(at)?, line.sku, line.quantity, line.unit_price_cents],
    )?;
    Ok(line)
}

/// Releases a reservation, and prevents that it is made from now on. Returns `true` if it existed.
pub(crate) fn release(transaction: &Transaction<'_>, id: &str) -> Result<bool, StoreError> {
    let lines = reserved(transaction, id)?;
    for line in &lines {
        // The item may have been replaced by one with a huge stock; the sum must not overflow.
        let given = transaction.execute(
            "UPDATE items SET available = available + ?1 WHERE sku = ?2 AND available <= ?3 - ?1",
            params![line.quantity, line.sku, i64::MAX],
        )?;
        if given == 0 {
            return Err(StoreError::Range("the stock of an item would be too large"));
        }
    }
    transaction.execute("DELETE FROM reservations WHERE id = ?", [id])?;
    transaction.execute("DELETE FROM released WHERE released_at < ?", [now() - REMEMBERED])?;
    transaction.execute("INSERT INTO released VALUES (?, ?) ON CONFLICT DO NOTHING", params![id, now()])?;
    Ok(!lines.is_empty())
}

fn reserved(connection: &Connection, id: &str) -> Result<Vec<OrderLine>, StoreError> {
    let sql = "SELECT sku, quantity, unit_price_cents FROM reservations WHERE id = ? ORDER BY position";
    let mut statement = connection.prepare_cached(sql)?;
    let lines = statement.query_map([id], read_line)?;
    Ok(lines.collect::<Result<_, _>>()?)
}

fn find(connection: &Connection, sku: &str) -> Result<Option<Item>, StoreError> {
    let item = connection
        .prepare_cached("SELECT sku, name, price_cents, available FROM items WHERE sku = ?")?
        .query_row([sku], |row| {
            Ok(Item { sku: row.get(0)?, name: row.get(1)?, price_cents: row.get(2)?, available: row.get(3)? })
        })
        .optional()?;
    Ok(item)
}

pub(super) fn read_line(row: &Row<'_>) -> rusqlite::Result<OrderLine> {
    Ok(OrderLine { sku: row.get(0)?, quantity: row.get(1)?, unit_price_cents: row.get(2)? })
}

pub(super) fn position(at: usize) -> Result<i64, StoreError> {
    i64::try_from(at).map_err(|_| StoreError::Range("there are too many lines"))
}

fn missing(sku: &str, at: Option<usize>) -> StoreError {
    StoreError::Missing { what: Resource::Item, id: sku.to_owned(), at }
}
