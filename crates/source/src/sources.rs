use std::ops::Range;
use std::sync::{Arc, OnceLock};

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
    /// Where each line starts and long ones go on, made when the first place is asked for.
    marks: OnceLock<Vec<Mark>>,
}

/// A byte whose position is known; from it, those of the bytes behind it are counted.
#[derive(Clone, Copy, Debug)]
struct Mark {
    at: usize,
    position: Position,
}

/// How many bytes of a line are counted at most: a text of one long line has places too.
const MARK_EVERY: usize = 1024;

impl SourceFile {
    fn marks(&self) -> &[Mark] {
        self.marks.get_or_init(|| {
            let mut marks = Vec::new();
            let mut at = 0;
            for (line, text) in self.text.as_deref().unwrap_or_default().split('\n').enumerate() {
                let line = u32::try_from(line).unwrap_or(u32::MAX);
                let mut mark = Mark { at, position: Position::new(line, 0) };
                marks.push(mark);
                for piece in text.as_bytes().chunks_exact(MARK_EVERY) {
                    let position = piece.iter().fold(mark.position, |position, &byte| behind(position, byte));
                    mark = Mark { at: mark.at + MARK_EVERY, position };
                    marks.push(mark);
                }
                at += text.len() + 1;
            }
            marks
        })
    }

    fn position(&self, at: usize) -> Position {
        let text = self.text.as_deref().unwrap_or_default().as_bytes();
        let at = at.min(text.len());
        let mark = self.marks()[self.marks().partition_point(|mark| mark.at <= at) - 1];
        text[mark.at..at].iter().fold(mark.position, |position, &byte| behind(position, byte))
    }

    fn offset(&self, at: Position) -> usize {
        let text = self.text.as_deref().unwrap_or_default().as_bytes();
        let mark = self.marks()[self.marks().partition_point(|mark| mark.position <= at) - 1];
        let mut position = mark.position;
        if position.line < at.line {
            return text.len();
        }
        for (index, &byte) in text[mark.at..].iter().enumerate() {
            if position.column >= at.column || byte == b'\n' {
                return mark.at + index;
            }
            position = behind(position, byte);
        }
        text.len()
    }
}

/// All texts of a run, both sides of a comparison included.
///
/// ```
/// use protoward_source::{Position, Sources};
/// let mut sources = Sources::default();
/// let id = sources.add("a.proto", "proto/a.proto", Some("message A {\n\tint32 b = 1;\n}\n".into()));
/// let place = sources.place(id, 13..18);
/// assert_eq!(place.start(), Some(Position::new(1, 8)));
/// assert_eq!(sources.bytes(place), Some(13..18));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
    /// Whether columns are told as a terminal shows them, where there is a text.
    displayed: bool,
}

impl Sources {
    /// Adds a text and gives its id.
    pub fn add(&mut self, name: impl Into<String>, display: impl Into<String>, text: Option<Arc<str>>) -> SourceId {
        self.push(SourceFile { name: name.into(), display: display.into(), text, marks: OnceLock::new() })
    }

    fn push(&mut self, file: SourceFile) -> SourceId {
        let id = SourceId(u32::try_from(self.files.len()).expect("fewer than 2^32 sources"));
        self.files.push(file);
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
        let file = self.get(id);
        if file.text.is_none() {
            return Place::whole(id);
        }
        let start = file.position(bytes.start);
        let end = file.position(bytes.end.max(bytes.start));
        Place { source: id, extent: Some(Extent { start, end }) }
    }

    /// The position of every byte, and of the end: for a text of which many places are wanted.
    pub fn positions(&self, id: SourceId) -> Vec<Position> {
        let text = self.get(id).text.as_deref().unwrap_or_default();
        let mut at = Position::default();
        let mut positions = vec![at];
        for &byte in text.as_bytes() {
            at = behind(at, byte);
            positions.push(at);
        }
        positions
    }

    /// From here on, tells columns as a terminal shows them: what `buf` does in the findings of its gate.
    pub fn tell_displayed_columns(&mut self) {
        self.displayed = true;
    }

    /// The extent of a place as it is told to people and programs.
    pub fn told(&self, place: Place) -> Option<Extent> {
        if let (true, Some(bytes)) = (self.displayed, self.bytes(place)) {
            let extent = place.extent?;
            let start = self.displayed(place.source, extent.start, bytes.start);
            return Some(Extent { start, end: self.displayed(place.source, extent.end, bytes.end) });
        }
        place.extent
    }

    fn displayed(&self, id: SourceId, position: Position, at: usize) -> Position {
        let file = self.get(id);
        let line = file.marks().partition_point(|mark| mark.position.line < position.line);
        let start = file.marks().get(line).map_or(0, |mark| mark.at);
        let line = file.text.as_deref().and_then(|text| text.get(start..at)).unwrap_or_default();
        Position::new(position.line, u32::try_from(super::columns::displayed(line)).unwrap_or(u32::MAX))
    }

    /// The range of bytes of a place; `None` where there is no text or no extent.
    pub fn bytes(&self, place: Place) -> Option<Range<usize>> {
        let file = self.get(place.source);
        file.text.as_ref()?;
        let extent = place.extent?;
        let start = file.offset(extent.start);
        let end = file.offset(extent.end).max(start);
        Some(start..end)
    }
}

/// The position behind a byte.
fn behind(at: Position, byte: u8) -> Position {
    match byte {
        b'\n' => Position::new(at.line.saturating_add(1), 0),
        b'\t' => Position::new(at.line, at.column.saturating_add(TAB_WIDTH - at.column % TAB_WIDTH)),
        _ => Position::new(at.line, at.column.saturating_add(1)),
    }
}
