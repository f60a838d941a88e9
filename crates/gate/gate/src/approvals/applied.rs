//! The effect of approvals on findings: which approval counts for which finding, and which ones are stale.
//!
//! People who review an approval read its rule and its element. An approval whose text is not that of its finding is an error.

use std::collections::BTreeSet;

use super::{Approval, ApprovalScope, Approvals, diagnostics};
use protoward_breaking::Finding;
use protoward_policy::{Clock, IgnoreReason};
use protoward_source::{Diagnostic, Label, Report};

/// The decision of the approvals about a finding.
#[derive(Debug, Default)]
pub(crate) struct ApprovalDecision {
    /// The reason of the approval that counts.
    pub(crate) approved: Option<IgnoreReason>,
    /// The reasons why other approvals of the finding do not count, as facts about the finding.
    pub(crate) facts: Vec<String>,
    /// The places of approvals that have ended.
    pub(crate) labels: Vec<Label>,
    /// Warnings about approvals that do not count.
    pub(crate) rejected: Vec<Diagnostic>,
    /// Errors about approvals whose text is that of another finding.
    pub(crate) mistaken: Vec<Diagnostic>,
}

impl Approvals {
    /// Decides about a finding. `changed` is the path of the changed file from the root of the repository.
    pub(crate) fn decide(&self, finding: &Finding, clock: &Clock, changed: Option<&str>) -> ApprovalDecision {
        let mut decision = ApprovalDecision::default();
        let fingerprint = finding.diagnostic.fingerprint.as_ref();
        for approval in self.all.iter().filter(|approval| Some(&approval.finding) == fingerprint) {
            if self.is_of_earlier_change(approval) {
                continue;
            }
            if !approval.describes(finding) {
                let located = approval.located();
                decision.mistaken.extend(located.map(|it| diagnostics::other_finding(approval, finding, &it)));
                continue;
            }
            if let Some(rejection) = self.authors.as_ref().and_then(|authors| authors.rejects(approval, changed)) {
                let code_owners = self.authors.as_ref().and_then(|authors| authors.owners().path());
                let owned = changed.zip(code_owners);
                let located = approval.located();
                decision.rejected.extend(located.map(|it| diagnostics::rejected(approval, &rejection, &it, owned)));
                continue;
            }
            match (approval.until.as_ref().and_then(|until| clock.ended(until)), approval.place) {
                (None, Some(place)) => {
                    let approved = Some(IgnoreReason::Written(place, Some(approval.reason.clone())));
                    return ApprovalDecision { approved, mistaken: decision.mistaken, ..ApprovalDecision::default() };
                }
                (Some(ended), place) => {
                    decision.facts.push(diagnostics::ended(&ended));
                    let label = |place| Label { place, text: "approved here".to_owned() };
                    decision.labels.extend(place.map(label));
                }
                (None, None) => {}
            }
        }
        if !decision.rejected.is_empty() {
            decision.facts.push(diagnostics::does_not_count());
        }
        decision
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

    /// Returns a warning about the first approval that ends with a version, if the version of the schema is unknown.
    pub(crate) fn unknown_end(&self, clock: &Clock) -> Option<Diagnostic> {
        let ends = |approval: &&Approval| approval.until.as_ref().is_some_and(|until| clock.cannot_tell(until));
        self.all.iter().find(ends).and_then(|approval| diagnostics::version_unknown(approval, &approval.located()?))
    }

    /// Returns a warning for each stale approval.
    pub(crate) fn notes<'a>(&'a self, findings: impl Iterator<Item = &'a Finding>) -> Report {
        let stale = self.stale(findings).into_iter();
        stale.filter_map(|approval| Some(diagnostics::stale(approval, &approval.located()?))).collect()
    }
}

impl Approval {
    /// Returns `true` if the text of the approval, as far as it has one, is that of a finding.
    fn describes(&self, finding: &Finding) -> bool {
        let element = finding.diagnostic.subject.as_ref().and_then(|subject| subject.element.as_deref());
        (self.rule.is_empty() || self.rule == finding.rule.id())
            && (self.element.is_empty() || Some(self.element.as_str()) == element)
    }
}
