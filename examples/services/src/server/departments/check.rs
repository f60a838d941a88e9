//! Validation of requests for departments.

use tonic::Code;

use crate::department_id::DepartmentId;
use crate::fault::Fault;
use crate::proto::company::v1::{Department, DepartmentState, Location};
use crate::server::validate::{Check, fits};

const MOST_ID: usize = 63;
const MOST_TEXT: usize = 100;
const MOST_REASON: usize = 1000;
const MOST_LABELS: usize = 20;
const MOST_COST_CENTER: usize = 20;

/// Returns the id of the department of an update.
pub(super) fn updated(department: &Department) -> Result<DepartmentId, Fault> {
    let id = DepartmentId::try_from(department.name.clone());
    id.map_err(|error| {
        Fault::new(Code::InvalidArgument, "a field is not valid").field("department.name", error.to_string())
    })
}

/// Checks an id that the caller chose. An empty id is valid, because the server then chooses one.
pub(super) fn id(check: Check, id: &str) -> Check {
    let description = format!(
        "must be 1 to {MOST_ID} lower case letters, digits and dashes, beginning with a letter and not ending with a dash"
    );
    check.require(id.is_empty() || is_id(id), "department_id", description)
}

/// Checks the fields that callers set.
pub(super) fn department(check: Check, department: &Department) -> Check {
    let Department {
        display_name,
        budget_cents,
        location: place,
        labels,
        cost_center,
        // Set by the server.
        name: _,
        state: _,
        close_reason: _,
        create_time: _,
        update_time: _,
    } = department;
    let check = check
        .name("department.display_name", display_name)
        .number("department.budget_cents", *budget_cents, 0, i64::MAX)
        .require(
            is_cost_center(cost_center),
            "department.cost_center",
            format!("must have at most {MOST_COST_CENTER} capital letters, digits and dashes"),
        )
        .require(labels.len() <= MOST_LABELS, "department.labels", format!("must be at most {MOST_LABELS}"));
    let check = place.iter().fold(check, |check, place| location(check, "department.location", place));
    let mut labels: Vec<_> = labels.iter().collect();
    labels.sort_unstable();
    labels.into_iter().fold(check, |check, (key, value)| label(check, key, value))
}

/// Checks the states of a filter.
pub(super) fn states(check: Check, states: &[i32]) -> Check {
    states.iter().enumerate().fold(check, |check, (at, state)| {
        let known = DepartmentState::try_from(*state).is_ok_and(|state| state != DepartmentState::Unspecified);
        check.require(known, &format!("states[{at}]"), "must be DEPARTMENT_STATE_OPEN or DEPARTMENT_STATE_CLOSED")
    })
}

/// Checks the reason for closing a department.
pub(super) fn reason(check: Check, reason: &str) -> Check {
    check.require(fits(reason, MOST_REASON), "reason", format!("must have at most {MOST_REASON} characters"))
}

/// Checks the location in a field.
pub(super) fn location(check: Check, field: &str, location: &Location) -> Check {
    let Location { building, floor } = location;
    let description = format!("must have at most {MOST_TEXT} characters");
    let check = check.require(fits(building, MOST_TEXT), &format!("{field}.building"), description);
    check.number(&format!("{field}.floor"), floor.unwrap_or_default().into(), -10, 200)
}

fn label(check: Check, key: &str, value: &str) -> Check {
    let key_description =
        "must have a key of 1 to 63 lower case letters, digits, dashes and underscores, beginning with a letter";
    let value_description = format!("must have at most {MOST_TEXT} characters");
    let field = format!("department.labels[{key:?}]");
    check.require(is_label_key(key), &field, key_description).require(fits(value, MOST_TEXT), &field, value_description)
}

fn is_id(text: &str) -> bool {
    text.len() <= MOST_ID
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Returns `true` for a valid label key.
pub(super) fn is_label_key(text: &str) -> bool {
    text.len() <= MOST_ID
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'))
}

fn is_cost_center(text: &str) -> bool {
    text.len() <= MOST_COST_CENTER
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::is_id;

    #[test]
    fn validates_ids() {
        for good in ["a", "research", "r-d", "a1", &"a".repeat(63)] {
            assert!(is_id(good), "{good}");
        }
        for bad in ["", "1a", "-a", "a-", "A", "a_b", "a b", "ä", &"a".repeat(64)] {
            assert!(!is_id(bad), "{bad}");
        }
    }
}
