//! The new side of a comparison: the facts that select files, and the syntax trees that old sides share.

use super::load::{FileSet, LoadedFile};
use super::lookup::HashMap;
use super::read::{Display, LookupResult, ParsedFile, of_text};
use super::well_known::well_known;
use protoward_schema::unchanged::{self, Kinds, MustCompare};
use protoward_source::{SourceId, Sources, parallel};
use protoward_syntax::literal;

/// The files of the new side.
pub(super) struct NewFiles {
    pub(super) files: Vec<NewFile>,
    by_name: HashMap<String, usize>,
}

/// A file of the new side.
pub(super) struct NewFile {
    pub(super) source: SourceId,
    /// The names of the imports.
    pub(super) imports: Vec<Box<str>>,
    /// The indices of the imports that exist.
    found: Vec<usize>,
    package: String,
    kinds: Kinds,
    /// `true` for a requested file, `false` for an import.
    is_target: bool,
    /// `true` for a requested file other than a well-known type.
    is_own: bool,
    /// `true` if the file is compared even if it is unchanged.
    keep: bool,
    /// `true` for a file with a text that has no syntax errors.
    is_complete: bool,
    /// The syntax tree, if old sides share it.
    read: Option<ParsedFile>,
}

impl NewFiles {
    pub(super) fn new(set: &FileSet, keep: &MustCompare<'_>, threads: Option<usize>, sources: &Sources) -> Self {
        let FileSet { files, targets } = set;
        let mut is_target = vec![false; files.len()];
        targets.iter().for_each(|&file| is_target[file] = true);
        let file = |at: usize| NewFile::new(&files[at], is_target[at], keep, sources);
        let by_name = files.iter().enumerate().map(|(at, file)| (file.name.clone(), at)).collect();
        Self { files: parallel::map(files.len(), self::threads(threads, files.len()), file), by_name }
    }

    /// Keeps the syntax trees of some files, by index.
    pub(super) fn keep_trees(&mut self, set: &FileSet, is_kept: impl Fn(usize) -> bool) {
        for (at, (file, loaded)) in self.files.iter_mut().zip(&set.files).enumerate() {
            file.read = is_kept(at).then(|| (*loaded.read).clone());
        }
    }

    /// Returns the index of a file.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// Returns a file with a text that has no syntax errors.
    pub(super) fn complete(&self, name: &str) -> Option<usize> {
        self.find(name).filter(|&file| self.files[file].is_complete)
    }

    /// Returns the files for the selection of those to compare. `is_same` gets the index of a file, and returns `true`
    /// if the old side has the same one, and requests it or not (the second argument) like the new side.
    pub(super) fn to_select(&self, is_same: impl Fn(usize, bool) -> bool) -> unchanged::Files<'_> {
        let mut selected = unchanged::Files::default();
        for (at, file) in self.files.iter().enumerate() {
            selected.imports.push(file.found.clone());
            selected.packages.push(&file.package);
            selected.kinds.push(file.kinds);
            selected.is_target.push(file.is_target);
            selected.keep.push(file.keep);
            selected.is_own.push(file.is_own);
            selected.same.push(is_same(at, file.is_target));
        }
        selected
    }
}

impl NewFile {
    fn new(file: &LoadedFile, is_target: bool, keep: &MustCompare<'_>, sources: &Sources) -> Self {
        let LoadedFile { name, source, read, is_complete } = file;
        let text = sources.get(*source).text.as_deref();
        Self {
            source: *source,
            imports: read.imports.iter().map(|import| import.name.clone()).collect(),
            found: read.imports.iter().filter_map(|import| Some(import.file?.index())).collect(),
            package: package(text.unwrap_or_default(), &read.parsed),
            kinds: read.outline.kinds(),
            is_target,
            is_own: is_target && well_known(name).is_none(),
            keep: is_target && keep(text.unwrap_or_default().as_bytes()),
            is_complete: *is_complete && text.is_some(),
            read: None,
        }
    }

    /// Returns the file as that of an old side with the same text; `None` without a text.
    pub(super) fn found(&self, display: Display, sources: &Sources) -> Option<LookupResult> {
        let text = sources.get(self.source).text.clone()?;
        Some(match &self.read {
            Some(read) => LookupResult::Text { display, text, read: Box::new(read.clone()) },
            None => of_text(display, text),
        })
    }
}

/// The number of files that justify another thread.
const WORTH_A_THREAD: usize = 16;

/// Returns the number of threads for some files.
pub(super) fn threads(requested: Option<usize>, files: usize) -> usize {
    parallel::threads(requested).min(files / WORTH_A_THREAD + 1)
}

/// Returns the package of a file; empty if the file declares none.
pub(super) fn package(text: &str, parsed: &protoward_syntax::Parsed) -> String {
    parsed.file.package().map(|package| literal::path(text, package.name).into_owned()).unwrap_or_default()
}
