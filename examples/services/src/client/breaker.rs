//! A circuit breaker: a failing server is not called for a while.
//!
//! While it is *closed*, calls go through, and failures in a row are counted. After too many of them, or where no connection can be
//! made, it is *open*: no call goes through for a pause. Then it is *half-open*: one call goes through as a trial. If the trial
//! succeeds, the breaker is closed; if it fails, the breaker is open again, for twice as long.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The thresholds and pauses of a circuit breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerSettings {
    /// Failures in a row that open the breaker.
    pub failures: u32,
    /// The pause after the breaker has opened; it doubles with each trial that fails.
    pub first_pause: Duration,
    /// The longest pause.
    pub longest_pause: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self { failures: 5, first_pause: Duration::from_millis(100), longest_pause: Duration::from_secs(5) }
    }
}

/// The circuit breaker of one server. Clones share its state.
#[derive(Clone, Debug)]
pub struct Breaker {
    settings: BreakerSettings,
    state: Arc<Mutex<State>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
        pause: Duration,
    },
    /// Whether a trial is in progress.
    HalfOpen {
        pause: Duration,
    },
}

/// The permission to make one call, and the receiver of its outcome. If a trial is dropped without an outcome, because its caller
/// stopped waiting, the next call is the trial.
#[derive(Debug)]
#[must_use = "the breaker has to know what has become of the call"]
pub struct Permit {
    breaker: Breaker,
    is_trial: bool,
    is_told: bool,
}

impl Breaker {
    /// Creates a closed breaker.
    pub fn new(settings: BreakerSettings) -> Self {
        Self { settings, state: Arc::new(Mutex::new(State::Closed { failures: 0 })) }
    }

    /// Lets a call through, or refuses it.
    pub fn admit(&self) -> Option<Permit> {
        let mut state = self.state();
        let is_trial = match *state {
            State::Closed { .. } => false,
            State::Open { until, pause } if until <= Instant::now() => {
                *state = State::HalfOpen { pause };
                true
            }
            State::Open { .. } | State::HalfOpen { .. } => return None,
        };
        Some(Permit { breaker: self.clone(), is_trial, is_told: false })
    }

    /// Returns whether calls other than a trial are refused.
    pub fn is_open(&self) -> bool {
        !matches!(*self.state(), State::Closed { .. })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, pause: Duration) -> State {
        let pause = pause.min(self.settings.longest_pause);
        State::Open { until: Instant::now() + pause, pause }
    }
}

impl Permit {
    /// Records that the server answered.
    pub fn succeeded(mut self) {
        self.is_told = true;
        let mut state = self.breaker.state();
        // An answer to a call from before the breaker opened says nothing about the server now.
        if self.is_trial || !matches!(*state, State::Open { .. } | State::HalfOpen { .. }) {
            *state = State::Closed { failures: 0 };
        }
    }

    /// Records a failure of the server.
    pub fn failed(self) {
        self.count(|failures| failures.saturating_add(1));
    }

    /// Records that no connection can be made, and opens the breaker at once: the next call would fail as slowly.
    pub fn unreachable(self) {
        self.count(|_| u32::MAX);
    }

    fn count(mut self, next: impl Fn(u32) -> u32) {
        self.is_told = true;
        let breaker = &self.breaker;
        let mut state = breaker.state();
        *state = match *state {
            State::Closed { failures } => match next(failures) {
                failures if failures < breaker.settings.failures => State::Closed { failures },
                _ => breaker.open(breaker.settings.first_pause),
            },
            State::HalfOpen { pause } if self.is_trial => breaker.open(pause.saturating_mul(2)),
            other @ (State::Open { .. } | State::HalfOpen { .. }) => other,
        };
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if self.is_trial && !self.is_told {
            let mut state = self.breaker.state();
            if let State::HalfOpen { pause } = *state {
                *state = State::Open { until: Instant::now(), pause };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use tokio::time::advance;

    use super::*;

    const SETTINGS: BreakerSettings =
        BreakerSettings { failures: 3, first_pause: Duration::from_secs(1), longest_pause: Duration::from_secs(3) };

    /// A breaker that has just opened.
    fn opened() -> Breaker {
        let breaker = Breaker::new(SETTINGS);
        breaker.admit().unwrap().unreachable();
        breaker
    }

    #[tokio::test(start_paused = true)]
    async fn failures_in_a_row_open_it() {
        let breaker = Breaker::new(SETTINGS);
        for _ in 0..2 {
            breaker.admit().unwrap().failed();
        }
        breaker.admit().unwrap().succeeded();
        for _ in 0..2 {
            breaker.admit().unwrap().failed();
        }
        assert!(!breaker.is_open(), "a success is between the failures");
        breaker.admit().unwrap().failed();
        assert!(breaker.is_open() && breaker.admit().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn one_trial_decides() {
        let breaker = opened();
        advance(Duration::from_millis(999)).await;
        assert!(breaker.admit().is_none());
        advance(Duration::from_millis(1)).await;
        let trial = breaker.admit().unwrap();
        assert!(breaker.admit().is_none(), "there is one trial at a time");
        trial.succeeded();
        assert!(!breaker.is_open());
        // Failures are counted from the beginning.
        breaker.admit().unwrap().failed();
        assert!(!breaker.is_open());
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_grow_with_each_trial_that_fails() {
        let breaker = opened();
        advance(Duration::from_secs(1)).await;
        for pause in [2, 3, 3] {
            breaker.admit().unwrap().failed();
            advance(Duration::from_secs(pause) - Duration::from_millis(1)).await;
            assert!(breaker.admit().is_none(), "{pause}");
            advance(Duration::from_millis(1)).await;
        }
        // A success ends them.
        breaker.admit().unwrap().succeeded();
        breaker.admit().unwrap().unreachable();
        advance(Duration::from_secs(1)).await;
        assert!(breaker.admit().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_trial_that_nobody_waits_for_is_made_by_the_next_call() {
        let breaker = opened();
        advance(Duration::from_secs(1)).await;
        drop(breaker.admit().unwrap());
        let trial = breaker.admit().unwrap();
        assert!(breaker.admit().is_none());
        trial.failed();
        assert!(breaker.admit().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn calls_from_before_it_opened_change_nothing() {
        let breaker = Breaker::new(SETTINGS);
        let (late_success, late_failure) = (breaker.admit().unwrap(), breaker.admit().unwrap());
        let forgotten = breaker.admit().unwrap();
        breaker.admit().unwrap().unreachable();
        late_success.succeeded();
        assert!(breaker.is_open());
        late_failure.failed();
        drop(forgotten);
        advance(Duration::from_secs(1)).await;
        assert!(breaker.admit().is_some(), "the pause is no longer than before");
    }
}
