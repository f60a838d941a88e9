//! The tokens of an option value, without comments that start with `#`.

use super::ast::Span;
use super::lexer::{Lexer, Token, TokenKind};
use super::scan;

/// The tokens of an option value.
///
/// In a message in text format, `#` starts a comment. protoc first divides the message into the tokens of the language, so
/// the comment ends in front of the first token of another line. Braces in the comment have been counted by then: the message
/// ends at the same brace as without the `#`.
///
/// ```
/// use protoward_syntax::{ValueTokens, ast::Span};
/// let text = "{ a: 1 # b: 2\n c: 3 }";
/// let words: Vec<&str> =
///     ValueTokens::new(text, Span::new(0, text.len() as u32)).map(|token| token.span.of(text)).collect();
/// assert_eq!(words, ["{", "a", ":", "1", "c", ":", "3", "}"]);
/// ```
#[derive(Debug)]
pub struct ValueTokens<'t> {
    lexer: Lexer<'t>,
    end: u32,
}

impl<'t> ValueTokens<'t> {
    /// Creates an iterator over the tokens of `text` that start in a span.
    pub fn new(text: &'t str, span: Span) -> Self {
        Self { lexer: Lexer::at(text, span.start), end: span.end }
    }

    /// Returns the next token of the language.
    fn token(&mut self) -> Option<Token> {
        let token = self.lexer.next_token();
        (token.kind != TokenKind::End && token.span.start < self.end).then_some(token)
    }

    fn is_comment(&self, token: Token) -> bool {
        token.kind == TokenKind::Symbol && token.span.of(self.lexer.text()) == "#"
    }
}

impl Iterator for ValueTokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let mut token = self.token()?;
        while self.is_comment(token) {
            let line_end = scan::find(self.lexer.text().as_bytes(), token.span.start as usize, b'\n');
            while (token.span.start as usize) < line_end {
                token = self.token()?;
            }
        }
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        ValueTokens::new(text, Span::new(0, text.len() as u32)).map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn comments_end_in_front_of_a_token_of_another_line() {
        assert_eq!(words("{ # a\n # b\n\r\n c }"), ["{", "c", "}"]);
        assert_eq!(words("{ # a \"b\" // c\n d }"), ["{", "d", "}"]);
        assert_eq!(words("{ # a /* b\n */ c # d /* \n\n */ e }"), ["{", "c", "e", "}"]);
        assert_eq!(words("{ a # { } \r b \u{b} c\nd }"), ["{", "a", "d", "}"]);
    }

    #[test]
    fn a_comment_in_the_last_line_contains_the_brace() {
        assert_eq!(words("{ a # b }"), ["{", "a"]);
        assert_eq!(words("{ '#' }"), ["{", "'#'", "}"]);
    }
}
