//! The project around an input that has only a part of its files. What a fix renames may be used in the rest.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::fix::importers::Importers;
use protoward_inputs::{EditedTexts, Input};
use protoward_output::EditedFiles;
use protoward_source::{Report, Severity, Sources};
use protoward_workspace::{OpenOptions, Workspace};

/// All files of a project, with the errors that they have anyway.
pub struct WholeProject {
    parts: Vec<ProjectPart>,
}

/// Files that are compiled together.
struct ProjectPart {
    input: Input,
    options: OpenOptions,
    /// The paths of the files as the project shows them, by real path.
    shown: HashMap<PathBuf, String>,
    /// The number of errors without edits.
    errors: usize,
}

impl WholeProject {
    /// Returns the project of a workspace; `None` if the input has all of its files. Without a configuration, the files around the
    /// input that import its files are part of the project too.
    pub fn around(part: &Workspace, within: &Path, options: &OpenOptions, sources: &Sources) -> Option<Self> {
        let root = part.root.as_ref()?;
        let mut parts = Vec::new();
        let is_narrowed = !options.paths.is_empty() || !options.exclude_paths.is_empty();
        if is_narrowed || fs::canonicalize(root).ok()? != within {
            let root = if root.as_os_str().is_empty() { PathBuf::from(".") } else { root.clone() };
            parts.push(ProjectPart::new(root, Vec::new(), options));
        }
        if part.config.form.is_none() {
            let importers = Importers::of(part, within, sources).by_root;
            parts.extend(importers.into_iter().map(|(root, files)| ProjectPart::new(root, files, options)));
        }
        (!parts.is_empty()).then_some(Self { parts })
    }

    /// Returns `true` if edits cause no error anywhere in the project.
    pub fn compiles_with(&self, files: &EditedFiles) -> bool {
        self.parts.iter().all(|part| part.compiles_with(files))
    }

    /// Returns the files that have errors only with edits.
    pub fn broken_with(&self, files: &EditedFiles) -> BTreeSet<String> {
        self.parts.iter().flat_map(|part| part.broken_with(files)).collect()
    }
}

impl ProjectPart {
    /// `files` are those to compile; all files below the root if it is empty.
    fn new(root: PathBuf, files: Vec<PathBuf>, options: &OpenOptions) -> Self {
        let input = Input::Folder(root);
        let options = OpenOptions { paths: files, exclude_paths: Vec::new(), opened: None, ..options.clone() };
        let mut part = Self { input, options, shown: HashMap::new(), errors: 0 };
        let mut sources = Sources::default();
        part.errors = part.errors_with(EditedTexts::default(), &mut sources);
        for file in sources.iter().map(|(_, file)| file) {
            if let Some(real) = file.path().and_then(|path| fs::canonicalize(path).ok()) {
                part.shown.insert(real, file.display.clone());
            }
        }
        part
    }

    fn compiles_with(&self, files: &EditedFiles) -> bool {
        self.errors_with(self.shown(files), &mut Sources::default()) <= self.errors
    }

    fn broken_with(&self, files: &EditedFiles) -> BTreeSet<String> {
        if self.compiles_with(files) {
            return BTreeSet::new();
        }
        let before = self.files_with_errors(EditedTexts::default());
        let after = self.files_with_errors(self.shown(files));
        after.difference(&before).cloned().collect()
    }

    /// Returns the new texts by the paths that the project shows.
    fn shown(&self, files: &EditedFiles) -> EditedTexts {
        let shown = |path: &str| {
            let real = fs::canonicalize(path).ok();
            real.and_then(|real| self.shown.get(&real).cloned()).unwrap_or_else(|| path.to_owned())
        };
        let texts: EditedTexts = files.new_texts().into_iter().map(|(path, text)| (shown(&path), text)).collect();
        texts.without(files.removed().map(shown))
    }

    fn files_with_errors(&self, edited: EditedTexts) -> BTreeSet<String> {
        let mut sources = Sources::default();
        let report = self.report_with(edited, &mut sources);
        let errors = report.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
        let places = errors.filter_map(|diagnostic| diagnostic.place());
        places.map(|place| sources.get(place.source).display.clone()).collect()
    }

    fn errors_with(&self, edited: EditedTexts, sources: &mut Sources) -> usize {
        let report = self.report_with(edited, sources);
        report.iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count()
    }

    fn report_with(&self, edited: EditedTexts, sources: &mut Sources) -> Report {
        let options = OpenOptions { edited: Some(edited), ..self.options.clone() };
        let mut report = Report::default();
        protoward_workspace::open(&self.input, &options, sources, &mut report);
        report
    }
}
