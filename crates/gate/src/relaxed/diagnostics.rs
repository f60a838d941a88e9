//! The findings of `GATE_RELAXED`.

use super::ids;
use super::places::{Places, RelaxedPlace};
use protoward_policy::{Ignore, Relaxation};
use protoward_rules::{code, gate_relaxed};
use protoward_source::{Diagnostic, Severity, count};

/// The maximum number of names in a message.
const MAX_NAMES: usize = 12;

/// An effect of a change of the configuration.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    /// The effect as a clause.
    pub(super) message: String,
    pub(super) place: RelaxedPlace,
    /// The modules with the effect, if there are several.
    pub(super) modules: Vec<String>,
}

impl Effect {
    pub(super) fn new(
        relaxation: Relaxation,
        module: Option<usize>,
        named: Option<String>,
        places: &Places<'_>,
    ) -> Self {
        let place = places.of(&relaxation, module);
        let message = match &relaxation {
            Relaxation::Stopped(rules) => rules_do(&ids(rules), "no longer runs", "no longer run"),
            Relaxation::OnlyWarn(rules) => rules_do(&ids(rules), "only warns", "only warn"),
            Relaxation::Ignored(ignore, rules) => ignored(ignore, &ids(rules)),
            Relaxation::Unstable => "findings in unstable packages such as `user.v1beta1` are ignored".to_owned(),
        };
        // An ignore of several modules is one.
        let modules =
            if matches!(relaxation, Relaxation::Ignored(..)) { Vec::new() } else { named.into_iter().collect() };
        Self { message, place, modules }
    }

    pub(super) const fn of_key(message: String, place: RelaxedPlace) -> Self {
        Self { message, place, modules: Vec::new() }
    }
}

fn rules_do(ids: &[&str], one: &str, several: &str) -> String {
    match ids {
        [id] => format!("`{id}` {one}"),
        ids => format!("{} {several}: {}", count(ids.len(), "rule"), listed(&quoted(ids))),
    }
}

fn ignored(ignore: &Ignore, ids: &[&str]) -> String {
    let rules = match ignore.rules.is_empty() {
        true => "all findings".to_owned(),
        false => format!("findings of {}", listed(&quoted(ids))),
    };
    let path = ignore.path.as_ref().map(|it| if it.text.is_empty() { "." } else { &it.text });
    let path = path.map(|path| format!(" in `{path}`")).unwrap_or_default();
    let element = ignore.element.as_ref().map(|it| format!(" about `{}`", it.text)).unwrap_or_default();
    let until = ignore.until.as_ref().map(|(word, _)| format!(" until {}", word.text)).unwrap_or_default();
    format!("{rules}{path}{element} are ignored{until}")
}

fn quoted(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| format!("`{id}`")).collect()
}

/// Lists names, the first of many.
pub(super) fn listed(names: &[String]) -> String {
    match names {
        [name] => name.clone(),
        names if names.len() > MAX_NAMES => {
            format!("{} and {} more", names[..MAX_NAMES].join(", "), names.len() - MAX_NAMES)
        }
        [names @ .., last] => format!("{} and {last}", names.join(", ")),
        [] => String::new(),
    }
}

/// Returns the finding of an effect.
pub(super) fn finding(effect: Effect, severity: Severity) -> Diagnostic {
    let Effect { message, place, mut modules } = effect;
    modules.sort_unstable();
    modules.dedup();
    let modules: Vec<String> = modules.iter().map(|path| named(path)).collect();
    let within = if modules.is_empty() { String::new() } else { format!(" in {}", listed(&modules)) };
    let message = format!("the gate was relaxed{within}: {message}");
    let diagnostic = Diagnostic { severity, ..Diagnostic::error(code(gate_relaxed()), message) };
    let now = if place.was.is_some() { "removed from here" } else { "relaxed here" };
    let diagnostic = place.is.into_iter().fold(diagnostic, |it, place| it.label(place, now));
    let diagnostic = place.was.into_iter().fold(diagnostic, |it, place| it.label(place, "it was here"));
    diagnostic.was(place.was).help(
        "undo this, or let the owner of the gate accept it: `--accept-relaxed` makes it a warning; \
         `protoward explain GATE_RELAXED` describes how",
    )
}

fn named(module: &str) -> String {
    match module {
        "the dependencies" => module.to_owned(),
        "" => "module `.`".to_owned(),
        path => format!("module `{path}`"),
    }
}
