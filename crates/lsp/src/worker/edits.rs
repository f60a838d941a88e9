//! Checks of the files that an edit affects, at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{Answer, CheckedFiles, Content, send};
use crate::check::Checked;
use crossbeam_channel::{Receiver, Sender};
use protoward_analysis::Revision;

/// A request to the thread.
pub(super) enum Edit {
    /// A project was opened.
    Open(Box<Checked>),
    /// The text of a file changed.
    File(EditedFile),
}

/// A file whose text changed.
pub(crate) struct EditedFile {
    /// The project.
    pub(crate) root: PathBuf,
    pub(crate) revision: Revision,
    /// The import name of the file.
    pub(crate) name: String,
    /// The files to compile, by import name: the file itself, and those that see its declarations.
    pub(crate) affected: Vec<(String, PathBuf)>,
}

/// The edits of a project that are not checked yet.
#[derive(Default)]
struct Edits {
    edited: BTreeSet<String>,
    affected: BTreeMap<String, PathBuf>,
}

/// The work that is left.
pub(super) struct EditQueue {
    requests: Receiver<Edit>,
    results: Sender<Answer>,
    projects: BTreeMap<PathBuf, Box<Checked>>,
    /// The edits of each project.
    edits: BTreeMap<PathBuf, Edits>,
}

impl EditQueue {
    pub(super) const fn new(requests: Receiver<Edit>, results: Sender<Answer>) -> Self {
        Self { requests, results, projects: BTreeMap::new(), edits: BTreeMap::new() }
    }

    /// Waits for edits, and checks all that have arrived together. Returns `None` if the server has ended.
    pub(super) fn turn(&mut self) -> Option<()> {
        let first = self.requests.recv().ok()?;
        self.take(first);
        while let Ok(next) = self.requests.try_recv() {
            self.take(next);
        }
        for (root, edits) in std::mem::take(&mut self.edits) {
            let Some(project) = self.projects.get(&root) else { continue };
            let linted = edits.edited.iter().filter_map(|name| edits.affected.get(name)).cloned().collect();
            let edited: Vec<String> = edits.edited.into_iter().collect();
            let (names, compiled): (Vec<String>, Vec<PathBuf>) = edits.affected.into_iter().unzip();
            let result = project.some(&names, &edited);
            let files = CheckedFiles { compiled, linted };
            send(&self.results, &root, project.revision, result, |result| Content::Part(files, result))?;
        }
        Some(())
    }

    fn take(&mut self, request: Edit) {
        match request {
            Edit::Open(project) => _ = self.projects.insert(project.root.clone(), project),
            Edit::File(EditedFile { root, revision, name, affected }) => {
                if let Some(project) = self.projects.get_mut(&root) {
                    project.revision = revision;
                }
                let edits = self.edits.entry(root).or_default();
                edits.edited.insert(name);
                edits.affected.extend(affected);
            }
        }
    }
}
