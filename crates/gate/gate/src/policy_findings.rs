//! The verdict on two versions by the rules of the configuration, and by those of each policy that it adds.

use std::collections::HashSet;

use protoward_source::{Diagnostic, Sources};
use protoward_workspace::Workspace;

use crate::judge::{Verdict, judge_by, sort};
use crate::policy::{AddedPolicy, Policy};

/// Compares two versions of a schema according to the policy of the new one. `sources` has the texts of the new
/// version.
pub(crate) fn judge(old: &Workspace, new: &Workspace, sources: &Sources, policy: &Policy) -> Verdict {
    let policies = policy.with_comments(&new.schema, &new.config, sources);
    let mut verdict = judge_by([old, new], sources, policy, policies);
    for added in &policy.added {
        add(&mut verdict, added, [old, new], sources);
    }
    if !policy.added.is_empty() {
        sort(&mut verdict.findings, &new.schema);
    }
    verdict
}

/// Adds the findings of a policy. Ignores in comments have no effect on them, as in buf.
fn add(verdict: &mut Verdict, added: &AddedPolicy, sides: [&Workspace; 2], sources: &Sources) {
    let mut own = judge_by(sides, sources, &added.policy, added.policy.policies.clone());
    let fixed: HashSet<_> = verdict.findings.iter().map(|finding| (finding.rule.id(), finding.place)).collect();
    for finding in &mut own.findings {
        // A place is changed once.
        if fixed.contains(&(finding.rule.id(), finding.place)) {
            finding.fix.clear();
        }
    }
    let ignored = own.ignored.iter_mut().map(|(finding, _)| finding);
    own.findings.iter_mut().chain(ignored).for_each(|finding| name_policy(&mut finding.diagnostic, &added.name));
    verdict.findings.append(&mut own.findings);
    verdict.ignored.append(&mut own.ignored);
    verdict.failures.append(own.failures);
    verdict.notes.append(own.notes);
    verdict.rules += own.rules;
}

/// Adds the name of the policy to the message of a finding, as buf does.
pub(crate) fn name_policy(finding: &mut Diagnostic, policy: &str) {
    finding.message.push_str(&format!(" ({policy})"));
}
