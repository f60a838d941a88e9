//! The current day, or what `SOURCE_DATE_EPOCH` says, as for everything that must come out the same tomorrow.

use jiff::Timestamp;
use protoward_policy::Clock;
use protoward_workspace::config::Config;

/// Returns what ignores of a configuration end by.
pub(super) fn clock(config: &Config) -> Clock {
    let fixed: Option<i64> = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    let time = match fixed {
        Some(seconds) => Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX),
        None => Timestamp::now(),
    };
    Clock::at(time, config.current.as_ref().map(|word| word.text.as_str()))
}
