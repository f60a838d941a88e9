use protoward_syntax::ast::File;
use protoward_syntax::{SyntaxError, Tokens, parse_with_tokens};

/// A text with its tokens and its syntax tree, which all steps share.
#[derive(Debug)]
pub(crate) struct Reading<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: Tokens,
    pub(crate) file: File,
}

impl<'t> Reading<'t> {
    /// Reads a text.
    ///
    /// # Errors
    /// If the text has syntax errors.
    pub(crate) fn new(text: &'t str) -> Result<Self, Vec<SyntaxError>> {
        let (parsed, tokens) = parse_with_tokens(text);
        if parsed.errors.is_empty() { Ok(Self { text, tokens, file: parsed.file }) } else { Err(parsed.errors) }
    }
}
