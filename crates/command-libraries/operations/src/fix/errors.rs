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

/// The maximum number of fixes that are only kept together.
const MOST_STEPS: usize = 4;

/// The maximum number of characters of an edit to show.
const MOST_SHOWN: usize = 60;

/// The files of an input whose errors are being fixed.
pub struct ErrorFixRun {
    files: EditedFiles,
    /// A description of each applied fix.
    applied: Vec<String>,
    /// The number of errors whose fix is unsafe.
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
        let mut trial = Trial::new(input, options, EditedFiles::default());
        let mut chains: BTreeMap<String, Chain> = BTreeMap::new();
        let mut refused = BTreeSet::new();
        let mut applied = Vec::new();
        for _ in 0..MAX_TRIALS {
            let fixes = trial.fixes(&own, safety, &refused);
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
        let mut files = EditedFiles::clone(&trial.files);
        chains.iter().for_each(|(file, chain)| files.restore(file, &chain.start));
        let path = |it: &Diagnostic| it.place().map(|place| trial.sources.get(place.source).display.clone());
        let with_fix: Vec<(&Diagnostic, String)> =
            trial.errors.iter().filter(|it| !it.fix.is_empty()).filter_map(|it| Some((it, path(it)?))).collect();
        let (mine, others): (Vec<_>, Vec<_>) = with_fix.into_iter().partition(|(_, path)| own.contains(path));
        let unsafe_fixes = mine.into_iter().filter(|(it, _)| it.fix_safety > safety).count();
        Ok(Self { files, applied, unsafe_fixes, outside: others.into_iter().map(|(_, path)| path).collect() })
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
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    /// Returns the texts of files with fixes of a safety, and what was done.
    fn fixed<const N: usize>(files: [(&str, &str); N], safety: FixSafety) -> ([String; N], Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("protoward.toml"), "").unwrap();
        files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
        let input = Input::Folder(folder.path().to_owned());
        let run = ErrorFixRun::new(&input, &OpenOptions::default(), safety, true).unwrap();
        run.write().unwrap();
        let start = format!("{}/", folder.path().display());
        let applied = run.applied().iter().map(|line| line.replace(&start, "")).collect();
        (files.map(|(name, _)| std::fs::read_to_string(folder.path().join(name)).unwrap()), applied)
    }

    /// Returns a message with one statement, after safe fixes and after all.
    fn statement(text: &str) -> [String; 2] {
        let around = |text: &str| format!("syntax = \"proto3\";\npackage p;\nmessage A {{\n  {text}\n}}\n");
        let inside = |text: &str| {
            let (_, rest) = text.split_once("A {\n  ").unwrap();
            rest.strip_suffix("\n}\n").unwrap_or(rest).to_owned()
        };
        [FixSafety::Safe, FixSafety::Unsafe].map(|safety| inside(&fixed([("a.proto", &around(text))], safety).0[0]))
    }

    #[test]
    fn errors_are_fixed_one_after_the_other_and_only_if_it_helps() {
        let a = "syntax = \"proto3\"\npackage p;\nmessage A {\n  int32 a 1;\n  string b = 2 [default = \"x\"];\n}\n";
        let b = "syntax = \"proto3\";\npackage p;\noption optimize_for = \"SPEED\";\nmessage B { A a = 1; gogle.protobuf.Any any = 2; }\n";
        let c = "syntax = \"proto3\";\npackage p;\nmessage C { Nowhere a = 1; }\n";
        let files = [("a.proto", a), ("b.proto", b), ("c.proto", c)];
        let ([a, b, c], applied) = fixed(files, FixSafety::Safe);
        assert_eq!(
            a,
            "syntax = \"proto3\";\npackage p;\nmessage A {\n  int32 a = 1;\n  string b = 2 [default = \"x\"];\n}\n"
        );
        assert_eq!(
            b,
            "syntax = \"proto3\";\npackage p;\n\nimport \"a.proto\";\noption optimize_for = SPEED;\n\
             message B { A a = 1; gogle.protobuf.Any any = 2; }\n"
        );
        assert_eq!(c, files[2].1);
        assert_eq!(applied[0], "a.proto:1:18: added `;` (expected `;`, found `package`)");
        let ([a, b, c], _) = fixed(files, FixSafety::Unsafe);
        assert_eq!(a, "syntax = \"proto3\";\npackage p;\nmessage A {\n  int32 a = 1;\n  string b = 2;\n}\n");
        assert_eq!(
            b,
            "syntax = \"proto3\";\npackage p;\n\nimport \"a.proto\";\nimport \"google/protobuf/any.proto\";\noption optimize_for = SPEED;\n\
             message B { A a = 1; google.protobuf.Any any = 2; }\n"
        );
        assert_eq!(c, files[2].1);
    }

    #[test]
    fn fixes_that_change_or_guess_a_meaning_are_unsafe() {
        for (text, guessed) in [
            ("string a = 1; int32 b = 1;", "string a = 1; int32 b = 2;"),
            ("reserved 1; string a = 1;", "reserved 1; string a = 2;"),
            ("string a = 1 [default = \"x\"];", "string a = 1;"),
            ("oneof o { repeated string a = 1; }", "oneof o { string a = 1; }"),
            ("strng a = 1;", "string a = 1;"),
            ("string a;", "string a = 1;"),
            ("reserved 9 to 4;", "reserved 4 to 9;"),
            ("enum E { A = 1; }", "enum E { E_UNSPECIFIED = 0; A = 1; }"),
        ] {
            assert_eq!(statement(text), [text, guessed]);
        }
        for (text, fixed) in [
            ("oneof o { optional string a = 1; }", "oneof o { string a = 1; }"),
            ("string a := 1;", "string a = 1;"),
            ("string a = 1 [deprecated];", "string a = 1 [deprecated = true];"),
            ("string a = 1 [json_name = “x”];", "string a = 1 [json_name = \"x\"];"),
            ("reserved 1, 2,;", "reserved 1, 2;"),
        ] {
            assert_eq!(statement(text), [fixed; 2]);
        }
    }

    #[test]
    fn nothing_is_written_that_leaves_as_many_errors() {
        for text in ["oneof choice choice { string a = 1; }", "string a = 1 1;", "enum enum Kind { K = 0; }"] {
            assert_eq!(statement(text), [text; 2]);
        }
    }
}
