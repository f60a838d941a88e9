//! Runs both compilers with the same files and flags in batches, and splits a batch that differs until single files are left.

use std::collections::BTreeMap;

use crate::oracle::batches;
use crate::oracle::compilers::{CompileResult, Compiler};
use protoward_kit::corpus::Tree;
use protoward_kit::error::Error;
use protoward_kit::wire::{self, FileEntry};

/// A combination of protoc's flags that control the contents of descriptors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Bare,
    Full,
    Retained,
    FullRetained,
}

impl Mode {
    fn flags(self) -> &'static [&'static str] {
        match self {
            Mode::Bare => &[],
            Mode::Full => &["--include_imports", "--include_source_info"],
            Mode::Retained => &["--retain_options"],
            Mode::FullRetained => &["--include_imports", "--include_source_info", "--retain_options"],
        }
    }

    pub(super) fn title(self) -> &'static str {
        match self {
            Mode::Bare => "descriptors",
            Mode::Full => "… with imports and source info",
            Mode::Retained => "… with all options",
            Mode::FullRetained => "… with all options, imports and source info",
        }
    }
}

pub(super) const MODES: &[Mode] = &[Mode::Bare, Mode::Full, Mode::Retained, Mode::FullRetained];

/// The result for a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FileResult {
    Same,
    Different,
    /// The same descriptors in another order.
    Reordered,
    BothReject,
    /// Only protoc accepts the file. The text is protoward's error.
    OnlyTheirs(String),
    /// Only protoward accepts the file. The text is protoc's error.
    OnlyOurs(String),
}

impl FileResult {
    pub(super) fn is_agreement(&self) -> bool {
        match self {
            FileResult::Same | FileResult::Different | FileResult::Reordered | FileResult::BothReject => true,
            FileResult::OnlyTheirs(_) | FileResult::OnlyOurs(_) => false,
        }
    }

    /// Returns which compiler accepts the file and the error of the other compiler, or `None` if the verdicts agree.
    pub(super) fn reason(&self, tree: &Tree) -> Option<String> {
        match self {
            FileResult::OnlyTheirs(why) => Some(format!("only protoc accepts it: {}", shortened(tree, why))),
            FileResult::OnlyOurs(why) => Some(format!("only protoward accepts it: {}", shortened(tree, why))),
            FileResult::Same | FileResult::Different | FileResult::Reordered | FileResult::BothReject => None,
        }
    }
}

/// Returns the first line of a compiler's error, without the path of the tree.
fn shortened(tree: &Tree, why: &str) -> String {
    let first = why.lines().find(|it| !it.contains("warning: ") && !it.trim().is_empty());
    first.unwrap_or("no reason given").trim().replace(&format!("{}/", tree.dir.display()), "")
}

#[derive(Debug)]
pub(super) struct Compilers {
    pub(super) theirs: Compiler,
    pub(super) ours: Compiler,
}

/// The number of files in a run. Most runs agree, and few halvings find the file at fault in the others.
const BATCH: usize = 64;

impl Compilers {
    /// Returns the result of every file of a tree.
    pub(super) fn judge(&self, tree: &Tree, mode: Mode) -> Result<Vec<(String, FileResult)>, Error> {
        Ok(batches::each(&tree.files, BATCH, |_, files| self.batch(tree, files, mode))?.concat())
    }

    /// Compares a batch. Returns `None` if one compiler rejects it: perhaps two of its files cannot be loaded together.
    fn batch(&self, tree: &Tree, files: &[String], mode: Mode) -> Result<Option<Vec<(String, FileResult)>>, Error> {
        let theirs = self.theirs.set(tree, files, mode.flags())?;
        let ours = self.ours.set(tree, files, mode.flags())?;
        let each = |found: &dyn Fn(&str) -> FileResult| files.iter().map(|it| (it.clone(), found(it))).collect();
        Ok(match (theirs, ours, files) {
            (Ok(theirs), Ok(ours), _) if theirs == ours => Some(each(&|_| FileResult::Same)),
            (Ok(theirs), Ok(ours), _) => {
                let differing = differing(&theirs, &ours, files);
                Some(each(&|file| differing.found(file)))
            }
            (theirs, ours, [_]) => Some(each(&|_| alone(&theirs, &ours))),
            _ => None,
        })
    }
}

fn alone(theirs: &CompileResult, ours: &CompileResult) -> FileResult {
    match (theirs, ours) {
        (Ok(_), Ok(_)) => FileResult::Same,
        (Ok(_), Err(why)) => FileResult::OnlyTheirs(why.clone()),
        (Err(why), Ok(_)) => FileResult::OnlyOurs(why.clone()),
        (Err(_), Err(_)) => FileResult::BothReject,
    }
}

/// The kind of difference between two sets.
enum SetDifference {
    These(Vec<String>),
    /// The sets have the same files in another order.
    Order,
    /// The sets have different files.
    All,
}

impl SetDifference {
    fn found(&self, file: &str) -> FileResult {
        match self {
            SetDifference::These(names) if names.iter().all(|it| it != file) => FileResult::Same,
            SetDifference::These(_) | SetDifference::All => FileResult::Different,
            SetDifference::Order => FileResult::Reordered,
        }
    }
}

/// Compares two sets. If only imports differ, the whole batch counts as different, because one of its files imports them.
fn differing(theirs: &[u8], ours: &[u8], files: &[String]) -> SetDifference {
    let (Some(theirs), Some(ours)) = (wire::files_of(theirs), wire::files_of(ours)) else { return SetDifference::All };
    let sorted = |set: &[FileEntry<'_>]| set.iter().map(|it| (it.name.to_owned(), it.bytes.to_vec())).collect();
    let (theirs, ours): (BTreeMap<_, _>, BTreeMap<_, _>) = (sorted(&theirs), sorted(&ours));
    if theirs == ours {
        return SetDifference::Order;
    }
    let names: Vec<String> = files.iter().filter(|it| theirs.get(*it) != ours.get(*it)).cloned().collect();
    if names.is_empty() { SetDifference::All } else { SetDifference::These(names) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: u8, more: &[u8]) -> Vec<u8> {
        [&[0x0a, 1, name], more].concat()
    }

    #[test]
    fn distinguishes_different_files_from_another_order() {
        let set = |files: &[Vec<u8>]| wire::set_of(files.iter().map(Vec::as_slice));
        let one = set(&[file(b'a', b""), file(b'b', b"")]);
        let names = ["a".to_owned(), "b".to_owned()];
        let found = differing(&one, &set(&[file(b'a', b""), file(b'b', b"\x12\x01x")]), &names);
        assert_eq!([found.found("a"), found.found("b")], [FileResult::Same, FileResult::Different]);
        let found = differing(&one, &set(&[file(b'b', b""), file(b'a', b"")]), &names);
        assert_eq!(found.found("a"), FileResult::Reordered);
        let found = differing(&one, &set(&[file(b'a', b""), file(b'b', b""), file(b'c', b"")]), &names);
        assert_eq!(found.found("a"), FileResult::Different);
    }

    #[test]
    fn names_the_rejecting_compiler_with_its_first_error() {
        let tree =
            Tree { corpus: "x", prefix: String::new(), dir: "/d".into(), includes: Vec::new(), files: Vec::new() };
        let found = alone(&Ok(Vec::new()), &Err("a: warning: w\n/d/a:1:1: no\nmore".into()));
        assert_eq!(found.reason(&tree).as_deref(), Some("only protoc accepts it: a:1:1: no"));
        assert!(!found.is_agreement());
    }
}
