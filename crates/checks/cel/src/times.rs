//! Durations and timestamps in nanoseconds: their texts in Go's form and in RFC 3339, and their parts.

use std::ops::RangeInclusive;

use jiff::SignedDuration;
use jiff::civil::DateTime;

const NANOS: i128 = 1_000_000_000;
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
/// The seconds since 1970 of the years 1 to 9999, which a timestamp can have.
pub const SECONDS_OF_TIMESTAMP: RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

/// Returns the nanoseconds of seconds and nanoseconds.
#[must_use]
pub fn nanoseconds(seconds: i64, nanos: i64) -> i128 {
    i128::from(seconds) * NANOS + i128::from(nanos)
}

/// Returns the nanoseconds of a duration; the nearest possible ones if it is too long.
#[must_use]
pub fn duration(seconds: i64, nanos: i64) -> i64 {
    clamped(nanoseconds(seconds, nanos))
}

fn clamped(nanos: i128) -> i64 {
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}

/// Returns the nanoseconds of a timestamp, if they are in the years 1 to 9999.
pub(crate) fn checked_timestamp(nanos: i128) -> Option<i128> {
    let seconds = i64::try_from(nanos.div_euclid(NANOS)).ok()?;
    SECONDS_OF_TIMESTAMP.contains(&seconds).then_some(nanos)
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
    let (local, offset) = match text.strip_suffix('Z') {
        Some(local) => (local, 0),
        None => {
            let (local, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
            (local, offset(zone).filter(|_| zone.starts_with(['+', '-']))?)
        }
    };
    // The crate `jiff` also reads other forms of ISO 8601, and leap seconds.
    let digits = local.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte });
    let shape: Vec<u8> = digits.take(20).collect();
    let is_shaped = shape == b"0000-00-00T00:00:00" || shape == b"0000-00-00T00:00:00.";
    let time: DateTime = local.parse().ok().filter(|_| is_shaped && local.get(17..19) != Some("60"))?;
    checked_timestamp(time.duration_since(EPOCH).as_nanos() - i128::from(offset) * NANOS)
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
    Some(format!("{}Z", civil(nanos, None)?))
}

/// Returns the date and time of a timestamp in a time zone: `UTC`, or an offset such as `+02:00`. `None` for names of
/// regions, whose rules this program does not have.
pub(crate) fn civil(nanos: i128, zone: Option<&str>) -> Option<DateTime> {
    let offset = match zone {
        None | Some("UTC" | "") => 0,
        Some(zone) => offset(zone)?,
    };
    let nanos = nanos + i128::from(offset) * NANOS;
    let seconds = i64::try_from(nanos.div_euclid(NANOS)).ok()?;
    let fraction = i32::try_from(nanos.rem_euclid(NANOS)).ok()?;
    EPOCH.checked_add(SignedDuration::new(seconds, fraction)).ok()
}

/// Returns the seconds of an offset such as `+02:00`.
fn offset(zone: &str) -> Option<i64> {
    let (sign, rest) = match zone.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, zone.strip_prefix('+').unwrap_or(zone)),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let hours = hours.parse::<u8>().ok().filter(|&hours| hours < 24)?;
    let minutes = minutes.parse::<u8>().ok().filter(|&minutes| minutes < 60)?;
    Some(sign * (i64::from(hours) * 3600 + i64::from(minutes) * 60))
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
        assert_eq!(parse_timestamp("1970-01-01T01:00:00.5+01:00"), Some(500_000_000));
        for text in ["9999-12-31T23:59:59.999999999Z", "0001-01-01T00:00:00Z", "2024-02-29T12:00:00.5Z"] {
            let nanos = parse_timestamp(text).expect("the timestamp is in range");
            assert_eq!(show_timestamp(nanos).as_deref(), Some(text));
        }
        let wrong =
            ["2020", "2020-01-01T00:00:00", "2020-01-01t00:00:00Z", "2020-01-01T00:00:60Z", "2021-02-29T00:00:00Z"];
        for text in
            wrong.into_iter().chain(["9999-12-31T23:59:59-01:00", "20200101T000000Z", "2020-01-01T00:00:00+1:00"])
        {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
        assert_eq!(civil(0, Some("+02:00")).map(|it| it.hour()), Some(2));
        assert_eq!(civil(0, Some("Europe/Paris")), None);
    }
}
