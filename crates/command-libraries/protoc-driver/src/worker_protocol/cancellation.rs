//! The cancellation of a request, which its work accepts only while nothing is written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// The cancellation of a request.
///
/// The work of a request may stop only before it writes anything. It [accepts](Self::accept) the cancellation then, and otherwise
/// ends as if there were none.
#[derive(Clone, Debug, Default)]
pub struct Cancellation(Arc<AtomicU8>);

const REQUESTED: u8 = 1;
const ACCEPTED: u8 = 2;

impl Cancellation {
    /// Requests the cancellation, from any thread.
    pub fn request(&self) {
        self.0.fetch_or(REQUESTED, Ordering::AcqRel);
    }

    /// Returns `true` if the cancellation was requested.
    pub fn is_requested(&self) -> bool {
        self.0.load(Ordering::Acquire) & REQUESTED != 0
    }

    /// Accepts the cancellation, if it was requested. The work that gets `true` stops and has written nothing.
    #[must_use]
    pub fn accept(&self) -> bool {
        let is_requested = self.is_requested();
        if is_requested {
            self.0.fetch_or(ACCEPTED, Ordering::AcqRel);
        }
        is_requested
    }

    /// Returns `true` if the work has accepted the cancellation.
    pub fn is_accepted(&self) -> bool {
        self.0.load(Ordering::Acquire) & ACCEPTED != 0
    }
}
