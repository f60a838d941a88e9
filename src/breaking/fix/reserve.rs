//! `reserved`, written into the statement that is there, or as one of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use super::change::Reserved;
use super::lines::{At, is_blank_before, line_end};
use super::statement::{Statement, insert};
use super::texts::Declared;
use super::tree::{Body, Decl};
use crate::breaking::ranges::{self, Coverage};
use crate::schema::NumberRange;
use crate::syntax::ast::{Item, RangeDecl, Reserved as List, ReservedDecl, Span};
use crate::syntax::{Dialect, literal};

/// So many numbers in a row are written as a range.
const MANY: i32 = 3;

type Edits = Vec<(Range<usize>, String)>;

/// The edits that reserve all of this in a message or an enum.
pub(super) fn edits(whole: &Declared<'_>, what: &[&Reserved]) -> Edits {
    let Some(body) = whole.body() else { return Vec::new() };
    let numbers = numbers(whole, what);
    let names: Vec<String> = what.iter().filter_map(|what| name(whole, what)).collect();
    let statements: Vec<(usize, &ReservedDecl)> = (0..).zip(body.items.iter()).filter_map(reserved).collect();
    let text = whole.text.text;
    let mut edits = Edits::new();
    let mut new = Vec::new();
    let last = |is_it: fn(&List) -> bool| statements.iter().rev().find(|(_, it)| is_it(&it.what));
    match last(|list| matches!(list, List::Numbers(_))) {
        Some((_, ReservedDecl { what: List::Numbers(list), .. })) => join_numbers(text, list, &numbers, &mut edits),
        _ if numbers.is_empty() => {}
        _ => new.push(format!("reserved {};", written(&numbers).join(", "))),
    }
    match last(|list| !matches!(list, List::Numbers(_))) {
        Some((_, ReservedDecl { what: List::Strings(list) | List::Identifiers(list), .. })) => {
            join_at_end(text, list, &names, &mut edits);
        }
        _ if names.is_empty() => {}
        _ => new.push(format!("reserved {};", names.join(", "))),
    }
    if !new.is_empty() {
        let behind = statements.last().map(|&(index, _)| index);
        edits.push(add(whole, &body, behind, new));
    }
    edits
}

fn reserved((index, decl): (usize, Decl<'_>)) -> Option<(usize, &ReservedDecl)> {
    match decl {
        Decl::Reserved(it) => Some((index, it)),
        _ => None,
    }
}

/// Numbers in order, those of a longer row as one range, each with how it is written.
fn numbers(whole: &Declared<'_>, what: &[&Reserved]) -> Vec<(NumberRange, String)> {
    let max = if matches!(whole.decl, Decl::Enum(_)) { ranges::MAX_VALUE } else { ranges::MAX_FIELD };
    let given = what.iter().filter_map(|what| match what {
        Reserved::Numbers(range) => Some(*range),
        Reserved::Name(_) => None,
    });
    let rows = Coverage::new(given).into_ranges().into_iter();
    let rows = rows.flat_map(|row| match row.end.saturating_sub(row.start).saturating_add(1) {
        length if length >= MANY => vec![row],
        _ => (row.start..=row.end).map(|number| NumberRange { start: number, end: number }).collect(),
    });
    rows.map(|row| (row, ranges::written(row, max))).collect()
}

fn written(numbers: &[(NumberRange, String)]) -> Vec<&str> {
    numbers.iter().map(|(_, written)| written.as_str()).collect()
}

/// A name as the file writes names: editions without quotes, others with those that they use.
fn name(whole: &Declared<'_>, what: &Reserved) -> Option<String> {
    let Reserved::Name(name) = what else { return None };
    Some(match whole.text.parsed.dialect {
        Dialect::Proto2 | Dialect::Proto3 => {
            let quote = quote(whole);
            format!("{quote}{name}{quote}")
        }
        _ => name.clone(),
    })
}

/// The quotes of the first string of the file.
pub(super) fn quote(declared: &Declared<'_>) -> char {
    let file = &declared.text.parsed.file;
    let string = file.syntax.as_ref().map(|syntax| syntax.value);
    let import = || {
        file.items.iter().find_map(|item| match item {
            Item::Import(import) => Some(import.path),
            _ => None,
        })
    };
    let first = string.or_else(import).map(|span| span.of(declared.text.text));
    if first.is_some_and(|text| text.starts_with('\'')) { '\'' } else { '"' }
}

/// Puts numbers into a list: where they belong, if it is in order, else behind the others.
fn join_numbers(text: &str, list: &[RangeDecl], numbers: &[(NumberRange, String)], edits: &mut Edits) {
    let starts: Vec<i64> = list.iter().map(|range| literal::signed(text, range.start).unwrap_or(i64::MAX)).collect();
    let spans: Vec<Span> = list.iter().map(|range| range.span).collect();
    if !starts.is_sorted() {
        return join_at_end(text, &spans, &written(numbers), edits);
    }
    let mut at: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    let ends: Vec<i64> = list.iter().map(|range| literal::signed(text, range.end).unwrap_or(i64::MAX)).collect();
    for (range, written) in numbers {
        // A range that goes on where another one ends is the rest of it.
        let goes_on =
            ends.iter().position(|&end| range.end > range.start && end.saturating_add(1) == i64::from(range.start));
        if let (Some(index), Some((_, end))) = (goes_on, written.split_once(" to ")) {
            edits.push((spans[index].range(), format!("{} to {end}", list[index].start.of(text))));
            continue;
        }
        let index = starts.partition_point(|&start| start <= i64::from(range.start));
        at.entry(index).or_default().push(written);
    }
    let separator = separator(text, &spans);
    for (index, new) in at {
        let new = new.join(separator);
        match index.checked_sub(1) {
            Some(before) => edits.push((behind(spans[before]), format!("{separator}{new}"))),
            None => {
                let start = spans[0].start as usize;
                edits.push((start..start, format!("{new}{separator}")));
            }
        }
    }
}

fn join_at_end(text: &str, spans: &[Span], new: &[impl AsRef<str>], edits: &mut Edits) {
    let Some(&last) = spans.last() else { return };
    let separator = separator(text, spans);
    let new: String = new.iter().map(|new| format!("{separator}{}", new.as_ref())).collect();
    if !new.is_empty() {
        edits.push((behind(last), new));
    }
}

fn behind(span: Span) -> Range<usize> {
    span.end as usize..span.end as usize
}

/// What stands between the members of a list, such as a comma and a line break.
pub(super) fn separator<'t>(text: &'t str, spans: &[Span]) -> &'t str {
    let [first, second, ..] = spans else { return ", " };
    let between = text.get(first.end as usize..second.start as usize).unwrap_or(", ");
    if between.chars().all(|letter| letter == ',' || letter.is_whitespace()) { between } else { ", " }
}

/// Statements of their own, behind the last of their kind, else at the top, behind the options.
fn add(
    whole: &Declared<'_>,
    body: &Body<'_>,
    behind: Option<usize>,
    statements: Vec<String>,
) -> (Range<usize>, String) {
    let text = whole.text.text;
    let options = body.items.iter().take_while(|decl| matches!(decl, Decl::Option(_))).count();
    let at = match behind.or(options.checked_sub(1)) {
        Some(index) => body.behind(text, index),
        None => body.top(text),
    };
    let is_airy = behind.is_none() && matches!(at, At::Line(_)) && is_airy(text, body, options);
    let (range, mut added) = insert(whole, body, at, &Statement::of_lines(statements));
    if is_airy {
        added.push_str(line_end(text));
    }
    (range, added)
}

/// Whether there are blank lines between the first statements behind the options.
fn is_airy(text: &str, body: &Body<'_>, first: usize) -> bool {
    match body.before(text, first + 1) {
        At::Line(line) if first + 1 < body.items.len() => is_blank_before(text, line),
        _ => false,
    }
}
