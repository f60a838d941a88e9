//! Comments in the line of a declaration, which get lines of their own above it.

use super::LintPlanner;
use protoward_edit::{Decl, Document, Node};
use protoward_schema::Element;
use protoward_source::Edit;
use protoward_syntax::ast::CommentLocations;
use protoward_syntax::comments;

impl LintPlanner<'_> {
    /// Returns the edits that put the comment of a declaration above it. `None` if several comments or declarations share the
    /// line, or if the comment is behind a declaration that already has one above it, even an empty one.
    pub(super) fn comment_above(&self, element: Element) -> Option<Vec<Edit>> {
        let source = self.schema[self.schema.file_of(element)].source;
        let document = self.texts.get(source)?;
        let node = self.texts.declared(self.schema, element)?;
        let has_leading = self.schema.comments(element).leading.is_some();
        let edits = before(document, &node).or_else(|| if has_leading { None } else { behind(document, &node) })?;
        Some(edits.into_iter().map(|(range, text)| self.edit(source, range, text)).collect())
    }
}

type Edits = Vec<(std::ops::Range<usize>, String)>;

/// Breaks the line between a block comment and the declaration behind it.
fn before(document: &Document<'_>, node: &Node<'_>) -> Option<Edits> {
    let text = document.text;
    let start = node.start();
    let line = document.line_start(start);
    let front = &text[line..start];
    let comment = front.trim();
    let indent = &front[..front.len() - front.trim_start().len()];
    let end = line + front.trim_end().len();
    is_block(comment).then(|| vec![(end..start, format!("{}{indent}", document.line_break()))])
}

/// Moves a comment at the end of the line of a declaration, or of its `{`.
fn behind(document: &Document<'_>, node: &Node<'_>) -> Option<Edits> {
    let text = document.text;
    let start = node.start();
    let indent = document.indent(start)?;
    let end = match node.decl {
        Decl::Message(_) | Decl::Enum(_) | Decl::Oneof(_) | Decl::Service(_) => node.body()?.open,
        Decl::Method(_) => node.body().map_or(node.end(), |body| body.open),
        Decl::Field(_) | Decl::Value(_) => node.end(),
        _ => return None,
    };
    let line = text[end..].split(['\r', '\n']).next().unwrap_or_default();
    let comment = line.trim();
    let is_alone = comment.starts_with("//") || is_block(comment);
    is_alone.then(|| {
        let above = document.line_start(start);
        let line_end = end + line.len();
        let separator = if has_trailing_comment(text, line_end) { document.line_break() } else { "" };
        vec![
            (above..above, format!("{indent}{comment}{}", document.line_break())),
            (end..line_end, separator.to_owned()),
        ]
    })
}

/// Returns `true` if a comment in the lines after an offset would trail the declaration that ends at the offset.
fn has_trailing_comment(text: &str, line_end: usize) -> bool {
    let gap = CommentLocations { before: 0, behind: line_end as u32 };
    comments::behind(text, gap).is_some()
}

/// Returns `true` for one block comment.
fn is_block(text: &str) -> bool {
    text.strip_prefix("/*").and_then(|rest| rest.find("*/").map(|end| end + 2 == rest.len())).unwrap_or_default()
}
