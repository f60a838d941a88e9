use std::path::{Path, PathBuf};

use super::{diagnostics, file, phrases};
use crate::console::Console;
use crate::input::report_errors;
use crate::outcome::Outcome;
use crate::paint::{TextStyle, paint};
use protoward_ledger::{Fact, FactPeriod, Ledger, LedgerIndex};
use protoward_report::Style;
use protoward_source::{Sources, nearest};
use protoward_workspace::OpenOptions;
use protoward_workspace::config::Config;
use protoward_workspace::inputs::Input;

/// Show the history of an element: its meanings, and when it was added and removed
#[derive(Debug, clap::Args)]
pub(super) struct Show {
    /// The full name of a message, an enum or a service; or a member of one by name or number, such as user.v1.User.4
    element: String,

    /// The ledger to use instead of the configured one [default: protoward.ledger next to the configuration]
    #[arg(long, value_name = "FILE")]
    ledger: Option<PathBuf>,
}

impl Show {
    pub(super) fn run(&self, console: &mut Console) -> Outcome {
        let mut sources = Sources::default();
        let file = self.file(&mut sources);
        let read = report_errors(console, &mut sources, |sources, report| file.read(sources, report));
        let Some((ledger, _)) = read else { return Outcome::Failed };
        let element = self.element.trim_start_matches('.');
        let text = history(&ledger, element, console.out_style());
        if text.is_empty() {
            console.problem(diagnostics::unknown_element(&self.element, &similar(&ledger, element)));
            return Outcome::Failed;
        }
        console.print(&text);
        Outcome::Fine
    }

    /// Returns the ledger of the configuration around the working directory, or the default name if that is invalid.
    fn file(&self, sources: &mut Sources) -> file::File {
        let here = Input::Folder(PathBuf::from("."));
        let found = protoward_workspace::config(
            &here,
            &OpenOptions::default(),
            sources,
            &mut protoward_source::Report::default(),
        );
        let (config, root) = found.unwrap_or_else(|| (Config::default(), None));
        file::usual(self.ledger.as_deref(), &config, root.as_deref().or(Some(Path::new(""))))
    }
}

/// Formats the history of an element; empty if it is unknown.
fn history(ledger: &Ledger, element: &str, style: Style) -> String {
    let past = LedgerIndex::new(ledger);
    let mut stays = past.of(element);
    if !stays.is_empty() {
        return type_history(&past, element, &mut stays, style);
    }
    let mut stays = past.extension(element);
    if let Some((parent, member)) = element.rsplit_once('.') {
        stays.extend(past.of(parent).into_iter().filter(|stay| has_name_or_number(stay.fact, member)));
        // Enum values are in the scope of their enum's parent.
        let values_in_scope = ledger.iter().filter(|(fact, _)| {
            matches!(fact, Fact::Value { of, name, .. }
                if **name == *member && of.rsplit_once('.').map_or("", |(scope, _)| scope) == parent)
        });
        stays.extend(values_in_scope.flat_map(|(fact, life)| FactPeriod::all(fact, life)));
    } else {
        let values_in_scope = ledger.iter().filter(
            |(fact, _)| matches!(fact, Fact::Value { of, name, .. } if **name == *element && !of.contains('.')),
        );
        stays.extend(values_in_scope.flat_map(|(fact, life)| FactPeriod::all(fact, life)));
    }
    if stays.is_empty() {
        return String::new();
    }
    format!("{}\n{}", paint(element, TextStyle::Bold, style), rows(&mut stays, element))
}

/// Returns `true` if a member has this name or number.
fn has_name_or_number(fact: &Fact, member: &str) -> bool {
    let is_number = |number: &i32| member.parse() == Ok(*number);
    match fact {
        Fact::Field { number, name, .. } | Fact::Value { number, name, .. } => **name == *member || is_number(number),
        Fact::Extension { number, .. } => is_number(number),
        Fact::Method { name, .. } => **name == *member,
        Fact::Type { .. } | Fact::Renamed { .. } => false,
    }
}

/// Formats a type with all its members.
fn type_history(past: &LedgerIndex<'_>, name: &str, stays: &mut Vec<FactPeriod<'_>>, style: Style) -> String {
    let mut text = format!("{}\n", paint(name, TextStyle::Bold, style));
    for (before, when) in past.earlier(name) {
        text.push_str(&format!("  was `{before}` until {when}\n"));
    }
    if let Some(after) = past.after(name) {
        text.push_str(&format!("  continued as `{after}`\n"));
    }
    text.push_str(&rows(stays, name));
    text
}

/// Formats a line per stay, grouped by number.
fn rows(stays: &mut [FactPeriod<'_>], name: &str) -> String {
    stays.sort_by_cached_key(order);
    let rows: Vec<(String, String)> = stays.iter().map(|stay| (of(stay, name), life(stay))).collect();
    let width = rows.iter().map(|(what, _)| what.chars().count()).max().unwrap_or_default();
    rows.iter().map(|(what, life)| format!("  {what:width$}  {life}\n")).collect()
}

/// Formats a member, with the former name of its type if that differs.
fn of(stay: &FactPeriod<'_>, name: &str) -> String {
    let subject = stay.fact.subject();
    let is_elsewhere = subject != name && !name.starts_with(&format!("{subject}."));
    let then = if is_elsewhere { format!("  [{subject}]") } else { String::new() };
    format!("{}{then}", phrases::member(stay.fact))
}

/// Returns the sort key: the type itself first, then by number, then by time.
fn order(stay: &FactPeriod<'_>) -> (bool, i32, String, u32, String) {
    let number = match stay.fact {
        Fact::Field { number, .. } | Fact::Extension { number, .. } | Fact::Value { number, .. } => *number,
        Fact::Type { .. } | Fact::Method { .. } | Fact::Renamed { .. } => 0,
    };
    let time = stay.came.and_then(|event| event.when.time.as_deref()).unwrap_or_default().to_owned();
    let left = u32::from(stay.left.is_none());
    (!matches!(stay.fact, Fact::Type { .. }), number, time, left, stay.fact.to_string())
}

/// Formats a stay: "from 3f2a1c9b7d21 (2024-03-01) until 88e1c0ffee12 (2024-05-02)".
fn life(stay: &FactPeriod<'_>) -> String {
    let known = |when: &protoward_ledger::EventTime| when.is_known().then(|| when.to_string());
    let came = stay.came.map(|event| known(&event.when));
    let left = stay.left.map(|event| known(&event.when));
    let from = match came.flatten() {
        Some(came) => format!("from {came}"),
        None => "from an unknown time".to_owned(),
    };
    match left {
        None => format!("{from} on"),
        Some(Some(left)) => format!("{from} until {left}"),
        Some(None) => format!("{from} until an unknown time"),
    }
}

/// Returns names similar to the requested one: of types, and of the members of one type.
fn similar<'a>(ledger: &'a Ledger, element: &str) -> Vec<&'a str> {
    let mut types: Vec<&str> = ledger.iter().map(|(fact, _)| fact.subject()).collect();
    types.dedup();
    types.sort_unstable();
    types.dedup();
    // A name without its package is a likely mistake.
    let ends: Vec<&str> = types
        .iter()
        .copied()
        .filter(|name| name.strip_suffix(element).is_some_and(|rest| rest.ends_with('.')))
        .collect();
    if !ends.is_empty() {
        return ends.into_iter().take(3).collect();
    }
    let similar = nearest(element, types.iter().copied());
    if similar.is_empty()
        && let Some((parent, _)) = element.rsplit_once('.')
    {
        return nearest(parent, types);
    }
    similar
}
