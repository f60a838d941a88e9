//! The thread that checks projects, so that the editor never waits for it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use crate::check::{CheckResult, Checked};
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, unbounded};
use protoward_analysis::Revision;

/// The pause without an edit after which everything is checked.
const PAUSE: Duration = Duration::from_millis(250);

/// A request to the thread.
pub(crate) enum Job {
    /// A project was opened, or its configuration changed.
    Open(Box<Checked>),
    /// The text of files changed.
    Edited {
        root: PathBuf,
        revision: Revision,
        /// The files to check at once, by import name, with their paths.
        files: Vec<(String, PathBuf)>,
    },
    /// A change on disk, such as another commit that is checked out.
    Saved { root: PathBuf, revision: Revision },
}

/// An answer of the thread.
pub(crate) struct Answer {
    pub(crate) root: PathBuf,
    /// The checked files; `None` for all.
    pub(crate) files: Option<Vec<PathBuf>>,
    pub(crate) result: CheckResult,
}

/// The other end of the thread.
pub(crate) struct Worker {
    pub(crate) jobs: Sender<Job>,
    pub(crate) answers: Receiver<Answer>,
}

impl Worker {
    /// Starts the thread, which ends when the worker is dropped.
    pub(crate) fn start() -> Self {
        let ((jobs, requests), (results, answers)) = (unbounded(), unbounded());
        let mut queue =
            Queue { requests, results, projects: BTreeMap::new(), edited: BTreeMap::new(), waiting: BTreeSet::new() };
        thread::spawn(move || while queue.turn().is_some() {});
        Self { jobs, answers }
    }
}

/// The work that is left.
struct Queue {
    requests: Receiver<Job>,
    results: Sender<Answer>,
    projects: BTreeMap<PathBuf, Box<Checked>>,
    /// The edited files of each project.
    edited: BTreeMap<PathBuf, BTreeMap<String, PathBuf>>,
    /// The projects to check as a whole.
    waiting: BTreeSet<PathBuf>,
}

impl Queue {
    /// Waits for requests and does the most urgent work. Returns `None` if the server has ended.
    fn turn(&mut self) -> Option<()> {
        let is_idle = self.waiting.is_empty();
        match if is_idle {
            self.requests.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            self.requests.recv_timeout(PAUSE)
        } {
            Ok(job) => {
                self.take(job);
                while let Ok(job) = self.requests.try_recv() {
                    self.take(job);
                }
                self.check_edited()
            }
            Err(RecvTimeoutError::Timeout) => self.check_all(),
            Err(RecvTimeoutError::Disconnected) => None,
        }
    }

    fn take(&mut self, job: Job) {
        match job {
            Job::Open(project) => {
                self.waiting.insert(project.root.clone());
                self.projects.insert(project.root.clone(), project);
            }
            Job::Edited { root, revision, files } => {
                if let Some(project) = self.projects.get_mut(&root) {
                    project.revision = revision;
                }
                self.edited.entry(root.clone()).or_default().extend(files);
                self.waiting.insert(root);
            }
            Job::Saved { root, revision } => {
                if let Some(project) = self.projects.get_mut(&root) {
                    project.revision = revision;
                    project.baseline = None;
                    self.waiting.insert(root);
                }
            }
        }
    }

    fn check_edited(&mut self) -> Option<()> {
        for (root, files) in std::mem::take(&mut self.edited) {
            let Some(project) = self.projects.get(&root) else { continue };
            let (names, paths): (Vec<String>, Vec<PathBuf>) = files.into_iter().unzip();
            let result = project.some(&names);
            self.results.send(Answer { root, files: Some(paths), result }).ok()?;
        }
        Some(())
    }

    fn check_all(&mut self) -> Option<()> {
        let root = self.waiting.pop_first()?;
        let requests = &self.requests;
        let Some(project) = self.projects.get_mut(&root) else { return Some(()) };
        match project.all(|| !requests.is_empty()) {
            Some(result) => self.results.send(Answer { root, files: None, result }).ok(),
            None => {
                self.waiting.insert(root);
                Some(())
            }
        }
    }
}
