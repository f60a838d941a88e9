//! Departments.

mod list;

use std::collections::HashMap;

use prost_types::Timestamp;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};

use super::{Resource, StoreError, error, now_micros};
use crate::proto::company::v1::{Department, DepartmentState, Location};
pub(crate) use list::{Filter, Query, Sort, SortField, list};

const COLUMNS: &str = "id, display_name, budget_cents, building, floor, labels, cost_center, state, close_reason, \
                       create_time, update_time";
/// The prefix of resource names.
const COLLECTION: &str = "departments/";

/// Returns the id in a resource name.
pub(crate) fn id_of(name: &str) -> Option<&str> {
    name.strip_prefix(COLLECTION).filter(|id| !id.is_empty() && !id.contains('/'))
}

/// Returns the resource name of an id.
pub(crate) fn name_of(id: &str) -> String {
    format!("{COLLECTION}{id}")
}

/// Creates an open department with this id and the fields that callers set.
pub(crate) fn create(
    transaction: &Transaction<'_>,
    id: &str,
    department: &Department,
) -> Result<Department, StoreError> {
    let now = now_micros();
    let (building, floor) = location(department);
    let sql = format!("INSERT INTO departments ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)");
    let inserted = transaction.execute(
        &sql,
        params![
            id,
            department.display_name,
            department.budget_cents,
            building,
            floor,
            labels(department)?,
            department.cost_center,
            i32::from(DepartmentState::Open),
            now,
            now,
        ],
    );
    match inserted {
        Err(error) if error::is_unique(&error) => {
            Err(StoreError::Exists { what: Resource::Department, id: name_of(id) })
        }
        Err(error) => Err(error.into()),
        Ok(_) => get(transaction, id),
    }
}

/// Returns the department with this id.
pub(crate) fn get(connection: &Connection, id: &str) -> Result<Department, StoreError> {
    connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM departments WHERE id = ?"))?
        .query_row([id], read)
        .optional()?
        .ok_or_else(|| missing(id))
}

/// Replaces the mutable fields of a department, and returns the department with its new `update_time`.
pub(crate) fn put(transaction: &Transaction<'_>, id: &str, department: &Department) -> Result<Department, StoreError> {
    let (building, floor) = location(department);
    transaction.execute(
        "UPDATE departments SET display_name = ?, budget_cents = ?, building = ?, floor = ?, labels = ?, state = ?, \
         close_reason = ?, update_time = max(?, update_time + 1) WHERE id = ?",
        params![
            department.display_name,
            department.budget_cents,
            building,
            floor,
            labels(department)?,
            department.state,
            department.close_reason,
            now_micros(),
            id,
        ],
    )?;
    get(transaction, id)
}

/// Deletes the department with this id.
pub(crate) fn delete(transaction: &Transaction<'_>, id: &str) -> Result<(), StoreError> {
    match transaction.execute("DELETE FROM departments WHERE id = ?", [id])? {
        0 => Err(missing(id)),
        _ => Ok(()),
    }
}

fn missing(id: &str) -> StoreError {
    StoreError::Missing { what: Resource::Department, id: name_of(id), at: None }
}

fn location(department: &Department) -> (Option<&str>, Option<i32>) {
    let location = department.location.as_ref();
    (location.map(|location| location.building.as_str()), location.and_then(|location| location.floor))
}

fn labels(department: &Department) -> Result<String, StoreError> {
    serde_json::to_string(&department.labels)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()).into())
}

/// Reads a row of [`COLUMNS`].
fn read(row: &Row<'_>) -> rusqlite::Result<Department> {
    let building: Option<String> = row.get(3)?;
    let floor = row.get(4)?;
    Ok(Department {
        name: name_of(&row.get::<_, String>(0)?),
        display_name: row.get(1)?,
        budget_cents: row.get(2)?,
        location: building.map(|building| Location { building, floor }),
        labels: read_labels(&row.get::<_, String>(5)?)?,
        cost_center: row.get(6)?,
        state: row.get(7)?,
        close_reason: row.get(8)?,
        create_time: Some(timestamp(row.get(9)?)),
        update_time: Some(timestamp(row.get(10)?)),
    })
}

fn read_labels(text: &str) -> rusqlite::Result<HashMap<String, String>> {
    serde_json::from_str(text).map_err(|error| rusqlite::Error::FromSqlConversionFailure(5, Type::Text, error.into()))
}

fn timestamp(micros: i64) -> Timestamp {
    let nanos = micros.rem_euclid(1_000_000) * 1000;
    Timestamp { seconds: micros.div_euclid(1_000_000), nanos: i32::try_from(nanos).unwrap_or_default() }
}
