//! Where a diagnostic is reported, in the form that editors and CI systems want; and the order to report in.

use super::{Diagnostic, Report};
use crate::{Extent, Place, Position, Sources};

/// What buf calls the input as a whole, where a form has to name some path.
pub const INPUT: &str = "<input>";

/// A place as people count it: the path, and lines and columns from one.
#[derive(Clone, Copy)]
pub struct Located<'a> {
    /// The displayed path.
    pub path: &'a str,
    /// The lines and columns, where they are known.
    pub span: Option<Span>,
}

/// Lines and columns from one; the end is just behind the last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// The first character.
    pub start: Point,
    /// The end, exclusive.
    pub end: Point,
}

/// A line and a column, both from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The line, from one.
    pub line: u32,
    /// The column, from one.
    pub column: u32,
}

impl<'a> Located<'a> {
    /// Computes the path, lines and columns of a place.
    pub fn new(place: Place, sources: &'a Sources) -> Self {
        Self { path: &sources.get(place.source).display, span: sources.told(place).map(Span::from) }
    }

    /// For forms that want a line and a column: those of the start, where there is nothing more than the file.
    pub fn of_line(diagnostic: &Diagnostic, sources: &'a Sources) -> (Option<&'a str>, Point) {
        let located = Self::of(diagnostic, sources);
        (located.map(|it| it.path), located.and_then(|it| it.span).map_or(Point::START, |span| span.start))
    }

    /// Computes those of the first label of a diagnostic.
    pub fn of(diagnostic: &Diagnostic, sources: &'a Sources) -> Option<Self> {
        diagnostic.place().map(|place| Self::new(place, sources))
    }
}

impl Point {
    /// Where a text begins.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl From<Extent> for Span {
    fn from(extent: Extent) -> Self {
        Self { start: extent.start.into(), end: extent.end.into() }
    }
}

impl From<Position> for Point {
    fn from(position: Position) -> Self {
        Self { line: position.line.saturating_add(1), column: position.column.saturating_add(1) }
    }
}

/// By path, line, column and code; what stands at one place under one code stays in the order it was found in.
pub fn sorted<'a>(report: &'a Report, sources: &'a Sources) -> Vec<&'a Diagnostic> {
    let mut sorted: Vec<&Diagnostic> = report.iter().collect();
    let key = |diagnostic: &Diagnostic| {
        let located = Located::of(diagnostic, sources);
        (located.map(|it| it.path), located.and_then(|it| it.span).map(|span| span.start))
    };
    sorted.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| a.code.cmp(&b.code)));
    sorted
}
