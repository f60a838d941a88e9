//! Durations and timestamps.

use core::fmt;

use protoward_cel_functions::times::{self, Part};

use super::Failure;

/// A duration in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

/// A point of time in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i128);

impl Duration {
    /// Creates the duration of a message; the nearest possible one if it has more than 292 years.
    pub fn new(seconds: i64, nanos: i32) -> Self {
        Self(times::duration(seconds, nanos.into()))
    }

    /// `google.protobuf.Duration{seconds: …, nanos: …}`
    pub fn of_parts(seconds: i64, nanos: i64) -> Self {
        Self(times::duration(seconds, nanos))
    }

    /// Creates a duration.
    pub const fn of_nanos(nanos: i64) -> Self {
        Self(nanos)
    }

    /// `duration(string)`
    ///
    /// # Errors
    /// Fails for another text.
    pub fn of_text(text: &str) -> Result<Self, Failure> {
        times::parse_duration(text).map(Self).ok_or_else(|| Failure::no_conversion("duration"))
    }

    /// Returns the nanoseconds.
    pub const fn nanos(self) -> i64 {
        self.0
    }

    /// `duration.getHours()` and others
    pub fn part(self, part: Part) -> i64 {
        part.of_duration(self.0).unwrap_or(0)
    }
}

impl Timestamp {
    /// Creates the timestamp of a message.
    pub fn new(seconds: i64, nanos: i32) -> Self {
        Self(times::nanoseconds(seconds, nanos.into()))
    }

    /// `google.protobuf.Timestamp{seconds: …, nanos: …}`
    pub fn of_parts(seconds: i64, nanos: i64) -> Self {
        Self(times::nanoseconds(seconds, nanos))
    }

    /// Creates a timestamp.
    pub const fn of_nanos(nanos: i128) -> Self {
        Self(nanos)
    }

    /// `timestamp(string)`
    ///
    /// # Errors
    /// Fails for another text.
    pub fn of_text(text: &str) -> Result<Self, Failure> {
        times::parse_timestamp(text).map(Self).ok_or_else(|| Failure::no_conversion("timestamp"))
    }

    /// `timestamp(int)`
    ///
    /// # Errors
    /// Fails outside of the years 1 to 9999.
    pub fn of_seconds(seconds: i64) -> Result<Self, Failure> {
        Self::checked(times::nanoseconds(seconds, 0)).ok_or_else(|| Failure::no_conversion("timestamp"))
    }

    /// Returns a timestamp in the years 1 to 9999.
    pub(super) fn checked(nanos: i128) -> Option<Self> {
        times::checked_timestamp(nanos).map(Self)
    }

    /// Returns the current time.
    #[cfg(feature = "std")]
    pub fn now() -> Self {
        use std::time::{SystemTime, UNIX_EPOCH};

        let nanos = |it: std::time::Duration| i128::try_from(it.as_nanos()).unwrap_or(i128::MAX);
        Self(match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => nanos(since),
            Err(before) => -nanos(before.duration()),
        })
    }

    /// Returns the nanoseconds since 1970.
    pub const fn nanos(self) -> i128 {
        self.0
    }

    /// Returns the whole seconds since 1970.
    pub fn seconds(self) -> i64 {
        times::seconds(self.0)
    }

    /// `timestamp.getHours()` and others, with the offset of the time zone in seconds
    pub fn part(self, part: Part, offset: i64) -> i64 {
        part.of_timestamp(self.0, offset)
    }

    /// `timestamp.getHours(string)` and others, with the name of a time zone that may be a region
    ///
    /// # Errors
    /// Fails for an unknown name.
    #[cfg(feature = "tz")]
    pub fn part_in(self, part: Part, zone: &str) -> Result<i64, Failure> {
        let offset = times::zone_at(zone, self.0).ok_or_else(|| Failure::new("the time zone is not known"))?;
        Ok(part.of_timestamp(self.0, offset))
    }
}

/// Returns the seconds of a time zone that is known at run time only.
///
/// # Errors
/// Fails for the names of regions, whose rules this crate does not have.
pub fn zone(name: &str) -> Result<i64, Failure> {
    times::zone(name).ok_or_else(|| Failure::new("the time zone is neither `UTC` nor an offset"))
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&times::show_duration(self.0))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&times::show_timestamp(self.0))
    }
}
