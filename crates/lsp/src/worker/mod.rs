//! The threads that check projects, so that the editor never waits for them: one checks what an edit affects, and the other
//! everything, when the editor is idle.

mod edits;
mod whole;

use std::path::PathBuf;
use std::thread;

use crate::check::{CheckResult, Checked};
use crossbeam_channel::{Receiver, Sender, unbounded};
use edits::{Edit, EditQueue};
use protoward_analysis::Revision;
use whole::{WholeJob, WholeQueue};

/// An answer of a thread.
pub(crate) struct Answer {
    pub(crate) root: PathBuf,
    /// The newest revision that the thread knew when it began: it may have read later texts, but no earlier ones.
    pub(crate) revision: Revision,
    /// The checked files; `None` for all.
    pub(crate) files: Option<Vec<PathBuf>>,
    pub(crate) result: CheckResult,
}

/// The other ends of the threads, which end when the worker is dropped.
pub(crate) struct Worker {
    edits: Sender<Edit>,
    whole: Sender<WholeJob>,
    pub(crate) answers: Receiver<Answer>,
}

impl Worker {
    /// Starts the threads.
    pub(crate) fn start() -> Self {
        let ((edits, edited), (whole, changed), (results, answers)) = (unbounded(), unbounded(), unbounded());
        let mut queue = EditQueue::new(edited, results.clone());
        thread::spawn(move || while queue.turn().is_some() {});
        let mut queue = WholeQueue::new(changed, results);
        thread::spawn(move || while queue.turn().is_some() {});
        Self { edits, whole, answers }
    }

    /// Opens a project, or opens it again because its configuration changed. Each thread gets one of the copies.
    pub(crate) fn open(&self, copies: [Box<Checked>; 2]) {
        let [one, other] = copies;
        _ = self.edits.send(Edit::Open(one));
        _ = self.whole.send(WholeJob::Open(other));
    }

    /// Checks files whose texts changed, by import name with their paths, and everything later.
    pub(crate) fn edited(&self, root: PathBuf, revision: Revision, files: Vec<(String, PathBuf)>) {
        _ = self.edits.send(Edit::Files { root: root.clone(), revision, files });
        _ = self.whole.send(WholeJob::Edited { root, revision });
    }

    /// Checks everything after a change on disk, such as another commit that is checked out.
    pub(crate) fn saved(&self, root: PathBuf, revision: Revision) {
        _ = self.whole.send(WholeJob::Saved { root, revision });
    }
}
