//! Removal of imports, after which no comment may stand above the wrong declaration.

use super::LintPlanner;
use protoward_edit::{Decl, Document};
use protoward_schema::FileId;
use protoward_source::Edit;
use protoward_syntax::literal;

impl LintPlanner<'_> {
    /// Returns the edit that removes an import with its line. Comments above and below it stay. `None` if a comment inside of the
    /// statement would be lost, which may say why it is there.
    pub(super) fn without_import(&self, file: FileId, path: &str) -> Option<Vec<Edit>> {
        let source = self.schema[file].source;
        let document = self.texts.get(source)?;
        let items: Vec<Decl<'_>> = document.root().items().collect();
        let has_path = |decl: &Decl<'_>| match decl {
            Decl::Import(import) => literal::string_lossy(document.text, import.path) == path,
            _ => false,
        };
        let at = items.iter().position(has_path)?;
        if document.has_comment_in(items[at].span().range()) {
            return None;
        }
        let removal = document.removal(items[at]);
        let before = at.checked_sub(1).and_then(|at| items.get(at));
        let behind = items.get(at + 1);
        let blank =
            if documents_others(document, &removal.range(), before, behind) { document.line_break() } else { "" };
        Some(vec![self.edit(source, removal.range(), format!("{}{blank}", removal.text))])
    }
}

/// Returns `true` if a comment next to removed lines would become the comment of another declaration.
///
/// Comments of imports are headings of their group, which the next import may inherit.
fn documents_others(
    document: &Document<'_>,
    removed: &std::ops::Range<usize>,
    before: Option<&Decl<'_>>,
    behind: Option<&Decl<'_>>,
) -> bool {
    let text = document.text;
    let is_import = |decl: &&Decl<'_>| matches!(decl, Decl::Import(_));
    let lines_above = text[..removed.start].lines().next_back().unwrap_or_default().trim();
    let line_below = text[removed.end..].lines().next().unwrap_or_default().trim();
    let ends_with_comment = lines_above.starts_with("//") || lines_above.ends_with("*/");
    let starts_with_comment = line_below.starts_with("//") || line_below.starts_with("/*");
    let is_inherited = ends_with_comment && !line_below.is_empty() && behind.filter(is_import).is_none();
    let is_trailing = starts_with_comment && !lines_above.is_empty() && before.filter(is_import).is_none();
    // Two comments that were apart would become one.
    is_inherited || is_trailing || ends_with_comment && starts_with_comment
}
