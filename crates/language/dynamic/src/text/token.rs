//! Lexer of the text format with protoc's rules: `#` starts a comment, a string ends with its line, and a malformed
//! number is one token.

use super::{TextNote, TextNotes};
use protoward_source::Position;

/// The kind of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TextTokenKind {
    Identifier,
    Integer,
    Float,
    String,
    Symbol,
    End,
}

/// A token with its position.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: TextTokenKind,
    pub(super) text: &'t [u8],
    pub(super) at: Position,
    /// The position after the token.
    pub(super) end: Position,
}

impl Token<'_> {
    /// Returns the displayed form of the token.
    pub(super) fn shown(&self) -> String {
        match self.kind {
            TextTokenKind::End => "the end".to_owned(),
            _ => format!("`{}`", String::from_utf8_lossy(self.text)),
        }
    }
}

/// A lexer, which records errors as notes.
#[derive(Debug)]
pub(super) struct Tokens<'t> {
    text: &'t [u8],
    at: usize,
    position: Position,
    /// `true` if non-ASCII bytes in strings must be UTF-8.
    pub(super) wants_utf8: bool,
    /// `true` between brackets, where numbers are parts of a name.
    pub(super) is_in_name: bool,
}

const TAB: u32 = 8;

impl<'t> Tokens<'t> {
    pub(super) const fn new(text: &'t [u8], wants_utf8: bool) -> Self {
        Self { text, at: 0, position: Position::new(0, 0), wants_utf8, is_in_name: false }
    }

    /// Returns the next token. At the end of the text, returns empty tokens.
    pub(super) fn next(&mut self, notes: &mut TextNotes) -> Token<'t> {
        self.skip_blank(notes);
        let start = self.at;
        let at = self.position;
        let kind = match self.peek() {
            None => TextTokenKind::End,
            Some(byte) if is_letter(byte) => {
                self.take_while(is_word);
                TextTokenKind::Identifier
            }
            Some(b'0'..=b'9') => self.number(notes),
            Some(b'.') if self.text.get(self.at + 1).is_some_and(u8::is_ascii_digit) => self.number(notes),
            Some(quote @ (b'"' | b'\'')) => {
                self.string(quote, notes);
                TextTokenKind::String
            }
            Some(byte) => {
                if byte >= 0x80 {
                    notes.error(at, format!("a non-ASCII character (byte {byte}) is outside of a string"));
                }
                self.bump();
                TextTokenKind::Symbol
            }
        };
        Token { kind, text: &self.text[start..self.at], at, end: self.position }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Moves to the next byte. Columns count bytes, with tab stops at multiples of eight.
    fn bump(&mut self) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        self.position = match byte {
            b'\n' => Position::new(self.position.line + 1, 0),
            b'\t' => Position::new(self.position.line, self.position.column / TAB * TAB + TAB),
            _ => Position::new(self.position.line, self.position.column + 1),
        };
    }

    fn take_if(&mut self, belongs: impl Fn(u8) -> bool) -> bool {
        let takes = self.peek().is_some_and(belongs);
        if takes {
            self.bump();
        }
        takes
    }

    fn take_while(&mut self, belongs: impl Fn(u8) -> bool) -> usize {
        let start = self.at;
        while self.take_if(&belongs) {}
        self.at - start
    }

    /// Skips white space and comments. Reports other control characters, once per sequence.
    fn skip_blank(&mut self, notes: &mut TextNotes) {
        loop {
            match self.peek() {
                // Go accepts fewer white space characters.
                Some(byte @ (0x0b | 0x0c)) if self.wants_utf8 => {
                    notes.error(self.position, "a control character is outside of a string".to_owned());
                    self.take_while(|other| other == byte);
                }
                Some(byte) if is_blank(byte) => self.bump(),
                Some(b'#') => drop(self.take_while(|byte| byte != b'\n')),
                Some(byte) if byte < b' ' => {
                    notes.error(self.position, "a control character is outside of a string".to_owned());
                    self.take_while(|byte| byte < b' ' && !is_blank(byte));
                }
                _ => return,
            }
        }
    }

    fn number(&mut self, notes: &mut TextNotes) -> TextTokenKind {
        let starts_with_zero = self.take_if(|byte| byte == b'0');
        if starts_with_zero && self.take_if(|byte| matches!(byte, b'x' | b'X')) {
            if self.take_while(|byte| byte.is_ascii_hexdigit()) == 0 {
                notes.error(self.position, "`0x` wants hexadecimal digits behind it".to_owned());
            }
            self.behind_number(false, notes);
            return TextTokenKind::Integer;
        }
        if starts_with_zero && self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.take_while(|byte| matches!(byte, b'0'..=b'7'));
            if self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
                notes.error(
                    self.position,
                    "a number that starts with zero is octal, and this is not an octal digit".to_owned(),
                );
                self.take_while(|byte| byte.is_ascii_digit());
            }
            self.behind_number(false, notes);
            return TextTokenKind::Integer;
        }
        let is_float = self.decimal(notes);
        self.behind_number(is_float, notes);
        if is_float { TextTokenKind::Float } else { TextTokenKind::Integer }
    }

    /// Reads the rest of a decimal number. Returns whether it is a float.
    fn decimal(&mut self, notes: &mut TextNotes) -> bool {
        self.take_while(|byte| byte.is_ascii_digit());
        let mut is_float = self.take_if(|byte| byte == b'.');
        if is_float {
            self.take_while(|byte| byte.is_ascii_digit());
        }
        if self.take_if(|byte| matches!(byte, b'e' | b'E')) {
            is_float = true;
            self.take_if(|byte| matches!(byte, b'+' | b'-'));
            if self.take_while(|byte| byte.is_ascii_digit()) == 0 {
                notes.error(self.position, "`e` wants an exponent behind it".to_owned());
            }
        }
        self.take_if(|byte| matches!(byte, b'f' | b'F')) || is_float
    }

    /// Reports characters that must not directly follow a number.
    fn behind_number(&mut self, is_float: bool, notes: &mut TextNotes) {
        match self.peek() {
            _ if self.is_in_name => {}
            Some(byte) if is_letter(byte) => {
                notes.error(self.position, "a number and a name want a space between them".to_owned());
            }
            Some(b'.') if is_float => {
                notes.error(self.position, "the number has a decimal point or an exponent already".to_owned());
            }
            Some(b'.') => notes.error(self.position, "hexadecimal and octal numbers are whole".to_owned()),
            _ => {}
        }
    }

    fn string(&mut self, quote: u8, notes: &mut TextNotes) {
        let start = self.at;
        self.bump();
        loop {
            match self.peek() {
                None | Some(0) => {
                    return notes.push(TextNote {
                        help: Some(format!("close it with `{}`", char::from(quote))),
                        ..TextNote::error(self.position, "the string is not closed".to_owned())
                    });
                }
                Some(b'\n') => {
                    return notes.push(TextNote {
                        help: Some("close it on its line; strings in a row are one string".to_owned()),
                        ..TextNote::error(self.position, "a string ends with its line".to_owned())
                    });
                }
                Some(b'\\') => {
                    self.bump();
                    self.escape(notes);
                }
                Some(byte) => {
                    self.bump();
                    if byte == quote {
                        break;
                    }
                }
            }
        }
        if self.wants_utf8 && std::str::from_utf8(&self.text[start..self.at]).is_err() {
            notes.error(self.position, "the string is not UTF-8; write its bytes as `\\xff`".to_owned());
        }
    }

    fn escape(&mut self, notes: &mut TextNotes) {
        let hex = |byte: u8| byte.is_ascii_hexdigit();
        let is_fine = match self.peek() {
            Some(b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'?' | b'\'' | b'"' | b'0'..=b'7') => {
                self.bump();
                return;
            }
            Some(b'x' | b'X') => {
                self.bump();
                if !self.take_if(hex) {
                    notes.error(self.position, "`\\x` wants hexadecimal digits behind it".to_owned());
                }
                return;
            }
            Some(b'u') => {
                self.bump();
                let is_fine = (0..4).all(|_| self.take_if(hex));
                is_fine.then_some(()).ok_or("`\\u` wants four hexadecimal digits behind it")
            }
            Some(b'U') => {
                self.bump();
                let is_fine = (0..2).all(|_| self.take_if(|byte| byte == b'0'))
                    && self.take_if(|byte| matches!(byte, b'0' | b'1'))
                    && (0..5).all(|_| self.take_if(hex));
                is_fine.then_some(()).ok_or("`\\U` wants eight hexadecimal digits behind it, up to 0010ffff")
            }
            _ => Err("this is not an escape"),
        };
        if let Err(why) = is_fine {
            notes.error(self.position, why.to_owned());
        }
    }
}

const fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r' | 0x0b | 0x0c)
}

const fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_'
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
