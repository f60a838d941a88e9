//! When an ignore ends: a day, or a version.

use std::cmp::Ordering;
use std::fmt;

/// A day of the Gregorian calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i64,
    month: u8,
    day: u8,
}

/// The end of something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Until {
    /// The last day on which it holds.
    Date(Date),
    /// The first version for which it does not hold, such as `2.0.0`, `v2` or `1.4`.
    Version(String),
}

impl Until {
    /// A day of the calendar, as in `2026-12-31`, or a version, as in `2.0.0`.
    ///
    /// What could be meant as a date of another form is neither: taken for a version, it would never end. With a `v` in
    /// front it is a version.
    ///
    /// ```
    /// use protoward_workspace::config::Until;
    /// assert!(matches!(Until::parse("2026-12-31"), Some(Until::Date(_))));
    /// assert!(matches!(Until::parse("1.4"), Some(Until::Version(_))));
    /// assert!(matches!(Until::parse("v2026.1"), Some(Until::Version(_))));
    /// for text in ["2026-02-30", "2026-1-1", "01.01.2026", "2026.1", "2026"] {
    ///     assert_eq!(Until::parse(text), None);
    /// }
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        match Date::parse(text) {
            Some(date) => Some(Self::Date(date)),
            None => (is_version(text) && !could_be_a_date(text)).then(|| Self::Version(text.to_owned())),
        }
    }
}

/// Whether a version without a `v` has a number where a date has its year: `2026`, `2026.1`, `31.12.2026`, `20261231`.
fn could_be_a_date(version: &str) -> bool {
    const FIRST_YEAR: u64 = 1900;
    const LAST_YEAR: u64 = 2999;
    if version.starts_with('v') {
        return false;
    }
    let (text, _) = split(version);
    let numbers: Vec<u64> = text.split('.').map(|part| part.parse().unwrap_or(u64::MAX)).collect();
    match numbers[..] {
        [first, ..] if first >= FIRST_YEAR => true,
        [first, .., last] => first <= 31 && (FIRST_YEAR..=LAST_YEAR).contains(&last),
        _ => false,
    }
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => write!(f, "{date}"),
            Self::Version(version) => f.write_str(version),
        }
    }
}

impl Date {
    /// `2026-12-31`; a day that the calendar does not have is none.
    ///
    /// ```
    /// use protoward_workspace::config::Date;
    /// assert!(Date::parse("2024-02-29") < Date::parse("2024-03-01"));
    /// assert_eq!(Date::parse("2023-02-29"), None);
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
        let number = |text: &str, length: usize| {
            let is_number = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| text.parse::<u16>().ok()).flatten()
        };
        let (year, month, day) = (i64::from(number(year, 4)?), number(month, 2)?, number(day, 2)?);
        let date = Self { year, month: u8::try_from(month).ok()?, day: u8::try_from(day).ok()? };
        ((1..=12).contains(&date.month) && (1..=days(year, date.month)).contains(&date.day)).then_some(date)
    }

    /// The day, in UTC, of a time in seconds since 1970.
    ///
    /// ```
    /// use protoward_workspace::config::Date;
    /// assert_eq!(Date::of_unix(1_709_164_800).to_string(), "2024-02-29");
    /// ```
    pub fn of_unix(seconds: u64) -> Self {
        // Years begin in March here, so that the day that some of them have more is their last one. 400 years repeat.
        let days = i64::try_from(seconds / 86_400).expect("there are fewer days than seconds") + 719_468;
        let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let month = (5 * day_of_year + 2) / 153;
        let day = small(day_of_year - (153 * month + 2) / 5 + 1);
        let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
        Self { year: year + era * 400 + next, month: small(month), day }
    }
}

fn small(number: i64) -> u8 {
    u8::try_from(number).expect("days and months are small")
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

const fn days(year: i64, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Whether a text is a version: one to three numbers without leading zeros, with or without a `v`, and behind three
/// numbers what semantic versions may add.
pub fn is_version(text: &str) -> bool {
    let (numbers, rest) = split(text);
    let parts: Vec<&str> = numbers.split('.').collect();
    let is_number = |part: &&str| {
        let has_leading_zero = part.len() > 1 && part.starts_with('0');
        !part.is_empty() && part.len() <= 18 && !has_leading_zero && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_word =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let are_words = |words: &str| words.split('.').all(is_word);
    let pre_release_is_fine = rest.is_none_or(|rest| parts.len() == 3 && are_words(rest));
    let build_is_fine = text.split_once('+').is_none_or(|(_, build)| are_words(build));
    parts.len() <= 3 && parts.iter().all(is_number) && pre_release_is_fine && build_is_fine
}

/// Which of two versions comes first, as semantic versions say; what is left out is 0, and what is behind `+` does not
/// count.
///
/// ```
/// use protoward_workspace::config::compare_versions;
/// use std::cmp::Ordering;
/// assert_eq!(compare_versions("1.10", "v1.9.3"), Ordering::Greater);
/// assert_eq!(compare_versions("2.0.0-rc.1", "2"), Ordering::Less);
/// ```
pub fn compare_versions(left: &str, right: &str) -> Ordering {
    let ((left, left_rest), (right, right_rest)) = (split(left), split(right));
    numbers(left).cmp(&numbers(right)).then_with(|| match (left_rest, right_rest) {
        (None, None) => Ordering::Equal,
        // A pre-release comes before its release.
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(left), Some(right)) => words(left).cmp(&words(right)),
    })
}

/// The numbers, and what is behind `-`; what is behind `+` is left out.
fn split(text: &str) -> (&str, Option<&str>) {
    let text = text.strip_prefix('v').unwrap_or(text);
    let text = text.split_once('+').map_or(text, |(version, _)| version);
    text.split_once('-').map_or((text, None), |(numbers, rest)| (numbers, Some(rest)))
}

fn numbers(text: &str) -> [u64; 3] {
    let mut numbers = [0; 3];
    for (number, part) in numbers.iter_mut().zip(text.split('.')) {
        *number = part.parse().unwrap_or(0);
    }
    numbers
}

/// Numbers come before words.
fn words(text: &str) -> Vec<(bool, u64, &str)> {
    let word = |part: &'_ str| part.parse().ok();
    text.split('.').map(|part| word(part).map_or((true, 0, part), |number| (false, number, ""))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (seconds, day) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (86_400, "1970-01-02"),
            (951_782_400, "2000-02-29"),
            (951_868_800, "2000-03-01"),
            (4_107_542_400, "2100-03-01"),
            (1_798_675_200, "2026-12-31"),
            (1_798_761_600, "2027-01-01"),
        ] {
            assert_eq!(Date::of_unix(seconds).to_string(), day);
            assert_eq!(Date::parse(day), Some(Date::of_unix(seconds)));
        }
        for day in
            ["2026-13-01", "2026-00-01", "2026-04-31", "2026-1-1", "26-01-01", "2026-01-01T00:00", "+026-01-01", ""]
        {
            assert_eq!(Date::parse(day), None, "{day}");
        }
    }

    #[test]
    fn versions_are_in_their_order() {
        let order = [
            "1.0.0-1",
            "1.0.0-2",
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1",
            "1.0.1",
            "v1.2",
            "1.10.0",
            "2.0.0-rc.1",
            "v2",
        ];
        for (index, left) in order.iter().enumerate() {
            for (other, right) in order.iter().enumerate() {
                assert_eq!(compare_versions(left, right), index.cmp(&other), "{left} {right}");
            }
        }
        assert_eq!(compare_versions("1.2.0+build", "v1.2"), Ordering::Equal);
    }

    #[test]
    fn an_end_is_a_day_or_a_version() {
        assert!(matches!(Until::parse("2026-12-31"), Some(Until::Date(_))));
        for version in ["2", "v2", "1.4", "1.4.2", "v1.4.2-rc.1", "1.0+x", "v2026", "v2026.1.2", "0.1.0", "1.2.3000"] {
            assert!(matches!(Until::parse(version), Some(Until::Version(_))), "{version}");
        }
        for text in ["", "v", "soon", "1.", "1.2.3.4", "v1beta1", "1.2-", "1.2-rc.1", "1.0+", "V2", "1.02", " 2", "2,0"]
        {
            assert_eq!(Until::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_of_another_form_is_not_a_version() {
        for text in [
            "2020-02-30",
            "2023-02-29",
            "2020-1-1",
            "2026-13-01",
            "2026-00-10",
            "2026-12",
            "2026-12-31-01",
            "01.01.2020",
            "1.1.2020",
            "31.12.2026x",
            "12.2026",
            "2026.12.31",
            "2026.1",
            "2026",
            "20261231",
            "20261231.1",
            "2026/12/31",
            "31/12/2026",
            "26-12-31",
            "20266-12-31",
            "-2026-12-31",
            "2026-12-31T00:00:00Z",
            "2026-12-31 10:00",
            "2026-W50",
            "31-12-2026",
            "\u{662}026-12-31",
            "next",
        ] {
            assert_eq!(Until::parse(text), None, "{text}");
        }
    }
}
