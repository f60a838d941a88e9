//! The end of an ignore: a date or a version.

use std::cmp::Ordering;
use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use semver::Version;

/// The valid forms of an end, as advice.
pub const END_FORMS: &str = "write a day as `2026-12-31`, or a version as `2.0.0`; a version that could be taken for a date has a `v` in \
                             front, as in `v2026.1`";

/// The current day and the version of the schema, which determine whether ignores have ended.
#[derive(Clone, Debug)]
pub struct Clock {
    today: Date,
    version: Option<String>,
}

impl Clock {
    /// Creates a clock with the day of a timestamp in UTC. Without a version, ignores that end with a version never
    /// end.
    ///
    /// ```
    /// use protoward_policy::{Clock, IgnoreEnd};
    /// let clock = Clock::at("2026-11-22T10:00:00Z".parse()?, Some("1.4.0"));
    /// assert_eq!(clock.ended(&IgnoreEnd::parse("2026-11-21").unwrap()).as_deref(), Some("on 2026-11-21"));
    /// assert_eq!(clock.ended(&IgnoreEnd::parse("v2").unwrap()), None);
    /// # Ok::<(), jiff::Error>(())
    /// ```
    pub fn at(time: Timestamp, version: Option<&str>) -> Self {
        Self { today: TimeZone::UTC.to_datetime(time).date(), version: version.map(str::to_owned) }
    }

    /// Creates a clock with the current day.
    pub fn now(version: Option<&str>) -> Self {
        Self::at(Timestamp::now(), version)
    }

    /// Returns the clock of the same day for another version of the schema.
    #[must_use]
    pub fn with_version(&self, version: Option<&str>) -> Self {
        Self { today: self.today, version: version.map(str::to_owned) }
    }

    /// Returns when an ignore ended: `on 2026-11-01` or `with version 2.0.0`; `None` if it has not ended.
    pub fn ended(&self, until: &IgnoreEnd) -> Option<String> {
        let is_over = match until {
            IgnoreEnd::Date(last) => self.today > *last,
            IgnoreEnd::Version(first) => self.version.as_ref().is_some_and(|now| compare_versions(now, first).is_ge()),
        };
        is_over.then(|| match until {
            IgnoreEnd::Date(date) => format!("on {date}"),
            IgnoreEnd::Version(version) => format!("with version {version}"),
        })
    }

    /// Returns `true` if the end is a version, and the version of the schema is unknown.
    pub fn cannot_tell(&self, until: &IgnoreEnd) -> bool {
        matches!(until, IgnoreEnd::Version(_)) && self.version.is_none()
    }
}

/// The end of an ignore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IgnoreEnd {
    /// The last day on which the ignore is valid.
    Date(Date),
    /// The first version for which the ignore is invalid, such as `2.0.0`, `v2` or `1.4`.
    Version(String),
}

impl IgnoreEnd {
    /// Parses a date such as `2026-12-31`, or a version such as `2.0.0`.
    ///
    /// A text that looks like a date in another form is rejected: as a version, the ignore would never end. A leading
    /// `v` marks a version.
    ///
    /// ```
    /// use protoward_policy::IgnoreEnd;
    /// assert!(matches!(IgnoreEnd::parse("2026-12-31"), Some(IgnoreEnd::Date(_))));
    /// assert!(matches!(IgnoreEnd::parse("1.4"), Some(IgnoreEnd::Version(_))));
    /// assert!(matches!(IgnoreEnd::parse("v2026.1"), Some(IgnoreEnd::Version(_))));
    /// for text in ["2026-02-30", "2026-1-1", "01.01.2026", "2026.1", "2026"] {
    ///     assert_eq!(IgnoreEnd::parse(text), None);
    /// }
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        match date(text) {
            Some(date) => Some(Self::Date(date)),
            None => (is_version(text) && !could_be_a_date(text)).then(|| Self::Version(text.to_owned())),
        }
    }
}

/// Parses a date of the form `2026-12-31`.
fn date(text: &str) -> Option<Date> {
    let is_form = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    is_form.then(|| text.parse().ok()).flatten()
}

/// Returns `true` if a version without a `v` contains a number that may be a year: `2026`, `2026.1`, `31.12.2026`,
/// `20261231`.
fn could_be_a_date(version: &str) -> bool {
    const FIRST_YEAR: u64 = 1900;
    const LAST_YEAR: u64 = 2999;
    if version.starts_with('v') {
        return false;
    }
    let text = version.split(['-', '+']).next().unwrap_or_default();
    let numbers: Vec<u64> = text.split('.').map(|part| part.parse().unwrap_or(u64::MAX)).collect();
    match numbers[..] {
        [first, ..] if first >= FIRST_YEAR => true,
        [first, .., last] => first <= 31 && (FIRST_YEAR..=LAST_YEAR).contains(&last),
        _ => false,
    }
}

impl fmt::Display for IgnoreEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => write!(f, "{date}"),
            Self::Version(version) => f.write_str(version),
        }
    }
}

/// Returns `true` if a text is a version: one to three numbers without leading zeros, with an optional `v`. As in
/// Semantic Versioning, three numbers may be followed by a pre-release and build metadata.
pub fn is_version(text: &str) -> bool {
    version(text).is_some()
}

/// Compares two versions as semantic versions. Missing numbers are 0, and build metadata is ignored.
///
/// ```
/// use protoward_policy::compare_versions;
/// use std::cmp::Ordering;
/// assert_eq!(compare_versions("1.10", "v1.9.3"), Ordering::Greater);
/// assert_eq!(compare_versions("2.0.0-rc.1", "2"), Ordering::Less);
/// ```
pub fn compare_versions(left: &str, right: &str) -> Ordering {
    match (version(left), version(right)) {
        (Some(left), Some(right)) => left.cmp_precedence(&right),
        (left, right) => left.is_some().cmp(&right.is_some()),
    }
}

/// Parses a version with optional trailing numbers: `v2` is 2.0.0.
fn version(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (numbers, rest) = text.split_at(text.find(['-', '+']).unwrap_or(text.len()));
    let missing = 3_usize.checked_sub(numbers.split('.').count())?;
    if missing > 0 && rest.starts_with('-') {
        return None;
    }
    Version::parse(&format!("{numbers}{}{rest}", ".0".repeat(missing))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_valid_dates() {
        for day in ["1970-01-01", "2000-02-29", "2024-02-29", "2026-12-31"] {
            assert_eq!(date(day).map(|date| date.to_string()).as_deref(), Some(day));
        }
        for day in
            ["2026-13-01", "2026-00-01", "2026-04-31", "2026-1-1", "26-01-01", "2026-01-01T00:00", "+026-01-01", ""]
        {
            assert_eq!(date(day), None, "{day}");
        }
    }

    #[test]
    fn orders_versions() {
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
    fn parses_dates_and_versions() {
        assert!(matches!(IgnoreEnd::parse("2026-12-31"), Some(IgnoreEnd::Date(_))));
        for version in ["2", "v2", "1.4", "1.4.2", "v1.4.2-rc.1", "1.0+x", "v2026", "v2026.1.2", "0.1.0", "1.2.3000"] {
            assert!(matches!(IgnoreEnd::parse(version), Some(IgnoreEnd::Version(_))), "{version}");
        }
        for text in ["", "v", "soon", "1.", "1.2.3.4", "v1beta1", "1.2-", "1.2-rc.1", "1.0+", "V2", "1.02", " 2", "2,0"]
        {
            assert_eq!(IgnoreEnd::parse(text), None, "{text}");
        }
    }

    #[test]
    fn rejects_dates_in_other_formats() {
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
            assert_eq!(IgnoreEnd::parse(text), None, "{text}");
        }
    }
}
