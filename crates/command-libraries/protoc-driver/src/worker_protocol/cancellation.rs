//! The cancellation of a request, which its work accepts only while nothing is written, and which ends the programs that it runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use protoward_plugin::StopSignal;

/// The cancellation of a request.
///
/// The work of a request may stop only before it writes anything. It [accepts](Self::accept) the cancellation then, and otherwise
/// ends as if there were none.
#[derive(Clone, Debug, Default)]
pub struct Cancellation {
    state: Arc<AtomicU8>,
    programs: StopSignal,
}

const REQUESTED: u8 = 1;
const ACCEPTED: u8 = 2;

impl Cancellation {
    /// Requests the cancellation, from any thread.
    pub fn request(&self) {
        self.state.fetch_or(REQUESTED, Ordering::AcqRel);
        self.programs.request();
    }

    /// Ends the programs of the request, which otherwise goes on.
    pub fn stop_programs(&self) {
        self.programs.request();
    }

    /// Returns the signal that ends the programs of the request.
    pub fn programs(&self) -> StopSignal {
        self.programs.clone()
    }

    /// Returns `true` if the cancellation was requested.
    pub fn is_requested(&self) -> bool {
        self.state.load(Ordering::Acquire) & REQUESTED != 0
    }

    /// Accepts the cancellation, if it was requested. The work that gets `true` stops and has written nothing.
    #[must_use]
    pub fn accept(&self) -> bool {
        let is_requested = self.is_requested();
        if is_requested {
            self.state.fetch_or(ACCEPTED, Ordering::AcqRel);
        }
        is_requested
    }

    /// Returns `true` if the work has accepted the cancellation.
    pub fn is_accepted(&self) -> bool {
        self.state.load(Ordering::Acquire) & ACCEPTED != 0
    }
}
