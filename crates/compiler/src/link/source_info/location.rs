//! One location, as it is written. There are more of them than of anything else, and most are a few bytes: those are
//! put together on the stack, and copied in one go.

use super::lines::Position;
use protoward_schema::wire::Writer;
use protoward_syntax::comments::Gap;

/// Fields of `google.protobuf.SourceCodeInfo` and its `Location`.
const LOCATION: u32 = 1;
const PATH: u32 = 1;
const SPAN: u32 = 2;

/// The first byte of a field that has a length.
const fn tag(number: u32) -> u8 {
    (number << 3 | 2) as u8
}

const LEADING_COMMENTS: u32 = 3;
const TRAILING_COMMENTS: u32 = 4;
const LEADING_DETACHED_COMMENTS: u32 = 6;

/// The comments of a location.
#[derive(Clone, Copy, Default)]
pub(super) struct Comments<'c> {
    pub(super) leading: Option<&'c str>,
    pub(super) trailing: Option<&'c str>,
    /// Where there are detached ones.
    pub(super) before: Option<&'c Gap>,
}

impl Comments<'_> {
    /// How many bytes they take.
    fn length(&self) -> usize {
        let mut length = 0;
        for comment in [self.leading, self.trailing].into_iter().flatten() {
            length += Writer::length_of_bytes(comment.len());
        }
        if let Some(gap) = self.before {
            for comment in gap.detached() {
                length += Writer::length_of_bytes(comment.len());
            }
        }
        length
    }

    fn write(&self, out: &mut Writer) {
        if let Some(comment) = self.leading {
            out.string(LEADING_COMMENTS, comment);
        }
        if let Some(comment) = self.trailing {
            out.string(TRAILING_COMMENTS, comment);
        }
        if let Some(gap) = self.before {
            for comment in gap.detached() {
                out.string(LEADING_DETACHED_COMMENTS, comment);
            }
        }
    }
}

/// A path, as a packed field holds it.
pub(super) struct Path {
    /// Never shorter than `SHORT`, however little of it counts.
    bytes: Vec<u8>,
    length: usize,
}

/// The longest path that is put together on the stack: those of six levels of messages are no longer.
const SHORT: usize = 32;

/// A negative number takes as much.
const LONGEST_STEP: usize = 10;

impl Path {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0; SHORT + LONGEST_STEP], length: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Goes back to a length that it had.
    pub(super) fn truncate(&mut self, length: usize) {
        self.length = length;
    }

    pub(super) fn push(&mut self, step: i32) {
        if self.length + LONGEST_STEP > self.bytes.len() {
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        put_varint(&mut self.bytes, &mut self.length, i64::from(step) as u64);
    }

    /// Writes a location at this path.
    pub(super) fn write(&self, start: Position, end: Position, comments: Comments<'_>, out: &mut Writer) {
        let mut fields = Short::default();
        let Some(path) = self.bytes.first_chunk::<SHORT>().filter(|_| self.length <= SHORT) else {
            fields.span(start, end);
            return self.write_long(&fields, comments, out);
        };
        fields.path(path, self.length);
        fields.span(start, end);
        let commented = comments.length();
        if commented == 0 {
            return fields.write(out);
        }
        out.header(LOCATION, fields.bytes().len() + commented);
        out.raw(fields.bytes());
        comments.write(out);
    }

    fn write_long(&self, span: &Short, comments: Comments<'_>, out: &mut Writer) {
        out.message(LOCATION, |out| {
            out.bytes(PATH, &self.bytes[..self.length]);
            out.raw(span.bytes());
            comments.write(out);
        });
    }
}

/// The path and the span of a location, behind room for what comes in front of them.
struct Short {
    bytes: [u8; 64],
    length: usize,
}

/// The tag of the location, and how long it is.
const ROOM: usize = 2;

impl Default for Short {
    fn default() -> Self {
        Self { bytes: [0; 64], length: ROOM }
    }
}

impl Short {
    fn bytes(&self) -> &[u8] {
        &self.bytes[ROOM..self.length]
    }

    fn path(&mut self, path: &[u8; SHORT], length: usize) {
        if length > 0 {
            self.bytes[ROOM] = tag(PATH);
            self.bytes[ROOM + 1] = length as u8;
            // All of it, as this takes two instructions; what is too much is written over.
            self.bytes[ROOM + 2..ROOM + 2 + SHORT].copy_from_slice(path);
            self.length = ROOM + 2 + length;
        }
    }

    fn span(&mut self, start: Position, end: Position) {
        self.bytes[self.length] = tag(SPAN);
        let length = self.length + 1;
        self.length = length + 1;
        self.varint(start.line);
        self.varint(start.column);
        if end.line != start.line {
            self.varint(end.line);
        }
        self.varint(end.column);
        self.bytes[length] = (self.length - length - 1) as u8;
    }

    fn varint(&mut self, value: u32) {
        put_varint(&mut self.bytes, &mut self.length, value.into());
    }

    fn write(mut self, out: &mut Writer) {
        self.bytes[0] = tag(LOCATION);
        self.bytes[1] = (self.length - ROOM) as u8;
        match self.bytes.first_chunk::<32>() {
            Some(most) if self.length <= 32 => out.start_of(most, self.length),
            _ => out.start_of(&self.bytes, self.length),
        }
    }
}

fn put_varint(bytes: &mut [u8], at: &mut usize, value: u64) {
    let mut rest = value;
    while rest >= 0x80 {
        bytes[*at] = rest as u8 | 0x80;
        *at += 1;
        rest >>= 7;
    }
    bytes[*at] = rest as u8;
    *at += 1;
}
