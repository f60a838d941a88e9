//! The text forms of `Timestamp` and `Duration` that Go accepts, a superset of the JSON mapping. Both are pairs of
//! seconds and nanoseconds.

use protoward_protojson::time;

/// Parses an RFC 3339 time to seconds and nanoseconds. Like Go, accepts a one-digit hour and a decimal comma.
pub(super) fn read_timestamp(text: &str) -> Option<(i64, i32)> {
    let text = text.replace(',', ".");
    match text.split_once('T') {
        Some((day, time)) if time.get(1..).is_some_and(|behind| behind.starts_with(':')) => {
            time::read_timestamp(&format!("{day}T0{time}"))
        }
        _ => time::read_timestamp(&text),
    }
}

/// Parses a duration to seconds and nanoseconds. Like Go, accepts missing digits on either side of the point.
pub(super) fn read_duration(text: &str) -> Option<(i64, i32)> {
    match text {
        ".s" | "+.s" | "-.s" => Some((0, 0)),
        text => time::read_duration(text),
    }
}

/// Parses a duration with any of Go's units: `1h30m`, `100ms`.
pub(super) fn read_any_duration(text: &str) -> Option<(i64, i32)> {
    const NANOS: i128 = 1_000_000_000;
    const LONGEST: i64 = 315_576_000_000;
    /// Maximum number of digits. The longest duration has twelve before the point and nine after it.
    const MAX_DIGITS: usize = 24;
    const UNITS: &[(&str, i128)] = &[
        ("ns", 1),
        ("us", 1_000),
        ("µs", 1_000),
        ("μs", 1_000),
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if unsigned == "0" {
        return Some((0, 0));
    }
    let mut rest = unsigned;
    let mut total = 0_i128;
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, behind) = rest.split_at(end);
        let unit = behind.find(|letter: char| letter.is_ascii_digit() || letter == '.').unwrap_or(behind.len());
        let (_, nanos) = UNITS.iter().find(|(name, _)| *name == &behind[..unit])?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || digits.len() > MAX_DIGITS || fraction.contains('.') {
            return None;
        }
        let value = digits.parse::<i128>().ok()? * nanos;
        let parts = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
        total += Some(value / parts).filter(|_| value % parts == 0)?;
        rest = &behind[unit..];
    }
    let seconds = i64::try_from(total / NANOS).ok()?;
    let nanos = (total % NANOS) as i32;
    let is_fine = !unsigned.is_empty() && seconds <= LONGEST;
    is_fine.then_some(if text.starts_with('-') { (-seconds, -nanos) } else { (seconds, nanos) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_round_trip() {
        for (seconds, nanos, text) in [
            (1_700_000_000, 0, "2023-11-14T22:13:20Z"),
            (-1, 500_000_000, "1969-12-31T23:59:59.500Z"),
            (951_782_400, 1_000, "2000-02-29T00:00:00.000001Z"),
            (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
            (253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z"),
        ] {
            assert_eq!(time::timestamp(seconds, nanos).as_deref(), Some(text));
            assert_eq!(read_timestamp(text), Some((seconds, nanos)));
        }
        assert_eq!(read_timestamp("1970-01-01T01:00:00+01:00"), Some((0, 0)));
        for text in [
            "1970-02-29T00:00:00Z",
            "1970-01-01T24:00:00Z",
            "1970-01-01",
            "0000-01-01T00:00:00Z",
            "1970-01-01T00:00:00",
        ] {
            assert_eq!(read_timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn durations_round_trip() {
        for (seconds, nanos, text) in [(0, 0, "0s"), (-1, -500_000_000, "-1.500s"), (0, -1, "-0.000000001s")] {
            assert_eq!(time::duration(seconds, nanos).as_deref(), Some(text));
            assert_eq!(read_duration(text), Some((seconds, nanos)));
        }
        for (seconds, nanos) in [(1, -1), (0, i32::MIN), (i64::MIN, 0), (i64::MAX, i32::MAX)] {
            assert_eq!(time::duration(seconds, nanos), None);
            assert_eq!(time::timestamp(i64::MIN, nanos), None);
        }
        for text in [
            "999999999999999999-01-01T00:00:00Z",
            "1970-01-99999999999T00:00:00Z",
            "1970-01-01T00:00:00+999999999999:00",
        ] {
            assert_eq!(read_timestamp(text), None, "{text}");
        }
        assert_eq!(read_duration("1"), None);
    }

    #[test]
    fn parses_the_forms_that_go_accepts() {
        let time = Some((1_700_000_000 - 12 * 3600, 500_000_000));
        for text in ["2023-11-14T10:13:20.5Z", "2023-11-14T10:13:20,5Z"] {
            assert_eq!(read_timestamp(text), time, "{text}");
        }
        assert_eq!(read_timestamp("2023-11-14T9:13:20Z"), read_timestamp("2023-11-14T09:13:20Z"));
        for text in ["2023-11-14T:13:20Z", "2023-11-14T009:13:20Z", "2023,11-14T09:13:20Z", "2023-11-14T\u{e9}:13:20Z"]
        {
            assert_eq!(read_timestamp(text), None, "{text}");
        }
        for (text, read) in [("1.s", (1, 0)), ("+.5s", (0, 500_000_000)), ("-.s", (0, 0)), (".s", (0, 0))] {
            assert_eq!(read_duration(text), Some(read), "{text}");
        }
        for text in ["s", "+s", "", ".", "..s", "01s"] {
            assert_eq!(read_duration(text), None, "{text}");
        }
    }
}
