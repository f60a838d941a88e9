//! The findings of `GATE_RELAXED`.

use super::effect::{Effect, listed};
use protoward_breaking::{code, gate_relaxed};
use protoward_source::{Diagnostic, Severity};

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
