//! The reasons why a text is not formatted. Most are mistakes of the formatter, which its proof finds.

use std::fmt;

use protoward_syntax::SyntaxError;
use protoward_syntax::ast::Span;

use crate::print::Malformed;
use crate::proof::Difference;

/// The reason why a text is not formatted.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FormatError {
    /// The text has syntax errors.
    Syntax(Vec<SyntaxError>),
    /// The value of an option is not in text format.
    Value {
        /// The span of the unexpected token.
        span: Span,
        /// The expected token or construct.
        expected: &'static str,
    },
    /// A mistake of the formatter: the result would have syntax errors.
    Invalid,
    /// A mistake of the formatter: the result would have other tokens.
    Tokens,
    /// A mistake of the formatter: the result would have other comments.
    Comments,
    /// A mistake of the formatter: each pass changes the layout.
    Unstable,
}

impl fmt::Display for FormatError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(errors) => write!(f, "the text has {} syntax errors", errors.len()),
            Self::Value { expected, .. } => write!(f, "expected {expected} in the value of an option"),
            Self::Invalid => f.write_str("the formatted text would have syntax errors"),
            Self::Tokens => f.write_str("the formatted text would have another meaning"),
            Self::Comments => f.write_str("the formatted text would have other comments"),
            Self::Unstable => f.write_str("the formatted text would not be formatted"),
        }
    }
}

impl std::error::Error for FormatError {}

impl From<Malformed> for FormatError {
    fn from(Malformed { span, expected }: Malformed) -> Self {
        Self::Value { span, expected }
    }
}

impl From<Difference> for FormatError {
    fn from(difference: Difference) -> Self {
        match difference {
            Difference::Tokens => Self::Tokens,
            Difference::Comments => Self::Comments,
        }
    }
}
