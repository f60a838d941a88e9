//! The order of imports, sorted within their groups.

use crate::planner::Planner;
use crate::proof::Changes;
use crate::refactoring::Refactoring;
use protoward_edit::{Decl, Document};
use protoward_schema::FileId;
use protoward_syntax::ast::ImportKind;
use protoward_syntax::literal;

impl Planner<'_> {
    /// Returns the edits that sort the imports of a file by their paths, with the comments above them and in their lines. Blank
    /// lines and comments between them separate groups, which are sorted on their own.
    pub fn sort_imports(&self, file: FileId) -> Refactoring {
        let mut refactoring = Refactoring::default();
        let source = self.schema[file].source;
        let Some(document) = self.texts.get(source) else { return refactoring };
        for group in groups(document) {
            let mut sorted = group.clone();
            sorted.sort_by(|one, other| one.key().cmp(&other.key()));
            for (old, new) in group.iter().zip(&sorted).filter(|(old, new)| old != new) {
                refactoring.edits.push(self.edit(source, old.range.clone(), &document.text[new.range.clone()]));
            }
        }
        if !refactoring.edits.is_empty() {
            let files = [self.schema.name(file.into()).to_owned()].into();
            refactoring.changes = Changes { files, ..Changes::default() };
        }
        refactoring
    }
}

/// An import statement, and the lines that move with it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ImportLines {
    path: String,
    /// `true` for an import of options alone, which must be after all others.
    is_option: bool,
    range: std::ops::Range<usize>,
}

impl ImportLines {
    fn key(&self) -> (bool, &str) {
        (self.is_option, &self.path)
    }
}

/// Returns the imports whose lines are adjacent, group by group.
fn groups(document: &Document<'_>) -> Vec<Vec<ImportLines>> {
    let mut groups: Vec<Vec<ImportLines>> = Vec::new();
    for decl in document.root().items() {
        let Decl::Import(import) = decl else { continue };
        let range = document.removal_with_comments(decl).range();
        // Without a line of its own, an import cannot change places.
        let is_line = document.line_start(range.start) == range.start && document.text[range.clone()].ends_with('\n');
        if !is_line {
            groups.push(Vec::new());
            continue;
        }
        let path = literal::string_lossy(document.text, import.path).into_owned();
        let is_next = groups.last().and_then(|group| group.last()).is_some_and(|last| last.range.end == range.start);
        let lines = ImportLines { path, is_option: import.kind == ImportKind::Option, range };
        match groups.last_mut().filter(|_| is_next) {
            Some(group) => group.push(lines),
            None => groups.push(vec![lines]),
        }
    }
    groups
}
