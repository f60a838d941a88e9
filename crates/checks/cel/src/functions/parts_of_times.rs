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
    let Some(zone) = zone else { return Some(Ok(part.of_timestamp(nanos, 0))) };
    Some(match times::zone_at(zone, nanos) {
        Some(offset) => Ok(part.of_timestamp(nanos, offset)),
        None if times::HAS_REGIONS => Err(Problem::UnknownZone(zone.to_owned())),
        None => {
            Err(Problem::Unknown(format!("the time zone of `{name}` is neither `UTC` nor an offset such as `+02:00`")))
        }
    })
}
