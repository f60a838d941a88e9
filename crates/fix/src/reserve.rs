//! `reserved`, written into the statement that is there, or as one of its own.

use std::collections::BTreeMap;
use std::ops::Range;

use super::change::{Origin, Reserved, Wanted};
use super::lines::{At, is_blank_before, line_end};
use super::reserved::{Entry, entries};
use super::statement::{Statement, insert};
use super::texts::{Declared, Texts};
use super::tree::{Body, Decl};
use protoward_schema::NumberRange;
use protoward_schema::ranges::{self, Coverage};
use protoward_syntax::ast::{Item, RangeDecl, Reserved as List, ReservedDecl, Span};
use protoward_syntax::{Dialect, literal};

/// So many numbers in a row are written as a range.
const MANY: i32 = 3;

type Edits = Vec<(Range<usize>, String)>;

/// The edits that reserve all of this in a message or an enum, each with what it is sorted by where others are at its place.
pub(crate) fn edits(
    whole: &Declared<'_>,
    what: &[Wanted<'_>],
    texts: &Texts<'_>,
) -> Vec<(Range<usize>, usize, String)> {
    let Some(body) = whole.body() else { return Vec::new() };
    let (mut back, mut new) = (BTreeMap::<&Origin, Vec<&Reserved>>::new(), Vec::new());
    for &(what, from) in what {
        match from {
            Some(from) => back.entry(from).or_default().push(what),
            None => new.push(what),
        }
    }
    let mut edits: Vec<(Range<usize>, usize, String)> = Vec::new();
    for (from, what) in back {
        match again(whole, &body, from, &what, texts) {
            Some((range, text)) => edits.push((range, from.start, text)),
            None => new.extend(what),
        }
    }
    edits.extend(joined(whole, &body, &new).into_iter().map(|(range, text)| (range, 0, text)));
    edits
}

/// An old statement, or as much of it as is wanted.
fn again(
    whole: &Declared<'_>,
    body: &Body<'_>,
    from: &Origin,
    what: &[&Reserved],
    texts: &Texts<'_>,
) -> Option<(Range<usize>, String)> {
    let old = texts.get(from.source)?.at(from.start)?;
    let (Decl::Reserved(statement), text) = (old.decl, old.text.text) else { return None };
    let entries = entries(statement, &old.outer()?);
    let is_wanted = |entry: &Entry| what.iter().any(|what| what.holds(&entry.what));
    let words = match entries.iter().all(is_wanted) {
        true => statement.span.of(text).to_owned(),
        false => {
            let part = |entry: &Entry| match is_wanted(entry) {
                true => vec![entry.span.of(text).to_owned()],
                false => {
                    let some = what.iter().filter(|what| entry.what.holds(what)).copied();
                    numbers(whole, &some.collect::<Vec<_>>()).into_iter().map(|(_, written)| written).collect()
                }
            };
            format!("reserved {};", entries.iter().flat_map(part).collect::<Vec<_>>().join(", "))
        }
    };
    Some(insert(whole, body, from.at, &Statement::of_decl(text, old.decl, &words)))
}

/// The edits that write something into the statements that are there, else into new ones.
fn joined(whole: &Declared<'_>, body: &Body<'_>, what: &[&Reserved]) -> Edits {
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
        edits.push(add(whole, body, behind, new));
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
pub(crate) fn quote(declared: &Declared<'_>) -> char {
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
    let number = |span| literal::signed(text, span).unwrap_or(i64::MAX);
    let old = list.iter().map(|range| Row {
        start: number(range.start),
        end: number(range.end),
        span: Some(range.span),
        written: range.span.of(text),
    });
    let old: Vec<Row<'_>> = old.collect();
    let spans: Vec<Span> = list.iter().map(|range| range.span).collect();
    if !old.is_sorted_by_key(|row| row.start) {
        return join_at_end(text, &spans, &written(numbers), edits);
    }
    let new = numbers.iter().map(|(range, written)| Row {
        start: range.start.into(),
        end: range.end.into(),
        span: None,
        written,
    });
    let mut all: Vec<Row<'_>> = old.into_iter().chain(new).collect();
    all.sort_by_key(|row| row.start);
    let separator = separator(text, &spans);
    // What is new and has no place of its own yet, and what it stands behind.
    let (mut waiting, mut before) = (Vec::new(), None);
    for run in all.chunk_by(|row, next| row.end.saturating_add(1) == next.start) {
        match merged(text, run) {
            Some((stretch, range)) => {
                let front: String = waiting.drain(..).map(|new| format!("{new}{separator}")).collect();
                edits.push((stretch.range(), format!("{front}{range}")));
                before = Some(stretch);
            }
            None => run.iter().for_each(|row| match row.span {
                Some(span) => {
                    add_between(before, span, &mut waiting, separator, edits);
                    before = Some(span);
                }
                None => waiting.push(row.written),
            }),
        }
    }
    if let Some(last) = before {
        let new: String = waiting.iter().map(|new| format!("{separator}{new}")).collect();
        edits.extend((!new.is_empty()).then(|| (behind(last), new)));
    }
}

/// Numbers of a list, those that are there and those that come.
struct Row<'t> {
    start: i64,
    end: i64,
    /// Where they stand.
    span: Option<Span>,
    written: &'t str,
}

impl Row<'_> {
    const fn is_range(&self) -> bool {
        self.start != self.end
    }
}

/// Rows that follow one on another as one range, and what of the list that replaces; `None` where nothing comes to a
/// range, or a range to something.
fn merged(text: &str, run: &[Row<'_>]) -> Option<(Span, String)> {
    let mut spans = run.iter().filter_map(|row| row.span);
    let first = spans.next()?;
    let last = spans.next_back().unwrap_or(first);
    let has_new = run.iter().any(|row| row.span.is_none());
    // A comment in between has to stay.
    let spans: Vec<Span> = run.iter().filter_map(|row| row.span).collect();
    let is_bare = spans.windows(2).all(|pair| {
        let gap = &text[pair[0].end as usize..pair[1].start as usize];
        gap.chars().all(|letter| letter == ',' || letter.is_whitespace())
    });
    if !has_new || !is_bare || !run.iter().any(Row::is_range) {
        return None;
    }
    let start = run.first()?.written.split_whitespace().next()?;
    let end = run.last()?.written.split_whitespace().next_back()?;
    Some((Span::new(first.start, last.end), format!("{start} to {end}")))
}

/// Writes what waits in front of the next range of the list.
fn add_between(before: Option<Span>, next: Span, waiting: &mut Vec<&str>, separator: &str, edits: &mut Edits) {
    if waiting.is_empty() {
        return;
    }
    let new = std::mem::take(waiting).join(separator);
    edits.push(match before {
        Some(before) => (behind(before), format!("{separator}{new}")),
        None => (next.start as usize..next.start as usize, format!("{new}{separator}")),
    });
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
pub(crate) fn separator<'t>(text: &'t str, spans: &[Span]) -> &'t str {
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
