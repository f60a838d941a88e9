//! The lines of `--show-ignored`, and the accepted changes of a comment.

use std::fmt::Write as _;

use protoward_breaking::Finding;
use protoward_policy::IgnoreReason;
use protoward_report::AcceptedChange;
use protoward_source::paths::System;
use protoward_source::{Place, Sources};
use protoward_workspace::Workspace;

/// Returns a line per finding, with the reason for ignoring it.
pub(super) fn list(ignored: &[(Finding, IgnoreReason)], sources: &Sources) -> String {
    let mut text = String::new();
    for (finding, because) in ignored {
        let place = finding.place.or(finding.was).map(|place| location(place, sources)).unwrap_or_default();
        let rule = finding.rule.id();
        let message = &finding.diagnostic.message;
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
            by: System::HERE.portable(&location(*place, sources)).into_owned(),
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
        let rule = finding.rule.id();
        let message = &finding.diagnostic.message;
        format!("ignored: {place}: {rule}: {message} ({})\n", why(because, sources))
    };
    ignored.iter().map(line).collect()
}

/// Returns a line per entry outside of the selected files that cannot be read.
pub(super) fn passed_over(workspace: &Workspace) -> String {
    workspace.passed_over().iter().map(|problem| format!("passed over: {problem}\n")).collect()
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
