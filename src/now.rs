//! The current time, or the one of `SOURCE_DATE_EPOCH` for reproducible results.

use jiff::Timestamp;
use protoward_policy::Clock;
use protoward_workspace::config::Config;

/// Returns the current time.
pub(super) fn timestamp() -> Timestamp {
    let fixed: Option<i64> = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    match fixed {
        Some(seconds) => Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX),
        None => Timestamp::now(),
    }
}

/// Returns the clock that determines which ignores have ended.
pub(super) fn clock(config: &Config) -> Clock {
    Clock::at(timestamp(), config.current.as_ref().map(|word| word.text.as_str()))
}
