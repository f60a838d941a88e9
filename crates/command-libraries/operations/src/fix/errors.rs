//! Fixes of errors of the compiler, tried in memory, then written or shown.
//!
//! Each error says how to correct it, and the first error of a file may cause others. So the first fix of each file is tried. It is
//! kept if the file has fewer errors then. The statement may have another error behind the first one, so a fix after which the
//! first error is further down is kept together with the next ones, or not at all. Files that cannot be read come first: what they
//! mean, and so which errors others have, shows only then.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::rc::Rc;

use crate::fix::written::{changeable, overlay};
use protoward_inputs::Input;
use protoward_output::{EditedFiles, LinkedFile};
use protoward_source::{Diagnostic, Edit, FixSafety, Place, Report, Severity, Sources, count};
use protoward_workspace::{OpenOptions, open_valid};

/// The maximum number of compilations.
const MAX_TRIALS: usize = 200;

/// The maximum number of compilations to find out how many errors unsafe fixes would fix.
const MAX_GUESSES: usize = 20;

/// The maximum number of fixes that are only kept together.
const MOST_STEPS: usize = 4;

/// The maximum number of characters of an edit to show.
const MOST_SHOWN: usize = 60;

/// The files of an input whose errors are being fixed.
pub struct ErrorFixRun {
    files: EditedFiles,
    /// A description of each applied fix.
    applied: Vec<String>,
    /// The number of errors that unsafe fixes would fix.
    unsafe_fixes: usize,
    /// The files with errors that have a fix, but that are not part of the input.
    outside: BTreeSet<String>,
}

/// The state of the files after some fixes.
struct Trial {
    files: Rc<EditedFiles>,
    errors: Report,
    /// The errors of each file by path.
    by_file: BTreeMap<String, FileErrors>,
    sources: Sources,
}

/// The errors of a file. One that cannot be read has more than any other, because its other errors show later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct FileErrors {
    syntax: usize,
    all: usize,
    /// The offset of the first one.
    first: usize,
}

impl FileErrors {
    fn are_fewer_than(self, other: Self) -> bool {
        (self.syntax, self.all) < (other.syntax, other.all)
    }
}

/// Fixes of a file of which each has moved the first error down.
struct Chain {
    /// All files before them.
    start: Rc<EditedFiles>,
    /// The errors of the file before them.
    errors: FileErrors,
    /// The offset of the error of the first fix.
    offset: usize,
    /// A description of each fix.
    steps: Vec<String>,
}

impl Trial {
    fn new(input: &Input, options: &OpenOptions, files: EditedFiles) -> Self {
        let options = OpenOptions { edited: Some(overlay(&files)), ..options.clone() };
        let mut sources = Sources::default();
        let mut errors = Report::default();
        open_valid(input, &options, &mut sources, &mut errors);
        let errors: Report = errors.into_iter().filter(|it| it.severity == Severity::Error).collect();
        Self { files: Rc::new(files), by_file: by_file(&errors, &sources), errors, sources }
    }

    fn errors_of(&self, file: &str) -> FileErrors {
        self.by_file.get(file).copied().unwrap_or_default()
    }

    /// Returns the first fix of each file that has not been refused; only those of files that cannot be read, if there are some.
    fn fixes<'t>(
        &'t self,
        own: &BTreeSet<String>,
        safety: FixSafety,
        refused: &BTreeSet<(String, usize)>,
    ) -> BTreeMap<&'t str, &'t Diagnostic> {
        let mut fixes = BTreeMap::new();
        for error in self.errors.iter().filter(|it| !it.fix.is_empty() && it.fix_safety <= safety) {
            let Some(place) = error.place() else { continue };
            let file = &*self.sources.get(place.source).display;
            let is_own = error.fix.iter().all(|edit| edit.place.source == place.source);
            if is_own && own.contains(file) && !refused.contains(&(file.to_owned(), offset(place, &self.sources))) {
                fixes.entry(file).or_insert(error);
            }
        }
        let is_unreadable = |file: &&str| self.errors_of(file).syntax > 0;
        if fixes.keys().any(is_unreadable) {
            fixes.retain(|file, _| is_unreadable(file));
        }
        fixes
    }

    /// Returns what the fix of an error does: `a.proto:4:14: added `;` (expected `;`, found `}`)`.
    fn described(&self, error: &Diagnostic) -> String {
        let edits: Vec<String> = error.fix.iter().map(|edit| self.described_edit(edit)).collect();
        let start = error.place().and_then(|place| Some((place.source, self.sources.start(place)?)));
        let place = start.map_or_else(String::new, |(source, start)| {
            format!("{}:{}:{}: ", self.sources.get(source).display, start.line + 1, start.column + 1)
        });
        format!("{place}{} ({})", edits.join(", "), error.message)
    }

    fn described_edit(&self, edit: &Edit) -> String {
        let text = self.sources.get(edit.place.source).text.as_deref().unwrap_or_default();
        let old = self.sources.bytes(edit.place).and_then(|bytes| text.get(bytes)).unwrap_or_default();
        match (shown(old), shown(&edit.text)) {
            (old, new) if old.is_empty() => format!("added `{new}`"),
            (old, new) if new.is_empty() => format!("removed `{old}`"),
            (old, new) => format!("wrote `{new}` in place of `{old}`"),
        }
    }
}

/// Returns the errors of each file by path.
fn by_file(errors: &Report, sources: &Sources) -> BTreeMap<String, FileErrors> {
    let mut by_file: BTreeMap<String, FileErrors> = BTreeMap::new();
    for place in errors.iter().filter_map(Diagnostic::place) {
        let file = sources.get(place.source);
        let syntax = || protoward_syntax::parse(file.text.as_deref().unwrap_or_default()).errors.len();
        let new = || FileErrors { syntax: syntax(), all: 0, first: usize::MAX };
        let errors = by_file.entry(file.display.to_string()).or_insert_with(new);
        errors.all += 1;
        errors.first = errors.first.min(offset(place, sources));
    }
    by_file
}

/// Returns the text of an edit in one line.
fn shown(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

fn offset(place: Place, sources: &Sources) -> usize {
    sources.bytes(place).map_or(0, |bytes| bytes.start)
}

/// Returns the paths of the files of an input, as diagnostics show them: neither imports nor files behind links to other folders.
fn own_files(input: &Input, options: &OpenOptions, within: Option<&Path>) -> BTreeSet<String> {
    let files = protoward_workspace::list(input, options, &mut Sources::default(), &mut Report::default());
    let may_write =
        |path: &String| within.is_none_or(|within| fs::canonicalize(path).is_ok_and(|path| path.starts_with(within)));
    files.into_iter().flatten().map(|file| file.display).filter(may_write).collect()
}

/// The input whose errors are fixed.
struct Fixer<'i> {
    input: &'i Input,
    options: &'i OpenOptions,
    /// The files that may be written.
    own: BTreeSet<String>,
}

/// The files after fixes.
struct Fixed {
    trial: Trial,
    /// A description of each fix.
    applied: Vec<String>,
}

impl Fixer<'_> {
    /// Fixes errors until none is left that has a fix of this safety, or the number of compilations is reached.
    fn fix(&self, mut trial: Trial, safety: FixSafety, most: usize) -> Fixed {
        let Self { input, options, own } = self;
        let mut chains: BTreeMap<String, Chain> = BTreeMap::new();
        let mut refused = BTreeSet::new();
        let mut applied = Vec::new();
        for _ in 0..most {
            let fixes = trial.fixes(own, safety, &refused);
            // A chain ends where nothing is left to fix.
            let mut undone: Vec<String> =
                chains.keys().filter(|file| !fixes.contains_key(file.as_str())).cloned().collect();
            if fixes.is_empty() && undone.is_empty() {
                break;
            }
            let mut files = EditedFiles::clone(&trial.files);
            files.edit(fixes.values().flat_map(|error| &error.fix), &trial.sources);
            let next = Trial::new(input, options, files);
            for (&file, &error) in &fixes {
                let [old, new] = [trial.errors_of(file), next.errors_of(file)];
                let offset = error.place().map_or(0, |place| offset(place, &trial.sources));
                let mut chain = chains.remove(file).unwrap_or_else(|| Chain {
                    start: Rc::clone(&trial.files),
                    errors: old,
                    offset,
                    steps: Vec::new(),
                });
                chain.steps.push(trial.described(error));
                if new.are_fewer_than(chain.errors) {
                    applied.append(&mut chain.steps);
                    continue;
                }
                if new.first <= old.first || chain.steps.len() == MOST_STEPS {
                    undone.push(file.to_owned());
                }
                chains.insert(file.to_owned(), chain);
            }
            let mut files = EditedFiles::clone(&next.files);
            for file in &undone {
                if let Some(chain) = chains.remove(file) {
                    files.restore(file, &chain.start);
                    refused.insert((file.clone(), chain.offset));
                }
            }
            trial = if undone.is_empty() { next } else { Trial::new(input, options, files) };
        }
        if !chains.is_empty() {
            let mut files = EditedFiles::clone(&trial.files);
            chains.iter().for_each(|(file, chain)| files.restore(file, &chain.start));
            trial = Trial::new(input, options, files);
        }
        Fixed { trial, applied }
    }

    /// Returns the number of errors that unsafe fixes would fix. Some fixes turn out to be wrong.
    fn guesses(&self, trial: Trial) -> usize {
        let is_own = |it: &&Diagnostic| {
            it.place().is_some_and(|place| self.own.contains(&trial.sources.get(place.source).display))
        };
        match trial.errors.iter().filter(|it| !it.fix.is_empty()).filter(is_own).count() {
            0 => 0,
            // What is fixed includes the errors that are found only then.
            shown => self.fix(trial, FixSafety::Unsafe, MAX_GUESSES).applied.len().min(shown),
        }
    }
}

impl ErrorFixRun {
    /// Fixes errors in memory, until none is left that has a fix of this safety.
    ///
    /// # Errors
    /// Fails if the files of the input cannot be written.
    pub fn new(
        input: &Input,
        options: &OpenOptions,
        safety: FixSafety,
        is_write: bool,
    ) -> Result<Self, Box<Diagnostic>> {
        // Before it is read: standard input is there only once.
        let within = changeable(input, is_write)?;
        let own = own_files(input, options, within.as_deref());
        let fixer = Fixer { input, options, own };
        let Fixed { trial, applied } =
            fixer.fix(Trial::new(input, options, EditedFiles::default()), safety, MAX_TRIALS);
        let files = EditedFiles::clone(&trial.files);
        let path = |it: &Diagnostic| it.place().map(|place| trial.sources.get(place.source).display.clone());
        let with_fix = trial.errors.iter().filter(|it| !it.fix.is_empty()).filter_map(path);
        let outside = with_fix.filter(|path| !fixer.own.contains(path)).collect();
        let unsafe_fixes = if safety == FixSafety::Safe { fixer.guesses(trial) } else { 0 };
        Ok(Self { files, applied, unsafe_fixes, outside })
    }

    /// Returns `true` if a file is changed.
    pub fn is_changed(&self) -> bool {
        !self.files.is_empty()
    }

    /// Returns the changes as a unified diff.
    pub fn diff(&self) -> String {
        self.files.diff()
    }

    /// Writes all files or none. Returns the files behind symbolic links.
    ///
    /// # Errors
    /// Fails if a file cannot be written.
    pub fn write(&self) -> Result<Vec<LinkedFile>, Box<Diagnostic>> {
        self.files.write()
    }

    /// Returns what was done, a line for each fix: its place, the edits, and the error.
    pub fn applied(&self) -> &[String] {
        &self.applied
    }

    /// Returns the files with errors that have a fix, but that are not part of the input, and stay as they are.
    pub fn outside(&self) -> impl Iterator<Item = &str> {
        self.outside.iter().map(String::as_str)
    }

    /// Returns what was fixed, and how many other errors have an unsafe fix; `None` if there are neither.
    pub fn summary(&self, verb: &str) -> Option<String> {
        let fixed = match self.applied.len() {
            0 => "no error was fixed".to_owned(),
            fixed => format!("{verb} {} in {}", count(fixed, "error"), count(self.files.len(), "file")),
        };
        match (self.applied.len(), self.unsafe_fixes) {
            (0, 0) => None,
            (_, 0) => Some(fixed),
            (_, others) => {
                let errors = count(others, "error");
                Some(format!("{fixed}; `--unsafe` may fix {errors} by guesses, or by changes of what is declared"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
