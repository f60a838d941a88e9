//! JSON to values with places, by RFC 8259 and nothing more.

use super::super::tree::{Key, Node, Tree};
use super::super::{JsonError, MAX_DEPTH};

type Result<T> = std::result::Result<T, JsonError>;

/// How deep values may nest: a message takes a list and an object at most, and a `google.protobuf.Value` two levels.
const DEEPEST: u32 = 3 * MAX_DEPTH;

/// Reads one value, with nothing but blanks around it.
///
/// # Errors
/// When it is not JSON.
pub fn parse(text: &[u8]) -> Result<Node> {
    let text =
        std::str::from_utf8(text).map_err(|error| JsonError::at(error.valid_up_to(), "the text is not UTF-8"))?;
    let mut parser = Parser { text, at: 0 };
    let node = parser.value(0)?;
    parser.blanks();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.unexpected("the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    fn unexpected(&self, wanted: &str) -> JsonError {
        let found = match self.text[self.at..].chars().next() {
            Some(letter) => format!("`{letter}`"),
            None => "the end".to_owned(),
        };
        JsonError::at(self.at, format!("it is not JSON: expected {wanted}, found {found}"))
    }

    fn take(&mut self, byte: u8) -> bool {
        self.blanks();
        let takes = self.peek() == Some(byte);
        self.at += usize::from(takes);
        takes
    }

    fn expect(&mut self, byte: u8) -> Result<()> {
        if self.take(byte) { Ok(()) } else { Err(self.unexpected(&format!("`{}`", char::from(byte)))) }
    }

    /// A value; recurses as deep as values nest, at most [`DEEPEST`].
    fn value(&mut self, depth: u32) -> Result<Node> {
        self.blanks();
        let at = self.at;
        if depth > DEEPEST {
            return Err(JsonError::at(at, format!("values are nested more than {DEEPEST} deep")));
        }
        let tree = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Tree::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node::new(at, tree))
    }

    fn object(&mut self, depth: u32) -> Result<Tree> {
        self.expect(b'{')?;
        let mut entries = Vec::new();
        if self.take(b'}') {
            return Ok(Tree::Object(entries));
        }
        loop {
            self.blanks();
            let at = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.unexpected("a key in double quotes"));
            }
            let key = Key { at, text: self.string()?, is_plain: false };
            self.expect(b':')?;
            entries.push((key, self.value(depth + 1)?));
            if self.take(b'}') {
                return Ok(Tree::Object(entries));
            }
            self.comma("`,` or `}`")?;
        }
    }

    fn array(&mut self, depth: u32) -> Result<Tree> {
        self.expect(b'[')?;
        let mut nodes = Vec::new();
        if self.take(b']') {
            return Ok(Tree::Array(nodes));
        }
        loop {
            nodes.push(self.value(depth + 1)?);
            if self.take(b']') {
                return Ok(Tree::Array(nodes));
            }
            self.comma("`,` or `]`")?;
        }
    }

    fn comma(&mut self, wanted: &str) -> Result<()> {
        if self.take(b',') { Ok(()) } else { Err(self.unexpected(wanted)) }
    }

    fn word(&mut self) -> Result<Tree> {
        for (word, tree) in [("null", Tree::Null), ("true", Tree::Bool(true)), ("false", Tree::Bool(false))] {
            let Some(rest) = self.text[self.at..].strip_prefix(word) else { continue };
            if !rest.starts_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
                self.at += word.len();
                return Ok(tree);
            }
        }
        Err(self.unexpected("a value"))
    }

    fn number(&mut self) -> Result<Tree> {
        let rest = &self.text[self.at..];
        let length = rest.find(|letter: char| !is_of_number(letter)).unwrap_or(rest.len());
        let written = &rest[..length];
        if !is_number(written) || rest[length..].starts_with(|letter: char| letter.is_alphanumeric() || letter == '_') {
            return Err(JsonError::at(self.at, format!("it is not JSON: `{written}` is no number")));
        }
        self.at += length;
        Ok(Tree::Number(written.to_owned()))
    }

    fn string(&mut self) -> Result<String> {
        self.at += 1;
        let mut value = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|letter: char| letter < ' ' || matches!(letter, '"' | '\\')).unwrap_or(rest.len());
            value.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(value);
                }
                Some(b'\\') => value.push(self.escape()?),
                Some(_) => return Err(JsonError::at(self.at, "it is not JSON: a control character in a string")),
                None => return Err(JsonError::at(self.at, "it is not JSON: the string is not closed")),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let at = self.at;
        let wrong = || JsonError::at(at, "it is not JSON: this is no escape");
        self.at += 1;
        let letter = self.peek().ok_or_else(wrong)?;
        self.at += 1;
        Ok(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex().ok_or_else(wrong)?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first).ok_or_else(wrong);
                }
                // The second half of a pair.
                let is_pair = self.text[self.at..].starts_with("\\u");
                self.at += if is_pair { 2 } else { 0 };
                let second = self.hex().filter(|half| is_pair && (0xdc00..0xe000).contains(half)).ok_or_else(wrong)?;
                char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or_else(wrong)?
            }
            _ => return Err(wrong()),
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits =
            self.text.get(self.at..self.at + 4).filter(|it| it.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

fn is_of_number(letter: char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '-' | '+' | '.' | 'e' | 'E')
}

/// Whether a text is a number, as JSON spells them.
pub fn is_number(text: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('-').unwrap_or(text);
    let whole = digits(rest);
    if whole == 0 || whole > 1 && rest.starts_with('0') {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let count = digits(fraction);
        if count == 0 {
            return false;
        }
        rest = &fraction[count..];
    }
    match rest.strip_prefix(['e', 'E']) {
        Some(exponent) => {
            let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            !exponent.is_empty() && digits(exponent) == exponent.len()
        }
        None => rest.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn numbers_are_those_of_json() {
        for text in ["0", "-0", "10", "1.5", "1e3", "-1.25E-7", "0.0"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["", "-", "01", "1.", ".5", "+1", "1e", "0x1", "1 ", "NaN"] {
            assert!(!is_number(text), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused_where_it_is_wrong() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("{\n \"a\": 01}", 8),
            ("[1,]", 3),
            ("{} {}", 3),
            ("{'a': 1}", 1),
            ("{\"a\": \"\\ud800\"}", 7),
            ("nullx", 0),
        ] {
            assert_eq!(parse(text.as_bytes()).unwrap_err().at, Some(at), "{text}");
        }
        assert_eq!(parse(b"\"\\ud83d\\ude00\"").unwrap().tree, Tree::String("\u{1f600}".to_owned()));
    }
}
