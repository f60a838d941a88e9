//! Facts about the run from its environment: the CI job that it is a part of, and the time.

use jiff::Timestamp;
use protoward_ci::Variables;
use protoward_inputs::Change;
use protoward_policy::Clock;
use protoward_settings::Config;
use protoward_source::Diagnostic;

/// The environment variables of the process.
pub(super) const VARIABLES: &Variables<'static> = &Variables::new(&|name| std::env::var(name).ok());

/// Returns the change under review; an empty one outside of CI. A named baseline does not depend on what a service says.
///
/// # Errors
/// Fails if a service describes the change in a file that cannot be read, unless the baseline is named.
pub(super) fn change(is_baseline_named: bool) -> Result<Change, Box<Diagnostic>> {
    protoward_ci::change(VARIABLES, is_baseline_named)
}

/// Returns the current time, or that of `SOURCE_DATE_EPOCH`, so that results can be reproduced.
pub(super) fn now() -> Timestamp {
    let fixed: Option<i64> = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|text| text.trim().parse().ok());
    match fixed {
        Some(seconds) => Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX),
        None => Timestamp::now(),
    }
}

/// Returns the clock that determines which ignores have ended.
pub(super) fn clock(config: &Config) -> Clock {
    Clock::at(now(), config.current.as_ref().map(|word| word.text.as_str()))
}
