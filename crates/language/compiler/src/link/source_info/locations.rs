//! The writer of locations, which keeps the path of the current declaration.

use super::ExactLocations;
use super::lines::{Lines, Position};
use super::location::{Comments, Path};
use protoward_schema::wire::Writer;
use protoward_syntax::ast::{CommentLocations, Span};
use protoward_syntax::comments::Gaps;

/// A writer of locations that tracks the path of the current declaration.
pub(super) struct Locations<'t, 'o> {
    gaps: Gaps<'t>,
    lines: Lines<'t>,
    path: Path,
    out: &'o mut Writer,
    /// The additional locations for a schema.
    exact: Option<&'o mut ExactLocations>,
}

impl<'t, 'o> Locations<'t, 'o> {
    pub(super) fn new(
        bytes: &'t [u8],
        lines: &'t [u32],
        out: &'o mut Writer,
        exact: Option<&'o mut ExactLocations>,
    ) -> Self {
        Self { gaps: Gaps::new(bytes, lines), lines: Lines::new(bytes, lines), path: Path::new(), out, exact }
    }

    /// Returns `true` if locations are recorded that protoc lacks.
    pub(super) const fn has_additional(&self) -> bool {
        self.exact.is_some()
    }

    /// Adds a location that protoc does not record, some steps below the current path.
    pub(super) fn add_additional(&mut self, steps: &[i32], span: Span) {
        let entered = self.enter(steps);
        if let Some(exact) = &mut self.exact {
            let start = self.lines.start(span.start);
            let end = self.lines.end(span.end);
            exact.additional_table.add(self.path.encoded(), exact.additional.as_bytes().len(), span);
            self.path.write(start, end, Comments::default(), &mut exact.additional);
        }
        self.leave(entered);
    }

    /// Enters some steps of the path.
    pub(super) fn enter(&mut self, steps: &[i32]) -> Entered {
        let entered = Entered(self.path.len());
        for &step in steps {
            self.path.push(step);
        }
        entered
    }

    /// Leaves the steps of an [`enter`](Self::enter).
    pub(super) fn leave(&mut self, entered: Entered) {
        self.path.truncate(entered.0);
    }

    /// Adds a location without comments.
    pub(super) fn add(&mut self, span: Span) {
        let start = self.lines.start(span.start);
        let end = self.lines.end(span.end);
        self.note(span);
        self.path.write(start, end, Comments::default(), self.out);
    }

    /// Records the next location for a schema.
    fn note(&mut self, span: Span) {
        if let Some(exact) = &mut self.exact {
            exact.table.add(self.path.encoded(), self.out.as_bytes().len(), span);
        }
    }

    /// Adds a location one step below the current path, without comments.
    pub(super) fn add_leaf(&mut self, step: i32, span: Span) {
        let entered = self.enter(&[step]);
        self.add(span);
        self.leave(entered);
    }

    /// Adds a declaration. The comments are those around `whole`, which may start one word before `span`.
    pub(super) fn add_commented(&mut self, span: Span, whole: Span, around: CommentLocations) {
        let start = self.lines.start(span.start);
        let end = self.lines.end(span.end);
        self.note(span);
        let (before, behind) = self.gaps.around(around, whole.start);
        let comments = Comments { leading: before.leading(), trailing: behind.trailing(), before: Some(before) };
        self.path.write(start, end, comments, self.out);
    }

    /// Adds the location of the file. For an empty file, protoc records an end before the start.
    pub(super) fn add_file(&mut self, span: Span) {
        let start = self.lines.start(span.start);
        let end = if span.start == span.end { Position::default() } else { self.lines.end(span.end) };
        self.note(span);
        self.path.write(start, end, Comments::default(), self.out);
    }
}

/// The length of the path before some steps were entered.
#[must_use]
pub(super) struct Entered(usize);
