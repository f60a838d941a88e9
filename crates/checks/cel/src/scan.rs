//! The tokens of an expression, as the [language definition] names them.
//!
//! Scanning never fails: what is no token is a token of its own kind, and the parser reports it when it gets there. So the first mistake
//! in the text is the one that is reported.
//!
//! [language definition]: https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax

use std::ops::Range;

/// A token with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) range: Range<usize>,
}

/// The kind of a token. Operators and brackets are symbols, and keywords are words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Word,
    Int,
    Uint,
    Double,
    Text,
    Bytes,
    Symbol,
    /// The quote of a string that has no end.
    OpenString,
    /// A character that starts no token.
    Unknown,
    /// The end of the text.
    End,
}

/// The symbols of two characters. The others have one.
const PAIRS: [&str; 6] = ["&&", "||", "==", "!=", "<=", ">="];

/// Returns the tokens of a text without white space and comments, with the end as the last one.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        at = after_blanks(text, at);
        let rest = text.get(at..).unwrap_or_default();
        let (kind, length) = next(rest);
        tokens.push(Token { kind, range: at..at + length });
        if kind == TokenKind::End {
            return tokens;
        }
        at += length;
    }
}

/// Returns the place behind white space and comments.
fn after_blanks(text: &str, mut at: usize) -> usize {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c']);
        at += rest.len() - trimmed.len();
        if !trimmed.starts_with("//") {
            return at;
        }
        at += trimmed.find('\n').unwrap_or(trimmed.len());
    }
}

/// Returns the kind and the length of the token at the start of a text.
fn next(rest: &str) -> (TokenKind, usize) {
    let Some(first) = rest.chars().next() else { return (TokenKind::End, 0) };
    if let Some((kind, length)) = string(rest) {
        return match length {
            Some(length) => (kind, length),
            None => (TokenKind::OpenString, 1),
        };
    }
    let is_fraction = first == '.' && rest.get(1..).is_some_and(|rest| digits(rest) > 0);
    if first.is_ascii_digit() || is_fraction {
        return number(rest);
    }
    if first.is_ascii_alphabetic() || first == '_' {
        let end = rest.find(|it: char| !it.is_ascii_alphanumeric() && it != '_');
        return (TokenKind::Word, end.unwrap_or(rest.len()));
    }
    if PAIRS.iter().any(|pair| rest.starts_with(pair)) {
        return (TokenKind::Symbol, 2);
    }
    if "()[]{}.,:?+-*/%!<>".contains(first) {
        return (TokenKind::Symbol, 1);
    }
    (TokenKind::Unknown, first.len_utf8())
}

/// Returns the number of decimal digits at the start of a text.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

fn number(rest: &str) -> (TokenKind, usize) {
    let hexadecimal = rest.strip_prefix("0x").map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_hexdigit).count());
    let mut end = if hexadecimal > 0 { hexadecimal + 2 } else { digits(rest) };
    let mut is_double = false;
    let behind = |end: usize| rest.get(end..).unwrap_or_default();
    if hexadecimal == 0 {
        let fraction = behind(end).strip_prefix('.').map_or(0, digits);
        if fraction > 0 {
            end += fraction + 1;
            is_double = true;
        }
        let exponent = behind(end).strip_prefix(['e', 'E']).unwrap_or_default();
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        if digits(unsigned) > 0 {
            end += 1 + (exponent.len() - unsigned.len()) + digits(unsigned);
            is_double = true;
        }
    }
    if is_double {
        (TokenKind::Double, end)
    } else if behind(end).starts_with(['u', 'U']) {
        (TokenKind::Uint, end + 1)
    } else {
        (TokenKind::Int, end)
    }
}

/// Returns the kind and the length of the string at the start of a text, if there is one; the length is `None` if it has no end.
fn string(rest: &str) -> Option<(TokenKind, Option<usize>)> {
    let without_bytes = rest.strip_prefix(['b', 'B']).unwrap_or(rest);
    let without_raw = without_bytes.strip_prefix(['r', 'R']).unwrap_or(without_bytes);
    let quote = without_raw.bytes().next().filter(|quote| b"\"'".contains(quote))?;
    let kind = if without_bytes.len() < rest.len() { TokenKind::Bytes } else { TokenKind::Text };
    let is_raw = without_raw.len() < without_bytes.len();
    let end = closed(without_raw.as_bytes(), quote, is_raw);
    Some((kind, end.map(|end| rest.len() - without_raw.len() + end)))
}

/// Returns the length of a string from its quote on, or `None` if nothing closes it. A string in single quotes ends with its line.
fn closed(bytes: &[u8], quote: u8, is_raw: bool) -> Option<usize> {
    let is_triple = bytes.starts_with(&[quote; 3]);
    let length = if is_triple { 3 } else { 1 };
    let mut at = length;
    loop {
        match *bytes.get(at)? {
            b'\\' if !is_raw => at += 2,
            b'\n' | b'\r' if !is_triple => return None,
            byte if byte == quote && (!is_triple || bytes.get(at..)?.starts_with(&[quote; 3])) => {
                return Some(at + length);
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let tokens = tokens(text);
        tokens.iter().map(|token| format!("{:?} {}", token.kind, &text[token.range.clone()])).collect()
    }

    #[test]
    fn takes_the_longest_token() {
        assert_eq!(shown("1.5e+3u"), ["Double 1.5e+3", "Word u", "End "]);
        assert_eq!(
            shown("0x1Fu 0x 1.a .5"),
            ["Uint 0x1Fu", "Int 0", "Word x", "Int 1", "Symbol .", "Word a", "Double .5", "End "]
        );
        assert_eq!(
            shown("a&&!b// c\n<=1e"),
            ["Word a", "Symbol &&", "Symbol !", "Word b", "Symbol <=", "Int 1", "Word e", "End "]
        );
    }

    #[test]
    fn finds_the_ends_of_strings() {
        assert_eq!(shown(r#"'\'' r'\' bR"""a"b""""#), [r"Text '\''", r"Text r'\'", r#"Bytes bR"""a"b""""#, "End "]);
        assert_eq!(shown("'a\nb"), ["OpenString '", "Word a", "Word b", "End "]);
        assert_eq!(shown("b = ä"), ["Word b", "Unknown =", "Unknown ä", "End "]);
    }
}
