//! Users.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::page::{self, Listed, Page};
use super::{Resource, StoreError, error, new_id, now};
use crate::proto::user::v1::User;

/// A user to create.
#[derive(Clone, Debug)]
pub(crate) struct NewUser {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: Option<String>,
}

/// Creates a user.
pub(crate) fn create(transaction: &Transaction<'_>, new: NewUser) -> Result<User, StoreError> {
    insert(transaction, new, None)
}

/// Creates all users.
pub(crate) fn create_all(transaction: &Transaction<'_>, new: Vec<NewUser>) -> Result<Vec<User>, StoreError> {
    new.into_iter().enumerate().map(|(at, new)| insert(transaction, new, Some(at))).collect()
}

/// Inserts a user. `at` is the index of the request, if there are several.
fn insert(transaction: &Transaction<'_>, new: NewUser, at: Option<usize>) -> Result<User, StoreError> {
    let NewUser { name, email, phone } = new;
    let user = User { id: new_id(), name, email, created_at: now(), phone };
    transaction
        .prepare_cached("INSERT INTO users (id, name, email, created_at, phone) VALUES (?, ?, ?, ?, ?)")?
        .execute(params![user.id, user.name, user.email, user.created_at, user.phone])
        .map_err(|error| error::taken(error, Resource::User, &user.email, at))?;
    Ok(user)
}

/// Returns the user with this id.
pub(crate) fn get(connection: &Connection, id: &str) -> Result<User, StoreError> {
    connection
        .prepare_cached("SELECT seq, id, name, email, created_at, phone FROM users WHERE id = ?")?
        .query_row([id], read)
        .optional()?
        .ok_or_else(|| StoreError::Missing { what: Resource::User, id: id.to_owned(), at: None })
}

/// Returns one page of all users.
pub(crate) fn list(connection: &Connection, page: &Page) -> Result<Vec<Listed<User>>, StoreError> {
    let sql = "SELECT seq, id, name, email, created_at, phone FROM users WHERE seq > ? ORDER BY seq LIMIT ?";
    page::rows(connection, sql, &[], page, read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User { id: row.get(1)?, name: row.get(2)?, email: row.get(3)?, created_at: row.get(4)?, phone: row.get(5)? })
}
