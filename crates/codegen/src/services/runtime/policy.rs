//! What a service config says of methods.

use std::time::Duration;

use ::tonic::Code;

/// A service config.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceConfig {
    /// What holds for which methods: `/package.Service/Method`, `/package.Service/` for all of a service that have nothing of
    /// their own, and nothing for all others.
    pub methods: &'static [(&'static str, MethodConfig)],
    /// When failures are too many to try again.
    pub retry_throttling: Option<RetryThrottling>,
}

/// What holds for a method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MethodConfig {
    /// How long a call may take, all attempts together. A call may ask for less.
    pub timeout: Option<Duration>,
    /// When a call that failed is tried again.
    pub retry: Option<RetryPolicy>,
}

/// When a call that failed is tried again, and after which time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// How often a call is tried, the first time included.
    pub max_attempts: u32,
    /// The time before the second attempt.
    pub initial_backoff: Duration,
    /// The most time between two attempts.
    pub max_backoff: Duration,
    /// By what the time grows from attempt to attempt.
    pub backoff_multiplier: f32,
    /// What a call is tried again after.
    pub retryable_status_codes: &'static [Code],
}

/// A bucket of tokens: each failure takes one, each success gives some back, and while it is not more than half full, nothing
/// is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryThrottling {
    /// How many tokens there are, in thousandths.
    pub max_milli_tokens: u32,
    /// What a success gives back, in thousandths of a token.
    pub milli_token_ratio: u32,
}

impl ServiceConfig {
    /// What holds for the method with this path.
    pub fn of(&self, path: &str) -> Option<&MethodConfig> {
        let service = path.rfind('/').map_or("", |end| &path[..=end]);
        [path, service, ""]
            .iter()
            .find_map(|name| self.methods.iter().find(|(known, _)| known == name).map(|(_, config)| config))
    }
}

impl RetryPolicy {
    /// The time before an attempt, where `nth` have failed since the server last said when to try again. It is a fifth more or
    /// less, by `chance` from 0 to 1, so that clients do not all come back at once.
    pub(super) fn backoff(&self, nth: u32, chance: f64) -> Duration {
        const JITTER: f64 = 0.2;
        let exponent = i32::try_from(nth.saturating_sub(1)).unwrap_or(i32::MAX);
        let grown = self.initial_backoff.as_secs_f64() * f64::from(self.backoff_multiplier).powi(exponent);
        let backoff = grown.min(self.max_backoff.as_secs_f64()) * (1.0 - JITTER + 2.0 * JITTER * chance);
        Duration::try_from_secs_f64(backoff).unwrap_or(self.max_backoff)
    }
}
