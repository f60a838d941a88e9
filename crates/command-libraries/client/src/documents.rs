//! Messages one after the other, in one of the formats. Each is complete as soon as its end has arrived, so that a person can type them.

use std::io::{self, BufRead, Read};

use protoward_dynamic::JsonStyle;
use protoward_image::convert::Form;

/// Maximum size of a message in protobuf, and of its text.
const MAX_BYTES: usize = i32::MAX as usize;

/// The separator of messages in text format, as in grpcurl.
pub(crate) const RECORD_SEPARATOR: u8 = 0x1e;

/// The format of requests and responses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MessageFormat {
    /// The JSON mapping. Values follow one another.
    #[default]
    Json,
    /// The text format. The character 0x1E separates messages.
    Text,
    /// The JSON mapping, written as YAML. `---` separates messages.
    Yaml,
}

impl MessageFormat {
    /// Returns the format for conversions. An `Any` of unknown type is no error.
    pub(crate) fn form(self, style: JsonStyle) -> Form {
        let style = JsonStyle { opaque_any: true, ..style };
        match self {
            Self::Json => Form::Json(style),
            Self::Text => Form::Text,
            Self::Yaml => Form::Yaml(style),
        }
    }
}

/// The text of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) text: Vec<u8>,
    /// The number of lines before the message.
    lines: usize,
    /// The number of characters before the message in its line.
    columns: usize,
}

/// A reader of messages.
pub(crate) struct Documents<R> {
    input: R,
    format: MessageFormat,
    lines: usize,
    columns: usize,
}

impl<R: BufRead> Documents<R> {
    pub(crate) fn new(input: R, format: MessageFormat) -> Self {
        Self { input, format, lines: 0, columns: 0 }
    }

    fn read(&mut self) -> io::Result<Option<Document>> {
        match self.format {
            MessageFormat::Json => self.read_json(),
            MessageFormat::Text => self.read_text(),
            MessageFormat::Yaml => self.read_yaml(),
        }
    }

    /// Reads up to the end of a value.
    fn read_json(&mut self) -> io::Result<Option<Document>> {
        let blanks = self.take_while(|byte| byte.is_ascii_whitespace())?;
        self.pass(&blanks);
        let mut scanner = JsonScanner::default();
        let text = self.take_while(|byte| scanner.takes(byte))?;
        Ok(if text.is_empty() { None } else { Some(self.document(text)) })
    }

    /// Reads up to a separator. After a separator, there is another message, even if it is empty.
    fn read_text(&mut self) -> io::Result<Option<Document>> {
        let mut text = self.take_until(RECORD_SEPARATOR)?;
        let is_last = text.last() != Some(&RECORD_SEPARATOR);
        if is_last && text.iter().all(u8::is_ascii_whitespace) {
            return Ok(None);
        }
        let end = text.len() - usize::from(!is_last);
        let mut document = self.document(std::mem::take(&mut text));
        document.text.truncate(end);
        Ok(Some(document))
    }

    /// Reads up to a line `---` after some content.
    fn read_yaml(&mut self) -> io::Result<Option<Document>> {
        let mut text = Vec::new();
        let mut has_content = false;
        loop {
            let line = self.take_until(b'\n')?;
            let word = line.trim_ascii();
            if line.is_empty() || (word == b"---" && has_content) {
                let document = has_content.then(|| self.document(text));
                self.pass(&line);
                return Ok(document);
            }
            has_content |= !word.is_empty() && word != b"---" && !word.starts_with(b"#");
            text.extend_from_slice(&line);
        }
    }

    /// Takes bytes while `takes` accepts them. The byte that it rejects stays in the input.
    fn take_while(&mut self, mut takes: impl FnMut(u8) -> bool) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        loop {
            let chunk = match self.input.fill_buf() {
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let taken = chunk.iter().position(|&byte| !takes(byte)).unwrap_or(chunk.len());
            let is_over = taken < chunk.len() || chunk.is_empty();
            text.extend_from_slice(&chunk[..taken]);
            self.input.consume(taken);
            check_size(&text)?;
            if is_over {
                return Ok(text);
            }
        }
    }

    /// Takes bytes up to and including the next `end`.
    fn take_until(&mut self, end: u8) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        let limit = MAX_BYTES as u64 + 1;
        (&mut self.input).take(limit).read_until(end, &mut text)?;
        check_size(&text)?;
        Ok(text)
    }

    /// Returns a document at the current position, and moves the position behind it.
    fn document(&mut self, text: Vec<u8>) -> Document {
        let lines = self.lines;
        let columns = self.columns;
        self.pass(&text);
        Document { text, lines, columns }
    }

    /// Moves the position behind a text.
    fn pass(&mut self, text: &[u8]) {
        let characters = |text: &[u8]| text.iter().filter(|&&byte| byte & 0xc0 != 0x80).count();
        match text.iter().rposition(|&byte| byte == b'\n') {
            Some(last) => {
                self.lines += text.iter().filter(|&&byte| byte == b'\n').count();
                self.columns = characters(&text[last + 1..]);
            }
            None => self.columns += characters(text),
        }
    }
}

fn check_size(text: &[u8]) -> io::Result<()> {
    if text.len() > MAX_BYTES {
        Err(io::Error::new(io::ErrorKind::InvalidData, "a message is larger than a message may be"))
    } else {
        Ok(())
    }
}

impl<R: BufRead> Iterator for Documents<R> {
    type Item = io::Result<Document>;

    fn next(&mut self) -> Option<Self::Item> {
        self.read().transpose()
    }
}

impl Document {
    /// Returns the text at its place in the input, for the places of diagnostics. All formats allow white space before
    /// a message.
    pub(crate) fn in_place(&self) -> Vec<u8> {
        let mut text = vec![b'\n'; self.lines];
        text.resize(self.lines + self.columns, b' ');
        text.extend_from_slice(&self.text);
        text
    }
}

/// A scanner that finds the end of a JSON value. The parser reports mistakes.
#[derive(Debug, Default)]
struct JsonScanner {
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
    /// `true` inside a number or a word, which a blank ends.
    is_in_word: bool,
    /// `true` after the value.
    is_over: bool,
}

impl JsonScanner {
    /// Returns `true` if a byte belongs to the value.
    fn takes(&mut self, byte: u8) -> bool {
        if self.is_in_string {
            self.take_in_string(byte);
            return true;
        }
        if self.is_over || self.is_in_word && (byte.is_ascii_whitespace() || matches!(byte, b'{' | b'[' | b'"')) {
            return false;
        }
        match byte {
            b'"' => self.is_in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.is_over = self.depth == 0;
            }
            _ => self.is_in_word = self.depth == 0,
        }
        true
    }

    fn take_in_string(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => {
                self.is_in_string = false;
                self.is_over = self.depth == 0;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use std::io::BufReader;

    use super::*;

    /// Returns the messages of a text that arrives in pieces of one byte and in one piece.
    fn split(text: &str, format: MessageFormat) -> Vec<(String, usize, usize)> {
        let read = |size| {
            let documents = Documents::new(BufReader::with_capacity(size, text.as_bytes()), format);
            let place = |it: Document| (String::from_utf8(it.text).unwrap(), it.lines, it.columns);
            documents.map(|it| place(it.unwrap())).collect::<Vec<_>>()
        };
        assert_eq!(read(1), read(4096));
        read(1)
    }

    fn is(expected: &[(&str, usize, usize)]) -> Vec<(String, usize, usize)> {
        expected.iter().map(|&(text, lines, columns)| (text.to_owned(), lines, columns)).collect()
    }

    #[test]
    fn splits_json_values() {
        let split = |text| split(text, MessageFormat::Json);
        assert_eq!(split(" \n"), []);
        assert_eq!(
            split("{\"a\":\"}\\\"{\"}\n [1]{}"),
            is(&[("{\"a\":\"}\\\"{\"}", 0, 0), ("[1]", 1, 1), ("{}", 1, 4)])
        );
        assert_eq!(split("1 \"ä b\"true{}"), is(&[("1", 0, 0), ("\"ä b\"", 0, 2), ("true", 0, 7), ("{}", 0, 11)]));
        assert_eq!(split("{\"a\": [}"), is(&[("{\"a\": [}", 0, 0)]));
        assert_eq!(split("} {"), is(&[("}", 0, 0), ("{", 0, 2)]));
        assert_eq!(split("{},\n{}"), is(&[("{}", 0, 0), (",", 0, 2), ("{}", 1, 0)]));
    }

    #[test]
    fn splits_text_at_separators() {
        let split = |text| split(text, MessageFormat::Text);
        assert_eq!(split("\n"), []);
        assert_eq!(split("a: 1\n"), is(&[("a: 1\n", 0, 0)]));
        assert_eq!(split("a: 1\n\u{1e}\u{1e}\nb: 2"), is(&[("a: 1\n", 0, 0), ("", 1, 1), ("\nb: 2", 1, 2)]));
    }

    #[test]
    fn splits_yaml_documents() {
        let split = |text| split(text, MessageFormat::Yaml);
        assert_eq!(split("---\n# nothing\n"), []);
        assert_eq!(split("a: 1\n---\n\n---\nb:\n- '---'\n"), is(&[("a: 1\n", 0, 0), ("\n---\nb:\n- '---'\n", 2, 0)]));
    }

    #[test]
    fn documents_keep_their_place() {
        let documents: Vec<_> = Documents::new(&b"{}\n  {x}"[..], MessageFormat::Json).map(Result::unwrap).collect();
        assert_eq!(documents[1].in_place(), b"\n  {x}");
    }
}
