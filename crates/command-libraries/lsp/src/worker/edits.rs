//! Checks of edited files at once, and then of the files that import them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Answer, CheckedFiles, send};
use crate::check::{CheckResult, Checked};
use crate::fixes::PendingFixes;
use crate::project::Project;
use crossbeam_channel::{Receiver, Sender};
use protoward_ide_index::Revision;

/// A request to the thread that checks edited files.
pub(super) enum Edit {
    /// A project was opened, or opened again.
    Open(Box<Checked>),
    /// A file is to be checked.
    File(EditedFile, Reason),
}

/// The reason why a file is to be checked.
#[derive(PartialEq, Eq)]
pub(super) enum Reason {
    /// The text of the file changed.
    Edited,
    /// The editor opened the file, with the text on disk.
    Shown,
}

/// A file to check, with those that see its declarations.
pub(crate) struct EditedFile {
    /// The root of the project.
    pub(crate) root: PathBuf,
    pub(crate) revision: Revision,
    /// The import name of the file.
    pub(crate) name: String,
    /// The path, if the file is one of those of the input.
    pub(crate) path: Option<PathBuf>,
    /// The files that see its declarations, by import name.
    pub(crate) importers: Vec<(String, PathBuf)>,
}

impl EditedFile {
    /// Returns a file of a project with those that import it.
    pub(crate) fn new(project: &Project, name: String, path: Option<PathBuf>) -> Self {
        let importers = project.importers(&name).into_iter();
        let importers = importers.filter_map(|name| project.path(&name).map(|path| (name, path))).collect();
        Self { root: project.root.clone(), revision: project.analysis.revision(), name, path, importers }
    }
}

/// The paths of files by import name.
type Files = BTreeMap<String, PathBuf>;

/// The edits of a project that are not checked yet.
#[derive(Default)]
struct Edits {
    edited: Files,
    /// The files that see their declarations.
    importers: Files,
    /// The number of requests.
    requests: usize,
}

/// The work that is left.
pub(super) struct EditQueue {
    requests: Receiver<Edit>,
    results: Sender<Answer>,
    projects: BTreeMap<PathBuf, Box<Checked>>,
    /// The edits of each project.
    edits: BTreeMap<PathBuf, Edits>,
    /// The files of each project that import edited ones, and these, which contradict each other at times.
    importers: BTreeMap<PathBuf, Files>,
}

impl EditQueue {
    pub(super) fn new(requests: Receiver<Edit>, results: Sender<Answer>) -> Self {
        let projects = BTreeMap::new();
        let edits = BTreeMap::new();
        let importers = BTreeMap::new();
        Self { requests, results, projects, edits, importers }
    }

    /// Waits for edits, and checks all that have arrived together. Without edits, checks the importers of earlier ones. Returns
    /// `None` if the server has ended.
    pub(super) fn turn(&mut self) -> Option<()> {
        if self.importers.is_empty() {
            let first = self.requests.recv().ok()?;
            self.take(first);
        }
        while let Ok(next) = self.requests.try_recv() {
            self.take(next);
        }
        let edits = std::mem::take(&mut self.edits);
        if edits.is_empty() {
            self.importers.pop_first().map_or(Some(()), |(root, files)| self.check_importers(root, files))
        } else {
            edits.into_iter().try_for_each(|(root, edits)| self.check_edited(root, edits))
        }
    }

    fn check_edited(&mut self, root: PathBuf, Edits { edited, importers, requests }: Edits) -> Option<()> {
        let (names, compiled): (Vec<String>, Vec<PathBuf>) = edited.into_iter().unzip();
        // Without a project, the configuration is invalid.
        let (revision, result, compiled) = match self.projects.get(&root) {
            Some(project) if names.is_empty() => (project.revision, CheckResult::default(), compiled),
            Some(project) => (project.revision, project.edited(&names), compiled),
            None => (Revision::default(), CheckResult::default(), Vec::new()),
        };
        let project = self.projects.get(&root);
        let files = CheckedFiles { compiled: compiled.clone(), are_linted: true, answered: requests };
        send(&self.results, &root, revision, files, result, |pending| match project {
            Some(project) if pending.renames() => project.fixes_with(&names, &compiled, importers.into_keys()),
            _ => pending.plan(),
        })
    }

    fn check_importers(&mut self, root: PathBuf, files: Files) -> Option<()> {
        let Some(project) = self.projects.get(&root) else { return Some(()) };
        let (names, compiled): (Vec<String>, Vec<PathBuf>) = files.into_iter().unzip();
        let files = CheckedFiles { compiled, ..CheckedFiles::default() };
        let result = project.errors(&names);
        send(&self.results, &root, project.revision, files, result, PendingFixes::plan)
    }

    fn take(&mut self, request: Edit) {
        match request {
            Edit::Open(project) => _ = self.projects.insert(project.root.clone(), project),
            Edit::File(EditedFile { root, revision, name, path, importers }, reason) => {
                if let Some(project) = self.projects.get_mut(&root) {
                    project.revision = revision;
                }
                if !importers.is_empty() && reason == Reason::Edited {
                    let waiting = self.importers.entry(root.clone()).or_default();
                    waiting.extend(importers.iter().cloned());
                    waiting.extend(path.clone().map(|path| (name.clone(), path)));
                }
                let edits = self.edits.entry(root).or_default();
                edits.importers.extend(importers);
                edits.edited.extend(path.map(|path| (name, path)));
                edits.requests += 1;
            }
        }
    }
}
