//! The imports that files need for their references, and those that they no longer need.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::planner::Planner;
use crate::references::PlacedReference;
use protoward_edit::{Builder, Decl, Document, DocumentChange, Statement, TextEdit};
use protoward_schema::{Element, FileId};
use protoward_source::Edit;
use protoward_syntax::ast::ImportKind;
use protoward_syntax::literal;

/// An import statement to add.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NewImport {
    pub(crate) path: String,
    /// The modifier with a trailing space, or nothing.
    pub(crate) modifier: &'static str,
}

impl NewImport {
    pub(crate) fn plain(path: &str) -> Self {
        Self { path: path.to_owned(), modifier: "" }
    }

    pub(crate) fn public(path: &str) -> Self {
        Self { path: path.to_owned(), modifier: "public " }
    }

    pub(crate) fn is_public(&self) -> bool {
        self.modifier == "public "
    }

    fn is_option(&self) -> bool {
        self.modifier == "option "
    }

    pub(crate) fn statement(&self, quote: char) -> String {
        format!("import {}{quote}{}{quote};", self.modifier, self.path)
    }
}

/// A reference with the element that it means.
pub(crate) struct Use<'a> {
    pub(crate) placed: &'a PlacedReference,
    pub(crate) found: Element,
}

impl Planner<'_> {
    /// Returns the references of a file with their meanings, without full names in strings, which need no import.
    pub(crate) fn uses(&self, file: FileId) -> Vec<Use<'_>> {
        let own = self.references().in_file(file);
        let in_values = self.members().in_values(&BTreeSet::new(), &[file]);
        let in_values = in_values.into_iter().filter(|placed| {
            let text = self.sources.get(placed.source).text.as_deref().unwrap_or_default();
            !text[..placed.reference.path.span.start as usize].ends_with(['"', '\''])
        });
        own.chain(in_values).filter_map(|placed| Some(Use { placed, found: self.meaning(placed)? })).collect()
    }

    /// Returns the import of a file through which it sees another one.
    pub(crate) fn import_of(&self, file: FileId, seen: FileId) -> Option<NewImport> {
        let declared = &self.schema[file];
        let plain = declared.imports.iter().map(|import| (import, ""));
        let all: Vec<_> = plain.chain(declared.option_imports.iter().map(|import| (import, "option "))).collect();
        let exact = all.iter().find(|(import, _)| import.file == Some(seen));
        let through = || all.iter().find(|(import, _)| import.file.is_some_and(|it| self.reaches(it, seen)));
        let (import, modifier) = exact.or_else(through)?;
        Some(NewImport { path: self.schema.text(import.path).to_owned(), modifier })
    }

    /// Returns `true` if an import of a file makes another one visible: it is that file, or imports it publicly.
    pub(crate) fn reaches(&self, imported: FileId, seen: FileId) -> bool {
        let mut known = BTreeSet::from([imported]);
        let mut open = vec![imported];
        while let Some(file) = open.pop() {
            let public = self.schema[file].imports.iter().filter(|import| import.public);
            open.extend(public.filter_map(|import| import.file).filter(|file| known.insert(*file)));
        }
        known.contains(&seen)
    }

    /// Returns the edits that add imports to a file: in their order if the imports are sorted, else behind the last
    /// one. Imports of options alone come after all others. Nothing is inserted next to a dropped import that shares
    /// its line, because the edits would overlap.
    pub(crate) fn added_imports(
        document: &Document<'_>,
        imports: &BTreeSet<NewImport>,
        is_dropped: &dyn Fn(&str) -> bool,
    ) -> Vec<TextEdit> {
        let root = document.root();
        let Some(body) = root.body() else { return Vec::new() };
        let own = |is_wanted: &dyn Fn(ImportKind) -> bool| -> Vec<(usize, String)> {
            let items = body.items.iter().enumerate();
            let found = items.filter_map(|(index, decl)| match decl {
                Decl::Import(import) if is_wanted(import.kind) => {
                    let path = literal::string_lossy(document.text, import.path).into_owned();
                    let has_line = document.indent(decl.span().start as usize).is_some()
                        && document.next_line(decl.span().end as usize).is_some();
                    (has_line || !is_dropped(&path)).then_some((index, path))
                }
                _ => None,
            });
            found.collect()
        };
        let all = own(&|_| true);
        let mut edits = Vec::new();
        let mut rest = Vec::new();
        for import in imports {
            let same = own(&|kind| (kind == ImportKind::Option) == import.is_option());
            let is_sorted = same.is_sorted_by(|one, other| one.1 <= other.1);
            let neighbour = same.iter().rev().find(|(_, path)| !is_sorted || *path <= import.path).or(same.first());
            let at = match (neighbour, all.first(), all.last()) {
                (Some((index, path)), ..) if is_sorted && *path > import.path => body.before(*index),
                (Some((index, _)), ..) => body.behind(*index),
                (None, _, Some((last, _))) if import.is_option() => body.behind(*last),
                (None, Some((first, _)), _) => body.before(*first),
                (None, None, _) => {
                    rest.push(import.statement(document.quote()));
                    continue;
                }
            };
            edits.push(body.insert(at, &Statement::new(vec![import.statement(document.quote())])));
        }
        if !rest.is_empty() {
            let is_head = |decl: &Decl<'_>| matches!(decl, Decl::Syntax(_) | Decl::Package(_));
            let head = body.items.iter().take_while(is_head).count();
            let at = head.checked_sub(1).map_or_else(|| body.top(), |last| body.behind(last));
            let mut statement = Statement::new(rest);
            statement.blank = (true, true);
            edits.push(body.insert(at, &statement));
        }
        edits
    }

    /// Returns edits of a document, with superfluous blank lines around removed lines.
    pub(crate) fn merged(&self, document: &Document<'_>, edits: impl IntoIterator<Item = TextEdit>) -> Vec<Edit> {
        let mut builder = Builder::new(document);
        edits.into_iter().for_each(|edit| builder.add(DocumentChange::Text(edit)));
        builder.finish().into_iter().map(|edit| self.text_edit(document.id, edit)).collect()
    }

    /// Returns the range of an import with its line, if it can be removed without a comment and is not public.
    pub(crate) fn import_lines(&self, document: &Document<'_>, path: &str) -> Option<Range<usize>> {
        let is_it = |decl: &Decl<'_>| match decl {
            Decl::Import(import) => {
                literal::string_lossy(document.text, import.path) == path && import.kind != ImportKind::Public
            }
            _ => false,
        };
        let decl = document.root().items().find(is_it)?;
        let with_comments = document.removal_with_comments(decl);
        let bare = document.removal(decl);
        let text = &document.text[with_comments.range()];
        let is_bare = with_comments == bare && !text.contains("//") && !text.contains("/*");
        is_bare.then(|| bare.range())
    }
}
