//! The tokens of a `.proto` file, without comments and whitespace. Tokenizing never fails: an unknown character is a symbol.

use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    Word,
    Number,
    Text,
    Symbol,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: TokenKind,
    pub span: Range<usize>,
}

pub fn tokens(text: &str) -> Vec<Token> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let kind = match bytes[at] {
            it if it.is_ascii_whitespace() => {
                at += 1;
                continue;
            }
            b'/' if matches!(bytes.get(at + 1), Some(b'/' | b'*')) => {
                at = comment_end(text, at);
                continue;
            }
            quote @ (b'"' | b'\'') => {
                at = text_end(bytes, at, quote);
                TokenKind::Text
            }
            it if it.is_ascii_digit() => {
                at = while_in(bytes, at, |it| it.is_ascii_alphanumeric() || it == b'.');
                TokenKind::Number
            }
            it if it.is_ascii_alphabetic() || it == b'_' => {
                at = while_in(bytes, at, |it| it.is_ascii_alphanumeric() || it == b'_');
                TokenKind::Word
            }
            _ => {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                TokenKind::Symbol
            }
        };
        found.push(Token { kind, span: start..at });
    }
    found
}

fn comment_end(text: &str, at: usize) -> usize {
    let rest = &text[at + 2..];
    let (ending, keep) = if text.as_bytes()[at + 1] == b'/' { ("\n", 0) } else { ("*/", 2) };
    rest.find(ending).map_or(text.len(), |it| at + 2 + it + keep)
}

fn text_end(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != quote && bytes[at] != b'\n' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

fn while_in(bytes: &[u8], mut at: usize, inside: impl Fn(u8) -> bool) -> usize {
    while bytes.get(at).is_some_and(|it| inside(*it)) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::tokens;

    fn texts(text: &str) -> Vec<&str> {
        tokens(text).into_iter().map(|it| &text[it.span]).collect()
    }

    #[test]
    fn leaves_out_comments_and_blanks() {
        assert_eq!(texts("a /* ; */ = 0x1F; // x\n\"q\\\";\" é"), ["a", "=", "0x1F", ";", "\"q\\\";\"", "é"]);
    }

    #[test]
    fn unterminated_tokens_end_with_the_file() {
        assert_eq!(texts("a /* b"), ["a"]);
        assert_eq!(texts("a // b"), ["a"]);
        assert_eq!(texts("\"open\\"), ["\"open\\"]);
    }
}
