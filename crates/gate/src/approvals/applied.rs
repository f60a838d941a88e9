//! The effect of approvals on findings.

use std::collections::BTreeSet;

use super::{Approval, ApprovalScope, Approvals, diagnostics};
use protoward_policy::{Clock, IgnoreReason};
use protoward_rules::Finding;
use protoward_source::Report;

impl Approvals {
    /// Returns the reason if a finding is approved. An approval that has ended is noted on the finding.
    pub(crate) fn decide(&self, finding: &mut Finding, clock: &Clock) -> Option<IgnoreReason> {
        let fingerprint = finding.diagnostic.fingerprint.clone()?;
        for approval in self.all.iter().filter(|approval| approval.finding == fingerprint) {
            if self.is_of_earlier_change(approval) {
                continue;
            }
            match approval.until.as_ref().and_then(|until| clock.ended(until)) {
                Some(ended) => diagnostics::note_ended(&mut finding.diagnostic, approval, &ended),
                None => return Some(IgnoreReason::Written(approval.place?, Some(approval.reason.clone()))),
            }
        }
        None
    }

    /// Returns `true` for an approval of one change that an older version has.
    fn is_of_earlier_change(&self, approval: &Approval) -> bool {
        approval.scope == ApprovalScope::Pr && self.earlier.contains(&approval.finding)
    }

    /// Returns the approvals that no finding has, and those that no longer count.
    pub fn stale<'a>(&'a self, findings: impl Iterator<Item = &'a Finding>) -> Vec<&'a Approval> {
        let found: BTreeSet<&str> = findings.filter_map(|it| it.diagnostic.fingerprint.as_deref()).collect();
        let is_stale = |approval: &&Approval| {
            let is_found = found.contains(&*approval.finding);
            self.is_of_earlier_change(approval) || !is_found && approval.scope != ApprovalScope::Always
        };
        self.all.iter().filter(is_stale).collect()
    }

    /// Returns a warning for each stale approval.
    pub(crate) fn notes<'a>(&'a self, findings: impl Iterator<Item = &'a Finding>) -> Report {
        let stale = self.stale(findings).into_iter();
        stale.filter_map(|approval| Some(diagnostics::stale(approval, &approval.located()?))).collect()
    }
}
