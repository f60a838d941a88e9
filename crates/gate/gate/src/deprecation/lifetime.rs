//! The age of a deprecation, and the time from which its element may be deleted: after a period, a number of releases, or both.

use std::collections::HashSet;
use std::fmt;

use super::DeprecationHistory;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, Unit};
use protoward_settings::DeprecationSetting;

/// The deprecation of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lifetime {
    since: Since,
    /// The number of newest releases that have the element as deprecated, and the wanted number; `None` if releases do not count.
    releases: Option<(u32, u32)>,
    /// The first moment in which the period has passed; `None` without a period, or if the start is unknown.
    end: Option<Timestamp>,
    now: Timestamp,
}

/// The beginning of a deprecation.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Since {
    /// The time and the short id of a commit.
    Commit(Timestamp, String),
    /// It is not committed yet.
    Now,
    /// The history cannot be read, for this reason.
    Unknown(String),
    /// The setting has no `remove_after`, so that the history is not read.
    Any,
}

/// The answer to the question if an element may be deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It may be deleted in the next change.
    Allowed,
    /// It may not be deleted yet; with the words for the time from which it may.
    NotYet(String),
}

impl Lifetime {
    pub(super) fn new(
        full_name: &str,
        setting: &DeprecationSetting,
        history: &DeprecationHistory,
        releases: &[HashSet<String>],
        now: Timestamp,
    ) -> Self {
        let period: Option<Span> = setting.remove_after.as_ref().and_then(|word| word.text.parse().ok());
        let since = match period {
            None => Since::Any,
            Some(_) => since(full_name, history),
        };
        let end = match (&since, period) {
            (Since::Commit(start, _), Some(period)) => {
                start.to_zoned(TimeZone::UTC).checked_add(period).ok().map(|end| end.timestamp())
            }
            _ => None,
        };
        let releases = setting.releases.as_ref().map(|(wanted, _)| (in_a_row(full_name, releases), *wanted));
        Self { since, releases, end, now }
    }

    /// Returns whether the element may be deleted.
    pub fn removal(&self) -> Removal {
        let releases = self.releases.filter(|(found, wanted)| found < wanted);
        let when = match (&self.since, self.end) {
            (Since::Unknown(_), _) => "when its age is known".to_owned(),
            (Since::Now, _) => "when the deprecation is committed and has become old enough".to_owned(),
            (Since::Commit(..), None) => "at no time: the period is too long".to_owned(),
            (Since::Commit(..), Some(end)) if end > self.now => format!("from {} on", day_after(end)),
            (Since::Commit(..) | Since::Any, _) => String::new(),
        };
        match releases {
            None if when.is_empty() => Removal::Allowed,
            None => Removal::NotYet(when),
            Some((found, wanted)) => {
                let more = wanted - found;
                let more = format!("after {more} more release{}", if more == 1 { "" } else { "s" });
                Removal::NotYet(if when.is_empty() { more } else { format!("{when}, and {more}") })
            }
        }
    }

    /// Returns `true` if the element may be deleted at a later time.
    pub fn is_due_within(&self, period: Span) -> bool {
        let end = self.now.to_zoned(TimeZone::UTC).checked_add(period).map(|end| end.timestamp());
        end.is_ok_and(|later| Self { now: later, ..self.clone() }.removal() == Removal::Allowed)
    }

    /// Returns the day of the deprecation and the short id of its commit, if both are known.
    pub fn start(&self) -> Option<(String, &str)> {
        match &self.since {
            Since::Commit(time, id) => Some((day(*time), id)),
            Since::Now | Since::Unknown(_) | Since::Any => None,
        }
    }

    /// Returns the age in days, if the start is known. A start in the future, by another clock, has no age.
    pub fn days(&self) -> Option<i64> {
        match &self.since {
            Since::Commit(time, _) if *time > self.now => Some(0),
            Since::Commit(time, _) => Some(i64::from(time.until((Unit::Hour, self.now)).ok()?.get_hours()) / 24),
            Since::Now => Some(0),
            Since::Unknown(_) | Since::Any => None,
        }
    }
}

impl fmt::Display for Lifetime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.since {
            Since::Commit(time, id) => write!(f, "deprecated since {} by {id}", day(*time))?,
            Since::Now => f.write_str("its deprecation is not committed")?,
            Since::Unknown(reason) => write!(f, "its age is unknown: {reason}")?,
            Since::Any => {}
        }
        let separator = if self.since == Since::Any { "" } else { ", " };
        match self.releases {
            Some((found, wanted)) => write!(f, "{separator}deprecated in {found} of {wanted} releases"),
            None => Ok(()),
        }
    }
}

fn since(full_name: &str, history: &DeprecationHistory) -> Since {
    match history.since(full_name) {
        Ok(Some(commit)) => match commit.time.parse() {
            Ok(time) => Since::Commit(time, commit.id.get(..7).unwrap_or(&commit.id).to_owned()),
            Err(_) => Since::Unknown(format!("the commit {} has no valid time", commit.id)),
        },
        Ok(None) => Since::Now,
        Err(reason) => Since::Unknown(reason.to_owned()),
    }
}

/// Returns how many of the newest releases in a row have the element as deprecated.
fn in_a_row(full_name: &str, releases: &[HashSet<String>]) -> u32 {
    releases.iter().take_while(|deprecated| deprecated.contains(full_name)).fold(0, |count, _| count + 1)
}

fn day(time: Timestamp) -> String {
    time.to_zoned(TimeZone::UTC).date().to_string()
}

/// Returns the first day that begins at a time or after it.
fn day_after(time: Timestamp) -> String {
    let zoned = time.to_zoned(TimeZone::UTC);
    let is_midnight = zoned.time() == jiff::civil::Time::midnight();
    let date = zoned.date();
    if is_midnight {
        date.to_string()
    } else {
        date.tomorrow().map_or_else(|_| date.to_string(), |date| date.to_string())
    }
}
