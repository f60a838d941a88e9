//! The parts of durations and timestamps, such as `getHours`.

use crate::problem::Problem;
use crate::times;

/// Returns a part of a duration; `None` if there is none with this name.
pub(super) fn of_duration(name: &str, nanos: i64) -> Option<i64> {
    Some(match name {
        "getHours" => nanos / 3_600_000_000_000,
        "getMinutes" => nanos / 60_000_000_000,
        "getSeconds" => nanos / 1_000_000_000,
        "getMilliseconds" => nanos / 1_000_000 % 1000,
        _ => return None,
    })
}

/// Returns a part of a timestamp in a time zone; `None` if there is none with this name.
pub(super) fn of_timestamp(name: &str, nanos: i128, zone: Option<&str>) -> Option<Result<i64, Problem>> {
    if !name.starts_with("get") {
        return None;
    }
    let Some(at) = times::civil(nanos, zone) else {
        return Some(Err(Problem::Unknown(format!("the time zone of `{name}` is not supported"))));
    };
    Some(Ok(match name {
        "getFullYear" => at.year().into(),
        "getMonth" => i64::from(at.month()) - 1,
        "getDayOfYear" => i64::from(at.day_of_year()) - 1,
        "getDayOfMonth" => i64::from(at.day()) - 1,
        "getDate" => at.day().into(),
        "getDayOfWeek" => at.weekday().to_sunday_zero_offset().into(),
        "getHours" => at.hour().into(),
        "getMinutes" => at.minute().into(),
        "getSeconds" => at.second().into(),
        "getMilliseconds" => i64::from(at.subsec_nanosecond() / 1_000_000),
        _ => return None,
    }))
}
