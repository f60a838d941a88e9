use super::Exact;
use super::lines::{Lines, Position};
use super::location::{Comments, Path};
use protoward_schema::wire::Writer;
use protoward_syntax::ast::{Around, Span};
use protoward_syntax::comments::Gaps;

/// Writes locations, one behind the other, each with the path of the place where the walk is.
pub(super) struct Locations<'t, 'o> {
    gaps: Gaps<'t>,
    lines: Lines<'t>,
    path: Path,
    out: &'o mut Writer,
    /// The locations that only a schema has.
    exact: Option<&'o mut Exact>,
}

impl<'t, 'o> Locations<'t, 'o> {
    pub(super) fn new(text: &'t str, lines: &'t [u32], out: &'o mut Writer, exact: Option<&'o mut Exact>) -> Self {
        Self { gaps: Gaps::new(text, lines), lines: Lines::new(text, lines), path: Path::new(), out, exact }
    }

    /// Returns `true` if locations are noted that protoc lacks.
    pub(super) const fn has_additional(&self) -> bool {
        self.exact.is_some()
    }

    /// Adds a location that protoc does not note, some steps below.
    pub(super) fn add_additional(&mut self, steps: &[i32], span: Span) {
        let entered = self.enter(steps);
        if let Some(exact) = &mut self.exact {
            let (start, end) = (self.lines.start(span.start), self.lines.end(span.end));
            self.path.write(start, end, Comments::default(), &mut exact.additional);
            exact.additional_spans.push(span);
        }
        self.leave(entered);
    }

    /// Goes down by some steps of the path.
    pub(super) fn enter(&mut self, steps: &[i32]) -> Entered {
        let entered = Entered(self.path.len());
        for &step in steps {
            self.path.push(step);
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
        self.path.write(start, end, Comments::default(), self.out);
        self.note(span);
    }

    /// Notes the span of the location that was written last.
    fn note(&mut self, span: Span) {
        if let Some(exact) = &mut self.exact {
            exact.spans.push(span);
        }
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
        let (before, behind) = self.gaps.around(around, whole.start);
        let comments = Comments { leading: before.leading(), trailing: behind.trailing(), before: Some(before) };
        self.path.write(start, end, comments, self.out);
        self.note(span);
    }

    /// The whole file. If there is nothing in it, protoc has it end where it never began.
    pub(super) fn add_file(&mut self, span: Span) {
        let start = self.lines.start(span.start);
        let end = if span.start == span.end { Position::default() } else { self.lines.end(span.end) };
        self.path.write(start, end, Comments::default(), self.out);
        self.note(span);
    }
}

/// How long the path was before something was entered.
#[must_use]
pub(super) struct Entered(usize);
