//! Durations and timestamps in nanoseconds: their texts in Go's form and in RFC 3339, and their parts.

use alloc::format;
use alloc::string::String;
use core::ops::RangeInclusive;

const NANOS: i128 = 1_000_000_000;
const SECONDS_OF_DAY: i64 = 86_400;
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
    let nanos = nanoseconds(seconds, nanos);
    i64::try_from(nanos).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX })
}

/// Returns the nanoseconds of a timestamp, if they are in the years 1 to 9999.
#[must_use]
pub fn checked_timestamp(nanos: i128) -> Option<i128> {
    SECONDS_OF_TIMESTAMP.contains(&seconds(nanos)).then_some(nanos)
}

/// Returns the whole seconds since 1970, rounded down; the nearest possible ones if there are too many.
#[must_use]
pub fn seconds(nanos: i128) -> i64 {
    let seconds = nanos.div_euclid(NANOS);
    i64::try_from(seconds).unwrap_or(if seconds < 0 { i64::MIN } else { i64::MAX })
}

/// Reads a duration such as `1h30m` or `-1.5s`.
#[must_use]
pub fn parse_duration(text: &str) -> Option<i64> {
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
#[must_use]
pub fn parse_timestamp(text: &str) -> Option<i128> {
    let (local, offset) = match text.strip_suffix('Z') {
        Some(local) => (local, 0),
        None => {
            let (local, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
            (local, offset(zone).filter(|_| zone.starts_with(['+', '-']))?)
        }
    };
    let is_shaped = local.len() >= 19
        && local.bytes().zip(*b"0000-00-00T00:00:00").all(|(found, shape)| match shape {
            b'0' => found.is_ascii_digit(),
            _ => found == shape,
        });
    if !is_shaped {
        return None;
    }
    let number = |range: core::ops::Range<usize>| local.get(range)?.parse::<i64>().ok();
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let is_right = (1..=12).contains(&month)
        && (1..=days_of_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let fraction = fraction(&local[19..])?;
    let seconds = days(year, month, day) * SECONDS_OF_DAY + hour * 3600 + minute * 60 + second - offset;
    checked_timestamp(nanoseconds(seconds, fraction)).filter(|_| is_right)
}

/// Returns the nanoseconds of nothing, or of a fraction such as `.5`.
fn fraction(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let digits = text.strip_prefix('.')?;
    let is_fraction = (1..=9).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
    format!("{digits:0<9}").parse().ok().filter(|_| is_fraction)
}

/// Returns a duration as text, such as `1.5s`.
#[must_use]
pub fn show_duration(nanos: i64) -> String {
    let nanos = i128::from(nanos);
    let sign = if nanos < 0 { "-" } else { "" };
    let text = format!("{}.{:09}", nanos.abs() / NANOS, nanos.abs() % NANOS);
    format!("{sign}{}s", without_zeros(&text))
}

/// Returns a timestamp as text, such as `2024-02-29T12:00:00Z`.
#[must_use]
pub fn show_timestamp(nanos: i128) -> String {
    let Civil { year, month, day, hour, minute, second, nanos, .. } = Civil::at(nanos, 0);
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{nanos:09}");
    format!("{}Z", without_zeros(&text))
}

fn without_zeros(text: &str) -> &str {
    text.trim_end_matches('0').trim_end_matches('.')
}

/// A part of a duration or a timestamp, such as `getHours`.
#[expect(missing_docs, reason = "the variants are named after functions of CEL")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    FullYear,
    Month,
    DayOfYear,
    DayOfMonth,
    Date,
    DayOfWeek,
    Hours,
    Minutes,
    Seconds,
    Milliseconds,
}

impl Part {
    /// Returns the part that a function returns, by its name.
    #[must_use]
    pub fn of_function(name: &str) -> Option<Self> {
        Some(match name {
            "getFullYear" => Self::FullYear,
            "getMonth" => Self::Month,
            "getDayOfYear" => Self::DayOfYear,
            "getDayOfMonth" => Self::DayOfMonth,
            "getDate" => Self::Date,
            "getDayOfWeek" => Self::DayOfWeek,
            "getHours" => Self::Hours,
            "getMinutes" => Self::Minutes,
            "getSeconds" => Self::Seconds,
            "getMilliseconds" => Self::Milliseconds,
            _ => return None,
        })
    }

    /// Returns the part of a duration: the whole of it in that unit, but only the milliseconds of its last second.
    #[must_use]
    pub fn of_duration(self, nanos: i64) -> Option<i64> {
        Some(match self {
            Self::Hours => nanos / 3_600_000_000_000,
            Self::Minutes => nanos / 60_000_000_000,
            Self::Seconds => nanos / 1_000_000_000,
            Self::Milliseconds => nanos / 1_000_000 % 1000,
            _ => return None,
        })
    }

    /// Returns the part of a timestamp at an offset in seconds.
    #[must_use]
    pub fn of_timestamp(self, nanos: i128, offset: i64) -> i64 {
        let at = Civil::at(nanos, offset);
        match self {
            Self::FullYear => at.year,
            Self::Month => at.month - 1,
            Self::DayOfYear => at.days - days(at.year, 1, 1),
            Self::DayOfMonth => at.day - 1,
            Self::Date => at.day,
            // The first day of 1970 is a Thursday, and Sunday is 0.
            Self::DayOfWeek => (at.days + 4).rem_euclid(7),
            Self::Hours => at.hour,
            Self::Minutes => at.minute,
            Self::Seconds => at.second,
            Self::Milliseconds => at.nanos / 1_000_000,
        }
    }
}

/// Returns the seconds of a time zone: `UTC`, or an offset such as `+02:00`. `None` for names of regions, whose seconds depend on the
/// time.
#[must_use]
pub fn zone(name: &str) -> Option<i64> {
    if matches!(name, "UTC" | "") { Some(0) } else { offset(name) }
}

/// Returns the seconds of a time zone at a time since 1970: also of a region such as `Europe/Berlin`, if this crate has their rules.
#[must_use]
pub fn zone_at(name: &str, nanos: i128) -> Option<i64> {
    zone(name).or_else(|| region(name, nanos))
}

/// `true` if this crate has the rules of regions.
pub const HAS_REGIONS: bool = cfg!(feature = "tz");

#[cfg(feature = "tz")]
fn region(name: &str, nanos: i128) -> Option<i64> {
    let zone = jiff::tz::TimeZone::get(name).ok()?;
    let time = jiff::Timestamp::from_second(seconds(nanos)).ok()?;
    Some(zone.to_offset(time).seconds().into())
}

#[cfg(not(feature = "tz"))]
const fn region(_: &str, _: i128) -> Option<i64> {
    None
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

/// A date and time of the Gregorian calendar.
struct Civil {
    /// The days since 1970.
    days: i64,
    year: i64,
    month: i64,
    day: i64,
    hour: i64,
    minute: i64,
    second: i64,
    nanos: i64,
}

impl Civil {
    fn at(nanos: i128, offset: i64) -> Self {
        let seconds = seconds(nanos).saturating_add(offset);
        let days = seconds.div_euclid(SECONDS_OF_DAY);
        let (year, month, day) = date(days);
        let second = seconds.rem_euclid(SECONDS_OF_DAY);
        let nanos = i64::try_from(nanos.rem_euclid(NANOS)).unwrap_or(0);
        Self { days, year, month, day, hour: second / 3600, minute: second / 60 % 60, second: second % 60, nanos }
    }
}

/// Number of days in 400 years, after which the calendar repeats.
const DAYS_OF_ERA: i64 = 146_097;
/// Number of days from the first of March of the year 0 to 1970.
const DAYS_TO_1970: i64 = 719_468;

/// Returns the days from 1970 to a date.
///
/// Years begin in March here, so that a leap day is the last day of a year. Source:
/// <https://howardhinnant.github.io/date_algorithms.html>.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    year.div_euclid(400) * DAYS_OF_ERA + day_of_era - DAYS_TO_1970
}

/// Returns the year, month and day of a number of days since 1970. The inverse of [`days`].
fn date(days: i64) -> (i64, i64, i64) {
    let days = days + DAYS_TO_1970;
    let day_of_era = days.rem_euclid(DAYS_OF_ERA);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + days.div_euclid(DAYS_OF_ERA) * 400;
    (if month <= 2 { year + 1 } else { year }, month, day)
}

fn days_of_month(year: i64, month: i64) -> i64 {
    let (next_year, next) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    days(next_year, next, 1) - days(year, month, 1)
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
        assert_eq!(show_duration(100_000_000_000), "100s");
    }

    #[test]
    fn reads_and_shows_timestamps() {
        assert_eq!(parse_timestamp("1970-01-01T00:00:01Z"), Some(1_000_000_000));
        assert_eq!(parse_timestamp("1970-01-01T01:00:00.5+01:00"), Some(500_000_000));
        for text in [
            "9999-12-31T23:59:59.999999999Z",
            "0001-01-01T00:00:00Z",
            "2024-02-29T12:00:00.5Z",
            "1969-12-31T23:59:50Z",
            "2000-02-29T00:00:00Z",
        ] {
            let nanos = parse_timestamp(text).expect("the timestamp is in range");
            assert_eq!(show_timestamp(nanos), text);
        }
        let wrong = [
            "2020",
            "2020-01-01T00:00:00",
            "2020-01-01t00:00:00Z",
            "2020-01-01T00:00:60Z",
            "2021-02-29T00:00:00Z",
            "1900-02-29T00:00:00Z",
            "2020-00-01T00:00:00Z",
            "2020-13-01T00:00:00Z",
            "2020-01-32T00:00:00Z",
            "2020-01-01T24:00:00Z",
            "2020-01-01T00:00:00.Z",
            "2020-01-01T00:00:00.1234567890Z",
            "é020-01-01T00:00:00Z",
            "9999-12-31T23:59:59-01:00",
            "20200101T000000Z",
            "2020-01-01T00:00:00+1:00",
            "0000-12-31T23:59:59Z",
        ];
        for text in wrong {
            assert_eq!(parse_timestamp(text), None, "{text}");
        }
    }

    #[test]
    fn parts_are_those_of_the_time_zone() {
        let nanos = parse_timestamp("2024-12-31T23:30:01.25Z").expect("the timestamp is right");
        let parts = |offset| {
            use Part::*;
            [FullYear, Month, DayOfYear, DayOfMonth, Date, DayOfWeek, Hours, Minutes, Seconds, Milliseconds]
                .map(|part| part.of_timestamp(nanos, offset))
        };
        assert_eq!(parts(0), [2024, 11, 365, 30, 31, 2, 23, 30, 1, 250]);
        assert_eq!(parts(zone("+01:00").expect("it is an offset")), [2025, 0, 0, 0, 1, 3, 0, 30, 1, 250]);
        assert_eq!((zone("Europe/Paris"), zone("UTC"), zone("-00:30")), (None, Some(0), Some(-1800)));
        assert_eq!(Part::Month.of_duration(1), None);
        assert_eq!(Part::Milliseconds.of_duration(-1_234_000_000), Some(-234));
    }

    #[test]
    fn days_and_dates_are_inverse() {
        for day in (-719_162..2_932_896).step_by(97) {
            let (year, month, of_month) = date(day);
            assert_eq!(days(year, month, of_month), day);
            assert!((1..=days_of_month(year, month)).contains(&of_month));
        }
    }
}
