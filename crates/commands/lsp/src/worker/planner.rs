//! Plans of fixes after checks of everything. A plan may take longer than the next check, which does not wait for it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Answer, Content};
use crate::finding::Findings;
use crate::fixes::PendingFixes;
use crossbeam_channel::{Receiver, Sender};
use protoward_ide_index::Revision;

/// The findings of a check whose fixes are to be planned.
pub(super) struct PlanJob {
    pub(super) root: PathBuf,
    pub(super) revision: Revision,
    pub(super) pending: PendingFixes,
}

/// Plans fixes until the server ends. Of the checks of a project that wait, only the newest counts: its findings have replaced
/// those of the others.
pub(super) fn plan(jobs: &Receiver<PlanJob>, results: &Sender<Answer>) {
    let answer = |root, revision, fixes| {
        // A server that has ended needs no answer.
        _ = results.send(Answer { root, revision, content: Content::Fixes(fixes), is_unfixed: false });
    };
    while let Ok(first) = jobs.recv() {
        let mut newest = BTreeMap::new();
        for job in [first].into_iter().chain(jobs.try_iter()) {
            if let Some(PlanJob { root, revision, .. }) = newest.insert(job.root.clone(), job) {
                answer(root, revision, Findings::new());
            }
        }
        for PlanJob { root, revision, pending } in newest.into_values() {
            answer(root, revision, pending.plan());
        }
    }
}
