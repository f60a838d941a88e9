//! A circuit breaker, which stops calls to a failing server for a while.
//!
//! While the breaker is *closed*, calls go through, and consecutive failures are counted. After too many of them, or
//! after a failed connection, it is *open*: calls are rejected for a pause. Then it is *half-open*: one call goes
//! through as a trial. If the trial succeeds, the breaker is closed. If it fails, the breaker is open again, for twice
//! as long.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The thresholds and pauses of a circuit breaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerSettings {
    /// The number of consecutive failures that open the breaker.
    pub failures: u32,
    /// The pause after the breaker has opened. It doubles with each failed trial.
    pub first_pause: Duration,
    /// The maximum pause.
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
    /// A trial is in progress.
    HalfOpen {
        pause: Duration,
    },
}

/// The permission to make one call, and the receiver of its outcome. If a trial is dropped without an outcome, because
/// its caller stopped waiting, the next call becomes the trial.
#[derive(Debug)]
#[must_use = "the breaker has to know what has become of the call"]
pub struct Permit {
    breaker: Breaker,
    is_trial: bool,
    has_outcome: bool,
}

impl Breaker {
    /// Creates a closed breaker.
    pub fn new(settings: BreakerSettings) -> Self {
        Self { settings, state: Arc::new(Mutex::new(State::Closed { failures: 0 })) }
    }

    /// Returns a permit for a call, or `None` if the call is rejected.
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
        Some(Permit { breaker: self.clone(), is_trial, has_outcome: false })
    }

    /// Returns `true` unless the breaker is closed.
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
    /// Records that the server responded.
    pub fn succeeded(mut self) {
        self.has_outcome = true;
        let mut state = self.breaker.state();
        // A response to a call from before the breaker opened says nothing about the current state of the server.
        if self.is_trial || !matches!(*state, State::Open { .. } | State::HalfOpen { .. }) {
            *state = State::Closed { failures: 0 };
        }
    }

    /// Records a failure of the server.
    pub fn failed(self) {
        self.count(|failures| failures.saturating_add(1));
    }

    /// Records a failed connection, and opens the breaker at once, because the next call would fail as slowly.
    pub fn unreachable(self) {
        self.count(|_| u32::MAX);
    }

    fn count(mut self, next: impl Fn(u32) -> u32) {
        self.has_outcome = true;
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
        if self.is_trial && !self.has_outcome {
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

    /// Returns a breaker that has just opened.
    fn opened() -> Breaker {
        let breaker = Breaker::new(SETTINGS);
        breaker.admit().unwrap().unreachable();
        breaker
    }

    #[tokio::test(start_paused = true)]
    async fn opens_after_consecutive_failures() {
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
    async fn closes_after_a_successful_trial() {
        let breaker = opened();
        advance(Duration::from_millis(999)).await;
        assert!(breaker.admit().is_none());
        advance(Duration::from_millis(1)).await;
        let trial = breaker.admit().unwrap();
        assert!(breaker.admit().is_none(), "there is one trial at a time");
        trial.succeeded();
        assert!(!breaker.is_open());
        // The count of failures starts again.
        breaker.admit().unwrap().failed();
        assert!(!breaker.is_open());
    }

    #[tokio::test(start_paused = true)]
    async fn doubles_the_pause_after_a_failed_trial() {
        let breaker = opened();
        advance(Duration::from_secs(1)).await;
        for pause in [2, 3, 3] {
            breaker.admit().unwrap().failed();
            advance(Duration::from_secs(pause) - Duration::from_millis(1)).await;
            assert!(breaker.admit().is_none(), "{pause}");
            advance(Duration::from_millis(1)).await;
        }
        // A success resets the pause.
        breaker.admit().unwrap().succeeded();
        breaker.admit().unwrap().unreachable();
        advance(Duration::from_secs(1)).await;
        assert!(breaker.admit().is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn repeats_an_abandoned_trial() {
        let breaker = opened();
        advance(Duration::from_secs(1)).await;
        drop(breaker.admit().unwrap());
        let trial = breaker.admit().unwrap();
        assert!(breaker.admit().is_none());
        trial.failed();
        assert!(breaker.admit().is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn ignores_outcomes_of_earlier_calls() {
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
