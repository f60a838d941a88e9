//! The diagnostics of texts that are not formatted.

use protoward_source::{Diagnostic, Place, SourceId, Sources};
use protoward_syntax::{Problem, SyntaxError, diagnostic};

use crate::codes;
use crate::error::FormatError;

/// Returns the diagnostics for a text that was not formatted.
pub fn diagnostics(error: &FormatError, source: SourceId, sources: &Sources) -> Vec<Diagnostic> {
    match error {
        FormatError::Syntax(errors) => errors.iter().map(|error| diagnostic(error, source, sources)).collect(),
        FormatError::Value { span, expected } => {
            let error = SyntaxError { problem: Problem::Expected(expected), span: *span, at: span.start };
            let found = sources.get(source).text.as_ref().and_then(|text| text.get(span.range()));
            let diagnostic = diagnostic(&error, source, sources);
            match found {
                Some("#") => {
                    vec![diagnostic.help("`#` hides the rest of the value from protoc; write `//` for a comment")]
                }
                _ => vec![diagnostic],
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
