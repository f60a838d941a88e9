//! The verdict on the changes since one older version, without regard to other versions.

use crate::Policy;
use crate::comparing::OlderVersion;
use crate::fingerprint::fingerprint;
use crate::judge::Verdict;
use crate::not_compared::Unrelated;
use crate::policy_findings::judge;
use crate::relaxed::relaxed;
use crate::stability::broken_promises;
use crate::unreadable::unreadable;
use crate::unrelated::unrelated;
use protoward_breaking::Finding;
use protoward_fix_plan::{Fix, find_fixes};
use protoward_schema::Schema;
use protoward_source::{Report, Sources};
use protoward_workspace::Workspace;

/// The comparison with one older version.
#[derive(Debug)]
pub(crate) struct VersionVerdict {
    /// The verdict, without its findings.
    pub(crate) verdict: Verdict,
    pub(crate) findings: Vec<FixableFinding>,
    pub(crate) relaxed: Report,
    pub(crate) promises: Report,
    /// The older files that do not compile, or the errors because of which nothing was compared.
    pub(crate) unreadable: Result<Report, Report>,
    /// The versions, if the older one is of another schema and there are no findings.
    pub(crate) unrelated: Option<Unrelated>,
}

/// A finding with facts that need the schema of the older version.
#[derive(Debug)]
pub(crate) struct FixableFinding {
    pub(crate) finding: Finding,
    pub(crate) fix: Fix,
    pub(crate) fingerprint: String,
    /// The path of the file with the changed element from the root of the repository, if approvals depend on it.
    pub(crate) changed: Option<String>,
}

impl VersionVerdict {
    /// Compares a schema with an older version. `sources` has the texts of both.
    pub(crate) fn new(old: &OlderVersion, new: &Workspace, sources: &Sources, policy: &Policy) -> Self {
        let was = &old.workspace;
        let promises = policy.stability.as_ref().map(|it| broken_promises(was, new, &it.setting)).unwrap_or_default();
        let mut verdict = judge(was, new, sources, policy);
        let relaxed = relaxed(old, new, sources, policy, &verdict.findings);
        let unreadable = unreadable(old, new, sources, policy.options.accepts_unreadable);
        let is_empty = verdict.findings.is_empty() && !old.problems.has_errors();
        let unrelated = if is_empty { unrelated(old, new) } else { None };
        let fixes = find_fixes(&was.schema, &new.schema, &mut verdict.findings, sources);
        let finding = |(finding, fix): (Finding, Fix)| {
            let depends_on_files = policy.options.approvals.depend_on_files();
            let changed = depends_on_files.then(|| changed_file(&finding, was, new)).flatten();
            FixableFinding { fingerprint: fingerprint(&finding, &was.schema, &new.schema), finding, fix, changed }
        };
        let findings = std::mem::take(&mut verdict.findings).into_iter().zip(fixes).map(finding).collect();
        Self { verdict, findings, relaxed, promises, unreadable, unrelated }
    }
}

/// Returns the path of the file with the changed element from the root of the repository: of the file that had it, or else of the
/// file that has it now. A deleted file is at its old place.
fn changed_file(finding: &Finding, old: &Workspace, new: &Workspace) -> Option<String> {
    let path = |schema: &Schema, element| schema.text(schema[schema.file_of(element)].path).to_owned();
    let was = finding.old_element.map(|element| path(&old.schema, element));
    let name = was.or_else(|| finding.element.map(|element| path(&new.schema, element)))?;
    new.file_in_tree(&name).or_else(|| old.file_in_tree(&name))
}
