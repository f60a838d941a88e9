//! The messages of a stream in the body of a response.
//!
//! Bodies arrive in pieces of any size. Each byte is looked at once.

use crate::protocols::Status;
use crate::protocols::envelope::too_large;

/// The form of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// JSON values, one after the other, usually one on each line.
    Values,
    /// A JSON array, or values one after the other.
    ArrayOrValues,
    /// Server-sent events: <https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>.
    Events,
}

/// A message of a stream as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) json: Vec<u8>,
    /// `true` for an event of the name `error`.
    pub(super) is_error: bool,
}

/// A reader of a stream.
#[derive(Debug)]
pub(super) struct Frames {
    framing: Framing,
    max_bytes: usize,
    buffer: Vec<u8>,
    /// The number of bytes of the buffer that were looked at.
    seen: usize,
    scanner: Scanner,
    event: Event,
}

/// A server-sent event whose end has not arrived.
#[derive(Debug, Default)]
struct Event {
    data: Option<Vec<u8>>,
    name: Vec<u8>,
}

impl Frames {
    pub(super) fn new(framing: Framing, max_bytes: usize) -> Self {
        let scanner = Scanner { may_be_array: framing == Framing::ArrayOrValues, ..Scanner::default() };
        Self { framing, max_bytes, buffer: Vec::new(), seen: 0, scanner, event: Event::default() }
    }

    /// Appends a piece of the body.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// Returns the next message if it has arrived. `is_end` is `true` if the body has ended.
    pub(super) fn next(&mut self, is_end: bool) -> Result<Option<Frame>, Status> {
        let frame = match self.framing {
            Framing::Events => self.next_event(is_end),
            Framing::Values | Framing::ArrayOrValues => self.next_value(is_end),
        };
        let waiting = self.buffer.len() + self.event.data.as_ref().map_or(0, Vec::len);
        match frame {
            None if waiting > self.max_bytes => Err(too_large(&format!("at least {waiting}"), self.max_bytes)),
            frame => Ok(frame),
        }
    }

    fn next_value(&mut self, is_end: bool) -> Option<Frame> {
        while let Some(&byte) = self.buffer.get(self.seen) {
            match self.scanner.step(byte) {
                Step::Skip => drop(self.buffer.drain(..=self.seen)),
                Step::Take => {
                    self.seen += 1;
                    continue;
                }
                Step::Last => return Some(self.value(self.seen + 1)),
                Step::Before => return Some(self.value(self.seen)),
            }
            self.seen = 0;
        }
        // The parser reports an incomplete value.
        (is_end && !self.buffer.is_empty()).then(|| self.value(self.buffer.len()))
    }

    /// Takes a value from the start of the buffer.
    fn value(&mut self, len: usize) -> Frame {
        self.seen = 0;
        self.scanner.between();
        Frame { json: self.buffer.drain(..len).collect(), is_error: false }
    }

    fn next_event(&mut self, is_end: bool) -> Option<Frame> {
        loop {
            let rest = self.buffer.get(self.seen..).unwrap_or_default();
            let Some(at) = rest.iter().position(|&byte| byte == b'\n').map(|at| self.seen + at) else {
                self.seen = self.buffer.len();
                break;
            };
            let line: Vec<u8> = self.buffer.drain(..=at).collect();
            self.seen = 0;
            let line = line.strip_suffix(b"\n").unwrap_or(&line);
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if line.is_empty() {
                if let Some(frame) = self.event.take() {
                    return Some(frame);
                }
                continue;
            }
            self.event.line(line);
        }
        // The specification drops an event without an empty line after it, which would lose a message.
        if is_end { self.event.take() } else { None }
    }
}

impl Event {
    fn line(&mut self, line: &[u8]) {
        let colon = line.iter().position(|&byte| byte == b':').unwrap_or(line.len());
        let (name, value) = line.split_at(colon);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"data" => match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => self.data = Some(value.to_vec()),
            },
            b"event" => self.name = value.to_vec(),
            // Comments, identifiers and times to reconnect.
            _ => {}
        }
    }

    fn take(&mut self) -> Option<Frame> {
        let Self { data, name } = std::mem::take(self);
        Some(Frame { json: data?, is_error: name == b"error" })
    }
}

/// A scanner that finds the ends of JSON values. The parser reports mistakes.
#[derive(Debug, Default)]
struct Scanner {
    /// `true` before the first value, if it may be in an array.
    may_be_array: bool,
    is_in_array: bool,
    depth: usize,
    is_in_string: bool,
    is_escaped: bool,
    is_in_word: bool,
}

/// The role of a byte.
enum Step {
    /// It is between values.
    Skip,
    /// It belongs to the value.
    Take,
    /// It is the last of the value.
    Last,
    /// The value ended before it.
    Before,
}

impl Scanner {
    /// Prepares for the next value.
    fn between(&mut self) {
        let is_in_array = self.is_in_array;
        *self = Self { is_in_array, ..Self::default() };
    }

    fn step(&mut self, byte: u8) -> Step {
        if self.is_in_string {
            return self.step_in_string(byte);
        }
        let is_inside = self.depth > 0;
        match byte {
            _ if self.is_in_word && (byte.is_ascii_whitespace() || b",]}".contains(&byte)) => Step::Before,
            _ if self.is_in_word => Step::Take,
            b' ' | b'\t' | b'\r' | b'\n' if !is_inside => Step::Skip,
            b'[' if self.may_be_array => {
                (self.may_be_array, self.is_in_array) = (false, true);
                Step::Skip
            }
            b',' | b']' if !is_inside && self.is_in_array => Step::Skip,
            b'{' | b'[' => {
                self.may_be_array = false;
                self.depth += 1;
                Step::Take
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 0 { Step::Last } else { Step::Take }
            }
            b'"' => {
                self.is_in_string = true;
                Step::Take
            }
            _ => {
                self.is_in_word = !is_inside;
                Step::Take
            }
        }
    }

    fn step_in_string(&mut self, byte: u8) -> Step {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => {
                self.is_in_string = false;
                if self.depth == 0 {
                    return Step::Last;
                }
            }
            _ => {}
        }
        Step::Take
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;

    /// Returns the messages of a body that arrives in one piece and in pieces of one byte.
    fn read(framing: Framing, body: &str) -> Vec<String> {
        let in_pieces = |size: usize| {
            let mut frames = Frames::new(framing, 1000);
            let mut all = Vec::new();
            for piece in body.as_bytes().chunks(size) {
                frames.push(piece);
                while let Some(frame) = frames.next(false).unwrap() {
                    all.push(frame);
                }
            }
            all.extend(frames.next(true).unwrap());
            let text =
                |it: Frame| format!("{}{}", if it.is_error { "!" } else { "" }, String::from_utf8(it.json).unwrap());
            all.into_iter().map(text).collect::<Vec<_>>()
        };
        assert_eq!(in_pieces(1), in_pieces(body.len().max(1)), "{body}");
        in_pieces(1)
    }

    #[test]
    fn splits_values() {
        let read = |body| read(Framing::Values, body);
        assert_eq!(read(""), Vec::<String>::new());
        assert_eq!(read("{\"a\":\"}\\\"\"}\n\n{}"), ["{\"a\":\"}\\\"\"}", "{}"]);
        assert_eq!(read("1\ntrue\n\"x y\"\n[1]\n"), ["1", "true", "\"x y\"", "[1]"]);
        assert_eq!(read("{\"a\":"), ["{\"a\":"]);
    }

    #[test]
    fn splits_arrays() {
        let read = |body| read(Framing::ArrayOrValues, body);
        assert_eq!(read("[{\"a\":[1]},\n {}]\n"), ["{\"a\":[1]}", "{}"]);
        assert_eq!(read("[1,2]"), ["1", "2"]);
        assert_eq!(read("[]"), Vec::<String>::new());
        assert_eq!(read("{\"a\":[]}\n{}\n"), ["{\"a\":[]}", "{}"]);
    }

    #[test]
    fn splits_events() {
        let read = |body| read(Framing::Events, body);
        assert_eq!(
            read("data: {\"a\":\r\ndata: 1}\r\n\r\n: idle\n\nevent: error\ndata:{}\n\n"),
            ["{\"a\":\n1}", "!{}"]
        );
        assert_eq!(read("id: 1\n\ndata: {}\n"), ["{}"]);
    }

    #[test]
    fn rejects_long_messages() {
        for (framing, body) in [(Framing::Values, "{\"a\":\"aaaaaaaaaa"), (Framing::Events, "data: aaaaaaaaaa\n")] {
            let mut frames = Frames::new(framing, 9);
            frames.push(body.as_bytes());
            assert!(frames.next(false).is_err(), "{body}");
        }
    }
}
