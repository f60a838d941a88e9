//! Detection of the ends of JSON values in bytes that arrive in pieces, without a parser that could wait for more.

use bytes::{Buf as _, Bytes, BytesMut};

use crate::rest::body::BYTE_ORDER_MARK;

/// The error for a value that exceeds the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong;

/// A buffer of bytes with the scanned position.
///
/// A value ends with its closing bracket or quote, or before whitespace. Its content is not checked; deserialization
/// does that.
#[derive(Debug)]
pub(crate) struct Values {
    bytes: BytesMut,
    scanned: usize,
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
    limit: usize,
    /// `true` until the first value: a byte order mark may come before it.
    is_at_start: bool,
}

impl Values {
    pub(crate) fn new(limit: usize) -> Values {
        Values {
            bytes: BytesMut::new(),
            scanned: 0,
            depth: 0,
            is_in_string: false,
            is_escaped: false,
            limit,
            is_at_start: true,
        }
    }

    /// Returns the maximum length of a value.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Returns the next complete value.
    ///
    /// # Errors
    /// Fails if the value exceeds the limit.
    pub(crate) fn next(&mut self) -> Result<Option<Bytes>, TooLong> {
        if self.is_at_start {
            if self.bytes.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(&self.bytes) {
                return Ok(None);
            }
            if self.bytes.starts_with(BYTE_ORDER_MARK) {
                self.bytes.advance(BYTE_ORDER_MARK.len());
            }
            self.is_at_start = false;
        }
        if self.scanned == 0 {
            let blank = self.bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.bytes.advance(blank);
        }
        while let Some(&byte) = self.bytes.get(self.scanned) {
            if let Some(end) = self.scan(byte) {
                self.scanned = 0;
                self.check(end)?;
                return Ok(Some(self.bytes.split_to(end).freeze()));
            }
            self.scanned += 1;
        }
        self.check(self.scanned)?;
        Ok(None)
    }

    /// Returns `true` if a value has begun and not ended.
    pub(crate) fn is_incomplete(&self) -> bool {
        !self.bytes.is_empty()
    }

    /// Returns the rest at the end of the input: a value without brackets, or an incomplete one.
    pub(crate) fn finish(&mut self) -> Option<Bytes> {
        self.scanned = 0;
        let rest = self.bytes.split().freeze();
        (!rest.is_empty()).then_some(rest)
    }

    fn check(&self, length: usize) -> Result<(), TooLong> {
        if length > self.limit { Err(TooLong) } else { Ok(()) }
    }

    /// Scans the byte at `scanned`; returns the end of the value if it ends with or before this byte.
    fn scan(&mut self, byte: u8) -> Option<usize> {
        let next = self.scanned + 1;
        if self.is_in_string {
            match byte {
                _ if self.is_escaped => self.is_escaped = false,
                b'\\' => self.is_escaped = true,
                b'"' => {
                    self.is_in_string = false;
                    return (self.depth == 0).then_some(next);
                }
                _ => {}
            }
            return None;
        }
        match byte {
            b'"' => self.is_in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                return (self.depth == 0).then_some(next);
            }
            byte if byte.is_ascii_whitespace() && self.depth == 0 => return Some(self.scanned),
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the values in a text that arrives in pieces of this size.
    fn split(text: &str, chunk: usize) -> Vec<String> {
        let mut values = Values::new(40);
        let mut found = Vec::new();
        for chunk in text.as_bytes().chunks(chunk) {
            values.push(chunk);
            while let Ok(Some(value)) = values.next() {
                found.push(value);
            }
        }
        found.extend(values.finish());
        found.iter().map(|value| String::from_utf8_lossy(value).into_owned()).collect()
    }

    #[test]
    fn splits_values_at_brackets_and_quotes() {
        let text = "\n{\"a\": \"}\\\"\"}\r\n\n{ \"b\":\n[{}] }{}12 \"x y\" [1]  true";
        let expected = ["{\"a\": \"}\\\"\"}", "{ \"b\":\n[{}] }", "{}", "12", "\"x y\"", "[1]", "true"];
        for chunk in 1..text.len() {
            assert_eq!(split(text, chunk), expected, "in pieces of {chunk}");
        }
    }

    #[test]
    fn skips_a_byte_order_mark() {
        for chunk in 1..6 {
            assert_eq!(split("\u{feff}{}\n[1]", chunk), ["{}", "[1]"], "in pieces of {chunk}");
        }
    }

    #[test]
    fn forwards_invalid_json() {
        assert_eq!(split("}} {\"a\"", 3), ["}", "}", "{\"a\""]);
    }

    #[test]
    fn limits_the_size_of_a_value() {
        let mut values = Values::new(4);
        values.push(b"[1] [123");
        assert!(matches!(values.next(), Ok(Some(_))));
        assert!(matches!(values.next(), Ok(None)));
        values.push(b"4");
        assert_eq!(values.next(), Err(TooLong));
    }
}
