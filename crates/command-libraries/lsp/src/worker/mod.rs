//! The threads that check projects, so that the editor never waits for them: one checks what an edit affects, another one
//! everything, when the editor is idle, and the third one plans fixes.

mod edits;
mod whole;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::thread;

use crate::check::{CheckResult, Checked};
use crate::finding::Findings;
use crate::fixes::PendingFixes;
use crossbeam_channel::{Receiver, Sender, unbounded};
pub(crate) use edits::EditedFile;
use edits::{Edit, EditQueue, Reason};
use protoward_ide_index::Revision;
use whole::{WholeJob, WholeQueue};

/// An answer of one of the threads about a project.
pub(crate) struct Answer {
    pub(crate) root: PathBuf,
    /// The newest revision that the thread knew when it began: it may have read later texts, but no earlier ones.
    pub(crate) revision: Revision,
    pub(crate) content: Content,
    /// `true` if another answer with the fixes of the findings follows.
    pub(crate) is_unfixed: bool,
}

/// The content of an answer.
pub(crate) enum Content {
    /// The errors of all files. The result of the check of everything follows.
    Errors(Findings),
    /// The result of a check of everything.
    Whole(CheckResult),
    /// The result of a check of edited files, or of the files that import them.
    Part(CheckedFiles, CheckResult),
    /// Fixes of findings that have been published.
    Fixes(Findings),
}

/// The files of a check that is not one of everything.
#[derive(Default)]
pub(crate) struct CheckedFiles {
    /// The files that were compiled.
    pub(crate) compiled: Vec<PathBuf>,
    /// `true` if they were linted.
    pub(crate) are_linted: bool,
    /// The number of calls of [`Worker::edited`] and [`Worker::shown`] that are answered.
    pub(crate) answered: usize,
}

/// Sends the result of a check of files, and then the fixes of its findings. Returns `None` if the server has ended.
fn send(
    results: &Sender<Answer>,
    root: &Path,
    revision: Revision,
    files: CheckedFiles,
    mut result: CheckResult,
    plan: impl FnOnce(PendingFixes) -> Findings,
) -> Option<()> {
    let pending = result.pending.take();
    let answer = |content, is_unfixed| Answer { root: root.to_owned(), revision, content, is_unfixed };
    results.send(answer(Content::Part(files, result), pending.is_some())).ok()?;
    match pending {
        Some(pending) => results.send(answer(Content::Fixes(plan(pending)), false)).ok(),
        None => Some(()),
    }
}

/// The other ends of the threads, which end when the worker is dropped.
pub(crate) struct Worker {
    edits: Sender<Edit>,
    whole: Sender<WholeJob>,
    pub(crate) answers: Receiver<Answer>,
}

impl Worker {
    /// Starts the three threads.
    pub(crate) fn start() -> Self {
        let ((edits, edited), (whole, changed), (results, answers)) = (unbounded(), unbounded(), unbounded());
        let mut queue = EditQueue::new(edited, results.clone());
        thread::spawn(move || while queue.turn().is_some() {});
        let (plans, jobs) = unbounded();
        let mut queue = WholeQueue::new(changed, results.clone(), plans);
        thread::spawn(move || {
            yield_to_edits();
            whole::plan(&jobs, &results);
        });
        thread::spawn(move || {
            // The editor waits for the findings of the first project.
            while !queue.has_checked() {
                if queue.turn().is_none() {
                    return;
                }
            }
            yield_to_edits();
            while queue.turn().is_some() {}
        });
        Self { edits, whole, answers }
    }

    /// Opens a project, or opens it again because its configuration changed. Each thread gets one of the copies.
    pub(crate) fn open(&self, copies: [Box<Checked>; 2]) {
        let [one, other] = copies;
        _ = self.edits.send(Edit::Open(one));
        _ = self.whole.send(WholeJob::Open(other));
    }

    /// Checks what an edit affects, and everything later.
    pub(crate) fn edited(&self, edit: EditedFile, open: BTreeSet<PathBuf>) {
        _ = self.whole.send(WholeJob::Edited { root: edit.root.clone(), revision: edit.revision, open });
        _ = self.edits.send(Edit::File(edit, Reason::Edited));
    }

    /// Checks a file that was opened, whose text is that of the disk.
    pub(crate) fn shown(&self, file: EditedFile, open: BTreeSet<PathBuf>) {
        _ = self.whole.send(WholeJob::Shown { root: file.root.clone(), open });
        _ = self.edits.send(Edit::File(file, Reason::Shown));
    }

    /// Checks everything after a change on disk, such as another commit that is checked out.
    pub(crate) fn saved(&self, root: PathBuf, revision: Revision, open: BTreeSet<PathBuf>) {
        _ = self.whole.send(WholeJob::Saved { root, revision, open });
    }
}

/// Lowers the priority of this thread and of those that it starts, so that a check of everything does not delay that of an edit.
fn yield_to_edits() {
    #[cfg(target_os = "linux")]
    {
        // Without a lower priority, only the time of an edit is longer.
        _ = rustix::process::nice(10);
    }
}
