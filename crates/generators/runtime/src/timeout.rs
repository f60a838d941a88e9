//! Timeouts in the header `grpc-timeout`.

use std::time::Duration;

/// The maximum timeout. It exceeds every call, and can be added to the clocks of all systems without overflow.
const MAX: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Parses a timeout: up to eight digits and a unit. A timeout of more than a year is one of a year.
pub(crate) fn parse(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: u64 = digits.parse().ok()?;
    let timeout = match unit {
        "H" => Duration::from_secs(value * 60 * 60),
        "M" => Duration::from_secs(value * 60),
        "S" => Duration::from_secs(value),
        "m" => Duration::from_millis(value),
        "u" => Duration::from_micros(value),
        "n" => Duration::from_nanos(value),
        _ => return None,
    };
    Some(timeout.min(MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{MAX, parse};

    #[test]
    fn parses_timeouts_of_all_units() {
        for (text, timeout) in [
            ("2H", Duration::from_secs(7200)),
            ("3M", Duration::from_secs(180)),
            ("4S", Duration::from_secs(4)),
            ("250m", Duration::from_millis(250)),
            ("6u", Duration::from_micros(6)),
            ("99999999n", Duration::from_nanos(99_999_999)),
            ("99999999H", MAX),
        ] {
            assert_eq!(parse(text), Some(timeout), "{text}");
        }
    }

    #[test]
    fn rejects_what_is_no_timeout() {
        for text in ["", "1", "S", "1s", "+1S", "-1S", "1.5S", "123456789S", "99999999999999999999H", "1 S", "1é"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
