//! Lists of departments: filtered, in any order, with pages.

use rusqlite::types::Value;
use rusqlite::{Connection, Row, params_from_iter};

use super::{COLUMNS, read};
use crate::proto::company::v1::Department;
use crate::store::StoreError;
use crate::store::keyset::{self, Key, SortColumn};

/// A field that departments can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SortField {
    Name,
    DisplayName,
    BudgetCents,
    CreateTime,
}

/// A field to sort by, and the direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sort {
    pub(crate) field: SortField,
    pub(crate) descending: bool,
}

/// The filter of a list of departments. Empty fields do not restrict the list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) states: Vec<i32>,
    pub(crate) building: String,
    pub(crate) floor: Option<i32>,
}

/// A list of departments.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    pub(crate) filter: Filter,
    pub(crate) order: Vec<Sort>,
}

impl Query {
    /// Returns the name of the list, which tokens are bound to.
    pub(crate) fn list_name(&self) -> String {
        format!("departments {self:?}")
    }

    fn columns(&self) -> Vec<SortColumn> {
        let sorts = self.order.iter().map(|Sort { field, descending }| {
            let name = match field {
                SortField::Name => "id",
                SortField::DisplayName => "display_name",
                SortField::BudgetCents => "budget_cents",
                SortField::CreateTime => "create_time",
            };
            SortColumn { name, descending: *descending }
        });
        sorts.chain([SortColumn { name: "seq", descending: false }]).collect()
    }
}

/// Returns one page of departments after the row with the keys `after`. If more rows follow, also returns the keys of
/// the last row.
pub(crate) fn list(
    connection: &Connection,
    query: &Query,
    after: Option<Vec<Key>>,
    size: usize,
) -> Result<(Vec<Department>, Option<Vec<Key>>), StoreError> {
    let columns = query.columns();
    let (mut conditions, mut parameters) = conditions(&query.filter);
    if let Some(keys) = after {
        let (condition, keys) = keyset::after(&columns, keys);
        conditions.push(condition);
        parameters.extend(keys);
    }
    // One extra row shows whether there is a next page.
    parameters.push(Key::Number(i64::try_from(size + 1).unwrap_or(i64::MAX)));
    let names: Vec<_> = columns.iter().map(|column| column.name).collect();
    let sql = format!(
        "SELECT {COLUMNS}, {} FROM departments WHERE {} {} LIMIT ?",
        names.join(", "),
        conditions.join(" AND "),
        keyset::order_by(&columns),
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(parameters), |row| Ok((read(row)?, keys(row, columns.len())?)))?;
    let mut rows = rows.collect::<Result<Vec<_>, _>>()?;
    let more = rows.len() > size;
    rows.truncate(size);
    let next = rows.last().filter(|_| more).map(|(_, keys)| keys.clone());
    Ok((rows.into_iter().map(|(department, _)| department).collect(), next))
}

fn conditions(filter: &Filter) -> (Vec<String>, Vec<Key>) {
    let Filter { states, building, floor } = filter;
    let mut conditions = vec!["TRUE".to_owned()];
    let mut parameters = Vec::new();
    if !states.is_empty() {
        conditions.push(format!("state IN ({})", vec!["?"; states.len()].join(", ")));
        parameters.extend(states.iter().map(|state| Key::Number((*state).into())));
    }
    if !building.is_empty() {
        conditions.push("building = ?".to_owned());
        parameters.push(Key::Text(building.clone()));
    }
    if let Some(floor) = floor {
        conditions.push("floor = ?".to_owned());
        parameters.push(Key::Number((*floor).into()));
    }
    (conditions, parameters)
}

/// Reads the sort keys, which are the last columns of a row.
fn keys(row: &Row<'_>, count: usize) -> rusqlite::Result<Vec<Key>> {
    let all = row.as_ref().column_count();
    let key = |column| match row.get(column)? {
        Value::Integer(number) => Ok(Key::Number(number)),
        Value::Text(text) => Ok(Key::Text(text)),
        other => Err(rusqlite::Error::InvalidColumnType(column, format!("sort key {column}"), other.data_type())),
    };
    (all - count..all).map(key).collect()
}
