use super::ast::Span;
use super::error::{Problem, SyntaxError};
use super::scan;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word; keywords are words.
    Identifier,
    /// Decimal, octal or hexadecimal, without a sign.
    Integer,
    /// A number with a point or an exponent, without a sign.
    Float,
    /// A string in quotes.
    String,
    /// One other character.
    Symbol,
    /// Letters that no token can hold; they have been reported.
    Unknown,
    /// The end of the text.
    End,
}

/// A token: what it is, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it is.
    pub span: Span,
}

/// How many errors of one text are kept: who made more of them did not write a schema.
const MOST_ERRORS: usize = 1_000;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Cuts a text into tokens, one at a time; blanks and comments are passed over.
///
/// It goes on after an error: what is broken is still a token, and takes with it what is glued to it, so that nobody
/// complains a second time.
#[derive(Debug)]
pub struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    /// Behind the last word.
    word_end: usize,
    /// Where lines start that have been passed over.
    lines: Vec<u32>,
    /// Whether there is a NUL in the text.
    has_nul: bool,
    errors: Vec<SyntaxError>,
}

impl<'t> Lexer<'t> {
    /// Starts at the start of the text.
    pub fn new(text: &'t str) -> Self {
        let mut lexer = Self::at(text, 0);
        lexer.lines.reserve(text.len() / 32 + 1);
        lexer.lines.push(0);
        lexer.has_nul = scan::contains(lexer.bytes, 0);
        lexer.byte_order_mark();
        lexer
    }

    /// Starts at an offset, to read a part of a text again.
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

    /// The text.
    pub const fn text(&self) -> &'t str {
        self.text
    }

    /// What was wrong so far, in the order in which it was found.
    pub(super) fn errors(&mut self) -> &mut Vec<SyntaxError> {
        &mut self.errors
    }

    /// Where lines start, as far as the text has been read from its start.
    pub(super) fn lines(&mut self) -> &mut Vec<u32> {
        &mut self.lines
    }

    /// Passes over a line break. What is read again has been noted.
    fn line_break(&mut self) {
        self.at += 1;
        let start = self.at as u32;
        if self.lines.last().is_some_and(|&last| last < start) {
            self.lines.push(start);
        }
    }

    /// Notes an error.
    pub(super) fn report(&mut self, problem: Problem, span: Span, at: u32) {
        if self.errors.len() < MOST_ERRORS {
            self.errors.push(SyntaxError { problem, span, at });
        }
    }

    /// Goes back to an offset.
    pub(super) fn seek(&mut self, offset: u32) {
        self.at = offset as usize;
    }

    /// The next token; the last one is [`TokenKind::End`], again and again.
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
                    self.error(Problem::PointBehindWord, self.here());
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

    /// Passes over a byte order mark; what begins like one, but is none, is an error of its own to protoc.
    fn byte_order_mark(&mut self) {
        if self.bytes.starts_with(BYTE_ORDER_MARK) {
            self.at = BYTE_ORDER_MARK.len();
        } else if self.bytes.starts_with(&BYTE_ORDER_MARK[..1]) {
            let at = if self.bytes.starts_with(&BYTE_ORDER_MARK[..2]) { 2 } else { 1 };
            self.report(Problem::NotByteOrderMark, Span::new(0, 3), at);
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

    /// Up to the line break; protoc takes a NUL for the end of the text.
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
                    // protoc's place is the star, and the star may close the comment: `/*/*/` is one.
                    self.at += 1;
                    let slash = self.at as u32 - 1;
                    self.report(Problem::NestedComment, Span::new(slash, slash + 2), slash + 1);
                }
                (Some(b'\n'), _) => self.line_break(),
                (Some(0), _) => self.control_characters(),
                (Some(_), _) => self.at += 1,
                (None, _) => {
                    let opening = Span::new(start as u32, start as u32 + 2);
                    self.report(Problem::CommentNotClosed { start: start as u32 }, opening, self.at as u32);
                    return;
                }
            }
        }
    }

    fn control_characters(&mut self) {
        let start = self.at;
        self.skip_while(|byte| byte < 0x20 && !is_blank(byte));
        self.error(Problem::ControlCharacters, self.span(start));
    }

    fn word(&mut self) -> TokenKind {
        self.skip_while(is_word);
        if self.peek(0).is_some_and(|byte| byte >= 0x80) && !self.is_foreign_blank() {
            self.not_ascii();
        }
        self.word_end = self.at;
        TokenKind::Identifier
    }

    /// Whether a letter stands here that looks like a blank, or like nothing.
    fn is_foreign_blank(&self) -> bool {
        let letter = self.letter();
        letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}')
    }

    fn foreign_blank(&mut self) {
        let here = self.here();
        self.error(Problem::NotAscii(self.letter()), here);
        self.at = here.end as usize;
    }

    fn letter(&self) -> char {
        self.text[self.at..].chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// Takes the letter with everything that is written together with it.
    fn not_ascii(&mut self) {
        let start = self.at;
        let letter = self.letter();
        self.skip_while(|byte| byte >= 0x80 || is_word(byte));
        // At the start of a text it was taken for a broken byte order mark.
        if !matches!(self.errors.last(), Some(error) if error.span.start as usize == start) {
            let span = Span::new(start as u32, (start + letter.len_utf8()) as u32);
            self.error(Problem::NotAscii(letter), span);
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
                self.error(Problem::HexWithoutDigits, self.here());
            }
        } else if zero && next.is_some_and(|next| next.is_ascii_digit()) {
            self.skip_while(|byte| matches!(byte, b'0'..=b'7'));
            if self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
                self.error(Problem::BadOctal, self.here());
                self.skip_while(is_digit);
            }
        } else {
            float = self.decimal();
        }
        self.glued(float, self.errors.len() > errors);
        if float { TokenKind::Float } else { TokenKind::Integer }
    }

    /// What may not follow a number without a blank becomes a part of it.
    fn glued(&mut self, float: bool, reported: bool) {
        let problem = match self.peek(0) {
            Some(byte) if byte.is_ascii_alphabetic() || byte == b'_' => Problem::NoSpaceAfterNumber,
            Some(b'.') if float => Problem::SecondPoint,
            Some(b'.') => Problem::PointInHexOrOctal,
            _ => return,
        };
        let start = self.at;
        self.skip_while(|byte| is_word(byte) || byte == b'.' || byte >= 0x80);
        if !reported {
            self.error(problem, self.span(start));
        }
    }

    /// Whether it is a float.
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
                self.error(Problem::ExponentWithoutDigits, self.here());
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
                Some(b'\n') => Problem::StringCrossesLines,
                None => Problem::StringNotClosed,
                Some(_) => {
                    self.at += 1;
                    return TokenKind::String;
                }
            };
            let at = self.at as u32;
            // A backslash in front of the line break has been reported at the same place.
            if !matches!(self.errors.last(), Some(error) if error.at == at) {
                self.report(problem, Span::new(start, at), at);
            }
            return TokenKind::String;
        }
    }

    /// Checks an escape; the digits behind the first of an octal or hexadecimal one are read as letters.
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
            // Their letter, and the digits that were there, have been passed over.
            _ if self.at > start + 1 => match self.bytes[start + 1] {
                b'x' | b'X' => Problem::HexEscapeWithoutDigits,
                _ => Problem::BadUnicodeEscape,
            },
            // The string says so itself.
            Some(b'\n') => return,
            _ => Problem::BadEscape,
        };
        let letter = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        let end = if self.at == start + 1 && self.peek(0) != Some(b'\n') { self.at + letter } else { self.at };
        self.report(problem, Span::new(start as u32, end as u32), self.at as u32);
    }

    /// Passes over a letter, and digits behind it as long as they are right; whether all of them are.
    fn digits(&mut self, digits: &[fn(u8) -> bool]) -> bool {
        self.at += 1;
        digits.iter().all(|is_digit| {
            let right = self.peek(0).is_some_and(is_digit);
            self.at += usize::from(right);
            right
        })
    }

    fn here(&self) -> Span {
        let letter = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Span::new(self.at as u32, (self.at + letter) as u32)
    }

    fn error(&mut self, problem: Problem, span: Span) {
        self.report(problem, span, span.start);
    }
}

/// The digits behind `\u`.
const FOUR_HEX: [fn(u8) -> bool; 4] = [is_hex; 4];

/// The digits behind `\U`.
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

/// Whether a byte belongs to a word: most of the bytes that are looked at one by one do.
static WORD: [bool; 256] = {
    let mut word = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        word[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize;
        byte += 1;
    }
    word
};
