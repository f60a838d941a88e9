//! Formatter of `.proto` files.
//!
//! Input: a text. Output: the text in the layout of `buf format`, with the same meaning and all comments. Before a text
//! is returned, it is read anew and compared with the input: a difference is an error, and not a text. Formatting a
//! formatted text does not change it.
//!
//! The crate does not read files, resolve names or know terminals. A text with syntax errors is not formatted.
//!
//! ```
//! let text = "syntax = 'proto3';\nmessage A { string  b=1; }";
//! assert_eq!(protoward_format::format(text)?, "syntax = 'proto3';\n\nmessage A {\n  string b = 1;\n}\n");
//! # Ok::<(), protoward_format::FormatError>(())
//! ```

#![warn(missing_debug_implementations)]

mod block_comment;
pub mod codes;
mod diagnostics;
mod divide;
mod edit;
mod formatted_text;
mod oneofs;
mod option_order;
mod order;
mod print;
mod proof;
mod range;
mod returns;
mod scan;
mod writer;

use std::borrow::Cow;

use returns::WithoutReturns;
use scan::Reading;

pub use diagnostics::{FormatError, diagnostics};
pub use edit::Edit;
pub use formatted_text::{FormattedText, Unformatted, format_bytes};
pub use range::format_range;

/// Maximum number of passes until the layout no longer changes.
///
/// The layout of one pass is that of buf, which needs a second one after a few rare placements of comments.
const MOST_PASSES: usize = 6;

/// Returns the formatted text: the text itself if it is formatted already. It has the line ends that most lines of the text have,
/// `\n` or `\r\n`.
///
/// # Errors
/// If the text has syntax errors, or if the result would have other tokens or comments.
pub fn format(text: &str) -> Result<Cow<'_, str>, FormatError> {
    match WithoutReturns::new(text)? {
        None => formatted(text, |_| {}),
        Some(without) => {
            let formatted = formatted(&without.text, |_| {}).map_err(|error| without.original_error(error))?;
            let restored = without.restored(&formatted);
            Ok(if restored == text { Cow::Borrowed(text) } else { Cow::Owned(restored.into_owned()) })
        }
    }
}

/// Formats a text. Calls `visit` with the text that each pass reads.
fn formatted(text: &str, mut visit: impl FnMut(&Reading<'_>)) -> Result<Cow<'_, str>, FormatError> {
    let before = Reading::new(text).map_err(FormatError::Syntax)?;
    visit(&before);
    let mut formatted = pass(&before)?;
    for _ in 0..MOST_PASSES {
        if formatted == text {
            return Ok(Cow::Borrowed(text));
        }
        let after = Reading::new(&formatted).map_err(|_| FormatError::Invalid)?;
        let again = pass(&after)?;
        if again == formatted {
            proof::prove(&before, &after)?;
            return Ok(Cow::Owned(formatted));
        }
        visit(&after);
        formatted = again;
    }
    Err(FormatError::Unstable)
}

/// Returns the layout of one pass.
fn pass(reading: &Reading<'_>) -> Result<String, FormatError> {
    Ok(print::print(&scan::Scan::new(reading.text, &reading.tokens), &reading.file)?)
}

/// Returns the offset of the first line that formatting changes; `None` for a formatted text. A text that cannot be
/// formatted differs from its start.
pub fn first_difference(text: &str) -> Option<usize> {
    match format(text) {
        Ok(formatted) if formatted == text => None,
        Ok(formatted) => Some(first_changed_line(text, &formatted)),
        Err(_) => Some(0),
    }
}

/// Returns the offset of the first line that differs, in the old text.
fn first_changed_line(old: &str, new: &str) -> usize {
    let lines = old.split_inclusive('\n').zip(new.split_inclusive('\n'));
    lines.take_while(|(old, new)| old == new).map(|(line, _)| line.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Unlike in buf 1.75, which changes the value: the last field of a oneof counts.
    #[test]
    fn parts_of_an_extension_keep_their_order_if_they_may_be_of_one_oneof() {
        const ONEOF: &str = "\nmessage M {\n  oneof o {\n    int32 x = 1;\n    int32 y = 2;\n  }\n}\n";
        let formatted = |text: &str| format(text).map(Cow::into_owned).unwrap_or_default();
        for text in [
            "option (b).y = 6;\noption (b).x = 5;\n",
            "option (b).y.z = 6;\noption (a.b).x = 5;\n",
            "option features.(b).y = 6;\noption features.(b).x = 5;\n",
            "option a = 1;\noption (b).y = 6;\noption (b).x = 5;\noption (c) = 6;\n",
        ] {
            let with_oneof = format!("{text}{ONEOF}");
            assert_eq!(formatted(&with_oneof), with_oneof);
        }
        let sorted = "option (b).x = 5;\noption (b).y = 6;\n";
        assert_eq!(formatted("option (b).y = 6;\noption (b).x = 5;\n"), sorted);
        let others = "option (b).w = 5;\noption (b).y = 6;\n";
        let with_oneof = |text: &str| format!("{text}{ONEOF}");
        assert_eq!(formatted(&with_oneof("option (b).y = 6;\noption (b).w = 5;\n")), with_oneof(others));
        let of_language = "option features.x = 5;\noption features.y = 6;\n";
        assert_eq!(formatted("option features.y = 6;\noption features.x = 5;\n"), of_language);
        let whole = "option (b).y.z = 6;\noption (b).y = {};\n";
        assert_eq!(formatted(whole), whole, "one sets a part of the other");
    }

    /// The expected texts are those of buf 1.75.
    #[test]
    fn formats_block_comments_at_the_end_without_a_line_break() {
        for (text, formatted) in [
            ("package a; /* b */", "package a;\n/* b */\n"),
            ("package a; /* b\n * c */ // d", "package a;\n/* b\n * c */\n// d\n"),
            ("package a; /* b */\n", "package a; /* b */\n"),
            ("package a; /* b */\n/* c */", "package a; /* b */\n/* c */\n"),
            ("package a; // b", "package a; // b\n"),
            ("message A {} /* b */", "message A {} /* b */\n"),
        ] {
            assert_eq!(format(text).as_deref(), Ok(formatted));
        }
    }
}
