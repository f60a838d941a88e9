//! The list of the command `approve`: the findings of a comparison, approved ones included, and changes of the file of
//! approvals.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::approvals::{APPROVALS_FILE_NAME, Approval, ApprovalScope, Approvals};
use crate::diagnostics;
use crate::run::Comparison;
use crate::verdicts::Verdicts;
use protoward_breaking::Finding;
use protoward_output::write_text;
use protoward_policy::{Clock, IgnoreEnd};
use protoward_source::{Diagnostic, nearest};

/// The findings of a comparison, approved ones included, with the file of approvals.
pub struct ApprovalList {
    approvals: Approvals,
    verdict: Verdicts,
    path: PathBuf,
    /// The day and the version at which approvals end.
    clock: Clock,
}

/// A file with new approvals, which is not written yet.
#[derive(Debug)]
pub struct EditedApprovals {
    path: PathBuf,
    text: String,
}

/// The text of new approvals.
#[derive(Clone, Debug)]
pub struct ApprovalText {
    /// The reason for people who read the file of approvals; every approval needs one.
    pub reason: String,
    /// The end, if there is one.
    pub until: Option<IgnoreEnd>,
    /// The changes in which the approvals count.
    pub scope: ApprovalScope,
}

impl ApprovalList {
    /// Creates the list of a comparison.
    pub fn new(comparison: Comparison) -> Self {
        let root = comparison.new.approvals_root().map(Path::to_owned).unwrap_or_default();
        let file = PathBuf::from(APPROVALS_FILE_NAME);
        let path = if root.as_os_str() == "." { file } else { root.join(file) };
        let clock = comparison.clock().clone();
        Self { approvals: comparison.approvals().clone(), verdict: comparison.verdicts, path, clock }
    }

    /// Returns `true` if a finding has the fingerprint.
    pub fn has(&self, fingerprint: &str) -> bool {
        self.findings().any(|finding| finding.diagnostic.fingerprint.as_deref() == Some(fingerprint))
    }

    /// Returns the path of the file.
    pub fn path(&self) -> &PathBuf {
        &self.path
    }

    /// Returns the findings that are not approved.
    pub fn open(&self) -> impl Iterator<Item = &Finding> {
        self.verdict.findings()
    }

    /// Returns the approved findings, each with its reason.
    pub fn approved(&self) -> impl Iterator<Item = (&Finding, &str)> {
        self.verdict.ignored.iter().filter_map(|(finding, _)| {
            let fingerprint = finding.diagnostic.fingerprint.as_ref()?;
            let approval = self.approvals.all.iter().find(|approval| approval.finding == *fingerprint)?;
            Some((finding, approval.reason.as_str()))
        })
    }

    fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.verdict.findings().chain(self.verdict.ignored.iter().map(|(finding, _)| finding))
    }

    /// Returns the file with approvals of findings, by their fingerprints. They replace earlier approvals of the same findings.
    ///
    /// # Errors
    /// Fails for a fingerprint that no finding has, and for an end that is over.
    pub fn with_approved(
        &self,
        fingerprints: &BTreeSet<&str>,
        text: &ApprovalText,
    ) -> Result<EditedApprovals, Box<Diagnostic>> {
        if let Some(ended) = text.until.as_ref().and_then(|until| self.clock.ended(until)) {
            return Err(Box::new(diagnostics::ended_before_it_began(&ended)));
        }
        let mut all = self.approvals.all.clone();
        all.retain(|approval| !fingerprints.contains(&*approval.finding));
        for &fingerprint in fingerprints {
            let is_meant = |finding: &&Finding| finding.diagnostic.fingerprint.as_deref() == Some(fingerprint);
            let finding = self.findings().find(is_meant).ok_or_else(|| {
                let known = self.verdict.findings().filter_map(|it| it.diagnostic.fingerprint.as_deref());
                let near = nearest(fingerprint, known).first().map(|near| (*near).to_owned());
                Box::new(diagnostics::unknown_fingerprint(fingerprint, near.as_deref()))
            })?;
            let subject = finding.diagnostic.subject.as_ref();
            all.push(Approval {
                finding: fingerprint.to_owned(),
                rule: finding.rule.id().to_owned(),
                element: subject.and_then(|subject| subject.element.clone()).unwrap_or_default(),
                reason: text.reason.clone(),
                until: text.until.clone(),
                scope: text.scope,
                place: None,
            });
        }
        Ok(EditedApprovals { path: self.path.clone(), text: Approvals::text(&all) })
    }

    /// Removes approvals that no finding has from the file, and returns their number.
    ///
    /// # Errors
    /// Fails if the file cannot be written.
    pub fn prune(&self) -> Result<usize, Box<Diagnostic>> {
        let stale = self.approvals.stale(self.findings());
        if !stale.is_empty() {
            let kept = self.approvals.all.iter().filter(|approval| !stale.contains(approval));
            write_text(&self.path, &Approvals::text(&kept.cloned().collect::<Vec<_>>()))?;
        }
        Ok(stale.len())
    }
}

impl EditedApprovals {
    /// Returns the path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the file.
    ///
    /// # Errors
    /// Fails if the file cannot be written.
    pub fn write(&self) -> Result<(), Box<Diagnostic>> {
        write_text(&self.path, &self.text)
    }
}
