//! Encoding of one location. Locations are numerous and mostly small, so they are built on the stack and copied at
//! once.

use super::lines::Position;
use protoward_schema::wire::Writer;
use protoward_syntax::comments::Gap;

/// Field numbers of `google.protobuf.SourceCodeInfo` and `Location`.
const LOCATION: u32 = 1;
const PATH: u32 = 1;
const SPAN: u32 = 2;

/// Returns the tag byte of a length-delimited field.
const fn tag(number: u32) -> u8 {
    (number << 3 | 2) as u8
}

const LEADING_COMMENTS: u32 = 3;
const TRAILING_COMMENTS: u32 = 4;
const LEADING_DETACHED_COMMENTS: u32 = 6;

/// The comments of a location.
#[derive(Clone, Copy, Default)]
pub(super) struct Comments<'c> {
    pub(super) leading: Option<&'c [u8]>,
    pub(super) trailing: Option<&'c [u8]>,
    /// The gap with detached comments, if any.
    pub(super) before: Option<&'c Gap>,
}

impl Comments<'_> {
    /// Returns the encoded length of the comments.
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
            out.bytes(LEADING_COMMENTS, comment);
        }
        if let Some(comment) = self.trailing {
            out.bytes(TRAILING_COMMENTS, comment);
        }
        if let Some(gap) = self.before {
            for comment in gap.detached() {
                out.bytes(LEADING_DETACHED_COMMENTS, comment);
            }
        }
    }
}

/// A path in the encoding of a packed field.
pub(super) struct Path {
    /// At least `SHORT` bytes, regardless of `length`.
    bytes: Vec<u8>,
    length: usize,
}

/// Maximum length of a path on the stack. Paths of six message levels fit.
const SHORT: usize = 32;

/// Maximum length of an encoded step. Negative numbers take this length.
const LONGEST_STEP: usize = 10;

impl Path {
    pub(super) fn new() -> Self {
        Self { bytes: vec![0; SHORT + LONGEST_STEP], length: 0 }
    }

    pub(super) const fn len(&self) -> usize {
        self.length
    }

    pub(super) fn encoded(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Shortens the path to an earlier length.
    pub(super) fn truncate(&mut self, length: usize) {
        self.length = length;
    }

    pub(super) fn push(&mut self, step: i32) {
        if self.length + LONGEST_STEP > self.bytes.len() {
            self.bytes.resize(self.bytes.len() * 2, 0);
        }
        put_varint(&mut self.bytes, &mut self.length, i64::from(step) as u64);
    }

    /// Writes a location with this path.
    pub(super) fn write(&self, start: Position, end: Position, comments: Comments<'_>, out: &mut Writer) {
        let mut fields = ShortLocation::default();
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

    fn write_long(&self, span: &ShortLocation, comments: Comments<'_>, out: &mut Writer) {
        out.message(LOCATION, |out| {
            out.bytes(PATH, self.encoded());
            out.raw(span.bytes());
            comments.write(out);
        });
    }
}

/// The encoded path and span of a location, with room for the preceding tag and length.
struct ShortLocation {
    bytes: [u8; 64],
    length: usize,
}

/// The length of the location's tag and length.
const ROOM: usize = 2;

impl Default for ShortLocation {
    fn default() -> Self {
        Self { bytes: [0; 64], length: ROOM }
    }
}

impl ShortLocation {
    fn bytes(&self) -> &[u8] {
        &self.bytes[ROOM..self.length]
    }

    fn path(&mut self, path: &[u8; SHORT], length: usize) {
        if length > 0 {
            self.bytes[ROOM] = tag(PATH);
            self.bytes[ROOM + 1] = length as u8;
            // Copies a fixed length, which takes two instructions. Surplus bytes are overwritten.
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
