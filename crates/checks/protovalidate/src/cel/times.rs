//! Durations and timestamps in nanoseconds: their texts in Go's form and in RFC 3339, and their parts.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

const NANOS: i128 = 1_000_000_000;

/// Returns the nanoseconds of seconds and nanoseconds.
pub(crate) fn nanoseconds(seconds: i64, nanos: i64) -> i128 {
    i128::from(seconds) * NANOS + i128::from(nanos)
}

/// Returns the nanoseconds of a duration; the nearest possible ones if it is too long.
pub(crate) fn duration(seconds: i64, nanos: i64) -> i64 {
    clamped(nanoseconds(seconds, nanos))
}

fn clamped(nanos: i128) -> i64 {
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}

/// Returns the current time in nanoseconds since 1970, for the variable `now`.
pub(crate) fn now() -> i128 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
}

/// Reads a duration such as `1h30m` or `-1.5s`.
pub(crate) fn parse_duration(text: &str) -> Option<i64> {
    let (sign, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest == "0" {
        return Some(0);
    }
    if rest.is_empty() || rest.len() > 100 {
        return None;
    }
    let mut total = 0_i128;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let (number, after) = rest.split_at(end);
        let length = after.find(|it: char| it.is_ascii_digit() || it == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(length);
        let unit: i128 = match unit {
            "ns" => 1,
            "us" | "µs" | "μs" => 1000,
            "ms" => 1_000_000,
            "s" => NANOS,
            "m" => 60 * NANOS,
            "h" => 3600 * NANOS,
            _ => return None,
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if whole.is_empty() && fraction.is_empty() {
            return None;
        }
        let whole: i128 = if whole.is_empty() { 0 } else { whole.parse::<i64>().ok()?.into() };
        let mut scale = unit;
        let mut part = 0;
        for digit in fraction.chars() {
            scale /= 10;
            part += i128::from(digit.to_digit(10)?) * scale;
        }
        total += whole * unit + part;
        rest = after;
    }
    i64::try_from(sign * total).ok()
}

/// Reads a timestamp such as `2024-02-29T12:00:00.5Z`.
pub(crate) fn parse_timestamp(text: &str) -> Option<i128> {
    let is_shaped = text.len() >= 20 && text.as_bytes().get(10) == Some(&b'T');
    let timestamp: jiff::Timestamp = text.parse().ok().filter(|_| is_shaped)?;
    Some(timestamp.as_nanosecond())
}

/// Returns a duration as text, such as `1.5s`.
pub(crate) fn show_duration(nanos: i64) -> String {
    let nanos = i128::from(nanos);
    let sign = if nanos < 0 { "-" } else { "" };
    format!("{sign}{}s", decimal(nanos.abs()))
}

fn decimal(nanos: i128) -> String {
    let text = format!("{}.{:09}", nanos / NANOS, nanos % NANOS);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Returns a timestamp as text, such as `2024-02-29T12:00:00Z`.
pub(crate) fn show_timestamp(nanos: i128) -> Option<String> {
    Some(jiff::Timestamp::from_nanosecond(nanos).ok()?.to_string())
}

/// Returns the date and time of a timestamp in a time zone: `UTC`, or an offset such as `+02:00`. `None` for names of
/// regions, whose rules this program does not have.
pub(crate) fn civil(nanos: i128, zone: Option<&str>) -> Option<DateTime> {
    let timestamp = jiff::Timestamp::from_nanosecond(nanos).ok()?;
    let offset = match zone {
        None | Some("UTC" | "") => Offset::UTC,
        Some(zone) => {
            let (sign, rest) = match zone.strip_prefix('-') {
                Some(rest) => (-1, rest),
                None => (1, zone.strip_prefix('+').unwrap_or(zone)),
            };
            let (hours, minutes) = rest.split_once(':')?;
            let seconds =
                hours.parse::<i32>().ok()?.checked_mul(3600)? + minutes.parse::<i32>().ok()?.checked_mul(60)?;
            Offset::from_seconds(sign * seconds).ok()?
        }
    };
    Some(TimeZone::fixed(offset).to_datetime(timestamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_shows_durations() {
        for (text, nanos) in [("1s", 1_000_000_000), ("1h1.5m", 3_690_000_000_000), ("-1ms", -1_000_000), ("0", 0)] {
            assert_eq!(parse_duration(text), Some(nanos), "{text}");
        }
        for text in ["", "1", "s", "1x", ".s", "1s2", "9999999999h"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
        assert_eq!(show_duration(1_500_000_000), "1.5s");
        assert_eq!(show_duration(-1), "-0.000000001s");
    }

    #[test]
    fn reads_and_shows_timestamps() {
        assert_eq!(parse_timestamp("1970-01-01T00:00:01Z"), Some(1_000_000_000));
        assert_eq!(parse_timestamp("2020"), None);
        assert_eq!(show_timestamp(0).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert_eq!(civil(0, Some("+02:00")).map(|it| it.hour()), Some(2));
        assert_eq!(civil(0, Some("Europe/Paris")), None);
    }
}
