//! A limit on the threads that handshakes and long streams use at the same time.
//!
//! A handshake occupies a thread for about a millisecond, and thousands of streams may have data to send at the same time. Without a
//! limit, all other calls would wait for them.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// A permit for each of half of the threads. Clones share the permits.
#[derive(Clone, Debug)]
pub(super) struct Turns(Arc<Semaphore>);

/// A future that resolves to a permit.
type NextTurn = dyn Future<Output = Result<OwnedSemaphorePermit, AcquireError>> + Send;

/// The position of a future in the queue for a permit, while it waits for one.
#[derive(Default)]
pub(super) struct Place(Option<Pin<Box<NextTurn>>>);

impl Turns {
    pub(super) fn new() -> Self {
        let threads = tokio::runtime::Handle::current().metrics().num_workers();
        Self(Arc::new(Semaphore::new((threads / 2).max(1))))
    }

    /// Polls `work` once a permit is available, and releases the permit afterwards.
    pub(super) fn poll<T>(
        &self,
        place: &mut Place,
        context: &mut Context<'_>,
        work: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        let next = place.0.get_or_insert_with(|| Box::pin(Arc::clone(&self.0).acquire_owned()));
        // The semaphore is never closed.
        let _turn = ready!(next.as_mut().poll(context));
        place.0 = None;
        work(context)
    }

    /// Runs a future that holds a permit only while it is polled.
    pub(super) async fn run<F: Future>(&self, work: F) -> F::Output {
        let (mut work, mut place) = (pin!(work), Place::default());
        std::future::poll_fn(|context| self.poll(&mut place, context, |context| work.as_mut().poll(context))).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::task::{JoinSet, yield_now};
    use tokio::time::{Instant, sleep};

    use super::Turns;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn work_takes_half_of_the_threads() {
        static WORKING: AtomicUsize = AtomicUsize::new(0);
        let turns = Turns::new();
        let mut all = JoinSet::new();
        for _ in 0..100 {
            let turns = turns.clone();
            all.spawn(async move {
                let work = async {
                    for _ in 0..10 {
                        assert!(WORKING.fetch_add(1, Ordering::SeqCst) < 2);
                        std::thread::yield_now();
                        WORKING.fetch_sub(1, Ordering::SeqCst);
                        yield_now().await;
                    }
                };
                turns.run(work).await;
            });
        }
        all.join_all().await;
    }

    #[tokio::test(start_paused = true)]
    async fn work_that_waits_lets_others_go_on() {
        let (turns, start) = (Turns::new(), Instant::now());
        let wait = || turns.run(sleep(Duration::from_secs(5)));
        tokio::join!(wait(), wait(), wait());
        assert_eq!(start.elapsed().as_secs(), 5);
    }
}
