//! Checks of the files that an edit affects, at once.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Answer;
use crate::check::Checked;
use crossbeam_channel::{Receiver, Sender};
use protoward_analysis::Revision;

/// A request to the thread.
pub(super) enum Edit {
    /// A project was opened.
    Open(Box<Checked>),
    /// The text of files changed.
    Files { root: PathBuf, revision: Revision, files: Vec<(String, PathBuf)> },
}

/// The work that is left.
pub(super) struct EditQueue {
    requests: Receiver<Edit>,
    results: Sender<Answer>,
    projects: BTreeMap<PathBuf, Box<Checked>>,
    /// The edited files of each project, by import name.
    edited: BTreeMap<PathBuf, BTreeMap<String, PathBuf>>,
}

impl EditQueue {
    pub(super) const fn new(requests: Receiver<Edit>, results: Sender<Answer>) -> Self {
        Self { requests, results, projects: BTreeMap::new(), edited: BTreeMap::new() }
    }

    /// Waits for edits, and checks all that have arrived together. Returns `None` if the server has ended.
    pub(super) fn turn(&mut self) -> Option<()> {
        let first = self.requests.recv().ok()?;
        self.take(first);
        while let Ok(next) = self.requests.try_recv() {
            self.take(next);
        }
        for (root, files) in std::mem::take(&mut self.edited) {
            let Some(project) = self.projects.get(&root) else { continue };
            let (names, paths): (Vec<String>, Vec<PathBuf>) = files.into_iter().unzip();
            let (revision, result) = (project.revision, project.some(&names));
            self.results.send(Answer { root, revision, files: Some(paths), result }).ok()?;
        }
        Some(())
    }

    fn take(&mut self, request: Edit) {
        match request {
            Edit::Open(project) => _ = self.projects.insert(project.root.clone(), project),
            Edit::Files { root, revision, files } => {
                if let Some(project) = self.projects.get_mut(&root) {
                    project.revision = revision;
                }
                self.edited.entry(root).or_default().extend(files);
            }
        }
    }
}
