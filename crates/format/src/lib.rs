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
mod error;
mod option_order;
mod order;
mod print;
mod proof;
mod range;
mod scan;
mod writer;

use std::borrow::Cow;

use protoward_syntax::ast::File;
use protoward_syntax::parse;

pub use diagnostics::diagnostics;
pub use error::FormatError;
pub use range::{Edit, format_range};

/// Maximum number of passes until the layout no longer changes.
///
/// The layout of one pass is that of buf, which needs a second one after a few rare placements of comments.
const MOST_PASSES: usize = 6;

/// Returns the formatted text: the text itself if it is formatted already.
///
/// # Errors
/// If the text has syntax errors, or if the result would have other tokens or comments.
pub fn format(text: &str) -> Result<Cow<'_, str>, FormatError> {
    formatted(text, |_, _| {})
}

/// Formats a text. Calls `visit` with the text and the tree that each pass reads.
fn formatted(text: &str, visit: impl FnMut(&str, &File)) -> Result<Cow<'_, str>, FormatError> {
    let parsed = parse(text);
    if !parsed.errors.is_empty() {
        return Err(FormatError::Syntax(parsed.errors));
    }
    let formatted = settled(text, &parsed.file, visit)?;
    if formatted == text {
        return Ok(Cow::Borrowed(text));
    }
    proof::prove(text, &parsed.file, &formatted)?;
    Ok(Cow::Owned(formatted))
}

/// Returns the layout that another pass does not change.
fn settled(text: &str, file: &File, mut visit: impl FnMut(&str, &File)) -> Result<String, FormatError> {
    visit(text, file);
    let mut formatted = pass(text, file)?;
    for _ in 0..MOST_PASSES {
        if formatted == text {
            return Ok(formatted);
        }
        let parsed = parse(&formatted);
        if !parsed.errors.is_empty() {
            return Err(FormatError::Invalid);
        }
        let again = pass(&formatted, &parsed.file)?;
        if again == formatted {
            return Ok(formatted);
        }
        visit(&formatted, &parsed.file);
        formatted = again;
    }
    Err(FormatError::Unstable)
}

fn pass(text: &str, file: &File) -> Result<String, FormatError> {
    Ok(print::print(&scan::Scan::new(text), file)?)
}
