//! The safety of edits, by a condition.

use protoward_source::FixSafety;

/// Returns the safety of an edit.
pub(super) const fn safe_if(is_safe: bool) -> FixSafety {
    if is_safe { FixSafety::Safe } else { FixSafety::Unsafe }
}
