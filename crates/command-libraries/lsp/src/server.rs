//! The state of a session: open texts, projects, findings.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::check::{CheckResult, Checked};
use crate::documents::{Document, Documents};
use crate::finding::{Converter, FileEdits, Finding, Findings, Origin};
use crate::handshake::Client;
use crate::output::Output;
use crate::project::Project;
use crate::roots::{import_root, is_configured, is_in_repository, is_shown_by_files, root_of};
use crate::settings::Settings;
use crate::uri::{path, unsaved_name, uri};
use crate::worker::{Answer, CheckedFiles, Content, EditedFile, Worker};
use lsp_server::{Message, Request};
use lsp_types::notification::{LogMessage, Notification as _, PublishDiagnostics, ShowMessage};
use lsp_types::{Diagnostic, Location, LogMessageParams, MessageType, ShowMessageParams, Uri};
use protoward_ide_index::Revision;
use protoward_source::count;
use protoward_source::paths::shown;
use serde::Serialize;

/// The state of the server.
pub(crate) struct Server {
    pub(crate) output: Output,
    pub(crate) client: Client,
    pub(crate) folders: Vec<PathBuf>,
    pub(crate) settings: Settings,
    pub(crate) documents: Documents,
    projects: BTreeMap<PathBuf, Project>,
    pub(crate) worker: Worker,
    /// The findings of each file, as far as they are known.
    pub(crate) findings: Findings,
    /// The files that no project has, with the folder that was opened instead.
    strays: BTreeMap<PathBuf, PathBuf>,
    /// The messages that were shown, each once.
    shown: BTreeSet<String>,
    next_request: i32,
    /// The number of checks whose fixes are awaited: of files that were opened or edited, and of findings whose fixes are being
    /// planned.
    unfixed: usize,
    /// The requests that wait for these fixes.
    deferred: Vec<Request>,
}

/// The parameters of [`PublishDiagnostics`], without a copy of the diagnostics.
#[derive(Serialize)]
struct Published<'f> {
    uri: Uri,
    diagnostics: Vec<&'f Diagnostic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<i32>,
}

impl Server {
    pub(crate) fn new(output: Output, client: Client, folders: Vec<PathBuf>, settings: Settings) -> Self {
        Self {
            output,
            client,
            folders,
            settings,
            documents: Documents::default(),
            projects: BTreeMap::new(),
            worker: Worker::start(),
            findings: Findings::new(),
            strays: BTreeMap::new(),
            shown: BTreeSet::new(),
            next_request: 0,
            unfixed: 0,
            deferred: Vec::new(),
        }
    }

    pub(crate) fn notify<N: lsp_types::notification::Notification>(&self, params: N::Params) {
        self.output.notify(N::METHOD, params);
    }

    /// Sends a request to the editor. Its answer is ignored.
    pub(crate) fn ask<R: lsp_types::request::Request>(&mut self, params: R::Params) {
        self.next_request += 1;
        let request = Request::new(self.next_request.into(), R::METHOD.to_owned(), params);
        self.output.send(Message::Request(request));
    }

    /// Shows a message, once for each text.
    pub(crate) fn show(&mut self, message: &str) {
        if self.shown.insert(message.to_owned()) {
            let params = ShowMessageParams { typ: MessageType::WARNING, message: format!("protoward: {message}") };
            self.notify::<ShowMessage>(params);
        }
    }

    pub(crate) fn log(&self, message: String) {
        self.notify::<LogMessage>(LogMessageParams { typ: MessageType::INFO, message });
    }

    /// Returns the project of a file, which is opened if it is not yet.
    pub(crate) fn project(&mut self, path: &Path) -> Option<&mut Project> {
        let root = self.open_project(path);
        self.projects.get_mut(&root)
    }

    /// Reads the files of the program for the project of a document.
    pub(crate) fn read_built_in(&mut self, uri: &Uri) {
        let Some(path) = self.path(uri) else { return };
        if let Some(project) = self.projects.values_mut().find(|project| project.file(&path).is_some()) {
            project.read_built_in();
        }
    }

    /// Returns the project of a file, if it is open.
    pub(crate) fn project_of(&self, path: &Path) -> Option<&Project> {
        let known = self.projects.values().find(|project| project.file(path).is_some());
        known.or_else(|| self.projects.get(&self.root_of(path)))
    }

    /// Returns the root of the project that a file should have.
    fn root_of(&self, path: &Path) -> PathBuf {
        root_of(path, &self.folders, || self.text_of(path))
    }

    /// Returns the text of a file, as the editor or the disk has it.
    fn text_of(&self, path: &Path) -> Option<Arc<str>> {
        match self.documents.get(path) {
            Some(document) => Some(Arc::clone(&document.text)),
            None => fs::read_to_string(path).ok().map(Arc::from),
        }
    }

    pub(crate) fn projects(&self) -> impl Iterator<Item = &Project> {
        self.projects.values()
    }

    /// Opens the project of a file, and returns its root.
    fn open_project(&mut self, path: &Path) -> PathBuf {
        if let Some(project) = self.projects.values().find(|project| project.has(path)) {
            return project.root.clone();
        }
        if let Some(root) = self.strays.get(path) {
            return root.clone();
        }
        let root = self.root_of(path);
        let is_there = path.is_file() || self.documents.get(path).is_some();
        if !self.projects.contains_key(&root) || is_there {
            self.load(root.clone());
        }
        if self.projects.get(&root).is_some_and(|project| project.file(path).is_some()) {
            return root;
        }
        // A file that the configuration leaves out is opened with the files beside it.
        let folder = path.parent().map_or_else(|| root.clone(), |parent| import_root(parent, self.text_of(path)));
        if is_there && folder != root {
            self.load(folder.clone());
        }
        let root = if self.projects.contains_key(&folder) { folder } else { root };
        self.strays.insert(path.to_owned(), root.clone());
        root
    }

    /// Opens the repository or workspace around the project of a file in its place, if only that has all imports of the file.
    fn widen(&mut self, path: &Path) {
        let Some(project) = self.projects.values().find(|project| project.has(path)) else { return };
        if is_configured(&project.root) || !project.lacks_imports_of(path) {
            return;
        }
        let narrow = project.root.clone();
        let root = self.root_of(path);
        if root != narrow && narrow.starts_with(&root) {
            self.load(root);
            self.projects.remove(&narrow);
            self.strays.retain(|_, root| *root != narrow);
        }
    }

    /// Closes a text that was never saved, and opens its project again.
    pub(crate) fn forget(&mut self, path: &Path) {
        // The editor knows its findings by the URI of the open text.
        self.set(path.to_owned(), Vec::new());
        self.documents.close(path);
        self.strays.remove(path);
        let root = self.projects.values().find(|project| project.has(path)).map(|project| project.root.clone());
        root.into_iter().for_each(|root| self.load(root));
    }

    /// Returns the folders of the open files of a project, if nothing else shows what belongs to it.
    fn folders_of(&self, root: &Path) -> Vec<PathBuf> {
        if !is_shown_by_files(root, &self.folders) {
            return Vec::new();
        }
        let folders = self.documents.iter().filter_map(|(path, _)| path.parent().filter(|it| it.starts_with(root)));
        let folders: BTreeSet<&Path> = folders.collect();
        folders.into_iter().map(Path::to_owned).collect()
    }

    /// Opens the project with a root, or opens it again.
    pub(crate) fn load(&mut self, root: PathBuf) {
        // Open texts count, whether they have a file yet or not.
        let texts = self.documents.iter().map(|(path, document)| (shown(path).to_string(), document.text.clone()));
        let texts = texts.collect();
        let since = self.projects.get(&root).map(|before| before.analysis.revision()).unwrap_or_default();
        // For example a vendored folder, whose files may import those of another one.
        let is_part = !self.folders.contains(&root) && !is_configured(&root) && is_in_repository(&root);
        let mut project = Project::open(root.clone(), &self.folders_of(&root), is_part, texts, since);
        let (report, sources) = &project.problems;
        let converter = Converter::new(sources, self.client.encoding, std::iter::empty());
        let mut findings = Findings::new();
        let mut messages = Vec::new();
        for diagnostic in report {
            messages.extend(converter.add(Origin::Configuration, diagnostic, None, &mut findings).err());
        }
        // While a configuration is half typed, the last one that could be used stays.
        let before = self.projects.get(&root).filter(|before| before.prepared.is_some());
        let keeps = project.is_misconfigured && before.is_some_and(|before| !before.is_misconfigured);
        if !keeps {
            // Everything is checked while the files are read for requests.
            if let (Some(one), Some(other)) = (self.checked(&project), self.checked(&project)) {
                self.worker.open([one, other]);
            }
            project.read_all();
        }
        let before = self.projects.get(&root).filter(|_| !keeps);
        let stale = self.findings.iter().filter(|(path, all)| {
            let is_gone = before.is_some_and(|before| before.has(path)) && !project.has(path);
            let is_configuration = all.iter().any(|finding| finding.origin == Origin::Configuration);
            is_gone || is_configuration && path.starts_with(&root)
        });
        let stale: Vec<PathBuf> = stale.map(|(path, _)| path.clone()).collect();
        stale.into_iter().for_each(|path| self.set(path, Vec::new()));
        for (path, all) in findings {
            self.set(path, all);
        }
        messages.iter().for_each(|message| self.show(message));
        if !keeps {
            let files = count(project.analysis.files().count(), "file");
            self.log(format!("opened {} with {files}", shown(&root)));
            self.projects.insert(root, project);
        }
    }

    /// Returns what a thread needs to check a project; `None` if it cannot be read.
    fn checked(&self, project: &Project) -> Option<Box<Checked>> {
        let prepared = project.prepared.as_ref()?.again(None)?;
        Some(Box::new(Checked {
            root: project.root.clone(),
            input: project.input.clone(),
            options: project.options.clone(),
            prepared,
            is_misconfigured: project.is_misconfigured,
            sources: project.problems.1.clone(),
            encoding: self.client.encoding,
            settings: self.settings.clone(),
            revision: project.analysis.revision(),
            open: self.open_files(),
            baseline: None,
        }))
    }

    /// Opens all projects again, because a configuration or the settings changed.
    pub(crate) fn load_all(&mut self) {
        self.strays.clear();
        let roots: Vec<PathBuf> = self.projects.keys().cloned().collect();
        roots.into_iter().for_each(|root| self.load(root));
        // A new configuration in a folder makes it a project of its own.
        let is_left = |path: &&PathBuf| !self.projects.values().any(|project| project.has(path));
        let open = self.documents.iter().filter(|(path, _)| is_left(path));
        let left: Vec<(PathBuf, Arc<str>)> = open.map(|(path, it)| (path.clone(), Arc::clone(&it.text))).collect();
        left.into_iter().for_each(|(path, text)| self.show_in_project(&path, text));
    }

    /// Takes a text that the editor has opened, and checks its file.
    pub(crate) fn open(&mut self, path: PathBuf, document: Document) {
        let text = document.text.clone();
        self.documents.open(path.clone(), document);
        self.show_in_project(&path, text);
    }

    /// Opens the project of an open text, if it is not open yet, and checks the file.
    fn show_in_project(&mut self, path: &Path, text: Arc<str>) {
        self.widen(path);
        let Some(project) = self.project(path) else { return };
        match project.show(path, text) {
            Some((name, true)) => self.check(path, &name),
            Some((_, false)) => self.check_shown(path),
            None => {}
        }
    }

    /// Checks an open file whose text has not changed, so that its fixes are planned. No other file sees a difference.
    fn check_shown(&mut self, path: &Path) {
        let Some(project) = self.project_of(path) else { return };
        let Some(name) = project.name(path).map(str::to_owned) else { return };
        let file = EditedFile::new(project, name, Some(path.to_owned()));
        self.worker.shown(file, self.open_files());
        // The findings may be known already, without their fixes.
        self.unfixed += 1;
    }

    /// Checks what an edit of a file affects.
    pub(crate) fn check(&mut self, path: &Path, name: &str) {
        self.forget_fixes_in(path);
        let Some(project) = self.project_of(path) else { return };
        let path = Some(path).filter(|_| project.is_target(name)).map(Path::to_owned);
        let edit = EditedFile::new(project, name.to_owned(), path);
        self.worker.edited(edit, self.open_files());
        self.unfixed += 1;
    }

    /// Forgets the fixes of other files that edit this one, because their places are those of an older text. The next check of
    /// everything plans them again.
    fn forget_fixes_in(&mut self, edited: &Path) {
        for (_, findings) in self.findings.iter_mut().filter(|(path, _)| *path != edited) {
            let fixes = findings.iter_mut().map(|finding| &mut finding.fix);
            for fix in fixes.filter(|fix| fix.as_ref().is_some_and(|it| it.edits.contains_key(edited))) {
                *fix = None;
            }
        }
    }

    fn open_files(&self) -> BTreeSet<PathBuf> {
        self.documents.iter().map(|(path, _)| path.clone()).collect()
    }

    /// Checks all projects as a whole, with new baselines.
    pub(crate) fn check_all(&mut self) {
        for (root, project) in &self.projects {
            self.worker.saved(root.clone(), project.analysis.revision(), self.open_files());
        }
    }

    /// Takes an answer of the worker.
    pub(crate) fn answer(&mut self, answer: Answer) {
        let Answer { root, revision, content, is_unfixed } = answer;
        self.unfixed += usize::from(is_unfixed);
        if let (Content::Errors(_) | Content::Whole(_), Some(project)) = (&content, self.projects.get_mut(&root)) {
            project.checked = project.checked.max(Some(revision));
        }
        match content {
            Content::Errors(errors) => self.publish_errors(&root, revision, errors),
            Content::Whole(result) => self.publish(&root, revision, None, result),
            Content::Part(files, result) => {
                self.unfixed -= files.answered;
                self.publish(&root, revision, Some(files), result);
            }
            Content::Fixes(fixed) => {
                self.unfixed -= 1;
                self.add_fixes(&root, revision, fixed);
            }
        }
    }

    /// Returns a request for fixes, or keeps it until the fixes of all published findings are planned.
    pub(crate) fn defer(&mut self, request: Request) -> Option<Request> {
        if self.unfixed == 0 {
            return Some(request);
        }
        self.deferred.push(request);
        None
    }

    /// Returns the deferred requests that can be answered now.
    pub(crate) fn take_deferred(&mut self) -> Vec<Request> {
        if self.unfixed == 0 { std::mem::take(&mut self.deferred) } else { Vec::new() }
    }

    /// Publishes the errors of all files. Other findings stay until everything is checked.
    fn publish_errors(&mut self, root: &Path, revision: Revision, mut errors: Findings) {
        let had_errors = |(_, all): &(_, &Vec<Finding>)| all.iter().any(|finding| finding.origin == Origin::Compiler);
        let known = self.findings.iter().filter(had_errors).map(|(path, _)| path);
        for path in self.replaced(root, revision, known, &mut errors) {
            let mut all = errors.remove(&path).unwrap_or_default();
            let known = self.findings.get(&path).into_iter().flatten();
            all.extend(known.filter(|finding| finding.origin != Origin::Compiler).cloned());
            self.set(path, all);
        }
    }

    /// Returns the files whose findings a check of everything replaces: those with `known` findings, and with new ones. Removes
    /// the findings in files that the project lacks.
    fn replaced<'p>(
        &self,
        root: &Path,
        revision: Revision,
        known: impl Iterator<Item = &'p PathBuf>,
        findings: &mut Findings,
    ) -> BTreeSet<PathBuf> {
        let project = self.projects.get(root);
        // The project may have been opened again since, without some of the files.
        let has = |path: &Path| project.is_some_and(|project| project.has(path));
        findings.retain(|path, _| has(path) || path.extension().is_none_or(|ending| ending != "proto"));
        // An edit since may have been checked already; everything is checked again after it.
        let is_newer = |path: &Path| project.is_some_and(|project| project.has_changed(path, revision));
        let paths = known.filter(|path| has(path)).cloned().chain(findings.keys().cloned());
        paths.filter(|path| !is_newer(path)).collect()
    }

    /// Publishes the findings of a check: of all files if `files` is `None`.
    fn publish(&mut self, root: &Path, revision: Revision, files: Option<CheckedFiles>, result: CheckResult) {
        let mut findings = result.findings;
        let is_partial = files.is_some();
        let checked_whole = self.projects.get(root).and_then(|project| project.checked);
        let were_open = result.open;
        if let (Some(project), Some(linked)) = (self.projects.get_mut(root), result.linked) {
            let of = if is_partial { &mut project.linked.of_edited } else { &mut project.linked.of_all };
            *of = Some(linked);
        }
        let checked = match &files {
            Some(files) => {
                let project = self.projects.get(root);
                // A text that has changed since is checked again.
                let is_checked =
                    |path: &&PathBuf| project.is_some_and(|it| it.has(path) && !it.has_changed(path, revision));
                files.compiled.iter().filter(is_checked).cloned().collect()
            }
            None => self.replaced(root, revision, self.findings.keys(), &mut findings),
        };
        for path in checked {
            let mut all = findings.remove(&path).unwrap_or_default();
            if let Some(files) = &files {
                // Comparisons, and lint of the files that were not edited, follow with the next check of everything. Only that
                // check sees what rules about several files find.
                let has_changed = |since| self.projects.get(root).is_none_or(|it| it.has_changed(&path, since));
                let keeps_lint = !files.are_linted || checked_whole.is_some_and(|since| !has_changed(since));
                // Some errors, such as those of a cycle of imports, are at other places if only some files are compiled.
                let keeps_errors = checked_whole >= Some(revision);
                if keeps_errors {
                    all.retain(|finding| finding.origin != Origin::Compiler);
                }
                let is_kept = |origin| match origin {
                    Origin::Breaking => true,
                    Origin::Lint => keeps_lint,
                    Origin::Compiler => keeps_errors,
                    Origin::Configuration => false,
                };
                let known = self.findings.get(&path).into_iter().flatten();
                let is_new = |finding: &&Finding| !all.iter().any(|other| other.diagnostic == finding.diagnostic);
                let kept: Vec<Finding> =
                    known.filter(|finding| is_kept(finding.origin)).filter(is_new).cloned().collect();
                all.extend(kept);
            }
            self.set(path, all);
        }
        result.messages.iter().for_each(|message| self.show(message));
        // Their fixes are not planned.
        let opened = self.documents.iter().map(|(path, _)| path);
        let opened = opened.filter(|path| !is_partial && !were_open.contains(*path));
        let opened = opened.filter(|path| self.project_of(path).is_some_and(|it| it.root == root)).cloned();
        opened.collect::<Vec<_>>().iter().for_each(|path| self.check_shown(path));
    }

    /// Adds fixes to published findings that are still the same, except fixes of texts that have changed since.
    fn add_fixes(&mut self, root: &Path, revision: Revision, fixed: Findings) {
        let Some(project) = self.projects.get(root) else { return };
        let is_current = |fix: &FileEdits| fix.edits.keys().all(|path| !project.has_changed(path, revision));
        for (path, fixed) in fixed {
            let Some(known) = self.findings.get_mut(&path) else { continue };
            for Finding { origin, diagnostic, fix, .. } in
                fixed.into_iter().filter(|it| it.fix.as_ref().is_some_and(is_current))
            {
                let same = known.iter_mut().find(|it| it.origin == origin && it.diagnostic == diagnostic);
                if let Some(same) = same {
                    same.fix = fix;
                }
            }
        }
    }

    /// Sets and publishes the findings of a file, if they are new, or if the editor has no findings of its version of the file.
    fn set(&mut self, path: PathBuf, mut findings: Vec<Finding>) {
        let related =
            findings.iter_mut().filter_map(|finding| finding.diagnostic.related_information.as_mut()).flatten();
        for Location { uri, .. } in related.map(|related| &mut related.location) {
            *uri = self.path(uri).and_then(|path| self.uri(&path)).unwrap_or_else(|| uri.clone());
        }
        let version = self.documents.get(&path).map(|document| document.version);
        let is_open_and_new = version.is_some_and(|version| self.documents.publish(&path, version));
        let known = self.findings.get(&path).map_or(&[][..], Vec::as_slice);
        let is_same = known.iter().map(|it| &it.diagnostic).eq(findings.iter().map(|it| &it.diagnostic));
        if (!is_same || is_open_and_new)
            && let Some(uri) = self.uri(&path)
        {
            let diagnostics = findings.iter().map(|finding| &finding.diagnostic).collect();
            self.output.notify(PublishDiagnostics::METHOD, Published { uri, diagnostics, version });
        }
        if findings.is_empty() {
            self.findings.remove(&path);
        } else {
            self.findings.insert(path, findings);
        }
    }

    /// Returns the path of a file, or that of an open text without a file; `None` for other URIs.
    pub(crate) fn path(&self, uri: &Uri) -> Option<PathBuf> {
        path(uri).or_else(|| self.documents.path(uri).map(Path::to_owned))
    }

    /// Returns the URI of a path: that of an open text is the one that the editor gave it.
    pub(crate) fn uri(&self, path: &Path) -> Option<Uri> {
        self.documents.get(path).map(|document| document.uri.clone()).or_else(|| uri(path))
    }

    /// Returns the path that a text without a file is checked under, such as `untitled:Untitled-1`: where the import paths of the
    /// first folder start, so that its imports are found.
    pub(crate) fn unsaved_path(&mut self, uri: &Uri) -> Option<PathBuf> {
        let name = unsaved_name(uri)?;
        let Some(folder) = self.folders.first() else {
            return Some(std::env::temp_dir().join("protoward-unsaved").join(name));
        };
        let root = self.root_of(&folder.join(&name));
        if !self.projects.contains_key(&root) {
            self.load(root.clone());
        }
        let start = self.projects.get(&root).and_then(Project::import_root).unwrap_or(&root);
        Some(start.join(name)).filter(|path| !path.exists())
    }
}
