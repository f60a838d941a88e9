//! A JSON parser that keeps byte ranges, strictly by RFC 8259.

use super::{DEEPEST, JsonError, Key, Node, Tree};
use protoward_protojson::number::is_number;

type Result<T> = std::result::Result<T, JsonError>;

/// Parses one value, surrounded only by white space.
///
/// # Errors
/// Returns an error if the text is not JSON.
pub fn parse(text: &[u8]) -> Result<Node> {
    let text =
        std::str::from_utf8(text).map_err(|error| JsonError::at(error.valid_up_to(), "the text is not UTF-8"))?;
    let mut parser = Parser { text, at: 0, open: Vec::new() };
    let node = parser.value()?;
    parser.blanks();
    match parser.peek() {
        None => Ok(node),
        Some(_) => Err(parser.unexpected("the end")),
    }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    /// The start offsets of unclosed lists and objects.
    open: Vec<usize>,
}

/// Maximum number of unclosed lists and objects to report.
const MAX_OPEN: usize = 3;

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
        match self.text[self.at..].chars().next() {
            Some(letter) => JsonError::at(self.at, format!("it is not JSON: expected {wanted}, found `{letter}`")),
            None => self.cut_short(format!("it is not JSON: expected {wanted}, found the end"), None),
        }
    }

    /// Returns the error of a truncated text. `string` is the start of an unclosed string.
    fn cut_short(&self, reason: String, string: Option<usize>) -> JsonError {
        let marks = string.into_iter().chain(self.open.iter().rev().copied());
        let missing: Vec<String> = marks.take(MAX_OPEN).map(|at| self.missing(at)).collect();
        let more = (self.open.len() + usize::from(string.is_some())).saturating_sub(MAX_OPEN);
        let help = match (missing.join(", "), more) {
            (missing, _) if missing.is_empty() => None,
            (missing, 0) => Some(format!("what is missing: {missing}; is the text complete?")),
            (missing, more) => Some(format!("what is missing: {missing}, and {more} more; is the text complete?")),
        };
        JsonError { help, ..JsonError::at(self.text.trim_end().len(), reason) }
    }

    /// Returns the missing closing delimiter for an opening one.
    fn missing(&self, at: usize) -> String {
        let (open, close) = match self.text.as_bytes()[at] {
            b'{' => ('{', '}'),
            b'[' => ('[', ']'),
            _ => ('"', '"'),
        };
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        format!("`{close}` for the `{open}` at {line}:{column}")
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

    /// Parses a value. Recursion is limited to [`DEEPEST`].
    fn value(&mut self) -> Result<Node> {
        self.blanks();
        let at = self.at;
        if self.open.len() > DEEPEST {
            return Err(JsonError::at(at, format!("values are nested more than {DEEPEST} deep")));
        }
        let tree = match self.peek() {
            Some(b'{') => self.inside(Self::object)?,
            Some(b'[') => self.inside(Self::array)?,
            Some(b'"') => Tree::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node::new(at..self.at, tree))
    }

    fn inside(&mut self, read: impl FnOnce(&mut Self) -> Result<Tree>) -> Result<Tree> {
        self.open.push(self.at);
        self.at += 1;
        let tree = read(self)?;
        self.open.pop();
        Ok(tree)
    }

    fn object(&mut self) -> Result<Tree> {
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
            let text = self.string()?;
            let key = Key { at, end: self.at, text, is_plain: false };
            self.expect(b':')?;
            entries.push((key, self.value()?));
            if self.take(b'}') {
                // Most objects are small, and an image has millions of them.
                entries.shrink_to_fit();
                return Ok(Tree::Object(entries));
            }
            self.comma("`,` or `}`")?;
        }
    }

    fn array(&mut self) -> Result<Tree> {
        let mut nodes = Vec::new();
        if self.take(b']') {
            return Ok(Tree::Array(nodes));
        }
        loop {
            nodes.push(self.value()?);
            if self.take(b']') {
                nodes.shrink_to_fit();
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
            return Err(JsonError::at(self.at, format!("it is not JSON: `{written}` is not a number")));
        }
        self.at += length;
        Ok(Tree::Number(written.to_owned()))
    }

    fn string(&mut self) -> Result<String> {
        let start = self.at;
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
                None => return Err(self.cut_short("it is not JSON: the string is not closed".to_owned(), Some(start))),
            }
        }
    }

    fn escape(&mut self) -> Result<char> {
        let at = self.at;
        let wrong = || JsonError::at(at, "it is not JSON: this is not an escape");
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
                // The second half of a surrogate pair.
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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    #[test]
    fn reports_invalid_json_at_its_offset() {
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

    #[test]
    fn reports_missing_delimiters_of_a_truncated_text() {
        let lacks = |text: &str| {
            let error = parse(text.as_bytes()).unwrap_err();
            (error.at.unwrap(), error.help.unwrap_or_default())
        };
        let missing = |what: &str| format!("what is missing: {what}; is the text complete?");
        assert_eq!(lacks("{\"a\": 1\n\n"), (7, missing("`}` for the `{` at 1:1")));
        let two = missing("`]` for the `[` at 2:7, `}` for the `{` at 1:1");
        assert_eq!(lacks("{\n \"ä\": [1,\n"), (12, two));
        assert_eq!(lacks("[\"a"), (3, missing("`\"` for the `\"` at 1:2, `]` for the `[` at 1:1")));
        assert_eq!(
            lacks(&"[".repeat(9)).1,
            missing("`]` for the `[` at 1:9, `]` for the `[` at 1:8, `]` for the `[` at 1:7, and 6 more")
        );
        assert_eq!(lacks(" \n"), (0, String::new()));
    }
}
