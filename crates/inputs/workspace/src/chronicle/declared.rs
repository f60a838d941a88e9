//! A search for words among the names that any version in the history of a repository declares.

use std::collections::BTreeSet;

use super::decls::{Decls, FactDraft, last_part};
use protoward_inputs::{BlobId, GitHistory, Input, InputError};
use protoward_source::tree_path::below;
use protoward_syntax::ast::{File, FileItem};
use protoward_syntax::literal;

/// Words to look for in a history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SearchedWords {
    /// Full names of elements or packages, and import paths of files.
    pub names: BTreeSet<String>,
    /// Paths of files or folders, or their ends.
    pub paths: BTreeSet<String>,
}

impl SearchedWords {
    fn is_empty(&self) -> bool {
        self.names.is_empty() && self.paths.is_empty()
    }
}

/// Returns those of `words` that no `.proto` file in the history of an input declares, has as its path, or is below. These are all
/// words for an input without a repository. Commits are read from the newest one on, until all words are found.
///
/// # Errors
/// Fails if the history cannot be read, as in a shallow clone.
pub fn undeclared(input: &Input, words: SearchedWords) -> Result<SearchedWords, InputError> {
    let Some((repository, commit)) = input.history() else { return Ok(words) };
    let mut history = GitHistory::open(repository)?;
    let tip = history.stamp(&commit)?.id;
    let mut search = Search { words, seen: BTreeSet::new() };
    let steps = history.steps(&tip)?;
    let mut newer = None;
    for step in steps.iter().rev() {
        if search.words.is_empty() {
            break;
        }
        // The changes lead from the newer commit to this one, so they have the files of this one.
        let mut texts: Vec<(String, BlobId)> = Vec::new();
        history.changes(newer, Some(step), |path, blob| {
            let blob = blob.filter(|_| path.ends_with(".proto"));
            texts.extend(blob.map(|blob| (path.to_owned(), blob)));
        })?;
        for (path, blob) in texts {
            search.file(&history, &path, blob);
        }
        newer = Some(step);
    }
    Ok(search.words)
}

struct Search {
    /// The words that are not found yet.
    words: SearchedWords,
    /// The texts that were read.
    seen: BTreeSet<BlobId>,
}

impl Search {
    fn file(&mut self, history: &GitHistory, path: &str, blob: BlobId) {
        self.words.paths.retain(|word| !is_at_or_below(path, word));
        // A level may name a file by its import path.
        self.words.names.retain(|word| !ends_with_import(path, word));
        if self.words.names.is_empty() || !self.seen.insert(blob) {
            return;
        }
        // A partial clone may lack the text.
        let Ok(bytes) = history.read(blob, path) else { return };
        let Ok(text) = std::str::from_utf8(&bytes) else { return };
        if !self.words.names.iter().any(|word| text.contains(last_part(word))) {
            return;
        }
        let names = names(text, &protoward_syntax::parse(text).file);
        self.words.names.retain(|word| !names.contains(word));
    }
}

/// Returns `true` for a file at a path, or in a folder there. The path may begin in any folder, because the configuration may have
/// been in another one.
fn is_at_or_below(file: &str, path: &str) -> bool {
    let starts = std::iter::once(0).chain(file.match_indices('/').map(|(slash, _)| slash + 1));
    starts.map(|start| &file[start..]).any(|rest| below(rest, path).is_some())
}

/// Returns `true` if a path in the repository ends with an import path, so that a module may have the file by that name.
fn ends_with_import(path: &str, import: &str) -> bool {
    path.strip_suffix(import).is_some_and(|above| above.is_empty() || above.ends_with('/'))
}

/// Returns the full names of all declarations of a text, of its package, and of the packages around that.
fn names(text: &str, file: &File) -> BTreeSet<String> {
    let package = file.items.iter().rev().find_map(|item| match item {
        FileItem::Package(decl) => Some(literal::path(text, decl.name).into_owned()),
        _ => None,
    });
    let package = package.unwrap_or_default();
    let around = std::iter::successors(Some(&*package), |name| name.rsplit_once('.').map(|(outer, _)| outer));
    let facts = Decls::new(text, file).drafts.into_iter().map(|draft| match draft {
        FactDraft::Ready(fact) | FactDraft::Open { fact, .. } => fact,
    });
    facts.flat_map(|fact| fact.names()).chain(around.map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_declares_names() {
        let text = "package a.b; message M { optional int32 f = 1; oneof o { int32 g = 2; } optional group G = 3 { optional \
                    int32 h = 1; } enum E { V = 0; } extend M { optional int32 x = 9; } } service S { rpc R(M) returns (M); }";
        let names = names(text, &protoward_syntax::parse(text).file);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let expected =
            "a|a.b|a.b.M|a.b.M.E|a.b.M.E.V|a.b.M.G|a.b.M.G.h|a.b.M.V|a.b.M.f|a.b.M.g|a.b.M.o|a.b.M.x|a.b.S|a.b.S.R";
        let expected: Vec<&str> = expected.split('|').chain(["a.b.M.g"]).collect();
        assert_eq!(names, expected.into_iter().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_file_is_in_a_folder() {
        for (path, is_in) in
            [("proto", true), ("a", true), ("a/b.proto", true), ("proto/a", true), ("b", false), ("rot", false)]
        {
            assert_eq!(is_at_or_below("proto/a/b.proto", path), is_in, "{path}");
        }
    }

    #[test]
    fn a_file_is_named_by_its_import_path() {
        assert!(ends_with_import("proto/a/b.proto", "a/b.proto"));
        assert!(ends_with_import("a/b.proto", "a/b.proto"));
        assert!(!ends_with_import("proto/xa/b.proto", "a/b.proto"));
    }
}
