//! The number of control frames that a client over HTTP/2 may send.
//!
//! PING, SETTINGS, RST_STREAM, WINDOW_UPDATE, PRIORITY, unknown frames and empty DATA cost the client nothing, but the server has to
//! process each. A client needs few of them: some for each part of a response, and a ping from time to time.

use std::time::Duration;

use tokio::time::Instant;

use super::frames::{Frame, Frames};

/// The number of control frames that a new connection may have.
const FIRST: u32 = 1000;
/// The number of control frames that each frame of a response allows: updates of both windows, a ping that measures the connection,
/// and a reset.
const FOR_A_PART: u32 = 4;
/// The time that allows one more control frame.
const FOR_ONE: Duration = Duration::from_millis(100);
/// The maximum number of control frames that a connection may have left.
const MOST: u32 = 10_000;

/// The control frames of a connection.
#[derive(Debug)]
pub(super) struct ControlFrames {
    received: Frames,
    sent: Frames,
    /// The number of control frames that the client may still send.
    left: u32,
    /// The time until which `left` has grown.
    counted: Instant,
}

impl ControlFrames {
    pub(super) fn new() -> Self {
        Self { received: Frames::default(), sent: Frames::default(), left: FIRST, counted: Instant::now() }
    }

    /// Counts what the client has sent. Returns `true` if it has sent too many control frames.
    pub(super) fn received(&mut self, bytes: &[u8]) -> bool {
        let mut control = 0;
        self.received.read(bytes, |frame| control += u32::from(!frame.is_content()));
        if control > self.left {
            self.grow();
        }
        let is_flood = control > self.left;
        self.left = self.left.saturating_sub(control);
        is_flood
    }

    /// Counts what the server has sent.
    pub(super) fn sent(&mut self, bytes: &[u8]) {
        let parts = |frame: Frame| if frame.is_content() { FOR_A_PART } else { 0 };
        let mut more = 0;
        self.sent.read(bytes, |frame| more += parts(frame));
        self.left = (self.left + more).min(MOST);
    }

    /// Adds the control frames for the time that has passed.
    fn grow(&mut self) {
        let passed = self.counted.elapsed().as_millis() / FOR_ONE.as_millis();
        self.counted = Instant::now();
        self.left = (self.left + u32::try_from(passed).unwrap_or(MOST).min(MOST)).min(MOST);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::frames::tests::{PING, frame};
    use super::super::frames::{DATA, HEADERS};
    use super::{ControlFrames, FIRST, FOR_A_PART, FOR_ONE};

    #[tokio::test(start_paused = true)]
    async fn control_frames_without_content_are_a_flood() {
        for kind in [DATA, 2, 3, 4, PING, 8, 0x42] {
            let length = if kind == DATA { 0 } else { 8 };
            let mut control = ControlFrames::new();
            for _ in 0..FIRST {
                assert!(!control.received(&frame(kind, length)), "{kind}");
            }
            assert!(control.received(&frame(kind, length)), "{kind}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn content_is_no_flood() {
        let mut control = ControlFrames::new();
        for _ in 0..10 * FIRST {
            assert!(!control.received(&frame(HEADERS, 20)));
            assert!(!control.received(&frame(DATA, 5)));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn parts_of_responses_allow_control_frames() {
        let mut control = ControlFrames::new();
        for _ in 0..10 * FIRST {
            control.sent(&frame(DATA, 5));
            for _ in 0..FOR_A_PART {
                assert!(!control.received(&frame(8, 4)));
            }
        }
        // Answers to control frames do not.
        while !control.received(&frame(PING, 8)) {
            control.sent(&frame(PING, 8));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn pings_from_time_to_time_are_no_flood() {
        let mut control = ControlFrames::new();
        for _ in 0..10 * FIRST {
            tokio::time::sleep(FOR_ONE).await;
            assert!(!control.received(&frame(PING, 8)));
        }
        tokio::time::sleep(Duration::from_secs(3600)).await;
        let mut count = 0;
        while !control.received(&frame(PING, 8)) {
            count += 1;
        }
        assert!(count < 20_000, "{count}");
    }
}
