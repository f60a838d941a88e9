//! A text with its tokens and its tree.

use protoward_source::SourceId;
use protoward_syntax::ast::FileItem;
use protoward_syntax::{Parsed, Tokens, parse_with_tokens};

/// A text with its tokens and its tree.
#[derive(Clone, Debug)]
pub struct Document<'t> {
    /// The source of the text.
    pub id: SourceId,
    /// The text.
    pub text: &'t str,
    /// The tree, without errors.
    pub parsed: Parsed,
    pub(crate) tokens: Tokens,
}

impl<'t> Document<'t> {
    /// Parses a text. Returns `None` if it has syntax errors, because edits need a reliable tree.
    pub fn new(id: SourceId, text: &'t str) -> Option<Self> {
        let (parsed, tokens) = parse_with_tokens(text);
        parsed.errors.is_empty().then_some(Self { id, text, parsed, tokens })
    }

    /// Returns the quotation mark of the first string.
    pub fn quote(&self) -> char {
        let file = &self.parsed.file;
        let syntax = file.syntax.as_ref().map(|syntax| syntax.value);
        let import =
            || file.items.iter().find_map(|item| if let FileItem::Import(it) = item { Some(it.path) } else { None });
        let first = syntax.or_else(import).map(|span| span.of(self.text));
        if first.is_some_and(|text| text.starts_with('\'')) { '\'' } else { '"' }
    }
}
