//! The bytes of one request in a stream, which are found without reading beyond them.

use std::io::{BufRead, ErrorKind, Read};

use super::error::ServeError;
use super::messages::MAX_REQUEST;

/// Reads a message with its length before it; `None` at the end of the stream.
pub(super) fn delimited(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, ServeError> {
    let Some(length) = length(input)? else { return Ok(None) };
    let length = usize::try_from(length).ok().filter(|&length| length <= MAX_REQUEST).ok_or(ServeError::TooLong)?;
    // The buffer grows with what arrives, and not with what is announced.
    let mut bytes = Vec::new();
    input.take(length as u64).read_to_end(&mut bytes).map_err(ServeError::Read)?;
    if bytes.len() == length { Ok(Some(bytes)) } else { Err(ServeError::Truncated) }
}

fn length(input: &mut impl BufRead) -> Result<Option<u64>, ServeError> {
    let mut length = 0;
    for shift in (0..64).step_by(7) {
        let Some(byte) = byte(input)? else {
            return if shift == 0 { Ok(None) } else { Err(ServeError::Truncated) };
        };
        // Nine bytes have 63 bits, so the tenth one has a single bit left.
        if shift == 63 && byte > 1 {
            return Err(ServeError::BadLength);
        }
        length |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(Some(length));
        }
    }
    Err(ServeError::BadLength)
}

fn byte(input: &mut impl BufRead) -> Result<Option<u8>, ServeError> {
    let byte = peek(input)?;
    if byte.is_some() {
        input.consume(1);
    }
    Ok(byte)
}

fn peek(input: &mut impl BufRead) -> Result<Option<u8>, ServeError> {
    loop {
        match input.fill_buf() {
            Ok(buffer) => return Ok(buffer.first().copied()),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(ServeError::Read(error)),
        }
    }
}

/// Reads the text of a JSON object; `None` at the end of the stream. Objects may follow each other directly.
///
/// Only braces and strings are understood, which is enough to find the end of an object without reading beyond it.
pub(super) fn object(input: &mut impl BufRead) -> Result<Option<Vec<u8>>, ServeError> {
    loop {
        match peek(input)? {
            None => return Ok(None),
            Some(b' ' | b'\t' | b'\r' | b'\n') => input.consume(1),
            Some(b'{') => break,
            Some(other) => return Err(ServeError::NoObject(char::from(other))),
        }
    }
    let mut text = Vec::new();
    let mut scan = ObjectScan::default();
    loop {
        if peek(input)?.is_none() {
            return Err(ServeError::Truncated);
        }
        let buffer = input.fill_buf().map_err(ServeError::Read)?;
        let end = buffer.iter().position(|&byte| scan.ends_with(byte));
        let taken = end.map_or(buffer.len(), |end| end + 1);
        text.extend_from_slice(&buffer[..taken]);
        input.consume(taken);
        if text.len() > MAX_REQUEST {
            return Err(ServeError::TooLong);
        }
        if end.is_some() {
            return Ok(Some(text));
        }
    }
}

#[derive(Default)]
struct ObjectScan {
    depth: usize,
    in_string: bool,
    is_escaped: bool,
}

impl ObjectScan {
    /// Takes the next byte. Returns `true` if the object ends with it.
    fn ends_with(&mut self, byte: u8) -> bool {
        match (self.in_string, byte) {
            (true, _) if self.is_escaped => self.is_escaped = false,
            (true, b'\\') => self.is_escaped = true,
            (_, b'"') => self.in_string = !self.in_string,
            (false, b'{') => self.depth += 1,
            (false, b'}') => self.depth -= 1,
            _ => {}
        }
        self.depth == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_varints() {
        let read = |mut bytes: &[u8]| delimited(&mut bytes);
        assert!(matches!(read(b""), Ok(None)));
        assert!(matches!(read(b"\x02ab"), Ok(Some(bytes)) if bytes == b"ab"));
        assert!(matches!(read(b"\x00"), Ok(Some(bytes)) if bytes.is_empty()));
        assert!(matches!(read(b"\x03ab"), Err(ServeError::Truncated)));
        assert!(matches!(read(b"\x80"), Err(ServeError::Truncated)));
        assert!(matches!(read(&[0xff; 10]), Err(ServeError::BadLength)));
        assert!(matches!(read(b"\xff\xff\xff\xff\x7f"), Err(ServeError::TooLong)));
        assert!(matches!(read(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), Err(ServeError::TooLong)));
    }

    #[test]
    fn objects_end_with_their_last_brace() {
        let mut input = &br#" {"a": "}\"{", "b": {"c": []}}{}  "#[..];
        assert!(matches!(object(&mut input), Ok(Some(text)) if text == br#"{"a": "}\"{", "b": {"c": []}}"#));
        assert!(matches!(object(&mut input), Ok(Some(text)) if text == b"{}"));
        assert!(matches!(object(&mut input), Ok(None)));
        assert!(matches!(object(&mut &b"x"[..]), Err(ServeError::NoObject('x'))));
        assert!(matches!(object(&mut &b"{\"a\": \"}"[..]), Err(ServeError::Truncated)));
    }
}
