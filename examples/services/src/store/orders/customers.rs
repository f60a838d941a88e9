//! Customers.

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use crate::proto::orders::v1::Customer;
use crate::store::{Resource, StoreError, error, new_id};

/// Creates a customer.
pub(crate) fn create(transaction: &Transaction<'_>, name: String, email: String) -> Result<Customer, StoreError> {
    let customer = Customer { id: new_id(), name, email };
    transaction
        .execute(
            "INSERT INTO customers (id, name, email) VALUES (?, ?, ?)",
            params![customer.id, customer.name, customer.email],
        )
        .map_err(|error| error::taken(error, Resource::Customer, &customer.email, None))?;
    Ok(customer)
}

/// Returns the customer with this id.
pub(crate) fn get(connection: &Connection, id: &str) -> Result<Customer, StoreError> {
    connection
        .prepare_cached("SELECT id, name, email FROM customers WHERE id = ?")?
        .query_row([id], |row| Ok(Customer { id: row.get(0)?, name: row.get(1)?, email: row.get(2)? }))
        .optional()?
        .ok_or_else(|| StoreError::Missing { what: Resource::Customer, id: id.to_owned(), at: None })
}
