//! The parts of durations and timestamps, such as `getHours`.

use protoward_cel_functions::times::{self, Part};

use crate::problem::Problem;

/// Returns a part of a duration; `None` if there is none with this name.
pub(super) fn of_duration(name: &str, nanos: i64) -> Option<i64> {
    Part::of_function(name)?.of_duration(nanos)
}

/// Returns a part of a timestamp in a time zone; `None` if there is none with this name.
pub(super) fn of_timestamp(name: &str, nanos: i128, zone: Option<&str>) -> Option<Result<i64, Problem>> {
    let part = Part::of_function(name)?;
    Some(match zone.map_or(Some(0), times::zone) {
        Some(offset) => Ok(part.of_timestamp(nanos, offset)),
        None => Err(Problem::Unknown(format!("the time zone of `{name}` is not supported"))),
    })
}
