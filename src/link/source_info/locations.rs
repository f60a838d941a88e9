use super::lines::{Lines, Position};
use crate::syntax::ast::{Around, Span};
use crate::syntax::comments::Gaps;
use crate::wire::Writer;

/// Fields of `google.protobuf.SourceCodeInfo` and its `Location`.
const LOCATION: u32 = 1;
const PATH: u32 = 1;
const SPAN: u32 = 2;
const LEADING_COMMENTS: u32 = 3;
const TRAILING_COMMENTS: u32 = 4;
const LEADING_DETACHED_COMMENTS: u32 = 6;

/// Writes locations, one behind the other, each with the path of the place where the walk is.
pub(super) struct Locations<'t> {
    gaps: Gaps<'t>,
    lines: Lines,
    /// The path, written as a packed field holds it.
    path: Writer,
    /// As long as the text, in the mean.
    out: Writer,
}

impl<'t> Locations<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            gaps: Gaps::new(text),
            lines: Lines::new(text),
            path: Writer::default(),
            out: Writer::with_capacity(text.len()),
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    /// Goes down by some steps of the path.
    pub(super) fn enter(&mut self, steps: &[i32]) -> Entered {
        let entered = Entered(self.path.len());
        for &step in steps {
            self.path.varint(i64::from(step) as u64);
        }
        entered
    }

    /// Goes back up.
    pub(super) fn leave(&mut self, entered: Entered) {
        self.path.truncate(entered.0);
    }

    /// Something that has no comments.
    pub(super) fn add(&mut self, span: Span) {
        let (start, end) = (self.lines.start(span.start), self.lines.end(span.end));
        self.write(start, end, |_| {});
    }

    /// Something one step below, that has no comments and nothing below itself.
    pub(super) fn add_leaf(&mut self, step: i32, span: Span) {
        let entered = self.enter(&[step]);
        self.add(span);
        self.leave(entered);
    }

    /// A declaration; the comments are those around `whole`, which may begin with a word more than `span`.
    pub(super) fn add_commented(&mut self, span: Span, whole: Span, around: Around) {
        let (start, end) = (self.lines.start(span.start), self.lines.end(span.end));
        let before = self.gaps.before(around, whole.start);
        let trailing = self.gaps.behind(around);
        self.write(start, end, |out| {
            for comment in before.leading.iter() {
                out.string(LEADING_COMMENTS, comment);
            }
            for comment in trailing.iter() {
                out.string(TRAILING_COMMENTS, comment);
            }
            for comment in &before.detached {
                out.string(LEADING_DETACHED_COMMENTS, comment);
            }
        });
    }

    /// The whole file. If there is nothing in it, protoc has it end where it never began.
    pub(super) fn add_file(&mut self, span: Span) {
        let start = self.lines.start(span.start);
        let end = if span.start == span.end { Position::default() } else { self.lines.end(span.end) };
        self.write(start, end, |_| {});
    }

    fn write(&mut self, start: Position, end: Position, comments: impl FnOnce(&mut Writer)) {
        self.out.message(LOCATION, |out| {
            let path = self.path.as_bytes();
            if !path.is_empty() {
                out.bytes(PATH, path);
            }
            out.message(SPAN, |out| {
                out.varint(start.line.into());
                out.varint(start.column.into());
                if end.line != start.line {
                    out.varint(end.line.into());
                }
                out.varint(end.column.into());
            });
            comments(out);
        });
    }
}

/// How long the path was before something was entered.
#[must_use]
pub(super) struct Entered(usize);
