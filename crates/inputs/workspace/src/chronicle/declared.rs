//! Names that some version in the history of a repository declares, for words that the current versions do not know.

use std::collections::BTreeSet;

use super::decls::{Decls, FactDraft, last_part};
use protoward_inputs::{BlobId, GitHistory, Input, InputError};
use protoward_ledger::Fact;
use protoward_schema::qualified;
use protoward_syntax::ast::{File, FileItem};
use protoward_syntax::literal;

/// Returns those of `words` that no `.proto` file in the history of an input declares: neither as the full name of an element or
/// package, nor as the path of a file. The newest commits are read first, and nothing after the last word is found.
///
/// # Errors
/// Fails if the history cannot be read: the input has none, or a shallow clone lacks a part of it.
pub fn undeclared(input: &Input, words: BTreeSet<String>) -> Result<BTreeSet<String>, InputError> {
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
        // Seen from the newer commit, the changed files are those of this one.
        let mut texts: Vec<(String, BlobId)> = Vec::new();
        let changed = history.changes(newer, Some(step), |path, blob| {
            let blob = blob.filter(|_| path.ends_with(".proto"));
            texts.extend(blob.map(|blob| (path.to_owned(), blob)));
        });
        changed?;
        for (path, blob) in texts {
            search.file(&history, &path, blob);
        }
        newer = Some(step);
    }
    Ok(search.words)
}

/// The words that are not found yet.
struct Search {
    words: BTreeSet<String>,
    seen: BTreeSet<BlobId>,
}

impl Search {
    fn file(&mut self, history: &GitHistory, path: &str, blob: BlobId) {
        // A level may name a file by its import path.
        self.words.retain(|word| below_any(path, word).is_none());
        if self.words.is_empty() || !self.seen.insert(blob) {
            return;
        }
        // A text that is lost declares nothing that could be found.
        let Ok(bytes) = history.read(blob, path) else { return };
        let Ok(text) = std::str::from_utf8(&bytes) else { return };
        if !self.words.iter().any(|word| text.contains(last_part(word))) {
            return;
        }
        let names = names(text, &protoward_syntax::parse(text).file);
        self.words.retain(|word| !names.contains(word));
    }
}

/// Returns the rest of a path above an import path; `None` if the path does not end with it.
fn below_any<'a>(path: &'a str, import: &str) -> Option<&'a str> {
    let above = path.strip_suffix(import)?;
    (above.is_empty() || above.ends_with('/')).then_some(above)
}

/// Returns the full names of the package and of all declarations of a text.
fn names(text: &str, file: &File) -> BTreeSet<String> {
    let package = file.items.iter().rev().find_map(|item| match item {
        FileItem::Package(decl) => Some(literal::path(text, decl.name).into_owned()),
        _ => None,
    });
    let package = package.unwrap_or_default();
    let around = std::iter::successors(Some(&*package), |name| Some(scope(name)).filter(|outer| !outer.is_empty()));
    let mut names: BTreeSet<String> = around.map(str::to_owned).collect();
    for draft in Decls::new(text, file).drafts {
        let (FactDraft::Ready(fact) | FactDraft::Open { fact, .. }) = draft;
        match &fact {
            Fact::Type { name, .. } | Fact::Extension { name, .. } => drop(names.insert(name.to_string())),
            Fact::Field { message, name, oneof, .. } => {
                names.insert(qualified(message, name));
                names.extend(oneof.iter().map(|oneof| qualified(message, oneof)));
            }
            // Values are siblings of their enum, but most people write them below it.
            Fact::Value { of, name, .. } => names.extend([qualified(of, name), qualified(scope(of), name)]),
            Fact::Method { service, name, .. } => drop(names.insert(qualified(service, name))),
            Fact::Renamed { .. } => {}
        }
    }
    names
}

/// Returns the scope of a full name; empty for one at the top level.
fn scope(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(scope, _)| scope)
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
    fn a_file_is_named_by_its_import_path() {
        assert_eq!(below_any("proto/a/b.proto", "a/b.proto"), Some("proto/"));
        assert_eq!(below_any("a/b.proto", "a/b.proto"), Some(""));
        assert_eq!(below_any("proto/xa/b.proto", "a/b.proto"), None);
    }
}
