//! Checks of whole projects, when the editor is idle.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use super::{Answer, Content, send};
use crate::check::Checked;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender};
use protoward_analysis::Revision;

/// The pause without an edit after which everything is checked.
const PAUSE: Duration = Duration::from_millis(250);

/// A request to the thread.
pub(super) enum WholeJob {
    /// A project was opened.
    Open(Box<Checked>),
    /// The text of a file changed.
    Edited { root: PathBuf, revision: Revision, open: BTreeSet<PathBuf> },
    /// Files on disk changed.
    Saved { root: PathBuf, revision: Revision, open: BTreeSet<PathBuf> },
}

/// The work that is left.
pub(super) struct WholeQueue {
    requests: Receiver<WholeJob>,
    results: Sender<Answer>,
    projects: BTreeMap<PathBuf, Box<Checked>>,
    /// The projects to check.
    waiting: BTreeSet<PathBuf>,
}

impl WholeQueue {
    pub(super) const fn new(requests: Receiver<WholeJob>, results: Sender<Answer>) -> Self {
        Self { requests, results, projects: BTreeMap::new(), waiting: BTreeSet::new() }
    }

    /// Waits for requests, and checks a project after a pause. Returns `None` if the server has ended.
    pub(super) fn turn(&mut self) -> Option<()> {
        let received = match self.waiting.is_empty() {
            true => self.requests.recv().map_err(|_| RecvTimeoutError::Disconnected),
            false => self.requests.recv_timeout(PAUSE),
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
                self.waiting.insert(project.root.clone());
                self.projects.insert(project.root.clone(), project);
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
        let root = self.waiting.pop_first()?;
        let requests = &self.requests;
        let Some(project) = self.projects.get_mut(&root) else { return Some(()) };
        let revision = project.revision;
        match project.all(|| !requests.is_empty()) {
            Some(result) => send(&self.results, &root, revision, result, Content::Whole),
            None => {
                self.waiting.insert(root);
                Some(())
            }
        }
    }
}
