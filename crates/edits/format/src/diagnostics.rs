//! The reasons why a text is not formatted, and their diagnostics. Most are mistakes of the formatter, which its proof finds.

use std::fmt;

use protoward_source::{Diagnostic, Place, SourceId, Sources, count};
use protoward_syntax::ast::Span;
use protoward_syntax::{SyntaxError, SyntaxProblem};

use crate::codes;
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
            Self::Syntax(errors) => write!(f, "the text has {}", count(errors.len(), "syntax error")),
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

/// Returns the diagnostics for a text that was not formatted.
pub fn diagnostics(error: &FormatError, source: SourceId, sources: &Sources) -> Vec<Diagnostic> {
    match error {
        FormatError::Syntax(errors) => protoward_syntax::diagnostics(errors, source, sources),
        FormatError::Value { span, expected } => {
            let error = SyntaxError { problem: SyntaxProblem::Expected(expected), span: *span, at: span.start };
            let found = sources.get(source).text.as_ref().and_then(|text| text.get(span.range()));
            let diagnostics = protoward_syntax::diagnostics(&[error], source, sources);
            match found {
                Some("#") => {
                    let help = "`#` starts a comment, which extends to the end of the value for protoc before 36; write `//` instead";
                    diagnostics.into_iter().map(|diagnostic| diagnostic.help(help)).collect()
                }
                _ => diagnostics,
            }
        }
        FormatError::Invalid | FormatError::Tokens | FormatError::Comments | FormatError::Unstable => {
            let message = format!("internal error: {error}, so the file is left as it is");
            let diagnostic =
                Diagnostic::error(codes::FORMAT_INTERNAL, message).label(Place::whole(source), "this file");
            vec![diagnostic.help("please report it, with the file")]
        }
    }
}

pub(crate) fn not_utf8(place: Place) -> Diagnostic {
    Diagnostic::error(codes::NOT_UTF8, "the file is not UTF-8")
        .label(place, "invalid byte")
        .help("save the file as UTF-8; in a string, write other bytes as escapes such as `\\xff`")
}
