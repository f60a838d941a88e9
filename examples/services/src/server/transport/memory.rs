//! The memory of closed connections.
//!
//! glibc's allocator keeps it, because blocks of longer life lie between those of connections: after 10,000 connections,
//! hundreds of megabytes, of which two are in use. The server asks it to return memory to the system when many connections have ended.

use std::time::Duration;

/// The interval between checks of the number of connections.
pub(super) const LOOK: Duration = Duration::from_secs(5);
/// The maximum number of closed connections whose memory is not worth a call.
const FEW: usize = 32;

/// The maximum number of connections since memory was given back.
#[derive(Debug, Default)]
pub(super) struct Peak {
    most: usize,
    /// `true` if memory was given back, and connections may still be ending.
    is_passing: bool,
}

impl Peak {
    /// Records the number of open connections.
    pub(super) fn note(&mut self, open: usize) {
        self.most = self.most.max(open);
    }

    /// Gives memory back if half of the connections have ended.
    pub(super) fn give_back(&mut self, open: usize) {
        if self.has_passed(open) {
            tracing::debug!(open, "memory is given back");
            // It takes milliseconds, and allocations wait for it.
            tokio::task::spawn_blocking(protoward_allocator::trim_system_allocator);
        }
    }

    /// Returns `true` if half of the connections have ended since the maximum, and again while more of them end. The current number
    /// becomes the new maximum.
    fn has_passed(&mut self, open: usize) -> bool {
        let is_half = self.most > FEW && open <= self.most / 2;
        self.is_passing = is_half || (self.is_passing && open < self.most);
        if self.is_passing {
            self.most = open;
        }
        self.is_passing
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW, Peak};

    #[test]
    fn half_of_many_connections_are_a_reason() {
        let mut peak = Peak::default();
        for open in [1, 4000, 3000] {
            peak.note(open);
        }
        assert!(!peak.has_passed(2001));
        assert!(peak.has_passed(2000));
        assert!(peak.has_passed(1900), "they are still ending");
        assert!(!peak.has_passed(1900), "it is done");
        assert!(!peak.has_passed(1000));
        assert!(peak.has_passed(900));
        peak.note(1500);
        assert!(peak.has_passed(0));
        assert!(!peak.has_passed(0));
    }

    #[test]
    fn few_connections_are_no_reason() {
        let mut peak = Peak::default();
        peak.note(FEW);
        assert!(!peak.has_passed(0));
    }
}
