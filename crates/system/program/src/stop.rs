//! Requests to end programs before they end themselves.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A request to end a program, which any thread may make. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct StopSignal(Arc<AtomicBool>);

impl StopSignal {
    /// Requests the end of all programs that were started with this signal, now and later.
    pub fn request(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Returns `true` if the end was requested.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
