use std::ops::Range;
use std::sync::Arc;

use super::{Extent, Place, Position};

/// The tab stops that `protoc` counts columns by.
const TAB_WIDTH: u32 = 8;

/// Names one text of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// One text: a `.proto` file, or a file inside an image, of which no text is known.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// The path by which other files import it: `google/protobuf/any.proto`.
    pub name: String,
    /// The path as a person knows it: `third_party/google/protobuf/any.proto`, `user.proto@HEAD~1`.
    pub display: String,
    /// The text, where there is one.
    pub text: Option<Arc<str>>,
}

/// All texts of a run, both sides of a comparison included.
///
/// ```
/// use protoward::source::{Position, Sources};
/// let mut sources = Sources::default();
/// let id = sources.add("a.proto", "proto/a.proto", Some("message A {\n\tint32 b = 1;\n}\n".into()));
/// let place = sources.place(id, 13..18);
/// assert_eq!(place.start(), Some(Position::new(1, 8)));
/// assert_eq!(sources.bytes(place), Some(13..18));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a text and gives its id.
    pub fn add(&mut self, name: impl Into<String>, display: impl Into<String>, text: Option<Arc<str>>) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).expect("fewer than 2^32 sources"));
        self.files.push(SourceFile { name: name.into(), display: display.into(), text });
        id
    }

    /// The text named `id`.
    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All texts, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.files.iter().enumerate().map(|(index, file)| (SourceId(index as u32), file))
    }

    /// The place of a range of bytes; the whole source where there is no text.
    pub fn place(&self, id: SourceId, bytes: Range<usize>) -> Place {
        let Some(text) = self.get(id).text.as_deref() else {
            return Place::whole(id);
        };
        let start = position(text, bytes.start);
        let end = position(text, bytes.end.max(bytes.start));
        Place { source: id, extent: Some(Extent { start, end }) }
    }

    /// The range of bytes of a place; `None` where there is no text or no extent.
    pub fn bytes(&self, place: Place) -> Option<Range<usize>> {
        let text = self.get(place.source).text.as_deref()?;
        let extent = place.extent?;
        let start = offset(text, extent.start);
        let end = offset(text, extent.end).max(start);
        Some(start..end)
    }
}

fn position(text: &str, at: usize) -> Position {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|&&byte| byte == b'\n').count();
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let column = before[start..].iter().fold(0, |column, &byte| advance(column, byte));
    Position::new(u32::try_from(line).unwrap_or(u32::MAX), column)
}

fn offset(text: &str, at: Position) -> usize {
    let mut start = 0;
    for _ in 0..at.line {
        match text.as_bytes()[start..].iter().position(|&byte| byte == b'\n') {
            Some(newline) => start += newline + 1,
            None => return text.len(),
        }
    }
    let mut column = 0;
    for (index, &byte) in text.as_bytes()[start..].iter().enumerate() {
        if column >= at.column || byte == b'\n' {
            return start + index;
        }
        column = advance(column, byte);
    }
    text.len()
}

fn advance(column: u32, byte: u8) -> u32 {
    if byte == b'\t' { column.saturating_add(TAB_WIDTH - column % TAB_WIDTH) } else { column.saturating_add(1) }
}
