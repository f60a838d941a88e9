//! The tokens of a BUILD file, and which brackets belong together.
//!
//! Source: <https://github.com/bazelbuild/starlark/blob/master/spec.md#lexical-elements>

use std::borrow::Cow;

use super::syntax_error::{SyntaxError, SyntaxErrorKind};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Name,
    /// A string with its quotes.
    String,
    /// A comment without its line end.
    Comment,
    /// Any other character.
    Symbol,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: Kind,
    pub(crate) start: usize,
    pub(crate) text: &'t str,
    /// `true` for the first token of a line.
    pub(crate) starts_line: bool,
}

impl<'t> Token<'t> {
    pub(crate) const fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(crate) fn is_code(&self) -> bool {
        self.kind != Kind::Comment
    }

    /// Returns the content of a string; `None` for other tokens, and for escapes that names of files and targets do not need.
    pub(crate) fn content(&self) -> Option<Cow<'t, str>> {
        if self.kind != Kind::String {
            return None;
        }
        let quotes = quotes(self.text).len();
        unescaped(&self.text[quotes..self.text.len() - quotes])
    }

    /// Returns `true` for the comment with which people keep what they wrote: `# keep`, `# keep: used by tests`.
    pub(crate) fn is_keep(&self) -> bool {
        self.kind == Kind::Comment && is_keep(self.text)
    }
}

pub(crate) fn is_keep(comment: &str) -> bool {
    let rest = comment.trim_start_matches('#').trim_start().strip_prefix("keep");
    rest.is_some_and(|rest| rest.trim().is_empty() || rest.starts_with(':'))
}

/// The tokens of a text whose brackets are balanced.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    pub(crate) all: Vec<Token<'t>>,
    /// For each opening bracket, the index of the one that closes it; for other tokens, their own index.
    closing: Vec<usize>,
}

impl<'t> Tokens<'t> {
    pub(crate) fn new(text: &'t str) -> Result<Self, SyntaxError> {
        let all = tokens(text)?;
        let closing = closing(&all)?;
        Ok(Self { all, closing })
    }

    /// Returns the index of the last token of the group that starts at an index: a bracket with all that it encloses, or one token.
    pub(crate) fn group_end(&self, start: usize) -> usize {
        self.closing[start]
    }
}

fn tokens(text: &str) -> Result<Vec<Token<'_>>, SyntaxError> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut starts_line = true;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            starts_line |= first == '\n';
            at += first.len_utf8();
            continue;
        }
        let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        let (kind, length) = match first {
            '#' => (Kind::Comment, rest.find(['\r', '\n']).unwrap_or(rest.len())),
            '"' | '\'' => (Kind::String, string_length(rest).ok_or_else(|| SyntaxErrorKind::OpenString.at(at, 1))?),
            _ if is_word(first) => (Kind::Name, rest.find(|letter| !is_word(letter)).unwrap_or(rest.len())),
            _ => (Kind::Symbol, first.len_utf8()),
        };
        tokens.push(Token { kind, start: at, text: &rest[..length], starts_line });
        starts_line = false;
        at += length;
    }
    Ok(tokens)
}

/// Returns the quotes with which a string starts.
fn quotes(string: &str) -> &str {
    let triple = [r#"""""#, "'''"].into_iter().find(|quotes| string.starts_with(quotes));
    triple.unwrap_or(&string[..1])
}

/// Returns the length of the string at the start of a text, with its quotes; `None` if it has no end.
fn string_length(text: &str) -> Option<usize> {
    let quotes = quotes(text);
    let has_lines = quotes.len() > 1;
    let mut at = quotes.len();
    loop {
        let rest = &text[at..];
        match rest.chars().next()? {
            '\\' if rest[1..].starts_with("\r\n") => at += 3,
            '\\' => at += 1 + rest[1..].chars().next()?.len_utf8(),
            _ if rest.starts_with(quotes) => return Some(at + quotes.len()),
            '\n' if !has_lines => return None,
            letter => at += letter.len_utf8(),
        }
    }
}

fn unescaped(content: &str) -> Option<Cow<'_, str>> {
    if !content.contains('\\') {
        return Some(Cow::Borrowed(content));
    }
    let mut plain = String::new();
    let mut letters = content.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.push(letters.next().filter(|letter| matches!(letter, '\\' | '"' | '\''))?),
            letter => plain.push(letter),
        }
    }
    Some(Cow::Owned(plain))
}

fn closing(tokens: &[Token<'_>]) -> Result<Vec<usize>, SyntaxError> {
    let mut closing: Vec<usize> = (0..tokens.len()).collect();
    let mut open: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let opening = match token.text {
            "(" | "[" | "{" => {
                open.push(at);
                continue;
            }
            ")" => "(",
            "]" => "[",
            "}" => "{",
            _ => continue,
        };
        let start = open.pop().filter(|&start| tokens[start].text == opening);
        closing[start.ok_or_else(|| SyntaxErrorKind::NotOpen.at(token.start, 1))?] = at;
    }
    match open.pop() {
        Some(start) => Err(SyntaxErrorKind::NotClosed.at(tokens[start].start, 1)),
        None => Ok(closing),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::*;

    #[test]
    fn broken_texts_have_an_error_with_its_place() {
        for (text, error) in [
            ("a(", SyntaxErrorKind::NotClosed.at(1, 1)),
            ("a(b = [\n)", SyntaxErrorKind::NotOpen.at(8, 1)),
            (")", SyntaxErrorKind::NotOpen.at(0, 1)),
            ("x('a\n')", SyntaxErrorKind::OpenString.at(2, 1)),
            ("é = \"\"\" \" ", SyntaxErrorKind::OpenString.at(5, 1)),
            ("'\\", SyntaxErrorKind::OpenString.at(0, 1)),
        ] {
            assert_eq!(Tokens::new(text).unwrap_err(), error, "{text}");
        }
        for text in ["", "\\", "ü(é)", "'a\\\r\nb'", "'\\''", "\"\"\"a\n\"b\"\"\"", "# ( '", "\t(\t)"] {
            Tokens::new(text).unwrap();
        }
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        Tokens::new(&deep).unwrap();
    }

    #[test]
    fn strings_have_their_content() {
        for (text, content) in
            [("'a'", Some("a")), (r#""a\"b\\""#, Some("a\"b\\")), ("'''a'b'''", Some("a'b")), (r"'\x41'", None)]
        {
            assert_eq!(Tokens::new(text).unwrap().all[0].content().as_deref(), content);
        }
    }

    #[test]
    fn some_comments_keep() {
        for (comment, keeps) in
            [("# keep", true), ("#keep", true), ("# keep: tests", true), ("# keep sorted", false), ("# keeper", false)]
        {
            assert_eq!(is_keep(comment), keeps, "{comment}");
        }
    }
}
