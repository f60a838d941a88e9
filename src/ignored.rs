//! The number of ignored findings, and their list on request.

use std::fmt::Write as _;

use super::words::{count, grouped};
use protoward_gate::Verdicts;
use protoward_policy::IgnoreReason;
use protoward_report::AcceptedChange;
use protoward_rules::Finding;
use protoward_source::{Place, Sources};

/// Returns a summary such as `, 1 relaxation of the gate, 3 ignored, 1 ignore refused`; empty if there is nothing of
/// that.
pub(super) fn count_of(verdict: &Verdicts) -> String {
    let ignored = match verdict.ignored.len() {
        0 => String::new(),
        number => format!(", {} ignored", grouped(number)),
    };
    let relaxed = match verdict.relaxed.len() {
        0 => String::new(),
        number => format!(", {} of the gate", count(number, "relaxation")),
    };
    let promises = match verdict.promises.len() {
        0 => String::new(),
        number => format!(", {} about stability", count(number, "finding")),
    };
    let relaxed = relaxed + &promises;
    match verdict.violations.len() {
        0 => format!("{relaxed}{ignored}"),
        number => format!("{relaxed}{ignored}, {} refused", count(number, "ignore")),
    }
}

/// Returns a line per finding, with the reason for ignoring it.
pub(super) fn list(ignored: &[(Finding, IgnoreReason)], sources: &Sources) -> String {
    let mut text = String::new();
    for (finding, because) in ignored {
        let place = finding.place.or(finding.was).map(|place| location(place, sources)).unwrap_or_default();
        let (rule, message) = (finding.rule.id(), &finding.diagnostic.message);
        let why = why(because, sources);
        writeln!(text, "ignored: {place}: {rule}: {message} ({why})").expect("a string takes any text");
    }
    text
}

/// Returns the findings that a written reason accepts, for a comment.
pub(super) fn accepted(ignored: &[(Finding, IgnoreReason)], sources: &Sources) -> Vec<AcceptedChange> {
    let change = |(finding, because): &(Finding, IgnoreReason)| match because {
        IgnoreReason::Written(place, Some(reason)) => Some(AcceptedChange {
            code: finding.rule.id().to_owned(),
            message: finding.diagnostic.message.clone(),
            by: location(*place, sources),
            reason: reason.clone(),
        }),
        IgnoreReason::Written(_, None) | IgnoreReason::Unstable | IgnoreReason::Stability(_) => None,
    };
    ignored.iter().filter_map(change).collect()
}

/// Returns a line per finding of lint, with the reason for ignoring it.
pub(super) fn list_of_lint(ignored: &[(protoward_lint::Finding, IgnoreReason)], sources: &Sources) -> String {
    let line = |(finding, because): &(protoward_lint::Finding, IgnoreReason)| {
        let place = finding.diagnostic.place().map(|place| location(place, sources)).unwrap_or_default();
        let (rule, message) = (finding.rule.id(), &finding.diagnostic.message);
        format!("ignored: {place}: {rule}: {message} ({})\n", why(because, sources))
    };
    ignored.iter().map(line).collect()
}

fn why(because: &IgnoreReason, sources: &Sources) -> String {
    match because {
        IgnoreReason::Unstable => "its package is unstable".to_owned(),
        IgnoreReason::Stability(level) => format!("its stability is {level}"),
        IgnoreReason::Written(place, None) => format!("by {}", location(*place, sources)),
        IgnoreReason::Written(place, Some(reason)) => format!("by {}: {reason}", location(*place, sources)),
    }
}

fn location(place: Place, sources: &Sources) -> String {
    let display = &sources.get(place.source).display;
    sources.start(place).map_or_else(|| display.clone(), |at| format!("{display}:{}:{}", at.line + 1, at.column + 1))
}
