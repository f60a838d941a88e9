//! Readable forms of changes.

use protoward_ledger::Changes;
use protoward_source::count;

/// Counts changes: "3 facts came, 1 left".
pub(super) fn changes(changes: &Changes) -> String {
    let came = count(changes.came.len(), "fact");
    match (changes.came.len(), changes.left.len()) {
        (0, 0) => "nothing new".to_owned(),
        (_, 0) => format!("{came} came"),
        (0, left) => format!("{} left", count(left, "fact")),
        (_, left) => format!("{came} came, {left} left"),
    }
}

/// Maximum number of displayed differences.
const MAX_SHOWN: usize = 20;

/// Formats a line per difference, up to the maximum.
pub(super) fn differences(changes: &Changes) -> String {
    let came = changes.came.iter().map(|it| format!("\n  + {}", it.phrase()));
    let left = changes.left.iter().map(|it| format!("\n  - {}", it.phrase()));
    let all: Vec<String> = came.chain(left).collect();
    let more = all.len().saturating_sub(MAX_SHOWN);
    let mut shown = all[..all.len() - more].concat();
    if more > 0 {
        shown.push_str(&format!("\n  ... and {more} more"));
    }
    shown
}
