//! Checks of the files that an edit affects, at once.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{Answer, CheckedFiles, Content, send};
use crate::check::{CheckResult, Checked};
use crossbeam_channel::{Receiver, Sender};
use protoward_analysis::Revision;

/// A request to the thread.
pub(super) enum Edit {
    /// A project was opened.
    Open(Box<Checked>),
    /// A file is to be checked.
    File(EditedFile, Reason),
}

/// The reason why a file is to be checked.
#[derive(PartialEq, Eq)]
pub(super) enum Reason {
    /// Its text changed.
    Edited,
    /// It was opened.
    Shown,
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
    /// The number of files that were opened.
    shown: usize,
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
            let shown = edits.shown;
            let Some(project) = self.projects.get(&root) else {
                // The configuration is invalid.
                let files = CheckedFiles { shown, ..CheckedFiles::default() };
                let content = |result| Content::Part(files, result);
                send(&self.results, &root, Revision::default(), CheckResult::default(), content)?;
                continue;
            };
            let linted = edits.edited.iter().filter_map(|name| edits.affected.get(name)).cloned().collect();
            let edited: Vec<String> = edits.edited.into_iter().collect();
            let (names, compiled): (Vec<String>, Vec<PathBuf>) = edits.affected.into_iter().unzip();
            let result = project.some(&names, &edited);
            let files = CheckedFiles { compiled, linted, shown };
            send(&self.results, &root, project.revision, result, |result| Content::Part(files, result))?;
        }
        Some(())
    }

    fn take(&mut self, request: Edit) {
        match request {
            Edit::Open(project) => _ = self.projects.insert(project.root.clone(), project),
            Edit::File(EditedFile { root, revision, name, affected }, reason) => {
                if let Some(project) = self.projects.get_mut(&root) {
                    project.revision = revision;
                }
                let edits = self.edits.entry(root).or_default();
                edits.edited.insert(name);
                edits.affected.extend(affected);
                edits.shown += usize::from(reason == Reason::Shown);
            }
        }
    }
}
