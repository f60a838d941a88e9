//! `Timestamp` and `Duration` as text. Both are pairs of seconds and nanoseconds.

const NANOS: i32 = 1_000_000_000;
/// 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z.
const TIMES: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
const LONGEST: i64 = 315_576_000_000;
const DAY: i64 = 86_400;

/// `2023-11-14T22:13:20.500Z`; `None` where it is out of range.
pub(super) fn timestamp(seconds: i64, nanos: i32) -> Option<String> {
    if !TIMES.contains(&seconds) || !(0..NANOS).contains(&nanos) {
        return None;
    }
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let (second, fraction) = (seconds.rem_euclid(DAY), fraction(nanos));
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

/// `-1.500s`; `None` where it is out of range.
pub(super) fn duration(seconds: i64, nanos: i32) -> Option<String> {
    let signs_agree = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
    if !(-LONGEST..=LONGEST).contains(&seconds) || !(1 - NANOS..NANOS).contains(&nanos) || !signs_agree {
        return None;
    }
    let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
    Some(format!("{sign}{}{}s", seconds.abs(), fraction(nanos.abs())))
}

/// No, three, six or nine digits.
fn fraction(nanos: i32) -> String {
    match nanos {
        0 => String::new(),
        _ if nanos % 1_000_000 == 0 => format!(".{:03}", nanos / 1_000_000),
        _ if nanos % 1_000 == 0 => format!(".{:06}", nanos / 1_000),
        _ => format!(".{nanos:09}"),
    }
}

/// Year, month and day of a day since 1970, by Howard Hinnant's `civil_from_days`.
fn date(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The way back of [`date`].
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// Seconds and nanoseconds of an RFC 3339 time.
pub(super) fn read_timestamp(text: &str) -> Option<(i64, i32)> {
    let (date, time) = text.split_once('T')?;
    let mut date = date.splitn(3, '-').map(unsigned);
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let at = time.find(['Z', '+', '-'])?;
    let (time, zone) = time.split_at(at);
    let (time, nanos) = with_fraction(time)?;
    let mut time = time.splitn(3, ':').map(unsigned);
    let (hour, minute, second) = (time.next()??, time.next()??, time.next()??);
    let is_day = (1..=9999).contains(&year)
        && (1..=12).contains(&month)
        && self::date(days(year, month, day)) == (year, month, day);
    if !is_day || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset(zone)?;
    TIMES.contains(&seconds).then_some((seconds, nanos))
}

/// Seconds east of Greenwich.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let east = unsigned(hours)? * 3600 + unsigned(minutes)? * 60;
    Some(if zone.starts_with('-') { -east } else { east })
}

/// Seconds and nanoseconds of a duration.
pub(super) fn read_duration(text: &str) -> Option<(i64, i32)> {
    let text = text.strip_suffix('s')?;
    let (is_negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (seconds, nanos) = with_fraction(text)?;
    let seconds = unsigned(seconds).filter(|seconds| *seconds <= LONGEST)?;
    Some(if is_negative { (-seconds, -nanos) } else { (seconds, nanos) })
}

fn with_fraction(text: &str) -> Option<(&str, i32)> {
    let Some((whole, fraction)) = text.split_once('.') else { return Some((text, 0)) };
    let nanos = unsigned(fraction).filter(|_| fraction.len() <= 9)?;
    let missing = u32::try_from(9 - fraction.len()).ok()?;
    Some((whole, i32::try_from(nanos).ok()? * 10_i32.pow(missing)))
}

/// A number of so few digits that seconds can be reckoned with it.
fn unsigned(text: &str) -> Option<i64> {
    text.parse().ok().filter(|_| text.len() <= 12 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_come_back() {
        for (seconds, nanos, text) in [
            (1_700_000_000, 0, "2023-11-14T22:13:20Z"),
            (-1, 500_000_000, "1969-12-31T23:59:59.500Z"),
            (951_782_400, 1_000, "2000-02-29T00:00:00.000001Z"),
            (-62_135_596_800, 0, "0001-01-01T00:00:00Z"),
            (253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z"),
        ] {
            assert_eq!(timestamp(seconds, nanos).as_deref(), Some(text));
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
    fn durations_come_back() {
        for (seconds, nanos, text) in [(0, 0, "0s"), (-1, -500_000_000, "-1.500s"), (0, -1, "-0.000000001s")] {
            assert_eq!(duration(seconds, nanos).as_deref(), Some(text));
            assert_eq!(read_duration(text), Some((seconds, nanos)));
        }
        for (seconds, nanos) in [(1, -1), (0, i32::MIN), (i64::MIN, 0), (i64::MAX, i32::MAX)] {
            assert_eq!(duration(seconds, nanos), None);
            assert_eq!(timestamp(i64::MIN, nanos), None);
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
}
