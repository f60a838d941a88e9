//! Diagnostics about approvals.

use super::{APPROVALS_FILE_NAME, Approval, ApprovalScope, Rejection};
use crate::codes;
use crate::owners::FileApprovers;
use protoward_breaking::Finding;
use protoward_config::Node;
use protoward_config::diagnostics::labelled;
use protoward_inputs::{EntryAuthor, InputError};
use protoward_policy::{END_FORMS, VERSION_OF_SCHEMA};
use protoward_source::{Diagnostic, LocatedText, ReadError};

pub(super) fn unreadable(error: &ReadError) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::APPROVAL, format!("cannot read the approvals: {error}"));
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(super) fn no_finding(node: &Node) -> Diagnostic {
    Diagnostic::error(codes::APPROVAL, "missing `finding` of an approval")
        .label(node.place, "no fingerprint")
        .help("`protoward approve` lists the findings with their fingerprints, and writes approvals")
}

pub(super) fn no_fingerprint(finding: &LocatedText) -> Diagnostic {
    let message = format!("`{}` is not a fingerprint: 16 lowercase hexadecimal digits", finding.text);
    labelled(Diagnostic::error(codes::APPROVAL, message), finding, "not a fingerprint")
        .help("`protoward approve` lists the findings with their fingerprints, and writes approvals")
}

pub(super) fn no_reason(finding: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::APPROVAL, "missing reason of an approval");
    labelled(diagnostic, finding, "approved here").help("add `reason = \"...\"` and state why the change is accepted")
}

pub(super) fn bad_end(word: &LocatedText) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::APPROVAL, format!("`{}` is neither a date nor a version", word.text));
    labelled(diagnostic, word, "not a date or a version").help(END_FORMS)
}

pub(super) fn bad_scope(word: &LocatedText) -> Diagnostic {
    let scopes = ApprovalScope::ALL.map(|scope| format!("`{scope}`")).join(", ");
    let diagnostic = Diagnostic::error(codes::APPROVAL, format!("unknown scope `{}` of an approval", word.text));
    labelled(diagnostic, word, "unknown").help(format!("use one of {scopes}"))
}

/// Returns the fact that the approval of a finding has ended.
pub(super) fn ended(ended: &str) -> String {
    format!("its approval ended {ended}; extend `until` in `{APPROVALS_FILE_NAME}`, or undo the change")
}

/// Returns the fact that the approval of a finding does not count.
pub(super) fn does_not_count() -> String {
    format!("its approval in `{APPROVALS_FILE_NAME}` does not count")
}

/// An approval whose text is that of another finding than its fingerprint. Reviewers read the text.
pub(super) fn other_finding(approval: &Approval, finding: &Finding, place: &LocatedText) -> Diagnostic {
    let element = finding.diagnostic.subject.as_ref().and_then(|subject| subject.element.as_deref());
    let own = subject_of(finding.rule.id(), element.unwrap_or_default());
    let message = format!("the approval says {}, but its fingerprint is that of {own}", subject(approval));
    labelled(Diagnostic::error(codes::APPROVAL, message), place, "this approval").help(
        "approve the finding again: `protoward approve` writes the rule and the element that belong to a fingerprint",
    )
}

/// An approval that does not count. `owned` is the changed file, and the file with its owners.
pub(super) fn rejected(
    approval: &Approval,
    rejection: &Rejection,
    finding: &LocatedText,
    owned: Option<(&str, &str)>,
) -> Diagnostic {
    let (reason, help) = match rejection {
        Rejection::Foreign(origins, approvers) => {
            let author = |it: &EntryAuthor| format!("`{}` added it in commit {}", it.email, it.commit);
            let authors: Vec<String> = origins.authors.iter().map(author).collect();
            let how = format!("`protoward approve {}` in a commit by one of them", approval.finding);
            (authors.join(", and "), who(approvers, owned, &how))
        }
        Rejection::CutOff => (
            "this shallow clone lacks the commit that added it".to_owned(),
            "fetch the history with `git fetch --unshallow`; for `actions/checkout`, set `fetch-depth: 0`".to_owned(),
        ),
        Rejection::NotCommitted(approvers) => {
            ("it is not committed".to_owned(), who(approvers, owned, "commit it as one of them"))
        }
    };
    let message = format!("the approval of {} does not count: {reason}", subject(approval));
    labelled(Diagnostic::warning(codes::FOREIGN_APPROVAL, message), finding, "this approval").help(help)
}

/// Maximum number of e-mail addresses in a message.
const MAX_EMAILS: usize = 5;

/// Returns who can give an approval, and how.
fn who(approvers: &FileApprovers, owned: Option<(&str, &str)>, how: &str) -> String {
    let FileApprovers { emails, owners } = approvers;
    let named: Vec<String> = emails.iter().take(MAX_EMAILS).map(|email| format!("`{email}`")).collect();
    let more = emails.len().saturating_sub(MAX_EMAILS);
    let more = if more > 0 { format!(" or {more} more") } else { String::new() };
    let because = owned.filter(|_| !owners.is_empty()).map(|(path, code_owners)| {
        let owners: Vec<String> = owners.iter().map(|owner| format!("`{owner}`")).collect();
        format!("{} {} `{path}` in `{code_owners}`", owners.join(", "), if owners.len() == 1 { "owns" } else { "own" })
    });
    let because = because.map(|because| format!(" ({because})")).unwrap_or_default();
    if named.is_empty() {
        format!(
            "no one can approve it{because}: `approvers` and `people` of `[approvals]` have no e-mail address of an owner"
        )
    } else {
        format!("{}{more} can approve it{because}: {how}", named.join(", "))
    }
}

/// An approval that is not committed, and counts here only.
pub(super) fn provisional(finding: &LocatedText, approvers: &[String]) -> Diagnostic {
    let message = "an uncommitted approval counts only on this machine";
    let approvers: Vec<String> = approvers.iter().map(|name| format!("`{name}`")).collect();
    let who = match &approvers[..] {
        [] => "`approvers` is empty".to_owned(),
        names => format!("it counts everywhere once one of {} commits it", names.join(", ")),
    };
    labelled(Diagnostic::warning(codes::PROVISIONAL_APPROVAL, message), finding, "this approval").help(who)
}

pub(super) fn no_history() -> Diagnostic {
    let message = "unknown authors of approvals: the input is not in a git repository";
    Diagnostic::error(codes::APPROVAL, message)
        .help("`approvers` in `[approvals]` needs the history of `protoward.approvals.toml`")
}

pub(super) fn unknown_authors(error: &InputError) -> Diagnostic {
    let message = format!("unknown authors of approvals: {error}");
    let diagnostic = Diagnostic::error(codes::APPROVAL, message);
    match error.help() {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

/// An approval until a version, which may have come.
pub(super) fn version_unknown(approval: &Approval, finding: &LocatedText) -> Option<Diagnostic> {
    let until = approval.until.as_ref()?;
    let message = format!(
        "the version of the schema is unknown, so the approval of {} until version `{until}` stays in effect",
        subject(approval)
    );
    let diagnostic = Diagnostic::warning(codes::APPROVAL, message).help(VERSION_OF_SCHEMA);
    Some(labelled(diagnostic, finding, "this approval"))
}

/// An approval without a finding.
pub(super) fn stale(approval: &Approval, finding: &LocatedText) -> Diagnostic {
    let message = format!("stale approval of {}: the finding no longer exists", subject(approval));
    labelled(Diagnostic::warning(codes::STALE_APPROVAL, message), finding, "this approval")
        .help("remove stale approvals with `protoward approve --prune`")
}

/// Returns the rule and the element of an approval.
fn subject(approval: &Approval) -> String {
    subject_of(&approval.rule, &approval.element)
}

fn subject_of(rule: &str, element: &str) -> String {
    if element.is_empty() { rule.to_owned() } else { format!("{rule} of `{element}`") }
}
