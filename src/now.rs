//! The current day, or the one of `SOURCE_DATE_EPOCH` for reproducible results.

use jiff::Timestamp;
use protoward_policy::Clock;
use protoward_workspace::config::Config;

/// Returns the clock that determines which ignores have ended.
pub(super) fn clock(config: &Config) -> Clock {
    let fixed: Option<i64> = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    let time = match fixed {
        Some(seconds) => Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX),
        None => Timestamp::now(),
    };
    Clock::at(time, config.current.as_ref().map(|word| word.text.as_str()))
}
