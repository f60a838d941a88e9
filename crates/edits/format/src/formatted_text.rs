//! Formatted texts of files, or the diagnostics of why there is none.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostics::FormatError;
use crate::{diagnostics, first_changed_line, format};
use protoward_source::{Report, SourcePath, Sources};

/// The text of a file after formatting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormattedText {
    /// The text after formatting.
    pub text: String,
    /// `true` if formatting changed the text.
    pub is_changed: bool,
    /// The text before, if it changed and is kept.
    pub old: Option<String>,
}

impl FormattedText {
    /// Returns the text before and after formatting, if it changed and both are kept.
    pub fn change(&self) -> Option<(&str, &str)> {
        Some((self.old.as_deref()?, &self.text))
    }

    /// Returns the offset of the first line that changed, in the text before; `None` if the text did not change or is not kept.
    pub fn first_change(&self) -> Option<usize> {
        self.change().map(|(old, new)| first_changed_line(old, new))
    }
}

/// The reason why the bytes of a file were not formatted, with their text.
#[derive(Clone, Debug)]
pub struct Unformatted {
    text: String,
    problem: Problem,
}

#[derive(Clone, Debug)]
enum Problem {
    /// The offset of the first byte that is not UTF-8.
    NotUtf8(usize),
    Format(FormatError),
}

impl Unformatted {
    /// Reports the reason. `name` is the import path of the file, and `path` its displayed path.
    pub fn report(self, name: &str, path: impl Into<SourcePath>, sources: &mut Sources, report: &mut Report) {
        let source = sources.add(name, path, Some(Arc::from(self.text)));
        match self.problem {
            Problem::NotUtf8(at) => report.push(diagnostics::not_utf8(sources.place(source, at..at))),
            Problem::Format(error) => {
                diagnostics::diagnostics(&error, source, sources).into_iter().for_each(|it| report.push(it));
            }
        }
    }
}

/// Formats the bytes of a file. The text before is kept only if `keeps_old`.
///
/// # Errors
/// If the bytes are not UTF-8, and as [`format()`].
///
/// ```
/// let formatted = protoward_format::format_bytes(b"message  A {}\n".to_vec(), true).expect("it is valid");
/// assert_eq!(formatted.change(), Some(("message  A {}\n", "message A {}\n")));
/// assert!(protoward_format::format_bytes(b"\xff".to_vec(), true).is_err());
/// ```
pub fn format_bytes(bytes: Vec<u8>, keeps_old: bool) -> Result<FormattedText, Unformatted> {
    let old = String::from_utf8(bytes).map_err(|error| Unformatted {
        problem: Problem::NotUtf8(error.utf8_error().valid_up_to()),
        text: String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })?;
    match format(&old) {
        Ok(Cow::Borrowed(_)) => Ok(FormattedText { text: old, is_changed: false, old: None }),
        Ok(Cow::Owned(text)) => Ok(FormattedText { text, is_changed: true, old: keeps_old.then_some(old) }),
        Err(error) => Err(Unformatted { text: old, problem: Problem::Format(error) }),
    }
}
