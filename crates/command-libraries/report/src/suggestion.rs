//! Fixes as whole lines, as services show them. A service applies only a suggestion for lines that the change shows.

use std::sync::Arc;

use similar::TextDiff;

use protoward_source::{Diagnostic, Edit, Sources};

/// The number of lines around a change that services show as part of it.
const CONTEXT: usize = 3;

/// The maximum number of lines of a suggestion.
const MOST_LINES: usize = 40;

/// New text of some lines of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Suggestion {
    pub(super) file: Arc<str>,
    /// The first replaced line, from 1.
    pub(super) first: usize,
    /// The last replaced line, which is replaced too.
    pub(super) last: usize,
    /// The new lines, each with a line break.
    pub(super) text: String,
    /// `true` if the change shows the lines, so that a service can apply the suggestion.
    pub(super) is_in_diff: bool,
}

impl Suggestion {
    /// Returns the fix of a diagnostic, if it replaces few lines of the reported file.
    pub(super) fn of(diagnostic: &Diagnostic, file: Arc<str>, sources: &Sources) -> Option<Self> {
        let source = diagnostic.place()?.source;
        let text = sources.get(source).text.as_deref()?;
        let mut edits: Vec<(std::ops::Range<usize>, &str)> = diagnostic
            .fix
            .iter()
            .map(|Edit { place, text }| {
                Some((sources.bytes(*place).filter(|_| place.source == source)?, text.as_str()))
            })
            .collect::<Option<_>>()?;
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let start = edits.first()?.0.start;
        let end = edits.iter().map(|(range, _)| range.end).max()?;
        let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        // An insertion at the start of a line replaces that line.
        let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
        let mut lines = String::new();
        let mut from = start;
        for (range, new) in edits {
            lines.push_str(text.get(from..range.start)?);
            lines.push_str(new);
            from = range.end;
        }
        lines.push_str(text.get(from..end)?);
        if !lines.is_empty() && !lines.ends_with('\n') {
            lines.push('\n');
        }
        let first = text[..start].matches('\n').count() + 1;
        let last = first + text[start..end].lines().count().max(1) - 1;
        if last - first >= MOST_LINES || lines.lines().count() > MOST_LINES {
            return None;
        }
        let old = diagnostic.was.and_then(|was| sources.get(was.source).text.as_deref()).unwrap_or_default();
        let is_in_diff = shows(old, text, first, last);
        Some(Self { file, first, last, text: lines, is_in_diff })
    }
}

/// Returns `true` if the differences of two texts, with the lines around them, include all of these lines of the new text.
fn shows(old: &str, new: &str, first: usize, last: usize) -> bool {
    let diff = TextDiff::from_lines(old, new);
    diff.grouped_ops(CONTEXT).iter().any(|hunk| {
        let start = hunk.first().map_or(0, |op| op.new_range().start);
        let end = hunk.last().map_or(0, |op| op.new_range().end);
        start < first && last <= end
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_near_lines_as_part_of_a_change() {
        let old: String = (1..30).map(|line| format!("{line}\n")).collect();
        let new = old.replace("\n10\n", "\nten\n");
        let shown: Vec<usize> = (1..30).filter(|line| shows(&old, &new, *line, *line)).collect();
        assert_eq!(shown, (7..=13).collect::<Vec<_>>());
        assert!(shows(&old, &new, 7, 13) && !shows(&old, &new, 6, 8));
    }
}
