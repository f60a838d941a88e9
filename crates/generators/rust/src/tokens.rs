//! A lexer for attributes and types of Rust in settings: enough to check brackets and names, and to format attributes.

use std::fmt;

/// A token, or a group of tokens in brackets.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'a> {
    /// An identifier, a keyword or a lifetime.
    Word(&'a str),
    /// A literal as written in the source.
    Literal(&'a str),
    Punct(char),
    Group(Delimiter, Vec<Token<'a>>),
    /// The text of a documentation comment.
    Doc(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Delimiter {
    Parenthesis,
    Bracket,
    Brace,
}

impl Delimiter {
    fn of(open: char) -> Option<Self> {
        match open {
            '(' => Some(Self::Parenthesis),
            '[' => Some(Self::Bracket),
            '{' => Some(Self::Brace),
            _ => None,
        }
    }

    pub(crate) const fn open(self) -> &'static str {
        match self {
            Self::Parenthesis => "(",
            Self::Bracket => "[",
            Self::Brace => "{",
        }
    }

    pub(crate) const fn close(self) -> &'static str {
        match self {
            Self::Parenthesis => ")",
            Self::Bracket => "]",
            Self::Brace => "}",
        }
    }
}

/// The reason why a text cannot be split into tokens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Error {
    /// A bracket that is never closed.
    Unclosed(Delimiter),
    /// A closing bracket that matches no opening one.
    Unexpected(char),
    /// A literal or a comment that does not end.
    Unterminated,
    /// Brackets that are nested more than [`MAX_DEPTH`] deep.
    TooDeep,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unclosed(delimiter) => write!(f, "`{}` is not closed", delimiter.open()),
            Self::Unexpected(close) => write!(f, "`{close}` closes nothing"),
            Self::Unterminated => f.write_str("a literal or a comment has no end"),
            Self::TooDeep => write!(f, "brackets are nested more than {MAX_DEPTH} deep"),
        }
    }
}

/// The maximum nesting depth of brackets.
const MAX_DEPTH: usize = 128;

/// Splits a text into tokens.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token<'_>>, Error> {
    let mut lexer = Lexer { rest: text };
    let mut open: Vec<(Delimiter, Vec<Token<'_>>)> = Vec::new();
    let mut tokens = Vec::new();
    while let Some(found) = lexer.next()? {
        match found {
            Lexeme::Token(token) => tokens.push(token),
            Lexeme::Open(_) if open.len() == MAX_DEPTH => return Err(Error::TooDeep),
            Lexeme::Open(delimiter) => open.push((delimiter, std::mem::take(&mut tokens))),
            Lexeme::Close(close) => {
                let (delimiter, outer) = open.pop().ok_or(Error::Unexpected(close))?;
                if !delimiter.close().starts_with(close) {
                    return Err(Error::Unexpected(close));
                }
                let inner = std::mem::replace(&mut tokens, outer);
                tokens.push(Token::Group(delimiter, inner));
            }
        }
    }
    match open.pop() {
        Some((delimiter, _)) => Err(Error::Unclosed(delimiter)),
        None => Ok(tokens),
    }
}

enum Lexeme<'a> {
    Token(Token<'a>),
    Open(Delimiter),
    Close(char),
}

struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    fn next(&mut self) -> Result<Option<Lexeme<'a>>, Error> {
        loop {
            self.rest = self.rest.trim_start();
            let Some(first) = self.rest.chars().next() else { return Ok(None) };
            if self.rest.starts_with("//") {
                if let Some(doc) = self.line_comment() {
                    return Ok(Some(Lexeme::Token(Token::Doc(doc))));
                }
            } else if self.rest.starts_with("/*") {
                self.block_comment()?;
            } else if let Some(delimiter) = Delimiter::of(first) {
                self.take(1);
                return Ok(Some(Lexeme::Open(delimiter)));
            } else if matches!(first, ')' | ']' | '}') {
                self.take(1);
                return Ok(Some(Lexeme::Close(first)));
            } else {
                return self.token(first).map(|token| Some(Lexeme::Token(token)));
            }
        }
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.rest = rest;
        taken
    }

    /// Takes a comment up to the end of its line. Returns the text if it is a documentation comment.
    fn line_comment(&mut self) -> Option<&'a str> {
        let line = self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
        let line = line.strip_suffix('\r').unwrap_or(line);
        line.strip_prefix("///").filter(|doc| !doc.starts_with('/'))
    }

    /// Takes a `/* */` comment, which may contain nested comments.
    fn block_comment(&mut self) -> Result<(), Error> {
        let mut depth = 0_usize;
        loop {
            let at = self.rest.find(['/', '*']).ok_or(Error::Unterminated)?;
            self.take(at);
            if self.rest.starts_with("/*") {
                self.take(2);
                depth += 1;
            } else if self.rest.starts_with("*/") {
                self.take(2);
                depth -= 1;
            } else {
                self.take(1);
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    fn token(&mut self, first: char) -> Result<Token<'a>, Error> {
        if let Some(length) = self.text_length()? {
            return Ok(Token::Literal(self.take(length)));
        }
        if first == '\'' {
            return self.quote();
        }
        if first.is_ascii_digit() {
            return Ok(Token::Literal(self.take(number_length(self.rest))));
        }
        if is_word(first) {
            let raw = if self.rest.starts_with("r#") { 2 } else { 0 };
            return Ok(Token::Word(self.take(raw + word_length(&self.rest[raw..]))));
        }
        self.take(first.len_utf8());
        Ok(Token::Punct(first))
    }

    /// Returns the length of a string literal, including its prefix: `"…"`, `b"…"`, `r#"…"#`.
    fn text_length(&self) -> Result<Option<usize>, Error> {
        let prefix = self.rest.find(|c: char| !matches!(c, 'b' | 'c' | 'r')).unwrap_or(0);
        if !matches!(&self.rest[..prefix], "" | "b" | "c" | "r" | "br" | "cr") {
            return Ok(None);
        }
        let behind = &self.rest[prefix..];
        let hashes = behind.len() - behind.trim_start_matches('#').len();
        let is_raw = self.rest[..prefix].ends_with('r');
        if !behind[hashes..].starts_with('"') || (hashes > 0 && !is_raw) {
            return Ok(None);
        }
        let start = prefix + hashes + 1;
        let end = if is_raw {
            let close = format!("\"{}", "#".repeat(hashes));
            self.rest[start..].find(&close).map(|at| at + close.len())
        } else {
            end_of_quoted(&self.rest[start..], '"')
        };
        end.map(|end| Some(start + end)).ok_or(Error::Unterminated)
    }

    /// Takes a character literal or a lifetime.
    fn quote(&mut self) -> Result<Token<'a>, Error> {
        let mut chars = self.rest[1..].chars();
        let first = chars.next().ok_or(Error::Unterminated)?;
        if is_word(first) && chars.next() != Some('\'') {
            return Ok(Token::Word(self.take(1 + word_length(&self.rest[1..]))));
        }
        let end = end_of_quoted(&self.rest[1..], '\'').ok_or(Error::Unterminated)?;
        Ok(Token::Literal(self.take(1 + end)))
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn word_length(text: &str) -> usize {
    text.find(|c: char| !is_word(c)).unwrap_or(text.len())
}

/// Returns the length of a number, including its suffix: `1_000`, `0xff`, `1.5e-3f64`.
fn number_length(text: &str) -> usize {
    let mut length = word_length(text);
    if text[length..].starts_with('.') && text[length + 1..].starts_with(|c: char| c.is_ascii_digit()) {
        length += 1 + word_length(&text[length + 1..]);
    }
    let is_decimal = !text.starts_with("0x");
    if is_decimal && text[..length].ends_with(['e', 'E']) && text[length..].starts_with(['+', '-']) {
        length += 1 + word_length(&text[length + 1..]);
    }
    length
}

/// Returns the end of a quoted text, after the closing quote.
fn end_of_quoted(text: &str, quote: char) -> Option<usize> {
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => _ = chars.next(),
            _ if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distinguishes_literals_words_and_brackets() {
        let found = tokens(r##"a::r#type = "x\"y" 'c' '\'' 'static 1.5e-3f64 b"\n" r#"a"b"# /* b /* c */ */ // d"##);
        let expected = [
            Token::Word("a"),
            Token::Punct(':'),
            Token::Punct(':'),
            Token::Word("r#type"),
            Token::Punct('='),
            Token::Literal(r#""x\"y""#),
            Token::Literal("'c'"),
            Token::Literal(r"'\''"),
            Token::Word("'static"),
            Token::Literal("1.5e-3f64"),
            Token::Literal(r#"b"\n""#),
            Token::Literal(r##"r#"a"b"#"##),
        ];
        assert_eq!(found.as_deref(), Ok(&expected[..]));
    }

    #[test]
    fn rejects_unbalanced_brackets() {
        assert_eq!(tokens("#[derive(A]"), Err(Error::Unexpected(']')));
        assert_eq!(tokens("#[derive(A)"), Err(Error::Unclosed(Delimiter::Bracket)));
        assert_eq!(tokens("}"), Err(Error::Unexpected('}')));
        assert_eq!(tokens("\"a"), Err(Error::Unterminated));
        assert_eq!(tokens("/* a"), Err(Error::Unterminated));
        assert_eq!(tokens(&"(".repeat(200)), Err(Error::TooDeep));
    }

    #[test]
    fn keeps_documentation_and_no_other_comments() {
        assert_eq!(tokens("/// a\n// b\n//// c\r\n"), Ok(vec![Token::Doc(" a")]));
    }
}
