//! The token bucket that limits retries while many calls fail, as gRFC A6 has it.

use std::sync::atomic::{AtomicU32, Ordering};

use super::policy::RetryThrottling;

/// The tokens of one server.
#[derive(Debug)]
pub(super) struct Throttle {
    rule: Option<RetryThrottling>,
    left: AtomicU32,
}

/// One token, in thousandths.
const ONE: u32 = 1000;

impl Throttle {
    pub(super) fn new(rule: Option<RetryThrottling>) -> Self {
        Self { rule, left: AtomicU32::new(rule.map_or(0, |rule| rule.max_milli_tokens)) }
    }

    pub(super) fn succeeded(&self) {
        if let Some(rule) = self.rule {
            self.change(|left| left.saturating_add(rule.milli_token_ratio).min(rule.max_milli_tokens));
        }
    }

    pub(super) fn failed(&self) {
        self.change(|left| left.saturating_sub(ONE));
    }

    /// Returns `true` if there are enough tokens for a retry.
    pub(super) fn allows(&self) -> bool {
        self.rule.is_none_or(|rule| self.left.load(Ordering::Relaxed) > rule.max_milli_tokens / 2)
    }

    fn change(&self, next: impl Fn(u32) -> u32) {
        let mut left = self.left.load(Ordering::Relaxed);
        while let Err(now) = self.left.compare_exchange_weak(left, next(left), Ordering::Relaxed, Ordering::Relaxed) {
            left = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_need_more_than_half_of_the_tokens() {
        let throttle = Throttle::new(Some(RetryThrottling { max_milli_tokens: 4000, milli_token_ratio: 600 }));
        assert!(throttle.allows());
        throttle.failed();
        assert!(throttle.allows());
        throttle.failed();
        assert!(!throttle.allows(), "half are left");
        throttle.succeeded();
        assert!(throttle.allows());
        for _ in 0..9 {
            throttle.failed();
        }
        assert!(!throttle.allows());
        for _ in 0..4 {
            throttle.succeeded();
        }
        assert!(throttle.allows(), "there are never fewer than none");
    }

    #[test]
    fn allows_all_retries_without_a_limit() {
        let throttle = Throttle::new(None);
        throttle.failed();
        throttle.succeeded();
        assert!(throttle.allows());
    }
}
