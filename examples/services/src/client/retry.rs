//! Trying again: only on UNAVAILABLE, only what may be repeated, with growing pauses.

use std::error::Error;
use std::time::Duration;

use tokio::time::{Instant, sleep};
use tonic::{Code, Status};

use super::balance::Unsent;

/// How often and how fast to try again.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// How often to call at most, the first time included.
    pub attempts: u32,
    /// The pause after the first failure; it doubles each time.
    pub first: Duration,
    /// The longest pause.
    pub most: Duration,
}

impl Default for Retry {
    fn default() -> Self {
        Self { attempts: 5, first: Duration::from_millis(50), most: Duration::from_secs(2) }
    }
}

/// When a call may be made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// Whenever it failed: doing it twice is as good as once.
    Always,
    /// Only when nothing of it was sent: the server may have done it, and twice would be wrong.
    Unsent,
}

impl Retry {
    /// Calls until it succeeds, must not be repeated, has failed too often, or the deadline is too near.
    ///
    /// # Errors
    /// With what the last call failed with.
    pub async fn run<T, F>(
        &self,
        repeat: Repeat,
        deadline: Option<Instant>,
        mut call: impl FnMut() -> F,
    ) -> Result<T, Status>
    where
        F: Future<Output = Result<T, Status>>,
    {
        let mut attempt = 1;
        loop {
            let status = match call().await {
                Ok(value) => return Ok(value),
                Err(status) => status,
            };
            let pause = self.pause(attempt);
            let too_late = deadline.is_some_and(|deadline| Instant::now() + pause >= deadline);
            if attempt >= self.attempts || too_late || !may_repeat(repeat, &status) {
                return Err(status);
            }
            tracing::debug!(attempt, ?pause, why = status.message(), "trying again");
            sleep(pause).await;
            attempt += 1;
        }
    }

    /// Half of the pause is chance, so that many clients of one server do not come back all at once.
    fn pause(&self, attempt: u32) -> Duration {
        let whole = self.first.saturating_mul(1 << (attempt - 1).min(20)).min(self.most);
        let chance = getrandom::u32().unwrap_or_default();
        whole.mul_f64(0.5 + 0.5 * f64::from(chance) / f64::from(u32::MAX))
    }
}

fn may_repeat(repeat: Repeat, status: &Status) -> bool {
    let unsent = unsent(status);
    status.code() == Code::Unavailable
        && !unsent.is_some_and(|Unsent(obstacle)| obstacle.is_lasting())
        && match repeat {
            Repeat::Always => true,
            Repeat::Unsent => unsent.is_some(),
        }
}

/// Why nothing of a call was sent, where that is so.
pub(super) fn unsent(status: &Status) -> Option<&Unsent> {
    status.source()?.downcast_ref()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::cell::Cell;
    use std::sync::Arc;
    use std::time::Duration;

    use tokio::time::Instant;
    use tonic::Status;

    use super::{Repeat, Retry, Unsent};
    use crate::client::Obstacle;

    const QUICK: Retry = Retry { attempts: 4, first: Duration::from_micros(10), most: Duration::from_micros(50) };

    /// How often a call is made that fails with this each time.
    async fn calls(retry: Retry, repeat: Repeat, deadline: Option<Instant>, status: fn() -> Status) -> u32 {
        let calls = Cell::new(0);
        let result = retry
            .run(repeat, deadline, || {
                calls.set(calls.get() + 1);
                async { Err::<(), _>(status()) }
            })
            .await;
        assert_eq!(result.unwrap_err().code(), status().code());
        calls.get()
    }

    fn unavailable() -> Status {
        Status::unavailable("gone")
    }

    fn unsent() -> Status {
        let mut status = unavailable();
        status.set_source(Arc::new(Unsent(Obstacle::Refused)));
        status
    }

    fn untrusted() -> Status {
        let mut status = unavailable();
        status.set_source(Arc::new(Unsent(Obstacle::Authority)));
        status
    }

    #[tokio::test]
    async fn only_unavailable_is_tried_again() {
        assert_eq!(calls(QUICK, Repeat::Always, None, unavailable).await, 4);
        assert_eq!(calls(QUICK, Repeat::Always, None, || Status::not_found("no")).await, 1);
    }

    #[tokio::test]
    async fn what_must_not_be_repeated_is_tried_again_only_when_nothing_was_sent() {
        assert_eq!(calls(QUICK, Repeat::Unsent, None, unavailable).await, 1);
        assert_eq!(calls(QUICK, Repeat::Unsent, None, unsent).await, 4);
        assert_eq!(calls(QUICK, Repeat::Always, None, untrusted).await, 1);
    }

    #[tokio::test]
    async fn nothing_is_tried_again_past_the_deadline() {
        let patient = Retry { first: Duration::from_secs(60), most: Duration::from_secs(60), ..QUICK };
        let deadline = Some(Instant::now() + Duration::from_secs(1));
        assert_eq!(calls(patient, Repeat::Always, deadline, unavailable).await, 1);
    }

    #[tokio::test]
    async fn a_later_success_counts() {
        let calls = Cell::new(0);
        let result = QUICK
            .run(Repeat::Always, None, || {
                calls.set(calls.get() + 1);
                let call = calls.get();
                async move { if call < 3 { Err(unavailable()) } else { Ok(call) } }
            })
            .await;
        assert_eq!(result.unwrap(), 3);
    }

    #[test]
    fn pauses_grow_up_to_the_longest_and_differ() {
        let retry = Retry { attempts: 9, first: Duration::from_millis(100), most: Duration::from_millis(300) };
        for (attempt, whole) in [(1, 100), (2, 200), (3, 300), (8, 300), (40, 300)] {
            let pause = retry.pause(attempt);
            let whole = Duration::from_millis(whole);
            assert!(pause >= whole / 2 && pause <= whole, "{attempt}: {pause:?}");
        }
        assert!((0..20).any(|_| retry.pause(3) != retry.pause(3)));
    }
}
