//! Differences between texts and between folders, as unified diffs and as ranges of lines.
//!
//! Other crates ask this one, because each crate that calls `similar` compiles its algorithms again. `report` has its own call, since it
//! depends on no writer of files.

use std::ops::Range;
use std::path::Path;

use super::compare::{Change, Changes};
use super::content::Content;
use protoward_source::paths::portable;
use similar::{DiffOp, TextDiff};

/// The number of unchanged lines around a change.
const CONTEXT: usize = 3;

impl Changes {
    /// Returns the changes as a unified diff. For a binary file, the diff only has the sizes.
    ///
    /// ```
    /// # use protoward_output::Plan;
    /// # let temp = tempfile::tempdir().unwrap();
    /// # let folder = temp.path().join("gen");
    /// let mut plan = Plan::generated(&folder);
    /// plan.add("a.rs", "// @generated\n")?;
    /// assert!(plan.compare()?.diff().contains("\n+// @generated\n"));
    /// # Ok::<(), Box<protoward_source::Diagnostic>>(())
    /// ```
    pub fn diff(&self) -> String {
        self.list.iter().map(|change| diff(&self.folder, change)).collect()
    }
}

fn diff(folder: &Path, change: &Change) -> String {
    let shown = portable(&folder.join(&change.path));
    let old = change.old.as_ref().map(Content::read);
    let new = change.new.as_ref().map(Content::read);
    let (old, new) = match (old.transpose(), new.transpose()) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(error), _) | (_, Err(error)) => return format!("file {shown} differs, and cannot be read: {error}\n"),
    };
    let old = old.as_deref();
    let new = new.as_deref();
    let (Some(old_text), Some(new_text)) = (text(old), text(new)) else {
        return binary(&shown, old, new);
    };
    let name = |content: Option<&[u8]>| if content.is_some() { shown.as_str() } else { "/dev/null" };
    unified_diff(old_text, new_text, [name(old), name(new)])
}

fn text(content: Option<&[u8]>) -> Option<&str> {
    std::str::from_utf8(content.unwrap_or_default()).ok().filter(|text| !text.contains('\0'))
}

fn binary(shown: &str, old: Option<&[u8]>, new: Option<&[u8]>) -> String {
    let size = |content: Option<&[u8]>| match content {
        Some([_]) => "1 byte".to_owned(),
        Some(content) => format!("{} bytes", content.len()),
        None => "not there".to_owned(),
    };
    format!("binary file {shown} differs: {}, to be {}\n", size(old), size(new))
}

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
