//! The edits for quotes: one that is missing, one of another kind, and one that is too much.

use super::ast::Span;
use super::lexer::{Lexer, Token, TokenKind};
use super::located::LocatedError;
use super::safety::safe_if;
use super::typographic::{DOUBLE, SINGLE, is_typographic};
use protoward_source::Diagnostic;
use protoward_source::FixSafety::{Safe, Unsafe};

/// Keywords in front of a string.
const BEFORE_STRINGS: [&str; 4] = ["import", "public", "weak", "reserved"];

/// The characters that end a value.
const ENDS: [char; 6] = [';', ',', ']', '}', ')', '>'];

impl LocatedError<'_> {
    /// Adds the edit for a string that is not closed in its line: the quote may be missing behind it, in front of it or in the string
    /// before it, or be of another kind.
    pub(super) fn with_quote(&self, diagnostic: Diagnostic) -> Diagnostic {
        let start = self.error.span.start;
        let rest = self.text[start as usize..].lines().next().unwrap_or_default();
        let Some(quote) = rest.chars().next().filter(char::is_ascii) else { return diagnostic };
        let inside = without_comment(&rest[1..]);
        if let Some(opening) = self.word_before(start) {
            return if value_of(inside).is_empty() {
                self.with_opening(diagnostic, opening, quote)
            } else {
                diagnostic
            };
        }
        let value = value_of(inside);
        let end = start + 1 + value.len() as u32;
        if let Some((word, other)) = split_last(value).filter(|(_, it)| is_quote(*it)) {
            let place = self.place(Span::new(end - other.len_utf8() as u32, end));
            return diagnostic.edit(safe_if(is_word(word)), place, quote.to_string());
        }
        // A string may go on in the next line.
        let next = self.text[start as usize + rest.len()..].lines().nth(1).unwrap_or_default();
        let goes_on = value.len() == inside.trim_end().len() && next.matches(quote).count() % 2 == 1;
        let place = self.place(Span::new(end, end));
        diagnostic.edit(safe_if(is_word(value) && !goes_on), place, quote.to_string())
    }

    /// Adds the quote in front of the word at `opening`; in a list, that behind the name before it.
    fn with_opening(&self, diagnostic: Diagnostic, opening: u32, quote: char) -> Diagnostic {
        let quote = quote.to_string();
        match self.before(opening) {
            Some(token) if token.kind == TokenKind::String => {
                // `"old, "name"`
                let name = token.span.of(self.text).trim_matches(['"', '\'']).trim_end();
                match name.strip_suffix(',') {
                    Some(name) if is_word(name) => {
                        let end = token.span.start + 1 + name.len() as u32;
                        diagnostic.edit(Unsafe, self.place(Span::new(end, end)), quote)
                    }
                    _ => diagnostic,
                }
            }
            token if self.precedes_string(token) => {
                // At the start of a line, it may be the rest of a string in the line before.
                let safety = safe_if(token.is_some());
                diagnostic.edit(safety, self.place(Span::new(opening, opening)), quote)
            }
            _ => diagnostic,
        }
    }

    /// Adds the edits for a quote that is not a straight one: it is replaced, together with the one that closes the string, or removed
    /// where no string may be.
    pub(super) fn with_straight_quotes(&self, diagnostic: Diagnostic, character: char) -> Diagnostic {
        let Span { start, end } = self.error.span;
        let end = end.min(start + character.len_utf8() as u32);
        let place = self.place(Span::new(start, end));
        let is_single = SINGLE.contains(&character) && character != '`';
        let straight = if is_single { '\'' } else { '"' };
        let line = self.text[end as usize..].lines().next().unwrap_or_default();
        let closing = line.char_indices().find(|(_, it)| *it == straight || is_alike(character, *it));
        let use_straight = || diagnostic.clone().help("use straight quotes");
        if let Some(opening) = self.word_before(start) {
            let is_end = value_of(without_comment(line)).is_empty();
            if is_end && self.precedes_string(self.before(opening)) {
                let opening = self.place(Span::new(opening, opening));
                return use_straight().edit(Safe, opening, straight).edit(Safe, place, straight);
            }
        } else if self.precedes_string(self.before(start)) {
            let code = without_comment(line);
            if let Some((at, close)) = closing.filter(|(at, close)| closes(line, *at, *close, straight)) {
                let at = end + at as u32;
                let close = self.place(Span::new(at, at + close.len_utf8() as u32));
                return use_straight().edit(Safe, place, straight).edit(Safe, close, straight);
            }
            let value = &code[..code.find(|it: char| !is_of_word(it)).unwrap_or(code.len())];
            if value.is_empty() || !code[value.len()..].trim_start().starts_with(ENDS) {
                return use_straight();
            }
            let close = end + value.len() as u32;
            let close = self.place(Span::new(close, close));
            return use_straight().edit(Unsafe, place, straight).edit(Unsafe, close, straight);
        }
        let removed = diagnostic.help("remove it");
        // A name in quotes: `string “name” = 1;`.
        match closing {
            Some((at, close)) if is_typographic(close) && is_word(&line[..at]) => {
                let at = end + at as u32;
                let close = self.place(Span::new(at, at + close.len_utf8() as u32));
                removed.edit(Unsafe, place, "").edit(Unsafe, close, "")
            }
            _ => removed.edit(Unsafe, self.place(self.with_blank()), ""),
        }
    }

    /// Returns the start of the word that ends at an offset, and is no keyword in front of a string.
    fn word_before(&self, end: u32) -> Option<u32> {
        let before = &self.text[..end as usize];
        let start = before.trim_end_matches(is_of_word).len() as u32;
        (start < end && !BEFORE_STRINGS.contains(&&before[start as usize..])).then_some(start)
    }

    /// Returns the last token of the line in front of an offset.
    fn before(&self, at: u32) -> Option<Token> {
        let mut lexer = Lexer::at(self.text, self.line_start(at));
        let mut last = None;
        loop {
            let token = lexer.next_token();
            if token.kind == TokenKind::End || token.span.end > at {
                return last;
            }
            last = Some(token);
        }
    }

    fn line_start(&self, at: u32) -> u32 {
        self.text[..at as usize].rfind('\n').map_or(0, |it| it as u32 + 1)
    }

    /// Returns `true` if a quote is missing in the line of the error, or is too much: what is a string there is a guess.
    pub(super) fn is_quoted_wrongly(&self) -> bool {
        let start = self.line_start(self.error.at);
        let line = self.text[start as usize..].lines().next().unwrap_or_default();
        let mut lexer = Lexer::new(line);
        loop {
            let token = lexer.next_token();
            let written = token.span.of(line);
            match token.kind {
                TokenKind::End => return false,
                TokenKind::String if written.len() < 2 || !written.ends_with(&written[..1]) => return true,
                _ if written.chars().any(is_typographic) && token.kind != TokenKind::String => return true,
                _ => {}
            }
        }
    }

    /// Returns `true` if a string may follow a token, or the start of a line.
    fn precedes_string(&self, token: Option<Token>) -> bool {
        token.is_none_or(|token| match token.kind {
            TokenKind::Symbol => matches!(token.span.of(self.text), "=" | ":" | "," | "["),
            TokenKind::Identifier => BEFORE_STRINGS.contains(&token.span.of(self.text)),
            _ => false,
        })
    }
}

/// Returns `true` if the quote at an offset of a line certainly closes the string at its start.
fn closes(line: &str, at: usize, close: char, straight: char) -> bool {
    let inside = &line[..at];
    let behind = line[at + close.len_utf8()..].trim_start();
    let is_end =
        behind.is_empty() || behind.starts_with("//") || behind.starts_with(|it| ENDS.contains(&it) || is_quote(it));
    // A straight quote may be that of another string.
    let is_other = !is_typographic(close) && inside.contains(['=', ':', ';', ',', ']']);
    is_end && !is_other && !inside.contains([straight, '\\'])
}

/// Returns a part of a line without the comment behind the end of a value. Other slashes may be those of an address.
fn without_comment(line: &str) -> &str {
    let ends = line.match_indices("//").map(|(at, _)| line[..at].trim_end());
    ends.into_iter().find(|before| before.ends_with(ENDS)).unwrap_or(line)
}

/// Returns a part of a line without what ends a value.
fn value_of(line: &str) -> &str {
    line.trim_end_matches(|it: char| ENDS.contains(&it) || it.is_whitespace())
}

/// Returns `true` for any quote.
fn is_quote(character: char) -> bool {
    matches!(character, '"' | '\'') || is_typographic(character)
}

/// Returns `true` for quotes that may belong together.
fn is_alike(one: char, other: char) -> bool {
    [DOUBLE.as_slice(), SINGLE.as_slice()].iter().any(|all| all.contains(&one) && all.contains(&other))
}

/// Returns `true` for a character of names and paths.
pub(super) fn is_of_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_./-".contains(character)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_of_word)
}

fn split_last(text: &str) -> Option<(&str, char)> {
    let last = text.chars().next_back()?;
    Some((&text[..text.len() - last.len_utf8()], last))
}
