//! The requirements of a repository for ignores. An ignore that violates them has no effect and fails like a finding.

use crate::diagnostics::{self, Missing};
use crate::{Catalog, Clock, CommentIgnore, Ignore, IgnoreEnd, IgnorePolicy};
use protoward_source::Diagnostic;

/// The inputs for checking an ignore against the requirements.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Requirements<'a> {
    pub(crate) policy: IgnorePolicy,
    pub(crate) catalog: &'a Catalog,
    pub(crate) clock: &'a Clock,
}

impl Requirements<'_> {
    /// Returns the violation of an ignore in a comment with this end.
    pub(crate) fn violation_of_comment(self, comment: &CommentIgnore, until: Option<&IgnoreEnd>) -> Option<Diagnostic> {
        if self.policy.disallows_comments {
            return Some(diagnostics::comment_disallowed(self.catalog, comment.place));
        }
        let missing = self.missing(comment.reason.as_deref(), until)?;
        Some(diagnostics::comment_without(self.catalog, comment.place, missing))
    }

    /// Returns the violation of an ignore in a configuration.
    pub(crate) fn violation(self, ignore: &Ignore) -> Option<Diagnostic> {
        let reason = ignore.reason.as_ref().map(|word| word.text.as_str());
        let missing = self.missing(reason, ignore.until.as_ref().map(|(_, until)| until))?;
        Some(diagnostics::ignore_without(self.catalog, ignore, missing))
    }

    fn missing(self, reason: Option<&str>, until: Option<&IgnoreEnd>) -> Option<Missing> {
        // Punctuation alone is no reason.
        let has_reason = reason.is_some_and(|reason| reason.contains(char::is_alphanumeric));
        let needs_reason = self.policy.requires_reason && !has_reason;
        let needs_until = self.policy.requires_until && until.is_none();
        match (needs_reason, needs_until) {
            (true, true) => Some(Missing::Both),
            (true, false) => Some(Missing::Reason),
            (false, true) => Some(Missing::Until),
            // Without a version of the schema, an end by version is never reached.
            (false, false) if self.policy.requires_until && until.is_some_and(|it| self.clock.cannot_tell(it)) => {
                Some(Missing::Version)
            }
            (false, false) => None,
        }
    }
}
