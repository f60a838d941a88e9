//! Ctrl+C: before a command ends, it removes files that are not complete.

use std::process::exit;

/// The exit code after an interrupt, as in shells: 128 plus the number of the signal.
const INTERRUPTED: i32 = 130;

/// Handles interrupts from the first temporary file on. Until then, the system ends the process.
pub(super) fn handle() {
    protoward_output::handle_interrupts_by(|| {
        // Fails if the process ignores interrupts, as in the background, or if something else handles them.
        let _ = ctrlc::try_set_handler(|| protoward_output::clean_up(|| exit(INTERRUPTED)));
    });
}
