use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The cancellation of a request, which its work inspects before it writes anything.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// Requests the cancellation.
    pub fn request(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Returns `true` if the cancellation was requested.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
