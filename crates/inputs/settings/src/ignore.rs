//! Ignores as a configuration writes them: paths, paths by rule, or tables with more criteria.

use super::diagnostics;
use protoward_config::Section;
use protoward_config::{ConfigValue, Node};
use protoward_policy::{Ignore, IgnoreEnd, IgnoreScope};
use protoward_source::LocatedText;
use protoward_source::{Place, Report};

/// Reads `ignore` and `ignore_only` of buf: paths, and paths by rule.
pub(super) fn plain(ignore: Vec<LocatedText>, ignore_only: Vec<(LocatedText, Vec<LocatedText>)>) -> Vec<Ignore> {
    let everything = ignore.into_iter().filter_map(|path| of_path(path, Vec::new()));
    let only = ignore_only
        .into_iter()
        .flat_map(|(rule, paths)| paths.into_iter().filter_map(move |path| of_path(path, vec![rule.clone()])));
    everything.chain(only).collect()
}

fn of_path(path: LocatedText, rules: Vec<LocatedText>) -> Option<Ignore> {
    let place = path.place?;
    Some(Ignore { path: Some(path), rules, ..nothing(place) })
}

const fn nothing(place: Place) -> Ignore {
    Ignore {
        place,
        path: None,
        within: IgnoreScope::All,
        located: None,
        rules: Vec::new(),
        element: None,
        reason: None,
        until: None,
        is_exception: false,
    }
}

/// Reads a list of paths and tables.
pub(super) fn read(nodes: &[Node], report: &mut Report) -> Vec<Ignore> {
    let mut ignores = Vec::new();
    for node in nodes {
        match &node.value {
            ConfigValue::String(path) if path.is_empty() => report.push(diagnostics::ignores_everything(node.place)),
            ConfigValue::String(_) => ignores.extend(node.string().and_then(|path| of_path(path, Vec::new()))),
            ConfigValue::Table(_) => ignores.extend(table(node, report)),
            ConfigValue::Null
            | ConfigValue::Boolean(_)
            | ConfigValue::Integer(_)
            | ConfigValue::Float(_)
            | ConfigValue::List(_) => {
                report.push(diagnostics::not_an_ignore(node));
            }
        }
    }
    ignores
}

/// Returns one ignore for each path and element of the table.
fn table(node: &Node, report: &mut Report) -> Vec<Ignore> {
    let Some(mut section) = Section::new(node, "ignore", report) else { return Vec::new() };
    let paths = section.string_or_strings("path");
    let rules = section.string_or_strings("rule");
    let elements = section.string_or_strings("element");
    let reason = section.string("reason");
    let until = section.string("until").and_then(|word| until(word, report));
    let criteria = [&paths, &rules, &elements];
    let says_something = criteria.iter().any(|words| !words.is_empty());
    let is_empty = ["path", "rule", "element"].into_iter().any(|key| section.is_empty_list(key))
        || criteria.into_iter().flatten().any(|word| word.text.is_empty());
    section.finish(report);
    if !says_something || is_empty {
        report.push(diagnostics::ignores_everything(node.place));
        return Vec::new();
    }
    let is_exception = !rules.is_empty() || !elements.is_empty();
    let base = Ignore { rules, reason, until, is_exception, ..nothing(node.place) };
    let mut ignores = Vec::new();
    for path in optional(&paths) {
        for element in optional(&elements) {
            // Each ignore has the place of its distinguishing value.
            let word = if elements.len() > 1 { &element } else { &path };
            let place = word.as_ref().and_then(|word| word.place).filter(|_| paths.len().max(elements.len()) > 1);
            let place = place.unwrap_or(base.place);
            ignores.push(Ignore { place, path: path.clone(), element, ..base.clone() });
        }
    }
    ignores
}

/// Returns each value, or `None` once.
fn optional(words: &[LocatedText]) -> Vec<Option<LocatedText>> {
    if words.is_empty() { vec![None] } else { words.iter().cloned().map(Some).collect() }
}

fn until(word: LocatedText, report: &mut Report) -> Option<(LocatedText, IgnoreEnd)> {
    match IgnoreEnd::parse(&word.text) {
        Some(until) => Some((word, until)),
        None => {
            report.push(diagnostics::not_an_end(&word));
            None
        }
    }
}
