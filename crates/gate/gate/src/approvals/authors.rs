//! The authors of approvals: only those of the people who may approve changes of the file count.

use std::collections::BTreeMap;

use super::{APPROVALS_FILE_NAME, Approval, Rejection, diagnostics, file};
use crate::owners::Owners;
use protoward_inputs::{EntryOrigins, GitHistory, Input, InputError, InputRepository};
use protoward_settings::ApprovalsSetting;
use protoward_source::tree_path::below;
use protoward_source::{Report, Sources};
use protoward_workspace::{TreeFile, Workspace};

/// The new side of a comparison, whose history has the authors of approvals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ApprovalOrigin<'a> {
    /// The input of the new side. It may be a folder, an archive or an image, which have no history.
    pub(crate) input: &'a Input,
    /// `true` in a run of a CI service, where approvals that are not committed do not count.
    pub(crate) is_in_ci: bool,
}

/// The authors of all approvals, and who may approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ApprovalAuthors {
    owners: Owners,
    /// The commits that added each approval, by line.
    origins: BTreeMap<String, EntryOrigins>,
    /// `true` if approvals count that are not committed.
    trusts_uncommitted: bool,
}

impl ApprovalAuthors {
    /// Reads the authors of the approvals of a version. Returns `None` after errors, which are added to the report.
    pub(super) fn read(
        setting: &ApprovalsSetting,
        workspace: &Workspace,
        origin: ApprovalOrigin<'_>,
        report: &mut Report,
    ) -> Option<Self> {
        let repository = match origin.input.tracked_by() {
            Ok(Some(repository)) => repository,
            Ok(None) => {
                report.push(diagnostics::no_history());
                return None;
            }
            Err(error) => {
                report.push(diagnostics::unknown_authors(&error));
                return None;
            }
        };
        let origins =
            origins(&repository, workspace).map_err(|error| report.push(diagnostics::unknown_authors(&error)));
        let owners = Owners::read(setting, workspace, report);
        let trusts_uncommitted = repository.is_work_tree && !origin.is_in_ci;
        Some(Self { owners, origins: origins.ok()?, trusts_uncommitted })
    }

    /// Returns the reason if an approval of a change does not count. `changed` is the path of the changed file.
    pub(super) fn rejects(&self, approval: &Approval, changed: Option<&str>) -> Option<Rejection> {
        let approvers = self.owners.of(changed);
        match self.origins.get(&file::line(approval)) {
            Some(origins) if origins.authors.iter().any(|author| approvers.has(&author.email)) => None,
            Some(origins) if origins.is_cut_off => Some(Rejection::CutOff),
            Some(origins) => Some(Rejection::Foreign(origins.clone(), approvers)),
            None if self.trusts_uncommitted => None,
            None => Some(Rejection::NotCommitted(approvers)),
        }
    }

    /// Returns `true` if an approval counts only because this is not a run of a CI service.
    pub(super) fn is_provisional(&self, approval: &Approval) -> bool {
        self.trusts_uncommitted && !self.origins.contains_key(&file::line(approval))
    }

    pub(super) const fn owners(&self) -> &Owners {
        &self.owners
    }
}

/// Returns the commits that added each approval, by line.
fn origins(repository: &InputRepository, workspace: &Workspace) -> Result<BTreeMap<String, EntryOrigins>, InputError> {
    let path = workspace.path_in_tree(APPROVALS_FILE_NAME);
    let path = path.as_deref().and_then(|path| below(path, &repository.within));
    let Some(path) = path else { return Ok(BTreeMap::new()) };
    let entries = |bytes: &[u8]| {
        let text = TreeFile { display: APPROVALS_FILE_NAME.into(), bytes: bytes.to_vec() };
        let all = file::read(text, &mut Sources::default(), &mut Report::default());
        all.iter().map(file::line).collect()
    };
    GitHistory::open(&repository.path)?.origins(&repository.tips, path, &entries)
}
