//! The policy of a repository about ignores. One that violates it does not count, and fails the gate like a finding.

use super::diagnostics::{self, Missing};
use super::now::Now;
use protoward_rules::CommentIgnore;
use protoward_source::Diagnostic;
use protoward_workspace::config::{self, IgnorePolicy, Until};

/// The violation of a comment, if it is one; `until` is its end.
pub(super) fn of_comment(
    comment: &CommentIgnore,
    until: Option<&Until>,
    policy: IgnorePolicy,
    now: &Now,
) -> Option<Diagnostic> {
    if policy.disallows_comments {
        return Some(diagnostics::comment_disallowed(comment.place));
    }
    let missing = missing(comment.reason.as_deref(), until, policy, now)?;
    Some(diagnostics::comment_without(comment.place, missing))
}

/// The violation of an ignore of a configuration, if it is one.
pub(super) fn of_config(ignore: &config::Ignore, policy: IgnorePolicy, now: &Now) -> Option<Diagnostic> {
    let reason = ignore.reason.as_ref().map(|word| word.text.as_str());
    let missing = missing(reason, ignore.until.as_ref().map(|(_, until)| until), policy, now)?;
    Some(diagnostics::ignore_without(ignore, missing))
}

fn missing(reason: Option<&str>, until: Option<&Until>, policy: IgnorePolicy, now: &Now) -> Option<Missing> {
    // A dash or a dot says nothing.
    let has_reason = reason.is_some_and(|reason| reason.contains(char::is_alphanumeric));
    let needs_reason = policy.requires_reason && !has_reason;
    let needs_until = policy.requires_until && until.is_none();
    match (needs_reason, needs_until) {
        (true, true) => Some(Missing::Both),
        (true, false) => Some(Missing::Reason),
        (false, true) => Some(Missing::Until),
        // Without a version of the schema, such an end never comes.
        (false, false) if policy.requires_until && until.is_some_and(|it| now.cannot_tell(it)) => {
            Some(Missing::Version)
        }
        (false, false) => None,
    }
}
