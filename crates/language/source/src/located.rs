//! Locations of diagnostics in the form of editors and CI systems, and the order of diagnostics.

use std::cmp::Ordering;

use super::paths::System;
use super::{Diagnostic, Report};
use crate::{Place, Position, PositionRange, Sources, parallel};

/// buf's path for the input as a whole, for formats that require a path.
pub const INPUT: &str = "<input>";

/// A location in display form: the path, with lines and columns from one.
#[derive(Clone, Copy, Debug)]
pub struct Located<'a> {
    /// The path to show, as in [`SourceFile::display`](crate::SourceFile::display).
    pub path: &'a str,
    /// The lines and columns, if known.
    pub span: Option<PointRange>,
}

/// Lines and columns from one. The end is the position after the last byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PointRange {
    /// The position of the first character.
    pub start: Point,
    /// The position after the last character.
    pub end: Point,
}

/// A line and a column, both from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    /// The line; the first one is 1.
    pub line: u32,
    /// The column; the first one is 1.
    pub column: u32,
}

impl<'a> Located<'a> {
    /// Computes the path, lines and columns of a location.
    pub fn new(place: Place, sources: &'a Sources) -> Self {
        Self { path: &sources.get(place.source).display, span: sources.positions(place).map(PointRange::from) }
    }

    /// Returns the path and start of a diagnostic, with line 1 and column 1 for a whole file. For formats that require
    /// a line.
    pub fn of_line(diagnostic: &Diagnostic, sources: &'a Sources) -> (Option<&'a str>, Point) {
        let located = Self::of(diagnostic, sources);
        (located.map(|it| it.path), located.and_then(|it| it.span).map_or(Point::START, |span| span.start))
    }

    /// Computes the location of a diagnostic's first label.
    pub fn of(diagnostic: &Diagnostic, sources: &'a Sources) -> Option<Self> {
        diagnostic.place().map(|place| Self::new(place, sources))
    }
}

impl Point {
    /// The start of a text.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl From<PositionRange> for PointRange {
    fn from(positions: PositionRange) -> Self {
        Self { start: positions.start.into(), end: positions.end.into() }
    }
}

impl From<Position> for Point {
    fn from(position: Position) -> Self {
        Self { line: position.line.saturating_add(1), column: position.column.saturating_add(1) }
    }
}

/// Returns diagnostics sorted by path, line, column and code. Equal ones stay in the order of the report.
pub fn sorted<'a>(report: &'a Report, sources: &'a Sources) -> Vec<&'a Diagnostic> {
    sorted_with_locations(report, sources).into_iter().map(|(diagnostic, _)| diagnostic).collect()
}

/// Returns a text for each of the [`sorted`] diagnostics.
pub fn sorted_texts(
    report: &Report,
    sources: &Sources,
    text: impl Fn(&Diagnostic, Option<Located<'_>>) -> String + Sync,
) -> Vec<String> {
    map(&sorted_with_locations(report, sources), |&(diagnostic, located)| text(diagnostic, located))
}

fn sorted_with_locations<'a>(report: &'a Report, sources: &'a Sources) -> Vec<(&'a Diagnostic, Option<Located<'a>>)> {
    let all: Vec<&Diagnostic> = report.iter().collect();
    // Columns of a terminal are expensive to compute.
    let mut sorted = map(&all, |diagnostic| (*diagnostic, Located::of(diagnostic, sources)));
    sorted.sort_by(|&(one, at), &(other, other_at)| {
        let start = |located: Option<Located<'_>>| located.and_then(|it| it.span).map(|span| span.start);
        let paths = by_path(at.map(|it| it.path), other_at.map(|it| it.path));
        paths.then_with(|| (start(at), one.code.as_str()).cmp(&(start(other_at), other.code.as_str())))
    });
    sorted
}

/// Compares the paths of two diagnostics; those without a path come first.
pub fn by_path(one: Option<&str>, other: Option<&str>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) => System::HERE.order(one, other),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}

/// The smallest number of diagnostics for which another thread pays.
const MANY: usize = 1_000;

fn map<T: Sync, R: Send>(all: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = if all.len() < MANY { 1 } else { parallel::threads(None) };
    parallel::map(all.len(), threads, |index| work(&all[index]))
}
