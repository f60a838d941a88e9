//! Locations and comments of one file, by descriptor path.
//!
//! Locations are kept in serialized form and indexed on first use, because most uses of a schema need none and
//! locations are half of its bytes. Source: `SourceCodeInfo` in `descriptor.proto`.

use std::ops::Range;
use std::sync::OnceLock;

use crate::wire::{Reader, Value};
use protoward_source::{Extent, Position, PositionRange, Span};

/// The comments of a declaration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comments<'a> {
    /// The comment directly before the declaration.
    pub leading: Option<&'a str>,
    /// The comment directly after the declaration.
    pub trailing: Option<&'a str>,
    /// Comments before the declaration that are separated by a blank line.
    pub detached: Vec<&'a str>,
}

/// The location of a part of a descriptor in the text.
#[derive(Clone, Copy, Debug)]
pub struct Location<'a> {
    /// The extent in the text.
    pub extent: Extent,
    /// The serialized `Location`.
    bytes: &'a [u8],
}

impl<'a> Location<'a> {
    /// Returns the comments of the location.
    pub fn comments(&self) -> Comments<'a> {
        let mut comments = Comments::default();
        for field in Reader::new(self.bytes).fields() {
            let Value::Bytes(bytes) = field.value else { continue };
            let Ok(text) = std::str::from_utf8(bytes) else { continue };
            match field.number {
                3 => comments.leading = Some(text),
                4 => comments.trailing = Some(text),
                6 => comments.detached.push(text),
                _ => {}
            }
        }
        comments
    }
}

/// All locations of a file, indexed by path.
#[derive(Clone, Debug, Default)]
pub struct Locations {
    bytes: Option<Box<[u8]>>,
    /// The byte range of each location, in order; empty without the source text.
    spans: Box<[Span]>,
    index: OnceLock<Index>,
    /// Locations that `SourceCodeInfo` lacks or records differently. They have precedence and are never written.
    additional: Option<Box<Locations>>,
}

impl Locations {
    /// Creates locations from a serialized `SourceCodeInfo`; `None` without one.
    pub fn new(bytes: Option<&[u8]>) -> Self {
        Self { bytes: bytes.map(Into::into), ..Self::default() }
    }

    /// Creates locations from a serialized `SourceCodeInfo` with the byte range of each location.
    pub fn with_spans(bytes: Vec<u8>, spans: Vec<Span>) -> Self {
        Self { bytes: Some(bytes.into()), spans: spans.into(), ..Self::default() }
    }

    /// Adds locations that protoc does not record. They have precedence.
    #[must_use]
    pub fn with_additional(self, additional: Self) -> Self {
        let has_some = additional.bytes().is_some_and(|bytes| !bytes.is_empty());
        Self { additional: has_some.then(|| Box::new(additional)), ..self }
    }

    /// Returns the serialized `SourceCodeInfo`.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// Returns the location of a descriptor path. Of several locations, returns the first in the text.
    pub fn find(&self, path: &[i32]) -> Option<Location<'_>> {
        if let Some(location) = self.additional.as_ref().and_then(|additional| additional.find(path)) {
            return Some(location);
        }
        let bytes = self.bytes()?;
        let entry = self.index.get_or_init(|| Index::new(bytes, &self.spans)).find(path)?;
        Some(Location { extent: entry.extent, bytes: &bytes[entry.bytes.start as usize..entry.bytes.end as usize] })
    }
}

/// Locations, sorted by path, then by position.
#[derive(Clone, Debug, Default)]
struct Index {
    steps: Vec<i32>,
    entries: Vec<Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    /// The range of the path among all steps.
    path: Range<u32>,
    extent: Extent,
    /// The range of the serialized location in the bytes of the file.
    bytes: Range<u32>,
}

impl Index {
    /// Builds the index. Skips malformed locations.
    fn new(bytes: &[u8], spans: &[Span]) -> Self {
        let mut spans = spans.iter();
        let mut this = Self::default();
        let mut end = 0;
        let mut span = Vec::new();
        for field in Reader::new(bytes).fields() {
            end += field.raw.len();
            if let (1, Value::Bytes(location)) = (field.number, field.value) {
                span.clear();
                this.push(location, end, spans.next(), &mut span);
            }
        }
        // Several locations may have one path: those of `extend` blocks, and both parts of `json_name = "x"`. The first
        // in the text wins, because protox shuffles the locations.
        let mut entries = std::mem::take(&mut this.entries);
        entries.sort_by_key(|entry| (this.path(entry), entry.extent));
        this.entries = entries;
        this
    }

    /// Adds a location that ends at a byte offset. `buffer` is empty.
    fn push(&mut self, location: &[u8], end: usize, span: Option<&Span>, buffer: &mut Vec<i32>) {
        let first = self.steps.len();
        for field in Reader::new(location).fields() {
            match field.number {
                1 => int32s(field.value, &mut self.steps),
                2 => int32s(field.value, buffer),
                _ => {}
            }
        }
        match span.map(|&span| Extent::Bytes(span)).or_else(|| extent_of(buffer)) {
            Some(extent) => self.entries.push(Entry {
                path: first as u32..self.steps.len() as u32,
                extent,
                bytes: (end - location.len()) as u32..end as u32,
            }),
            None => self.steps.truncate(first),
        }
    }

    fn find(&self, path: &[i32]) -> Option<&Entry> {
        let first = self.entries.partition_point(|entry| self.path(entry) < path);
        self.entries.get(first).filter(|entry| self.path(entry) == path)
    }

    fn path(&self, entry: &Entry) -> &[i32] {
        &self.steps[entry.path.start as usize..entry.path.end as usize]
    }
}

/// Returns the descriptor path of a serialized location.
pub fn path_of(location: &[u8]) -> Vec<i32> {
    let mut path = Vec::new();
    let steps = Reader::new(location).fields().filter(|field| field.number == 1);
    steps.for_each(|field| int32s(field.value, &mut path));
    path
}

/// Reads a repeated `int32`, packed or not.
fn int32s(value: Value<'_>, into: &mut Vec<i32>) {
    match value {
        Value::Varint(value) => into.push(value as i32),
        Value::Bytes(bytes) => {
            let mut packed = Reader::new(bytes);
            while let Ok(value) = packed.varint() {
                into.push(value as i32);
            }
        }
        Value::Fixed32(_) | Value::Fixed64(_) | Value::Group(_) => {}
    }
}

/// Decodes a span of `SourceCodeInfo`: three numbers on a single line, four otherwise.
fn extent_of(span: &[i32]) -> Option<Extent> {
    let number = |value: i32| u32::try_from(value).ok();
    let (start, end) = match *span {
        [line, start, end] => ((line, start), (line, end)),
        [line, start, end_line, end] => ((line, start), (end_line, end)),
        _ => return None,
    };
    Some(Extent::Positions(PositionRange {
        start: Position::new(number(start.0)?, number(start.1)?),
        end: Position::new(number(end.0)?, number(end.1)?),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Writer;

    fn info(locations: &[(&[i32], &[i32], &str)]) -> Locations {
        let mut writer = Writer::default();
        for (path, span, comment) in locations {
            writer.message(1, |writer| {
                writer.packed(1, path);
                writer.packed(2, span);
                writer.string(3, comment);
            });
        }
        Locations::new(Some(&writer.into_bytes()))
    }

    #[test]
    fn finds_the_first_of_several_locations() {
        let path: &[i32] = &[4, 0, 2, 0, 10];
        let locations = info(&[(path, &[3, 30, 34], "b"), (path, &[3, 18, 34], "a"), (&[4], &[3, 0, 9], "c")]);
        let found = locations.find(path).expect("it is there");
        let positions = PositionRange { start: Position::new(3, 18), end: Position::new(3, 34) };
        assert_eq!(found.extent, Extent::Positions(positions));
        assert_eq!(found.comments().leading, Some("a"));
    }

    #[test]
    fn skips_malformed_locations() {
        let locations = info(&[(&[4], &[3], "a"), (&[5], &[-1, 0, 2], "b"), (&[6], &[1, 0, 2], "c")]);
        assert!(locations.find(&[4]).is_none() && locations.find(&[5]).is_none());
        assert!(locations.find(&[6]).is_some());
        assert!(Locations::new(Some(b"\xff\xff\xff")).find(&[]).is_none());
    }
}
