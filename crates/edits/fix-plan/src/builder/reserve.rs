//! Reserved statements: merged into existing ones, or added.

use std::collections::BTreeMap;

use super::Requested;
use crate::change::{ReservationOrigin, Reserved};
use crate::reserved::{ReservedEntry, entries};
use protoward_edit::{Body, Decl, InsertPosition, Node, Statement, TextEdit, separator};
use protoward_refactor::Texts;
use protoward_schema::NumberRange;
use protoward_schema::ranges::{self, Coverage};
use protoward_syntax::ast::{RangeDecl, Reserved as List, ReservedDecl, Span};
use protoward_syntax::{Dialect, literal};

/// The number of adjacent numbers that are written as a range.
const MANY: i32 = 3;

/// A number range with its notation.
type WrittenRange = (NumberRange, String);

/// Returns the edits that reserve the requested entries in a message or enum.
pub(super) fn edits(parent: &Node<'_>, wanted: &[Requested<'_>], texts: &Texts<'_>) -> Vec<TextEdit> {
    let Some(body) = parent.body() else { return Vec::new() };
    let (mut restored, mut new) = (BTreeMap::<&ReservationOrigin, Vec<&Reserved>>::new(), Vec::new());
    for &(what, from) in wanted {
        match from {
            Some(from) => restored.entry(from).or_default().push(what),
            None => new.push(what),
        }
    }
    let mut edits = Vec::new();
    for (from, what) in restored {
        match restore(parent, from, &what, texts) {
            Some(statement) => edits.push(body.insert(from.at, &statement).ranked(from.start)),
            None => new.extend(what),
        }
    }
    join(parent, &body, &new, &mut edits);
    edits
}

/// Returns the requested part of an old statement.
fn restore(parent: &Node<'_>, from: &ReservationOrigin, wanted: &[&Reserved], texts: &Texts<'_>) -> Option<Statement> {
    let old = texts.get(from.source)?.node(from.start)?;
    let Decl::Reserved(statement) = old.decl else { return None };
    let entries = entries(statement, &old.outer()?);
    let is_requested = |entry: &ReservedEntry| wanted.iter().any(|what| what.holds(&entry.what));
    if entries.iter().all(is_requested) {
        return Some(Statement::of(&old));
    }
    let part = |entry: &ReservedEntry| {
        if is_requested(entry) {
            vec![old.text(entry.span).to_owned()]
        } else {
            let some: Vec<&Reserved> = wanted.iter().filter(|what| entry.what.holds(what)).copied().collect();
            numbers(parent, &some).into_iter().map(|(_, written)| written).collect()
        }
    };
    let parts: Vec<String> = entries.iter().flat_map(part).collect();
    Some(Statement::rewritten(&old, &format!("reserved {};", parts.join(", "))))
}

/// Adds edits that insert numbers and names into existing statements, or else into new ones.
fn join(parent: &Node<'_>, body: &Body<'_>, what: &[&Reserved], edits: &mut Vec<TextEdit>) {
    let numbers = numbers(parent, what);
    let names: Vec<String> = what.iter().filter_map(|what| name(parent, what)).collect();
    let statements: Vec<(usize, &ReservedDecl)> = (0..)
        .zip(body.items.iter())
        .filter_map(|(index, decl)| if let Decl::Reserved(it) = decl { Some((index, it)) } else { None })
        .collect();
    let lists = || statements.iter().rev().map(|(_, statement)| &statement.what);
    let mut new = Vec::new();
    let of_numbers = lists().find_map(|list| if let List::Numbers(it) = list { Some(it) } else { None });
    match of_numbers {
        Some(list) => join_numbers(body, list, &numbers, edits),
        None if numbers.is_empty() => {}
        None => new.push(format!("reserved {};", written(&numbers).join(", "))),
    }
    let of_names = lists().find_map(|list| match list {
        List::Strings(it) | List::Identifiers(it) => Some(it),
        List::Numbers(_) => None,
    });
    match of_names {
        Some(list) => join_at_end(body, list, &names, edits),
        None if names.is_empty() => {}
        None => new.push(format!("reserved {};", names.join(", "))),
    }
    if !new.is_empty() {
        edits.push(add(body, statements.last().map(|&(index, _)| index), new));
    }
}

/// Returns numbers in order, adjacent ones as ranges.
fn numbers(parent: &Node<'_>, what: &[&Reserved]) -> Vec<WrittenRange> {
    let max = if matches!(parent.decl, Decl::Enum(_)) { ranges::MAX_VALUE } else { ranges::MAX_FIELD };
    let given = what.iter().filter_map(|what| match what {
        Reserved::Numbers(range) => Some(*range),
        Reserved::Name(_) => None,
    });
    let ranges = Coverage::new(given).into_ranges().into_iter();
    let ranges = ranges.flat_map(|range| match range.end.saturating_sub(range.start).saturating_add(1) {
        length if length >= MANY => vec![range],
        _ => (range.start..=range.end).map(|number| NumberRange { start: number, end: number }).collect(),
    });
    ranges.map(|range| (range, ranges::written(range, max))).collect()
}

fn written(numbers: &[WrittenRange]) -> Vec<&str> {
    numbers.iter().map(|(_, written)| written.as_str()).collect()
}

/// Returns a name in the notation of the file: without quotes in editions.
fn name(parent: &Node<'_>, what: &Reserved) -> Option<String> {
    let Reserved::Name(name) = what else { return None };
    Some(match parent.doc.parsed.dialect {
        Dialect::Proto2 | Dialect::Proto3 => {
            let quote = parent.doc.quote();
            format!("{quote}{name}{quote}")
        }
        _ => name.clone(),
    })
}

/// An old or new number range of a list.
struct RangeRow<'t> {
    start: i64,
    end: i64,
    /// The span of an old range.
    span: Option<Span>,
    written: &'t str,
}

/// Inserts numbers into a list: in order if it is sorted, else at the end.
fn join_numbers(body: &Body<'_>, list: &[RangeDecl], numbers: &[WrittenRange], edits: &mut Vec<TextEdit>) {
    let text = body.doc.text;
    let number = |span| literal::signed(text, span).unwrap_or(i64::MAX);
    let old = list.iter().map(|range| RangeRow {
        start: number(range.start),
        end: number(range.end),
        span: Some(range.span),
        written: range.span.of(text),
    });
    let mut all: Vec<RangeRow<'_>> = old.collect();
    let spans: Vec<Span> = list.iter().map(|range| range.span).collect();
    if !all.is_sorted_by_key(|row| row.start) {
        return join_at_end(body, &spans, &written(numbers), edits);
    }
    all.extend(numbers.iter().map(|(range, written)| RangeRow {
        start: range.start.into(),
        end: range.end.into(),
        span: None,
        written,
    }));
    all.sort_by_key(|row| row.start);
    let mut list = Joined { separator: separator(text, &spans), last: None, waiting: Vec::new(), edits };
    for run in all.chunk_by(|row, next| row.end.saturating_add(1) == next.start) {
        match merged(text, run) {
            Some((span, range)) => list.replace(span, &range),
            None => run.iter().for_each(|row| match row.span {
                Some(span) => list.pass(span),
                None => list.waiting.push(row.written),
            }),
        }
    }
    list.finish();
}

/// The state of a list during insertion.
struct Joined<'a> {
    separator: &'a str,
    /// The last old range that was passed.
    last: Option<Span>,
    /// New numbers that follow it.
    waiting: Vec<&'a str>,
    edits: &'a mut Vec<TextEdit>,
}

impl Joined<'_> {
    /// Replaces adjacent old ranges by one that includes new numbers.
    fn replace(&mut self, span: Span, range: &str) {
        let front: String = self.waiting.drain(..).map(|new| format!("{new}{}", self.separator)).collect();
        self.edits.push(TextEdit::new(span.range(), format!("{front}{range}")));
        self.last = Some(span);
    }

    /// Writes the new numbers before an old range.
    fn pass(&mut self, next: Span) {
        if !self.waiting.is_empty() {
            let separator = self.separator;
            let new = self.waiting.join(self.separator);
            self.waiting.clear();
            self.edits.push(match self.last {
                Some(last) => TextEdit::insert(last.end as usize, format!("{separator}{new}")),
                None => TextEdit::insert(next.start as usize, format!("{new}{separator}")),
            });
        }
        self.last = Some(next);
    }

    /// Writes the new numbers after the last old range.
    fn finish(self) {
        let new: String = self.waiting.iter().map(|new| format!("{}{new}", self.separator)).collect();
        if let Some(last) = self.last.filter(|_| !new.is_empty()) {
            self.edits.push(TextEdit::insert(last.end as usize, new));
        }
    }
}

/// Returns adjacent numbers as one range, and the span that it replaces. `None` if no new number adjoins a range and
/// no new range adjoins a number.
fn merged(text: &str, run: &[RangeRow<'_>]) -> Option<(Span, String)> {
    let spans: Vec<Span> = run.iter().filter_map(|row| row.span).collect();
    let first = spans.first()?;
    let last = spans.last()?;
    let has_new = run.iter().any(|row| row.span.is_none());
    let has_range = run.iter().any(|row| row.start != row.end);
    // A comment between them has to stay.
    let has_no_comments = spans.windows(2).all(|pair| {
        let between = &text[pair[0].end as usize..pair[1].start as usize];
        between.chars().all(|character| character == ',' || character.is_whitespace())
    });
    if !has_new || !has_no_comments || !has_range {
        return None;
    }
    let start = run.first()?.written.split_whitespace().next()?;
    let end = run.last()?.written.split_whitespace().next_back()?;
    Some((Span::new(first.start, last.end), format!("{start} to {end}")))
}

fn join_at_end(body: &Body<'_>, spans: &[Span], new: &[impl AsRef<str>], edits: &mut Vec<TextEdit>) {
    let Some(&last) = spans.last() else { return };
    let separator = separator(body.doc.text, spans);
    let new: String = new.iter().map(|new| format!("{separator}{}", new.as_ref())).collect();
    if !new.is_empty() {
        edits.push(TextEdit::insert(last.end as usize, new));
    }
}

/// Returns the edit that adds statements: after the last reserved statement, or else after the options.
fn add(body: &Body<'_>, last: Option<usize>, statements: Vec<String>) -> TextEdit {
    let options = body.items.iter().take_while(|decl| matches!(decl, Decl::Option(_))).count();
    let at = last.or(options.checked_sub(1)).map_or_else(|| body.top(), |index| body.behind(index));
    let mut edit = body.insert(at, &Statement::new(statements));
    if last.is_none() && matches!(at, InsertPosition::Line(_)) && has_blank_lines(body, options) {
        edit.text.push_str(body.doc.line_break());
    }
    edit
}

/// Returns `true` if a blank line separates the first two statements after the options.
fn has_blank_lines(body: &Body<'_>, first: usize) -> bool {
    match body.before(first + 1) {
        InsertPosition::Line(line) if first + 1 < body.items.len() => body.doc.is_blank_before(line),
        _ => false,
    }
}
