//! Differences between texts, by lines. The only user of `similar` in the program: each crate that calls it compiles its algorithms again.

use std::ops::Range;

use similar::{DiffOp, TextDiff};

/// The number of unchanged lines around a change.
const CONTEXT: usize = 3;

/// Returns a unified diff of two texts with their names. It is empty if they are equal.
#[must_use]
pub fn unified_diff(old: &str, new: &str, names: [&str; 2]) -> String {
    let [from, to] = names;
    TextDiff::from_lines(old, new).unified_diff().context_radius(CONTEXT).header(from, to).to_string()
}

/// Returns the ranges of lines that differ: those of the old text, and those that replace them.
#[must_use]
pub fn changed_lines(old: &str, new: &str) -> Vec<(Range<usize>, Range<usize>)> {
    let diff = TextDiff::from_lines(old, new);
    let changes = diff.ops().iter().filter(|op| !matches!(op, DiffOp::Equal { .. }));
    changes.map(|op| (op.old_range(), op.new_range())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_lines_that_differ() {
        assert_eq!(changed_lines("a\nb\nc\n", "a\nB\nB\nc\nd\n"), [(1..2, 1..3), (3..3, 4..5)]);
        assert!(changed_lines("a\n", "a\n").is_empty());
        assert_eq!(unified_diff("a\n", "b\n", ["one", "other"]), "--- one\n+++ other\n@@ -1 +1 @@\n-a\n+b\n");
        assert_eq!(unified_diff("a\n", "a\n", ["one", "other"]), "");
    }
}
