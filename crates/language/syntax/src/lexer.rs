//! The lexer: tokens with the rules of protoc's tokenizer.

use super::ast::Span;
use super::error::{SyntaxError, SyntaxProblem};
use super::scan;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name or a keyword; the parser tells them apart.
    Identifier,
    /// A decimal, octal or hexadecimal integer without a sign.
    Integer,
    /// A number with a point or an exponent, without a sign.
    Float,
    /// A string with its quotes, without its neighbors.
    String,
    /// Any other character, alone.
    Symbol,
    /// Characters that no token can contain. They have been reported.
    Unknown,
    /// The end of the text.
    End,
}

/// A token with its location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The kind of the token.
    pub kind: TokenKind,
    /// The span in the text.
    pub span: Span,
}

/// Maximum number of errors per text. A text with more errors is not a schema.
const MOST_ERRORS: usize = 1_000;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A lexer, which splits a text into tokens and skips white space and comments.
///
/// The lexer continues after errors. A malformed token includes the characters attached to it, so that each mistake is
/// reported once.
#[derive(Debug)]
pub struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// The end of the last identifier.
    word_end: usize,
    /// The starts of the lines so far.
    lines: Vec<u32>,
    /// `true` if the text contains a NUL.
    has_nul: bool,
    errors: Vec<SyntaxError>,
}

impl<'t> Lexer<'t> {
    /// Creates a lexer at the start of the text.
    pub fn new(text: &'t str) -> Self {
        let mut lexer = Self::at(text, 0);
        lexer.lines.reserve(text.len() / 32 + 1);
        lexer.lines.push(0);
        lexer.has_nul = scan::contains(lexer.bytes, 0);
        lexer.byte_order_mark();
        lexer
    }

    /// Creates a lexer at an offset, to read a part of a text again.
    pub fn at(text: &'t str, offset: u32) -> Self {
        Self {
            text,
            bytes: text.as_bytes(),
            at: offset as usize,
            word_end: usize::MAX,
            lines: Vec::new(),
            has_nul: true,
            errors: Vec::new(),
        }
    }

    /// Returns the whole text, also what was read.
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// Returns the errors so far, in the order in which they were found.
    pub(super) fn errors(&mut self) -> &mut Vec<SyntaxError> {
        &mut self.errors
    }

    /// Returns the starts of the lines that were read so far.
    pub(super) fn lines(&mut self) -> &mut Vec<u32> {
        &mut self.lines
    }

    /// Moves past a line break. Records the new line unless it is already recorded.
    fn line_break(&mut self) {
        self.at += 1;
        let start = self.at as u32;
        if self.lines.last().is_some_and(|&last| last < start) {
            self.lines.push(start);
        }
    }

    /// Records an error, unless the text has too many already.
    pub(super) fn report(&mut self, problem: SyntaxProblem, span: Span, at: u32) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(SyntaxError { problem, span, at });
        }
    }

    /// Moves back to an offset.
    pub(super) fn seek(&mut self, offset: u32) {
        self.at = offset as usize;
    }

    /// Returns the next token. At the end of the text, returns [`TokenKind::End`] repeatedly.
    pub fn next_token(&mut self) -> Token {
        self.skip_blanks();
        let start = self.at;
        let Some(&first) = self.bytes.get(start) else {
            return Token { kind: TokenKind::End, span: self.span(start) };
        };
        let kind = match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_some_and(|next| next.is_ascii_digit()) => {
                if start == self.word_end {
                    self.error(SyntaxProblem::PointBehindWord, self.here());
                }
                self.number()
            }
            b'"' | b'\'' => self.string(first),
            0x80.. => {
                self.not_ascii();
                TokenKind::Unknown
            }
            _ => {
                self.at += 1;
                TokenKind::Symbol
            }
        };
        Token { kind, span: self.span(start) }
    }

    fn span(&self, start: usize) -> Span {
        Span::new(start as u32, self.at as u32)
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn skip_while(&mut self, belongs: impl Fn(u8) -> bool) {
        let mut at = self.at;
        while at < self.bytes.len() && belongs(self.bytes[at]) {
            at += 1;
        }
        self.at = at;
    }

    /// Skips a byte order mark. protoc has a separate error for an incomplete one.
    fn byte_order_mark(&mut self) {
        if self.bytes.starts_with(BYTE_ORDER_MARK) {
            self.at = BYTE_ORDER_MARK.len();
        } else if self.bytes.starts_with(&BYTE_ORDER_MARK[..1]) {
            let at = if self.bytes.starts_with(&BYTE_ORDER_MARK[..2]) { 2 } else { 1 };
            self.report(SyntaxProblem::NotByteOrderMark, Span::new(0, 3), at);
        }
    }

    fn skip_blanks(&mut self) {
        while let Some(byte) = self.peek(0) {
            match byte {
                b' ' | b'\t' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'\n' => self.line_break(),
                b'/' if self.peek(1) == Some(b'/') => self.line_comment(),
                b'/' if self.peek(1) == Some(b'*') => self.block_comment(),
                0..=0x1f => self.control_characters(),
                0x80.. if self.is_foreign_blank() => self.foreign_blank(),
                _ => return,
            }
        }
    }

    /// Skips to the line break. protoc treats a NUL as the end of the text.
    fn line_comment(&mut self) {
        let start = self.at;
        let end = scan::find(self.bytes, start, b'\n');
        if self.has_nul && self.bytes[start..end].contains(&0) {
            self.control_characters_until(end);
        }
        self.at = end;
    }

    fn control_characters_until(&mut self, end: usize) {
        while self.at < end {
            self.skip_while(|byte| byte != b'\n' && byte != 0);
            if self.peek(0) == Some(0) {
                self.control_characters();
            }
        }
    }

    fn block_comment(&mut self) {
        let start = self.at;
        self.at += 2;
        loop {
            self.skip_while(|byte| byte != b'*' && byte != b'/' && byte != b'\n' && byte != 0);
            match (self.peek(0), self.peek(1)) {
                (Some(b'*'), Some(b'/')) => {
                    self.at += 2;
                    return;
                }
                (Some(b'/'), Some(b'*')) => {
                    // protoc reports the star. The star may also close the comment, as in `/*/*/`.
                    self.at += 1;
                    let slash = self.at as u32 - 1;
                    self.report(SyntaxProblem::NestedComment, Span::new(slash, slash + 2), slash + 1);
                }
                (Some(b'\n'), _) => self.line_break(),
                (Some(0), _) => self.control_characters(),
                (Some(_), _) => self.at += 1,
                (None, _) => {
                    let opening = Span::new(start as u32, start as u32 + 2);
                    self.report(SyntaxProblem::CommentNotClosed { start: start as u32 }, opening, self.at as u32);
                    return;
                }
            }
        }
    }

    fn control_characters(&mut self) {
        let start = self.at;
        self.skip_while(|byte| byte < 0x20 && !is_blank(byte));
        self.error(SyntaxProblem::ControlCharacters, self.span(start));
    }

    fn word(&mut self) -> TokenKind {
        self.skip_while(is_word);
        if self.peek(0).is_some_and(|byte| byte >= 0x80) && !self.is_foreign_blank() {
            self.not_ascii();
        }
        self.word_end = self.at;
        TokenKind::Identifier
    }

    /// Returns whether the current character is invisible or looks like white space.
    fn is_foreign_blank(&self) -> bool {
        let character = self.character();
        character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200f}' | '\u{feff}')
    }

    fn foreign_blank(&mut self) {
        let here = self.here();
        self.error(SyntaxProblem::NotAscii(self.character()), here);
        self.at = here.end as usize;
    }

    fn character(&self) -> char {
        self.text[self.at..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// Reads a non-ASCII character and all characters attached to it.
    fn not_ascii(&mut self) {
        let start = self.at;
        let character = self.character();
        self.skip_while(|byte| byte >= 0x80 || is_word(byte));
        // At the start of a text, the character was reported as a byte order mark.
        if !matches!(self.errors.last(), Some(error) if error.span.start as usize == start) {
            let span = Span::new(start as u32, (start + character.len_utf8()) as u32);
            self.error(SyntaxProblem::NotAscii(character), span);
        }
    }

    fn number(&mut self) -> TokenKind {
        let errors = self.errors.len();
        let next = self.peek(1);
        let mut float = false;
        let zero = self.bytes[self.at] == b'0';
        if zero && matches!(next, Some(b'x' | b'X')) {
            self.at += 2;
            let digits = self.at;
            self.skip_while(|byte| byte.is_ascii_hexdigit());
            if self.at == digits {
                self.error(SyntaxProblem::HexWithoutDigits, self.here());
            }
        } else if zero && next.is_some_and(|next| next.is_ascii_digit()) {
            self.skip_while(|byte| matches!(byte, b'0'..=b'7'));
            if self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
                self.error(SyntaxProblem::BadOctal, self.here());
                self.skip_while(is_digit);
            }
        } else {
            float = self.decimal();
        }
        self.glued(float, self.errors.len() > errors);
        if float { TokenKind::Float } else { TokenKind::Integer }
    }

    /// Reports characters that may not follow a number directly, and adds them to the number.
    fn glued(&mut self, float: bool, reported: bool) {
        let problem = match self.peek(0) {
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => SyntaxProblem::NoSpaceAfterNumber,
            Some(b'.') if float => SyntaxProblem::SecondPoint,
            Some(b'.') => SyntaxProblem::PointInHexOrOctal,
            _ => return,
        };
        let start = self.at;
        self.skip_while(|byte| is_word(byte) || byte == b'.' || byte >= 0x80);
        if !reported {
            self.error(problem, self.span(start));
        }
    }

    /// Reads a decimal number. Returns whether it is a float.
    fn decimal(&mut self) -> bool {
        self.skip_while(is_digit);
        let mut float = false;
        if self.peek(0) == Some(b'.') {
            float = true;
            self.at += 1;
            self.skip_while(is_digit);
        }
        if matches!(self.peek(0), Some(b'e' | b'E')) {
            float = true;
            self.at += 1;
            if matches!(self.peek(0), Some(b'+' | b'-')) {
                self.at += 1;
            }
            let digits = self.at;
            self.skip_while(is_digit);
            if self.at == digits {
                self.error(SyntaxProblem::ExponentWithoutDigits, self.here());
            }
        }
        float
    }

    fn string(&mut self, quote: u8) -> TokenKind {
        let start = self.at as u32;
        self.at += 1;
        loop {
            self.skip_while(|byte| byte != quote && !matches!(byte, b'\\' | b'\n' | 0));
            let problem = match self.peek(0) {
                Some(0) => {
                    self.control_characters();
                    continue;
                }
                Some(b'\\') => {
                    self.escape();
                    continue;
                }
                Some(b'\n') => SyntaxProblem::StringCrossesLines,
                None => SyntaxProblem::StringNotClosed,
                Some(_) => {
                    self.at += 1;
                    return TokenKind::String;
                }
            };
            let at = self.at as u32;
            // A backslash before the line break was reported at the same offset.
            if !matches!(self.errors.last(), Some(error) if error.at == at) {
                self.report(problem, Span::new(start, at), at);
            }
            return TokenKind::String;
        }
    }

    /// Checks an escape sequence. Digits after the first octal or hexadecimal digit are read as plain characters.
    fn escape(&mut self) {
        let start = self.at;
        self.at += 1;
        let problem = match self.peek(0) {
            Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'?' | b'\'' | b'"' | b'0'..=b'7') => {
                self.at += 1;
                return;
            }
            Some(b'x' | b'X') if self.digits(&[is_hex]) => return,
            Some(b'u') if self.digits(&FOUR_HEX) => return,
            Some(b'U') if self.digits(&UP_TO_10FFFF) => return,
            // The character and the present digits have been read.
            _ if self.at > start + 1 => match self.bytes[start + 1] {
                b'x' | b'X' => SyntaxProblem::HexEscapeWithoutDigits,
                _ => SyntaxProblem::BadUnicodeEscape,
            },
            // The unclosed string is reported instead.
            Some(b'\n') => return,
            _ => SyntaxProblem::BadEscape,
        };
        let character = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        let end = if self.at == start + 1 && self.peek(0) != Some(b'\n') { self.at + character } else { self.at };
        self.report(problem, Span::new(start as u32, end as u32), self.at as u32);
    }

    /// Reads a character and the valid digits after it. Returns whether all digits are valid.
    fn digits(&mut self, digits: &[fn(u8) -> bool]) -> bool {
        self.at += 1;
        digits.iter().all(|is_digit| {
            let right = self.peek(0).is_some_and(is_digit);
            self.at += usize::from(right);
            right
        })
    }

    fn here(&self) -> Span {
        let character = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Span::new(self.at as u32, (self.at + character) as u32)
    }

    fn error(&mut self, problem: SyntaxProblem, span: Span) {
        self.report(problem, span, span.start);
    }
}

/// The digits behind `\u`: four hexadecimal ones.
const FOUR_HEX: [fn(u8) -> bool; 4] = [is_hex; 4];

/// The digits behind `\U`: eight hexadecimal ones, at most `0010ffff`.
const UP_TO_10FFFF: [fn(u8) -> bool; 8] =
    [is_zero, is_zero, |byte| matches!(byte, b'0' | b'1'), is_hex, is_hex, is_hex, is_hex, is_hex];

const fn is_zero(byte: u8) -> bool {
    byte == b'0'
}

const fn is_hex(byte: u8) -> bool {
    byte.is_ascii_hexdigit()
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0x0b | 0x0c)
}

const fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

fn is_word(byte: u8) -> bool {
    WORD[byte as usize]
}

/// The bytes of identifiers, as a table for the hot loop.
static WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        word[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize;
        byte += 1;
    }
    word
};
