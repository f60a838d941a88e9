//! The verdict on two versions by the rules of the configuration, and by those of each policy that it adds.

use std::collections::HashSet;

use protoward_source::{Diagnostic, Sources};
use protoward_workspace::Workspace;

use crate::judge::{Verdict, judge_by, sort};
use crate::policy::{AddedPolicy, Policy};

/// Compares two versions of a schema according to the policy of the new one. `sources` has the texts of the new
/// version.
pub(crate) fn judge(old: &Workspace, new: &Workspace, sources: &Sources, policy: &Policy) -> Verdict {
    let mut policies = policy.with_comments(&new.schema, &new.config, sources);
    let removed = new.removed_settings(old);
    policy.add_removed(&mut policies, &removed);
    let mut verdict = judge_by([old, new], sources, policy, policies);
    for added in &policy.added {
        add(&mut verdict, added, [old, new], removed.len(), sources);
    }
    if !policy.added.is_empty() {
        sort(&mut verdict.findings, &new.schema);
    }
    verdict
}

/// Adds the findings of a policy, which has the same rules in all modules. Ignores in comments have no effect on them, as in buf.
fn add(verdict: &mut Verdict, added: &AddedPolicy, sides: [&Workspace; 2], removed_modules: usize, sources: &Sources) {
    let mut policies = added.policy.policies.clone();
    policies.repeat_first(removed_modules);
    let mut own = judge_by(sides, sources, &added.policy, policies);
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
