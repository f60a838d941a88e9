//! Fixes of errors of the compiler, tried in memory, then written or shown.
//!
//! Each error says how to correct it, and the first error of a file may cause others. So the first fix of each file is tried; it is
//! kept if the file has fewer errors then, or its first one is further down: a file that can be read shows what it means.

use std::collections::{BTreeMap, BTreeSet};

use crate::fix::written::{overlay, writable};
use protoward_inputs::Input;
use protoward_output::{EditedFiles, LinkedFile};
use protoward_source::{Diagnostic, Report, Severity, Sources, count};
use protoward_workspace::{OpenOptions, open_valid};

/// The maximum number of compilations.
const MAX_TRIALS: usize = 200;

/// The files of an input whose errors are being fixed.
pub struct ErrorFixRun {
    files: EditedFiles,
    fixed: usize,
}

/// The state of the files after some fixes.
struct Trial {
    files: EditedFiles,
    errors: Report,
    sources: Sources,
}

impl Trial {
    fn new(input: &Input, options: &OpenOptions, files: EditedFiles) -> Self {
        let options = OpenOptions { edited: Some(overlay(&files)), ..options.clone() };
        let mut sources = Sources::default();
        let mut errors = Report::default();
        open_valid(input, &options, &mut sources, &mut errors);
        let errors = errors.into_iter().filter(|it| it.severity == Severity::Error).collect();
        Self { files, errors, sources }
    }

    /// Returns the number of errors of each file by path, with the offset of the first one.
    fn by_file(&self) -> BTreeMap<&str, (usize, usize)> {
        let mut errors = BTreeMap::new();
        for place in self.errors.iter().filter_map(Diagnostic::place) {
            let start = self.sources.bytes(place).map_or(0, |bytes| bytes.start);
            let (number, first) = errors.entry(&*self.sources.get(place.source).display).or_insert((0, start));
            *number += 1;
            *first = start.min(*first);
        }
        errors
    }

    /// Returns the first fix of each file that has not been refused.
    fn fixes<'t>(&'t self, refused: &BTreeSet<(String, String)>) -> BTreeMap<&'t str, &'t Diagnostic> {
        let mut fixes = BTreeMap::new();
        for error in self.errors.iter().filter(|it| !it.fix.is_empty()) {
            let Some(place) = error.place() else { continue };
            let file = &*self.sources.get(place.source).display;
            let is_own = error.fix.iter().all(|edit| edit.place.source == place.source);
            if is_own && !refused.contains(&(file.to_owned(), error.message.clone())) {
                fixes.entry(file).or_insert(error);
            }
        }
        fixes
    }
}

impl ErrorFixRun {
    /// Fixes errors in memory, until none is left that has a fix.
    ///
    /// # Errors
    /// Fails if the files of the input cannot be written.
    pub fn new(input: &Input, options: &OpenOptions) -> Result<Self, Box<Diagnostic>> {
        // Before it is read: standard input is there only once.
        writable(input)?;
        let mut trial = Trial::new(input, options, EditedFiles::default());
        let mut refused = BTreeSet::new();
        let mut fixed = 0;
        for _ in 0..MAX_TRIALS {
            let fixes = trial.fixes(&refused);
            if fixes.is_empty() {
                break;
            }
            let mut files = trial.files.clone();
            files.edit(fixes.values().flat_map(|error| &error.fix), &trial.sources);
            let next = Trial::new(input, options, files);
            let [before, after] = [trial.by_file(), next.by_file()];
            let is_better = |file: &&str| match (before.get(file), after.get(file)) {
                (Some((number, first)), Some((left, next))) => left < number || next > first,
                (_, left) => left.is_none(),
            };
            let worse: BTreeSet<&str> = fixes.keys().copied().filter(|file| !is_better(file)).collect();
            if worse.is_empty() {
                fixed += fixes.len();
                trial = next;
                continue;
            }
            // The others are tried again without these.
            let named = |file: &&str| Some(((*file).to_owned(), fixes.get(file)?.message.clone()));
            let named: Vec<_> = worse.iter().filter_map(named).collect();
            refused.extend(named);
        }
        Ok(Self { files: trial.files, fixed })
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

    /// Returns what was fixed.
    pub fn summary(&self, verb: &str) -> String {
        format!("{verb} {} in {}", count(self.fixed, "error"), count(self.files.len(), "file"))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test fails by panicking")]
mod tests {
    use super::*;

    #[test]
    fn errors_are_fixed_one_after_the_other_and_only_if_it_helps() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write(
            "a.proto",
            "syntax = \"proto3\"\npackage p;\nmessage A {\n  int32 a 1;\n  string b = 2 [default = \"x\"];\n}\n",
        );
        write(
            "b.proto",
            "syntax = \"proto3\";\npackage p;\noption optimize_for = \"SPEED\";\nmessage B { A a = 1; gogle.protobuf.Any any = 2; }\n",
        );
        write("c.proto", "syntax = \"proto3\";\npackage p;\nmessage C { Nowhere a = 1; }\n");
        let run = ErrorFixRun::new(&Input::Folder(folder.path().to_owned()), &OpenOptions::default()).unwrap();
        run.write().unwrap();
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(
            read("a.proto"),
            "syntax = \"proto3\";\npackage p;\nmessage A {\n  int32 a = 1;\n  string b = 2;\n}\n"
        );
        assert_eq!(
            read("b.proto"),
            "syntax = \"proto3\";\npackage p;\n\nimport \"a.proto\";\nimport \"google/protobuf/any.proto\";\noption optimize_for = SPEED;\n\
             message B { p.A a = 1; google.protobuf.Any any = 2; }\n"
        );
        assert_eq!(read("c.proto"), "syntax = \"proto3\";\npackage p;\nmessage C { Nowhere a = 1; }\n");
    }
}
