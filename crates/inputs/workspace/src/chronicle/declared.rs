//! Names that some version in the history of a repository declares, for words that the current versions do not know.

use std::collections::BTreeSet;

use super::decls::last_part;
use protoward_inputs::{BlobId, GitHistory, Input, InputError};
use protoward_schema::qualified;
use protoward_syntax::ast::{
    EnumDecl, EnumMember, ExtendDecl, FieldDecl, File, FileItem, Member, MessageDecl, OneofMember, ServiceDecl,
    ServiceMember, TypeExpr,
};
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

/// Returns those of `words` that no `.proto` file in the history of an input declares, has as its path, or is below. The newest
/// commits are read first, and nothing after the last word is found.
///
/// # Errors
/// Fails if the history cannot be read: the input has none, or a shallow clone lacks a part of it.
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
    words: SearchedWords,
    seen: BTreeSet<BlobId>,
}

impl Search {
    fn file(&mut self, history: &GitHistory, path: &str, blob: BlobId) {
        self.words.paths.retain(|word| !is_at_or_below(path, word));
        // A level may name a file by its import path.
        self.words.names.retain(|word| below_any(path, word).is_none());
        if self.words.names.is_empty() || !self.seen.insert(blob) {
            return;
        }
        // A text that is lost declares nothing that could be found.
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
    let from =
        |start: usize| file[start..].strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    std::iter::once(0).chain(file.match_indices('/').map(|(slash, _)| slash + 1)).any(from)
}

/// Returns the rest of a path above an import path; `None` if the path does not end with it.
fn below_any<'a>(path: &'a str, import: &str) -> Option<&'a str> {
    let above = path.strip_suffix(import)?;
    (above.is_empty() || above.ends_with('/')).then_some(above)
}

/// Returns the full names of the package and of all declarations of a text.
fn names(text: &str, file: &File) -> BTreeSet<String> {
    let mut names = Names { text, found: BTreeSet::new() };
    let package = file.items.iter().rev().find_map(|item| match item {
        FileItem::Package(decl) => Some(literal::path(text, decl.name).into_owned()),
        _ => None,
    });
    let package = package.unwrap_or_default();
    let around = std::iter::successors(Some(&*package), |name| name.rsplit_once('.').map(|(outer, _)| outer));
    names.found.extend(around.map(str::to_owned));
    for item in &file.items {
        match item {
            FileItem::Message(decl) => names.message(decl, &package),
            FileItem::Enum(decl) => names.enumeration(decl, &package),
            FileItem::Extend(decl) => names.extend(decl, &package),
            FileItem::Service(decl) => names.service(decl, &package),
            FileItem::Package(_) | FileItem::Import(_) | FileItem::Option(_) => {}
        }
    }
    names.found
}

struct Names<'t> {
    text: &'t str,
    found: BTreeSet<String>,
}

impl Names<'_> {
    /// Adds a name, and returns it.
    fn add(&mut self, scope: &str, name: &str) -> String {
        let name = qualified(scope, name);
        self.found.insert(name.clone());
        name
    }

    fn message(&mut self, decl: &MessageDecl, scope: &str) {
        let name = self.add(scope, decl.name.of(self.text));
        self.members(&decl.body, &name);
    }

    /// The parser limits the nesting depth of messages.
    fn members(&mut self, body: &[Member], scope: &str) {
        for member in body {
            match member {
                Member::Field(field) => self.field(field, scope),
                Member::Oneof(oneof) => {
                    self.add(scope, oneof.name.of(self.text));
                    for member in &oneof.body {
                        if let OneofMember::Field(field) = member {
                            self.field(field, scope);
                        }
                    }
                }
                Member::Message(decl) => self.message(decl, scope),
                Member::Enum(decl) => self.enumeration(decl, scope),
                Member::Extend(decl) => self.extend(decl, scope),
                Member::Option(_) | Member::Extensions(_) | Member::Reserved(_) => {}
            }
        }
    }

    fn field(&mut self, field: &FieldDecl, scope: &str) {
        let written = field.name.of(self.text);
        match &field.ty {
            TypeExpr::Named(_) | TypeExpr::Map(_) => drop(self.add(scope, written)),
            TypeExpr::Group(_) => {
                // The field of a group has the lower-case name of the group.
                self.add(scope, &written.to_ascii_lowercase());
                let name = self.add(scope, written);
                if let Some(body) = field.group_body() {
                    self.members(body, &name);
                }
            }
        }
    }

    fn extend(&mut self, decl: &ExtendDecl, scope: &str) {
        decl.fields.iter().for_each(|field| self.field(field, scope));
    }

    fn enumeration(&mut self, decl: &EnumDecl, scope: &str) {
        let name = self.add(scope, decl.name.of(self.text));
        for member in &decl.body {
            if let EnumMember::Value(value) = member {
                // Values are siblings of their enum, but most people write them below it.
                self.add(scope, value.name.of(self.text));
                self.add(&name, value.name.of(self.text));
            }
        }
    }

    fn service(&mut self, decl: &ServiceDecl, scope: &str) {
        let name = self.add(scope, decl.name.of(self.text));
        for member in &decl.body {
            if let ServiceMember::Method(method) = member {
                self.add(&name, method.name.of(self.text));
            }
        }
    }
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
        assert_eq!(below_any("proto/a/b.proto", "a/b.proto"), Some("proto/"));
        assert_eq!(below_any("a/b.proto", "a/b.proto"), Some(""));
        assert_eq!(below_any("proto/xa/b.proto", "a/b.proto"), None);
    }
}
