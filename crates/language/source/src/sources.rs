//! The texts of a run by id, and positions in them as lines and columns.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::paths::System;
use super::source_path::{PathStart, SourceOrigin, SourcePath};
use super::{Extent, Place, Position, PositionRange, SourceId, Span};

/// The tab width in `protoc`'s columns.
const TAB_WIDTH: u32 = 8;

/// A source: a `.proto` file, or a file in an image, whose text is unknown.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The name by which other files import it: `google/protobuf/any.proto`.
    pub name: String,
    /// The displayed path: `third_party/google/protobuf/any.proto`, `user.proto@HEAD~1`.
    pub display: String,
    /// The meaning of the displayed path.
    pub origin: SourceOrigin,
    /// The text; `None` for an image and its files, and for a file that is too large.
    pub text: Option<Arc<str>>,
    /// `true` for a file that is part of the program, such as a well-known file, and lies in no folder.
    pub is_built_in: bool,
    /// Places from which positions are counted, computed on first use.
    marks: OnceLock<Vec<PositionCheckpoint>>,
}

/// A byte with a known position, from which nearby positions are counted.
#[derive(Clone, Copy, Debug)]
struct PositionCheckpoint {
    at: usize,
    position: Position,
}

/// The number of bytes between two marks.
const MARK_EVERY: usize = 256;

impl SourceFile {
    /// Returns the path of a file on disk; `None` for a file of an older version, of another tree or of a dependency, and for a text
    /// that is no file.
    pub fn path(&self) -> Option<&Path> {
        let SourceOrigin { start, revision } = &self.origin;
        (*start == PathStart::WorkingFolder && revision.is_none()).then(|| Path::new(&self.display))
    }

    /// Returns the displayed path without the revision of an older version.
    pub fn without_revision(&self) -> &str {
        self.origin.without_revision(&self.display)
    }

    /// Returns the displayed path for programs, with `/` on every system.
    pub fn portable(&self) -> Cow<'_, str> {
        match self.origin.start {
            PathStart::WorkingFolder | PathStart::Tree => System::HERE.portable(&self.display),
            PathStart::Dependency | PathStart::Nowhere => Cow::Borrowed(&self.display),
        }
    }

    fn marks(&self) -> &[PositionCheckpoint] {
        self.marks.get_or_init(|| {
            let text = self.text.as_deref().unwrap_or_default().as_bytes();
            let mut mark = PositionCheckpoint { at: 0, position: Position::new(0, 0) };
            let mut marks = Vec::with_capacity(text.len() / MARK_EVERY + 1);
            marks.push(mark);
            for piece in text.chunks_exact(MARK_EVERY) {
                mark = PositionCheckpoint { at: mark.at + MARK_EVERY, position: behind_all(mark.position, piece) };
                marks.push(mark);
            }
            marks
        })
    }

    /// Returns the position of a byte.
    fn position(&self, at: usize, columns: Columns) -> Position {
        let text = self.text.as_deref().unwrap_or_default();
        let at = at.min(text.len());
        let mark = self.marks()[self.marks().partition_point(|mark| mark.at <= at) - 1];
        let position = behind_all(mark.position, &text.as_bytes()[mark.at..at]);
        let column = match columns {
            Columns::Protoc => position.column,
            Columns::Utf16 => utf16(text, at).unwrap_or(position.column),
            Columns::Measured(width) => {
                let line = &text[text[..at].rfind('\n').map_or(0, |end| end + 1)..at];
                u32::try_from(width(line)).unwrap_or(u32::MAX)
            }
        };
        Position { column, ..position }
    }

    fn offset(&self, at: Position) -> usize {
        let text = self.text.as_deref().unwrap_or_default().as_bytes();
        let mark = self.marks()[self.marks().partition_point(|mark| mark.position <= at) - 1];
        let mut position = mark.position;
        for (index, &byte) in text[mark.at..].iter().enumerate() {
            if position.line == at.line && (position.column >= at.column || byte == b'\n') {
                return mark.at + index;
            }
            position = behind(position, byte);
        }
        text.len()
    }
}

/// All sources of a run, including both sides of a comparison.
///
/// ```
/// use protoward_source::{Position, Sources};
/// let mut sources = Sources::default();
/// let id = sources.add("a.proto", "proto/a.proto", Some("message A {\n\tint32 b = 1;\n}\n".into()));
/// let place = sources.place(id, 13..18);
/// assert_eq!(sources.start(place), Some(Position::new(1, 8)));
/// assert_eq!(sources.bytes(place), Some(13..18));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// The unit of reported columns, for sources with a text.
    columns: Columns,
}

impl Sources {
    /// Adds a source and returns its id.
    pub fn add(&mut self, name: impl Into<String>, path: impl Into<SourcePath>, text: Option<Arc<str>>) -> SourceId {
        let name = name.into();
        let SourcePath { shown: display, origin } = path.into();
        self.push(SourceFile { name, display, origin, text, is_built_in: false, marks: OnceLock::new() })
    }

    /// Adds a file that is part of the program and returns its id.
    pub fn add_built_in(&mut self, name: impl Into<String>, display: impl Into<String>, text: Arc<str>) -> SourceId {
        let id = self.add(name, SourcePath::name(display), Some(text));
        self.files[id.index()].is_built_in = true;
        id
    }

    /// Reserves capacity for further sources.
    pub fn reserve(&mut self, more: usize) {
        self.files.reserve(more);
    }

    fn push(&mut self, file: SourceFile) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).expect("fewer than 2^32 sources"));
        self.files.push(file);
        id
    }

    /// Returns the source with this id.
    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Returns all sources in insertion order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (SourceId(index as u32), file))
    }

    /// Returns the location of a byte range, or of the whole source if there is no text.
    pub fn place(&self, id: SourceId, bytes: Range<usize>) -> Place {
        match &self.get(id).text {
            Some(text) => {
                let offset = |at: usize| u32::try_from(at.min(text.len())).unwrap_or(u32::MAX);
                let start = offset(bytes.start);
                Place::bytes(id, Span::new(start, offset(bytes.end).max(start)))
            }
            None => Place::whole(id),
        }
    }

    /// Sets the column unit of [`positions`](Self::positions); [`Columns::Protoc`] by default.
    pub fn set_columns(&mut self, columns: Columns) {
        self.columns = columns;
    }

    /// Returns the reported lines and columns of a location; `None` for a whole source.
    pub fn positions(&self, place: Place) -> Option<PositionRange> {
        self.positions_in(place, self.columns)
    }

    /// Returns the reported line and column of a location's start; `None` for a whole source.
    pub fn start(&self, place: Place) -> Option<Position> {
        self.positions(place).map(|positions| positions.start)
    }

    /// Returns the lines and columns of a location; `None` for a whole source. Without a text, they are those of the
    /// image.
    pub fn positions_in(&self, place: Place, columns: Columns) -> Option<PositionRange> {
        let file = self.get(place.source);
        match (place.extent?, self.bytes(place)) {
            (Extent::Positions(positions), None) => Some(positions),
            (Extent::Positions(positions), Some(_)) if matches!(columns, Columns::Protoc) => Some(positions),
            (_, Some(bytes)) => Some(PositionRange {
                start: file.position(bytes.start, columns),
                end: file.position(bytes.end, columns),
            }),
            (Extent::Bytes(_), None) => None,
        }
    }

    /// Returns the byte range of a location; `None` without a text or an extent.
    pub fn bytes(&self, place: Place) -> Option<Range<usize>> {
        let file = self.get(place.source);
        let text = file.text.as_ref()?;
        match place.extent? {
            Extent::Bytes(span) => Some(span.range()).filter(|bytes| bytes.end <= text.len()),
            Extent::Positions(positions) => {
                let start = file.offset(positions.start);
                Some(start..file.offset(positions.end).max(start))
            }
        }
    }
}

/// Returns the position after some bytes.
fn behind_all(at: Position, bytes: &[u8]) -> Position {
    let (at, line) = match bytes.iter().rposition(|&byte| byte == b'\n') {
        Some(end) => {
            let lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
            (Position::new(at.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)), 0), &bytes[end + 1..])
        }
        None => (at, bytes),
    };
    line.iter().fold(at, |position, &byte| behind(position, byte))
}

/// Returns the position after a byte.
fn behind(at: Position, byte: u8) -> Position {
    match byte {
        b'\n' => Position::new(at.line.saturating_add(1), 0),
        b'\t' => Position::new(at.line, at.column.saturating_add(TAB_WIDTH - at.column % TAB_WIDTH)),
        _ => Position::new(at.line, at.column.saturating_add(1)),
    }
}

/// The unit in which columns of a text are counted.
#[derive(Clone, Copy, Debug, Default)]
pub enum Columns {
    /// Bytes with tab stops at multiples of 8, as in `protoc`.
    #[default]
    Protoc,
    /// UTF-16 code units, where a tab counts as one, as in editors.
    Utf16,
    /// The width of the line up to the position, computed by a function.
    Measured(fn(&str) -> usize),
}

/// Returns the UTF-16 column of a byte, from zero; `None` far from the start of the line, which bounds the cost of many
/// locations in one line.
fn utf16(text: &str, at: usize) -> Option<u32> {
    const FAR: usize = 4096;
    let first = at.saturating_sub(FAR);
    let newline = text.as_bytes()[first..at].iter().rposition(|&byte| byte == b'\n');
    let start = match newline {
        Some(newline) => first + newline + 1,
        None if first == 0 => 0,
        None => return None,
    };
    let units = text.get(start..at)?.trim_start_matches('\u{feff}').encode_utf16().count();
    u32::try_from(units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Compares with positions counted from the start of the text.
    #[test]
    fn counts_positions_from_marks() {
        let long = "a\t".repeat(MARK_EVERY);
        let short = "x\n\ty\n".repeat(MARK_EVERY);
        let text = format!("{short}{long}\n\n{long}{short}");
        let mut sources = Sources::default();
        let id = sources.add("a.proto", "a.proto", Some(text.as_str().into()));
        let mut position = Position::new(0, 0);
        for (at, &byte) in text.as_bytes().iter().enumerate() {
            let place = sources.place(id, at..at);
            assert_eq!(sources.start(place), Some(position), "{at}");
            assert_eq!(sources.get(id).offset(position), at);
            position = behind(position, byte);
        }
        assert_eq!(sources.get(id).offset(Position::new(position.line + 1, 0)), text.len());
    }
}
