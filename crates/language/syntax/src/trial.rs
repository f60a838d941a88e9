//! The trial of fixes for syntax errors. What a token in the wrong place was meant to be is a guess; a fix is safe only if the parser
//! has fewer errors after it, and after safe fixes of what it only found then, as in `rpc Get A) returns A);`.

use super::diagnostics::diagnostic;
use super::error::SyntaxError;
use super::parser::parse;
use protoward_source::{Diagnostic, Edit, FixSafety, SourceId, Sources};

/// The maximum number of bytes that are parsed again for the fixes of one text. Fixes beyond it are unsafe.
const MOST_BYTES: usize = 32 << 20;

/// The maximum number of fixes that one trial applies.
const MOST_FIXES: usize = 4;

/// Returns the diagnostics for all errors of the text `source`. protoc reports an error at [`SyntaxError::at`].
pub fn diagnostics(errors: &[SyntaxError], source: SourceId, sources: &Sources) -> Vec<Diagnostic> {
    let mut trial = Trial::new(source, errors.len(), sources);
    errors.iter().map(|error| trial.judged(diagnostic(error, source, sources))).collect()
}

/// The trials of the fixes of a text.
struct Trial<'t> {
    sources: &'t Sources,
    text: &'t str,
    /// The number of errors of the text.
    errors: usize,
    /// The number of bytes that may still be parsed.
    rest: usize,
}

impl<'t> Trial<'t> {
    fn new(source: SourceId, errors: usize, sources: &'t Sources) -> Self {
        let text = sources.get(source).text.as_deref().unwrap_or_default();
        Self { sources, text, errors, rest: MOST_BYTES }
    }

    /// Returns a diagnostic whose fix is unsafe unless it leaves fewer errors.
    fn judged(&mut self, diagnostic: Diagnostic) -> Diagnostic {
        let is_safe = diagnostic.fix_safety == FixSafety::Safe && !diagnostic.fix.is_empty();
        if !is_safe || self.leaves_fewer(&diagnostic) {
            return diagnostic;
        }
        Diagnostic { fix_safety: FixSafety::Unsafe, ..diagnostic }
    }

    fn leaves_fewer(&mut self, diagnostic: &Diagnostic) -> bool {
        let Some((mut text, mut start)) = edited(self.text, &diagnostic.fix, self.sources) else { return false };
        for _ in 0..MOST_FIXES {
            let Some(rest) = self.rest.checked_sub(text.len()) else { return false };
            self.rest = rest;
            let errors = parse(&text).errors;
            if errors.len() < self.errors {
                return true;
            }
            let Some(next) = errors.iter().find(|error| error.span.end as usize >= start) else { return false };
            match fixed(next, &text) {
                Some(fixed) => (text, start) = fixed,
                None => return false,
            }
        }
        false
    }
}

/// Returns a text after the safe fix of an error, and the start of the fix.
fn fixed(error: &SyntaxError, text: &str) -> Option<(String, usize)> {
    let mut sources = Sources::default();
    let source = sources.add("trial.proto", "trial.proto", Some(text.into()));
    let diagnostic = diagnostic(error, source, &sources);
    let is_safe = diagnostic.fix_safety == FixSafety::Safe && !diagnostic.fix.is_empty();
    is_safe.then(|| edited(text, &diagnostic.fix, &sources)).flatten()
}

/// Returns a text with edits, and the start of the first one.
fn edited(text: &str, fix: &[Edit], sources: &Sources) -> Option<(String, usize)> {
    let edits = fix.iter().map(|edit| Some((sources.bytes(edit.place)?, edit.text.as_str())));
    let mut edits: Vec<_> = edits.collect::<Option<_>>()?;
    // The last ones first, so that the others keep their offsets.
    edits.sort_by_key(|(range, _)| std::cmp::Reverse((range.start, range.end)));
    let start = edits.last()?.0.start;
    let mut text = text.to_owned();
    edits.into_iter().for_each(|(range, new)| text.replace_range(range, new));
    Some((text, start))
}
