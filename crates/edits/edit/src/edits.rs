//! Edits of a text as replaced ranges, and the text that they make.

use std::ops::Range;

/// A replacement of a part of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextEdit {
    /// The start of the part.
    pub start: usize,
    /// The end of the part.
    pub end: usize,
    /// The order among edits of the same part, which have lower ranks first.
    pub rank: usize,
    /// The text that replaces the part; empty to remove it.
    pub text: String,
}

impl TextEdit {
    /// Returns the edit that replaces a part of a text.
    pub fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { start: range.start, end: range.end, rank: 0, text: text.into() }
    }

    /// Returns the edit that inserts text at an offset.
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at..at, text)
    }

    /// Returns the edit that removes a part of a text.
    pub fn remove(range: Range<usize>) -> Self {
        Self::new(range, "")
    }

    /// Returns the edit with another rank.
    #[must_use]
    pub fn ranked(self, rank: usize) -> Self {
        Self { rank, ..self }
    }

    /// Returns the part of the text that is replaced.
    pub const fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Returns a part of a text with edits inside of it, which do not overlap.
pub fn edited(text: &str, part: Range<usize>, mut edits: Vec<TextEdit>) -> String {
    edits.sort_by_key(|edit| (edit.start, edit.end));
    let mut result = String::new();
    let mut at = part.start;
    for edit in edits {
        result.push_str(&text[at..edit.start]);
        result.push_str(&edit.text);
        at = edit.end;
    }
    result.push_str(&text[at..part.end]);
    result
}
