//! Server-sent events, by the [HTML standard](https://html.spec.whatwg.org/multipage/server-sent-events.html).

use bytes::{Buf as _, BytesMut};

use crate::rest::body::BYTE_ORDER_MARK;
use crate::rest::values::TooLong;

/// An event that was dispatched: by the standard, one without data is not.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Event {
    /// The name; empty for an event without one.
    pub(super) name: String,
    pub(super) data: Vec<u8>,
}

/// A parser of events in bytes that arrive in pieces.
#[derive(Debug)]
pub(super) struct Events {
    bytes: BytesMut,
    /// The number of bytes without a line break.
    scanned: usize,
    /// The event whose end has not arrived.
    event: Event,
    has_data: bool,
    /// `true` after `\r`: a `\n` is then part of the same line break.
    is_after_return: bool,
    is_at_start: bool,
    limit: usize,
}

impl Events {
    /// Creates a parser that limits the data of an event, and a line, to this many bytes.
    pub(super) fn new(limit: usize) -> Events {
        Events {
            bytes: BytesMut::new(),
            scanned: 0,
            event: Event::default(),
            has_data: false,
            is_after_return: false,
            is_at_start: true,
            limit,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Returns the next complete event with data.
    ///
    /// # Errors
    /// Fails if an event or a line exceeds the limit.
    pub(super) fn next(&mut self) -> Result<Option<Event>, TooLong> {
        while let Some(line) = self.line()? {
            if line.is_empty() {
                let event = std::mem::take(&mut self.event);
                if std::mem::take(&mut self.has_data) {
                    return Ok(Some(event));
                }
                continue;
            }
            self.add(&line)?;
        }
        Ok(None)
    }

    /// Returns `true` if an event has begun and not ended.
    pub(super) fn is_incomplete(&self) -> bool {
        self.has_data || !(self.bytes.is_empty() || self.bytes.starts_with(b":"))
    }

    /// Returns the next line without its line break: `\n`, `\r` or both.
    fn line(&mut self) -> Result<Option<BytesMut>, TooLong> {
        if self.is_after_return && self.bytes.starts_with(b"\n") {
            self.bytes.advance(1);
        }
        self.is_after_return &= self.bytes.is_empty();
        if self.is_at_start {
            if self.bytes.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(&self.bytes) {
                return Ok(None);
            }
            if self.bytes.starts_with(BYTE_ORDER_MARK) {
                self.bytes.advance(BYTE_ORDER_MARK.len());
            }
            self.is_at_start = false;
        }
        let end = self.bytes[self.scanned..].iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        let Some(end) = end.map(|end| self.scanned + end) else {
            self.scanned = self.bytes.len();
            // A line has a name before its data.
            return if self.scanned > self.limit.saturating_add(64) { Err(TooLong) } else { Ok(None) };
        };
        let line = self.bytes.split_to(end);
        self.is_after_return = self.bytes.starts_with(b"\r");
        self.bytes.advance(1);
        self.scanned = 0;
        Ok(Some(line))
    }

    /// Adds the field in a line to the event. Comments, and the fields `id` and `retry`, have no effect.
    fn add(&mut self, line: &[u8]) -> Result<(), TooLong> {
        let colon = line.iter().position(|byte| *byte == b':').unwrap_or(line.len());
        let (name, value) = line.split_at(colon);
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match name {
            b"event" => self.event.name = String::from_utf8_lossy(value).into_owned(),
            b"data" => {
                if std::mem::replace(&mut self.has_data, true) {
                    self.event.data.push(b'\n');
                }
                self.event.data.extend_from_slice(value);
                if self.event.data.len() > self.limit {
                    return Err(TooLong);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the events in a text that arrives in pieces of this size, as `name|data`.
    fn found(text: &str, chunk: usize) -> Vec<String> {
        let mut events = Events::new(40);
        let mut found = Vec::new();
        for chunk in text.as_bytes().chunks(chunk) {
            events.push(chunk);
            while let Ok(Some(event)) = events.next() {
                found.push(format!("{}|{}", event.name, String::from_utf8_lossy(&event.data)));
            }
        }
        found
    }

    #[test]
    fn splits_events_at_blank_lines() {
        let text =
            "\u{feff}data: 1\n\n:\n\ndata:2\r\n\r\nevent: error\rdata:  3\rdata\rid: 7\r\revent: lost\n\ndata: 4\n\n";
        for chunk in 1..text.len() {
            assert_eq!(found(text, chunk), ["|1", "|2", "error| 3\n", "|4"], "in pieces of {chunk}");
        }
    }

    #[test]
    fn ends_events_with_a_blank_line() {
        for (text, is_incomplete) in [
            ("data: 1\n\n", false),
            ("data: 1\n\n: bye", false),
            ("", false),
            ("data: 1\n", true),
            ("data: 1", true),
            ("dat", true),
        ] {
            let mut events = Events::new(40);
            events.push(text.as_bytes());
            while let Ok(Some(_)) = events.next() {}
            assert_eq!(events.is_incomplete(), is_incomplete, "{text}");
        }
    }

    #[test]
    fn limits_events_and_lines() {
        for text in [format!("data: {}\n", "x".repeat(41)), "data: 12345\n".repeat(7), ":".repeat(200)] {
            let mut events = Events::new(40);
            events.push(text.as_bytes());
            assert_eq!(events.next(), Err(TooLong), "{text}");
        }
    }
}
