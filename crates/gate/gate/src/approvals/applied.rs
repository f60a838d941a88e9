//! The effect of approvals on findings: which approval counts for which finding, and which ones are stale.

use std::collections::BTreeSet;

use super::{Approval, ApprovalScope, Approvals, diagnostics};
use protoward_breaking::Finding;
use protoward_policy::{Clock, IgnoreReason};
use protoward_source::{Diagnostic, Report};

impl Approvals {
    /// Returns the reason if a finding is approved. An approval that has ended or does not count is noted on the finding.
    /// `changed` is the path of the changed file from the root of the repository. If no approval counts, the reasons are added to
    /// `rejected`.
    pub(crate) fn decide(
        &self,
        finding: &mut Finding,
        clock: &Clock,
        changed: Option<&str>,
        rejected: &mut Vec<Diagnostic>,
    ) -> Option<IgnoreReason> {
        let fingerprint = finding.diagnostic.fingerprint.clone()?;
        let mut reasons = Vec::new();
        for approval in self.all.iter().filter(|approval| approval.finding == fingerprint) {
            if self.is_of_earlier_change(approval) {
                continue;
            }
            if let Some(rejection) = self.authors.as_ref().and_then(|authors| authors.rejects(approval, changed)) {
                let code_owners = self.authors.as_ref().and_then(|authors| authors.owners().path());
                let owned = changed.zip(code_owners);
                reasons.extend(approval.located().map(|it| diagnostics::rejected(approval, &rejection, &it, owned)));
                continue;
            }
            match approval.until.as_ref().and_then(|until| clock.ended(until)) {
                Some(ended) => diagnostics::note_ended(&mut finding.diagnostic, approval, &ended),
                None => return Some(IgnoreReason::Written(approval.place?, Some(approval.reason.clone()))),
            }
        }
        if !reasons.is_empty() {
            diagnostics::note_rejected(&mut finding.diagnostic);
        }
        // Several baselines have the same finding.
        reasons.retain(|reason| !rejected.contains(reason));
        rejected.extend(reasons);
        None
    }

    /// Returns `true` if approvals of some people do not count, according to the changed file.
    pub(crate) const fn depend_on_files(&self) -> bool {
        self.authors.is_some()
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

    /// Returns a warning for each approval that counts until it is committed.
    pub(crate) fn provisional(&self) -> Report {
        let Some(authors) = &self.authors else { return Report::default() };
        let provisional = self.all.iter().filter(|approval| authors.is_provisional(approval));
        provisional
            .filter_map(|it| Some(diagnostics::provisional(&it.located()?, authors.owners().approvers())))
            .collect()
    }

    /// Returns a warning for each stale approval.
    pub(crate) fn notes<'a>(&'a self, findings: impl Iterator<Item = &'a Finding>) -> Report {
        let stale = self.stale(findings).into_iter();
        stale.filter_map(|approval| Some(diagnostics::stale(approval, &approval.located()?))).collect()
    }
}
