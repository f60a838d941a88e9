//! Diagnostics about approvals.

use super::{APPROVALS_FILE_NAME, Approval, ApprovalScope};
use crate::codes;
use protoward_config::Node;
use protoward_config::diagnostics::labelled;
use protoward_policy::END_FORMS;
use protoward_source::{Diagnostic, LocatedText, ReadError};

pub(super) fn unreadable(error: &ReadError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::APPROVAL, format!("the approvals cannot be read: {error}"));
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(super) fn no_finding(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::APPROVAL, "an approval names the fingerprint of a finding")
        .label(node.place, "this one does not")
        .help("`protoward approve` lists the findings with their fingerprints, and writes approvals")
}

pub(super) fn no_reason(finding: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::APPROVAL, "an approval needs a reason");
    labelled(diagnostic, finding, "approved here").help("write why the change is accepted: `reason = \"...\"`")
}

pub(super) fn bad_end(word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::APPROVAL, format!("`{}` is neither a day nor a version", word.text));
    labelled(diagnostic, word, "the end of the approval").help(END_FORMS)
}

pub(super) fn bad_scope(word: &LocatedText) -> Diagnostic {
    let scopes = ApprovalScope::ALL.map(|scope| format!("`{scope}`")).join(", ");
    let diagnostic = Diagnostic::error(codes::APPROVAL, format!("`{}` is no scope of an approval", word.text));
    labelled(diagnostic, word, "the scope").help(format!("the scopes are {scopes}"))
}

/// Adds a note to a finding whose approval has ended.
pub(super) fn note_ended(finding: &mut Diagnostic, approval: &Approval, ended: &str) {
    let note = format!("its approval ended {ended}; extend `until` in `{APPROVALS_FILE_NAME}`, or undo the change");
    let help = finding.help.take().map(|help| format!("{help}; {note}"));
    finding.help = Some(help.unwrap_or(note));
    if let Some(place) = approval.place {
        finding.labels.push(protoward_source::Label { place, text: "approved here".to_owned() });
    }
}

/// An approval without a finding.
pub(super) fn stale(approval: &Approval, finding: &LocatedText) -> Diagnostic {
    let what = if approval.element.is_empty() {
        approval.rule.clone()
    } else {
        format!("{} of `{}`", approval.rule, approval.element)
    };
    let message = format!("the approval of {what} is stale: there is no such finding any more");
    labelled(Diagnostic::warning(codes::STALE_APPROVAL, message), finding, "this approval")
        .help("`protoward approve --prune` removes stale approvals")
}
