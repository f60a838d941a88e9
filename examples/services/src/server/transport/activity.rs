//! The number of calls on a connection, to detect an idle connection.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body::{Body, Frame, SizeHint};
use tokio::sync::watch;

use super::untaken;

/// The number of calls on a connection. Clones share it.
#[derive(Clone, Debug)]
pub(super) struct Activity(Arc<watch::Sender<usize>>);

impl Activity {
    pub(super) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }

    /// Counts a call until the guard is dropped.
    pub(super) fn enter(&self) -> CallGuard {
        self.0.send_modify(|calls| *calls += 1);
        CallGuard(self.clone())
    }

    /// Waits until there were no calls for this duration.
    pub(super) async fn idle(&self, long: Duration) {
        let mut calls = self.0.subscribe();
        // The sender belongs to `self`, so it is not dropped while this waits.
        while calls.wait_for(|calls| *calls == 0).await.is_ok() {
            // Calls that begin and end between two polls are noticed as well.
            tokio::select! {
                () = tokio::time::sleep(long) => return,
                _ = calls.changed() => {}
            }
        }
    }
}

/// A guard that counts as a call until it is dropped.
#[derive(Debug)]
pub(super) struct CallGuard(Activity);

impl Drop for CallGuard {
    fn drop(&mut self) {
        self.0.0.send_modify(|calls| *calls -= 1);
    }
}

/// A response body. Its call lasts until the body is dropped, and it notes whether the client takes it.
#[derive(Debug)]
pub(super) struct Guarded<B> {
    inner: B,
    _guard: CallGuard,
}

impl<B> Guarded<B> {
    pub(super) fn new(inner: B, guard: CallGuard) -> Self {
        Self { inner, _guard: guard }
    }
}

impl<B: Body + Unpin> Body for Guarded<B> {
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        untaken::note(matches!(polled, Poll::Ready(Some(Ok(_)))));
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Activity;

    #[tokio::test(start_paused = true)]
    async fn idle_time_begins_with_the_end_of_the_last_call() {
        let activity = Activity::new();
        let start = Instant::now();
        let calls = async {
            tokio::time::sleep(Duration::from_secs(3)).await;
            let (first, second) = (activity.enter(), activity.enter());
            tokio::time::sleep(Duration::from_secs(20)).await;
            drop(first);
            tokio::time::sleep(Duration::from_secs(20)).await;
            drop(second);
            tokio::time::sleep(Duration::from_secs(4)).await;
            // A call that ends at once.
            drop(activity.enter());
        };
        tokio::join!(activity.idle(Duration::from_secs(5)), calls);
        assert_eq!(start.elapsed(), Duration::from_secs(3 + 20 + 20 + 4 + 5));
    }
}
