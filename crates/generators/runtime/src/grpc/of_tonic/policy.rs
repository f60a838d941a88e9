//! The part of a service config that applies at run time, as generated statics have it.

use std::time::Duration;

use super::tonic::Code;

/// The timeouts and retries of methods, from the service config that the code was generated with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ServiceConfig {
    /// The settings of methods by path: `/package.Service/Method` for one method, `/package.Service/` for the other methods
    /// of a service, and an empty path for all other methods.
    pub methods: &'static [(&'static str, MethodConfig)],
    /// The limit on retries if many calls fail.
    pub retry_throttling: Option<RetryThrottling>,
}

/// The settings of a method.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MethodConfig {
    /// The maximum duration of a call with all its attempts. A call may set a shorter one.
    pub timeout: Option<Duration>,
    /// The retry policy for failed calls.
    pub retry: Option<RetryPolicy>,
}

/// A policy for retries of failed calls.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryPolicy {
    /// The maximum number of attempts, including the first one.
    pub max_attempts: u32,
    /// The delay before the second attempt.
    pub initial_backoff: Duration,
    /// The maximum delay between two attempts, before jitter.
    pub max_backoff: Duration,
    /// The factor by which the delay grows with each attempt.
    pub backoff_multiplier: f32,
    /// The status codes after which a call is retried.
    pub retryable_status_codes: &'static [Code],
}

/// A limit on retries by a token bucket. A failure takes a token, and a success returns part of one. Calls are retried only
/// while the bucket is more than half full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryThrottling {
    /// The capacity of the bucket, in thousandths of a token.
    pub max_milli_tokens: u32,
    /// The amount that a success returns, in thousandths of a token.
    pub milli_token_ratio: u32,
}

impl ServiceConfig {
    /// Returns the settings of the method with this path.
    pub fn of(&self, path: &str) -> Option<&MethodConfig> {
        let service = path.rfind('/').map_or("", |end| &path[..=end]);
        [path, service, ""]
            .iter()
            .find_map(|name| self.methods.iter().find(|(known, _)| known == name).map(|(_, config)| config))
    }
}

impl RetryPolicy {
    /// Returns the delay before the next attempt. `nth` is the number of failed attempts since the server last set a delay.
    /// `chance`, from 0 to 1, varies the delay by up to a fifth, so that clients do not all retry at once.
    pub(super) fn backoff(&self, nth: u32, chance: f64) -> Duration {
        const JITTER: f64 = 0.2;
        let exponent = i32::try_from(nth.saturating_sub(1)).unwrap_or(i32::MAX);
        let grown = self.initial_backoff.as_secs_f64() * f64::from(self.backoff_multiplier).powi(exponent);
        let backoff = grown.min(self.max_backoff.as_secs_f64()) * (1.0 - JITTER + 2.0 * JITTER * chance);
        Duration::try_from_secs_f64(backoff).unwrap_or(self.max_backoff)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POLICY: RetryPolicy = RetryPolicy {
        max_attempts: 5,
        initial_backoff: Duration::from_millis(100),
        max_backoff: Duration::from_millis(300),
        backoff_multiplier: 2.0,
        retryable_status_codes: &[Code::Unavailable],
    };

    #[test]
    fn applies_the_nearest_entry() {
        const fn seconds(seconds: u64) -> MethodConfig {
            MethodConfig { timeout: Some(Duration::from_secs(seconds)), retry: None }
        }
        const METHODS: &[(&str, MethodConfig)] = &[("", seconds(1)), ("/a.B/", seconds(2)), ("/a.B/C", seconds(3))];
        let config = ServiceConfig { methods: METHODS, retry_throttling: None };
        for (path, timeout) in [("/a.B/C", 3), ("/a.B/D", 2), ("/a.BC/D", 1), ("", 1), ("no path", 1)] {
            assert_eq!(config.of(path), Some(&seconds(timeout)), "{path}");
        }
        assert_eq!(ServiceConfig { methods: &[], ..config }.of("/a.B/C"), None);
    }

    #[test]
    fn delays_grow_to_their_maximum_and_vary_by_a_fifth() {
        let millis = |nth, chance| POLICY.backoff(nth, chance).as_millis();
        assert_eq!([1, 2, 3, 4, u32::MAX].map(|nth| millis(nth, 0.5)), [100, 200, 300, 300, 300]);
        assert_eq!((millis(1, 0.0), millis(1, 1.0)), (80, 120));
    }
}
