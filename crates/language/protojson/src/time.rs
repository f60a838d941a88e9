//! The texts of `google.protobuf.Timestamp` and `google.protobuf.Duration`.

/// The nanoseconds of a second.
const NANOS: i32 = 1_000_000_000;
/// The seconds of valid timestamps, from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
const TIMES: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;
/// The seconds of the longest duration, which are 10,000 years, as `duration.proto` says.
const LONGEST: i64 = 315_576_000_000;
/// The seconds of a day.
const DAY: i64 = 86_400;

/// Formats a timestamp, such as `2023-11-14T22:13:20.500Z`. Returns `None` if it is out of range.
pub fn timestamp(seconds: i64, nanos: i32) -> Option<String> {
    if !TIMES.contains(&seconds) || !(0..NANOS).contains(&nanos) {
        return None;
    }
    let (year, month, day) = date(seconds.div_euclid(DAY));
    let second = seconds.rem_euclid(DAY);
    let [y1, y2, y3, y4] = digits(year);
    let [[m1, m2], [d1, d2]] = [digits(month), digits(day)];
    let [[h1, h2], [n1, n2], [s1, s2]] = [digits(second / 3600), digits(second / 60 % 60), digits(second % 60)];
    let mut text = Vec::with_capacity(b"0001-01-01T00:00:00.000000000Z".len());
    text.extend_from_slice(&[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2]);
    push_fraction(&mut text, nanos.into());
    text.push(b'Z');
    String::from_utf8(text).ok()
}

/// Formats a duration, such as `-1.500s`. Returns `None` if it is out of range.
pub fn duration(seconds: i64, nanos: i32) -> Option<String> {
    let signs_agree = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
    if !(-LONGEST..=LONGEST).contains(&seconds) || !(1 - NANOS..NANOS).contains(&nanos) || !signs_agree {
        return None;
    }
    let mut text = Vec::with_capacity(b"-315576000000.000000000s".len());
    if seconds < 0 || nanos < 0 {
        text.push(b'-');
    }
    let start = text.len();
    let mut rest = seconds.unsigned_abs();
    while rest > 0 || text.len() == start {
        text.push(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    text[start..].reverse();
    push_fraction(&mut text, nanos.abs().into());
    text.push(b's');
    String::from_utf8(text).ok()
}

/// Appends a fraction of a second with three, six or nine digits, unless it is zero.
fn push_fraction(text: &mut Vec<u8>, nanos: i64) {
    if nanos != 0 {
        text.push(b'.');
    }
    match nanos {
        0 => {}
        _ if nanos % 1_000_000 == 0 => text.extend_from_slice(&digits::<3>(nanos / 1_000_000)),
        _ if nanos % 1_000 == 0 => text.extend_from_slice(&digits::<6>(nanos / 1_000)),
        _ => text.extend_from_slice(&digits::<9>(nanos)),
    }
}

/// Returns the last digits of a number. Unlike `format!`, this is not a large part of the time for a message.
fn digits<const WIDTH: usize>(number: i64) -> [u8; WIDTH] {
    let mut digits = [b'0'; WIDTH];
    let mut rest = number.unsigned_abs();
    for digit in digits.iter_mut().rev() {
        *digit += (rest % 10) as u8;
        rest /= 10;
    }
    digits
}

/// Returns the year, month and day of a day since 1970, by Howard Hinnant's `civil_from_days`.
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

/// Returns the day since 1970 of a year, month and day. The inverse of [`date`].
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// Parses an RFC 3339 time to seconds and nanoseconds.
pub fn read_timestamp(text: &str) -> Option<(i64, i32)> {
    let mut rest = Digits(text);
    let year = rest.number(4)?;
    let month = rest.behind('-')?.number(2)?;
    let day = rest.behind('-')?.number(2)?;
    rest.behind('T')?;
    let hour = rest.number(2)?;
    let minute = rest.behind(':')?.number(2)?;
    let second = rest.behind(':')?.number(2)?;
    let nanos = match rest.0.strip_prefix('.') {
        Some(fraction) => {
            let count = fraction.bytes().take_while(u8::is_ascii_digit).count();
            rest = Digits(&fraction[count..]);
            nanos(&fraction[..count]).filter(|_| count > 0)?
        }
        None => 0,
    };
    let is_day = (1..=12).contains(&month) && date(days(year, month, day)) == (year, month, day);
    if !is_day || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = days(year, month, day) * DAY + hour * 3600 + minute * 60 + second - offset(rest)?;
    TIMES.contains(&seconds).then_some((seconds, nanos))
}

/// Parses a time zone to seconds east of UTC.
fn offset(mut zone: Digits<'_>) -> Option<i64> {
    if zone.0 == "Z" {
        return Some(0);
    }
    let sign = if zone.0.starts_with('-') { -1 } else { 1 };
    zone.0 = zone.0.strip_prefix(['+', '-'])?;
    let hours = zone.number(2)?;
    let minutes = zone.behind(':')?.number(2)?;
    (zone.0.is_empty() && hours <= 24 && minutes <= 60).then_some(sign * (hours * 3600 + minutes * 60))
}

/// The unparsed rest of a time.
struct Digits<'t>(&'t str);

impl Digits<'_> {
    /// Parses a number of `width` digits.
    fn number(&mut self, width: usize) -> Option<i64> {
        let digits = self.0.get(..width).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
        self.0 = &self.0[width..];
        digits.parse().ok()
    }

    fn behind(&mut self, mark: char) -> Option<&mut Self> {
        self.0 = self.0.strip_prefix(mark)?;
        Some(self)
    }
}

/// Parses a duration to seconds and nanoseconds.
pub fn read_duration(text: &str) -> Option<(i64, i32)> {
    let text = text.strip_suffix('s')?;
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let is_whole = whole.len() <= 12 && whole.bytes().all(|byte| byte.is_ascii_digit());
    let is_padded = whole.len() > 1 && whole.starts_with('0');
    if !is_whole || is_padded || whole.is_empty() && fraction.is_none_or(str::is_empty) {
        return None;
    }
    let seconds = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let nanos = nanos(fraction.unwrap_or_default())?;
    (seconds <= LONGEST).then_some(if is_negative { (-seconds, -nanos) } else { (seconds, nanos) })
}

/// Converts at most nine digits after a point to nanoseconds.
fn nanos(fraction: &str) -> Option<i32> {
    if fraction.len() > 9 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = fraction.bytes().chain(std::iter::repeat(b'0')).take(9);
    Some(digits.fold(0, |nanos, digit| nanos * 10 + i32::from(digit - b'0')))
}
