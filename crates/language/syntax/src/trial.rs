//! The trial of fixes for syntax errors. What a token in the wrong place was meant to be is a guess; a fix is safe only if the parser
//! has fewer errors after it.

use super::parser::parse;
use protoward_source::{Diagnostic, FixSafety, SourceId, Sources};

/// The maximum number of bytes that are parsed again for the fixes of one text. Fixes beyond it are unsafe.
const MOST_BYTES: usize = 32 << 20;

/// The trials of the fixes of a text.
pub(super) struct Trial<'t> {
    sources: &'t Sources,
    text: &'t str,
    /// The number of errors of the text.
    errors: usize,
    /// The number of bytes that may still be parsed.
    rest: usize,
}

impl<'t> Trial<'t> {
    pub(super) fn new(source: SourceId, errors: usize, sources: &'t Sources) -> Self {
        let text = sources.get(source).text.as_deref().unwrap_or_default();
        Self { sources, text, errors, rest: MOST_BYTES }
    }

    /// Returns a diagnostic whose fix is unsafe unless it leaves fewer errors.
    pub(super) fn judged(&mut self, diagnostic: Diagnostic) -> Diagnostic {
        let is_safe = diagnostic.fix_safety == FixSafety::Safe && !diagnostic.fix.is_empty();
        if !is_safe || self.leaves_fewer(&diagnostic) {
            return diagnostic;
        }
        Diagnostic { fix_safety: FixSafety::Unsafe, ..diagnostic }
    }

    fn leaves_fewer(&mut self, diagnostic: &Diagnostic) -> bool {
        let Some(rest) = self.rest.checked_sub(self.text.len()) else { return false };
        self.rest = rest;
        let mut edits = Vec::new();
        for edit in &diagnostic.fix {
            let Some(range) = self.sources.bytes(edit.place) else { return false };
            edits.push((range, edit.text.as_str()));
        }
        // The last ones first, so that the others keep their offsets.
        edits.sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
        let mut text = self.text.to_owned();
        edits.into_iter().for_each(|(range, new)| text.replace_range(range, new));
        parse(&text).errors.len() < self.errors
    }
}
