//! Ctrl+C: a command that writes files removes those that are not complete before it ends.

use std::process::exit;

/// The exit code after an interrupt, as of shells: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

/// Handles interrupts from the first temporary file on. A command that has none is ended by the system.
pub(super) fn handle() {
    protoward_output::handle_interrupts_by(|| {
        // Fails if the process ignores interrupts, as one in the background does, or if something else handles them.
        let _ = ctrlc::try_set_handler(|| protoward_output::clean_up(|| exit(INTERRUPTED)));
    });
}
