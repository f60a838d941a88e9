//! The history of a type and its members: a row for each meaning, with a bar from the release that added it to the one that
//! removed it.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::{figure, label, text_width};
use crate::page::Page;
use protoward_ledger::{EventTime, Fact, FactPeriod, HistoryRow, type_history};
use protoward_schema::Element;

/// The maximum number of rows in the picture.
const MAX_ROWS: usize = 30;

/// The height of a row, and that of a bar in it.
const ROW: i32 = 24;
const BAR: i32 = 14;

/// Renders the history of a type with its heading; `None` if it is not in the ledger, or was always as it is.
pub(in crate::page) fn history(page: &Page<'_>, element: Element) -> Option<Markup> {
    let past = page.site.past.as_ref()?;
    let full_name = page.schema().full_name(element);
    let rows = type_history(past, &full_name);
    let times = times(&rows);
    if times.len() < 2 {
        return None;
    }
    let former: Vec<_> = past.earlier(&full_name);
    Some(html! {
        h2 id="-history" { "History" }
        @for (name, until) in former { p class="fact" { "was " code { (name) } " until " (until) } }
        (picture(&full_name, &rows, &times))
        details {
            summary { "As a list" }
            ul class="uses" { @for row in &rows { li { code { (row.meaning) } " " (row.life) } } }
        }
    })
}

/// Returns the times of all changes in their order: those of commits by time, those of versions by their numbers.
fn times<'a>(rows: &[HistoryRow<'a>]) -> Vec<&'a EventTime> {
    let events = rows.iter().flat_map(|row| [row.period.came, row.period.left]).flatten();
    let known: BTreeSet<&EventTime> = events.map(|event| &event.when).filter(|when| when.is_known()).collect();
    let mut times: Vec<&EventTime> = known.into_iter().collect();
    times.sort_by_cached_key(|when| {
        (when.time.is_none(), when.time.clone(), numbers(when.label.as_deref().unwrap_or_default()))
    });
    times
}

/// Returns the parts of a label by which versions are ordered: `v1.10` is after `v1.9`.
fn numbers(label: &str) -> Vec<(u64, String)> {
    let parts = label.split(|letter: char| !letter.is_ascii_alphanumeric());
    parts.map(|part| (part.trim_start_matches('v').parse().unwrap_or_default(), part.to_owned())).collect()
}

fn picture(full_name: &str, rows: &[HistoryRow<'_>], times: &[&EventTime]) -> Markup {
    let all = rows.len();
    let has_changed = |row: &&HistoryRow<'_>| {
        row.period.left.is_some() || row.period.came.is_some_and(|event| event.when != *times[0])
    };
    let shown: Vec<&HistoryRow<'_>> =
        if all <= MAX_ROWS { rows.iter().collect() } else { rows.iter().filter(has_changed).take(MAX_ROWS).collect() };
    let names: Vec<String> = shown.iter().map(|row| name(row.period.fact, full_name)).collect();
    let start = names.iter().map(|name| text_width(&label(name))).max().unwrap_or_default() + 16;
    let columns: Vec<i32> = times
        .iter()
        .scan(start, |x, when| {
            let at = *x;
            *x += text_width(&label(when.label.as_deref().unwrap_or_default())).max(40) + 16;
            Some(at)
        })
        .collect();
    let width = columns.last().copied().unwrap_or(start) + 100;
    let height = (i32::try_from(shown.len()).unwrap_or(0) + 1) * ROW + 4;
    let column = |when: &EventTime| times.iter().position(|it| *it == when).map(|at| columns[at]);
    let bar = |period: &FactPeriod<'_>| {
        let from = period.came.and_then(|event| column(&event.when)).unwrap_or(start - 8);
        let to = period.left.map_or(width - 2, |event| column(&event.when).unwrap_or(from + 8));
        (from, to)
    };
    let content = html! {
        @for (when, &x) in times.iter().zip(&columns) {
            path class="release" d={ "M" (x) " " (ROW - 4) "V" (height) } {}
            text x=(x) y=(ROW - 8) {
                @if let Some(day) = when.day() { title { (day) } }
                (label(when.label.as_deref().unwrap_or_default()))
            }
        }
        @for ((row, name), top) in shown.iter().zip(&names).zip((1..).map(|at| at * ROW)) {
            @let (from, to) = bar(&row.period);
            g {
                title { (row.meaning) " " (row.life) }
                text x="2" y=(top + 16) { (label(name)) }
                rect class=(if row.period.left.is_some() { "gone" } else { "present" }) x=(from) y=(top + (ROW - BAR) / 2)
                    width=((to - from).max(4)) height=(BAR) {}
            }
        }
    };
    let ends = [times[0], times[times.len() - 1]];
    let rest = if shown.len() < all { format!(" {} of {all} are shown.", shown.len()) } else { String::new() };
    let description = format!(
        "A bar for each meaning of {full_name} and its members, from {} to {}; meanings without an end are current.{rest}",
        ends[0], ends[1]
    );
    figure("history", &format!("History of {full_name}"), &description, (width, height), &content)
}

/// Returns the number and the name of a member; the name in a type with another name contains that.
fn name(fact: &Fact, full_name: &str) -> String {
    let own = match fact {
        Fact::Type { kind, .. } => kind.word().to_owned(),
        Fact::Field { number, name, .. } | Fact::Extension { number, name, .. } | Fact::Value { number, name, .. } => {
            format!("{number} {name}")
        }
        Fact::Method { name, .. } => name.to_string(),
        Fact::Renamed { from, .. } => from.to_string(),
    };
    let subject = fact.subject();
    if subject == full_name { own } else { format!("{own} in {}", subject.rsplit('.').next().unwrap_or(subject)) }
}
