//! Checks of whole projects, when the editor is idle, and the plans of fixes after them. A plan may take longer than the next
//! check, which does not wait for it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::time::Duration;

use super::{Answer, Content};
use crate::check::Checked;
use crate::finding::Findings;
use crate::fixes::PendingFixes;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use protoward_ide_index::Revision;

/// The pause without an edit after which everything is checked.
const PAUSE: Duration = Duration::from_millis(250);

/// A request to the thread that checks everything.
pub(super) enum WholeJob {
    /// A project was opened, or opened again.
    Open(Box<Checked>),
    /// A file was opened whose text is that of the disk.
    Shown { root: PathBuf, open: BTreeSet<PathBuf> },
    /// The text of a file changed.
    Edited { root: PathBuf, revision: Revision, open: BTreeSet<PathBuf> },
    /// Files on disk changed, so that the baselines are read again.
    Saved { root: PathBuf, revision: Revision, open: BTreeSet<PathBuf> },
}

impl WholeJob {
    /// Returns `true` if the job invalidates the result of a running check.
    const fn is_change(&self) -> bool {
        !matches!(self, Self::Shown { .. })
    }
}

/// The work that is left.
pub(super) struct WholeQueue {
    requests: Receiver<WholeJob>,
    /// Requests that arrived during a check.
    received: VecDeque<WholeJob>,
    results: Sender<Answer>,
    plans: Sender<PlanJob>,
    projects: BTreeMap<PathBuf, Box<Checked>>,
    /// The roots of the projects to check.
    waiting: BTreeSet<PathBuf>,
    /// The projects among them that were opened and not checked yet. Their findings are awaited: they are checked without a
    /// pause, and an edit does not cancel the check.
    opened: BTreeSet<PathBuf>,
    has_checked: bool,
}

impl WholeQueue {
    pub(super) fn new(requests: Receiver<WholeJob>, results: Sender<Answer>, plans: Sender<PlanJob>) -> Self {
        let projects = BTreeMap::new();
        let waiting = BTreeSet::new();
        let opened = BTreeSet::new();
        Self { requests, received: VecDeque::new(), results, plans, projects, waiting, opened, has_checked: false }
    }

    /// Returns `true` if a project has been checked.
    pub(super) const fn has_checked(&self) -> bool {
        self.has_checked
    }

    /// Waits for requests, and checks a project after a pause. Returns `None` if the server has ended.
    pub(super) fn turn(&mut self) -> Option<()> {
        let received = match self.received.pop_front() {
            Some(job) => Ok(job),
            None if self.waiting.is_empty() => self.requests.recv().map_err(|_| RecvTimeoutError::Disconnected),
            None => self.requests.recv_timeout(if self.opened.is_empty() { PAUSE } else { Duration::ZERO }),
        };
        match received {
            Ok(job) => {
                self.take(job);
                Some(())
            }
            Err(RecvTimeoutError::Timeout) => self.check(),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn take(&mut self, job: WholeJob) {
        match job {
            WholeJob::Open(project) => {
                self.opened.insert(project.root.clone());
                self.waiting.insert(project.root.clone());
                self.projects.insert(project.root.clone(), project);
            }
            WholeJob::Shown { root, open } => {
                if let Some(project) = self.projects.get_mut(&root) {
                    project.open = open;
                }
            }
            WholeJob::Edited { root, revision, open } => _ = self.change(root, revision, open),
            WholeJob::Saved { root, revision, open } => {
                if let Some(project) = self.change(root, revision, open) {
                    project.baseline = None;
                }
            }
        }
    }

    fn change(&mut self, root: PathBuf, revision: Revision, open: BTreeSet<PathBuf>) -> Option<&mut Checked> {
        let project = self.projects.get_mut(&root)?;
        (project.revision, project.open) = (revision, open);
        self.waiting.insert(root);
        Some(project)
    }

    fn check(&mut self) -> Option<()> {
        let opened = self.opened.pop_first();
        let is_first = opened.is_some();
        let root = match opened {
            Some(root) => self.waiting.take(&root)?,
            None => self.waiting.pop_first()?,
        };
        let Some(project) = self.projects.get_mut(&root) else { return Some(()) };
        let revision = project.revision;
        let is_cancelled = || {
            self.received.extend(self.requests.try_iter());
            !is_first && self.received.iter().any(WholeJob::is_change)
        };
        let answer = |content| Answer { root: root.clone(), revision, content, is_unfixed: false };
        let publish = |errors: &Findings| _ = self.results.send(answer(Content::Errors(errors.clone())));
        let result = project.all(publish, is_cancelled);
        self.has_checked = true;
        match result {
            Some(mut result) => {
                let pending = result.pending.take();
                let is_unfixed = pending.is_some();
                self.results.send(Answer { is_unfixed, ..answer(Content::Whole(result)) }).ok()?;
                pending.map_or(Some(()), |pending| self.plans.send(PlanJob { root, revision, pending }).ok())
            }
            None => {
                self.waiting.insert(root);
                Some(())
            }
        }
    }
}

/// The findings of a check whose fixes are to be planned.
pub(super) struct PlanJob {
    root: PathBuf,
    revision: Revision,
    pending: PendingFixes,
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
