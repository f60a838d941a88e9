//! Labels and types of fields, and the quotes of a file.

use super::document::{Document, Node};
use super::edits::TextEdit;
use super::tree::{Decl, type_span};
use protoward_syntax::ast::{FieldDecl, Item, Span};

/// Returns the span from the label, or the type, to the end of the type.
pub fn head_span(field: &FieldDecl) -> Span {
    let ty = type_span(&field.ty);
    Span::new(field.label.map_or(ty.start, |(_, label)| label.start), ty.end)
}

impl Node<'_> {
    /// Returns the edit that gives a field another label, or none; `None` if nothing changes.
    pub fn set_label(&self, label: Option<&str>) -> Option<TextEdit> {
        let Decl::Field(field) = self.decl else { return None };
        let ty = type_span(&field.ty).start as usize;
        match (field.label, label) {
            (Some((_, was)), Some(label)) => (self.text(was) != label).then(|| TextEdit::new(was.range(), label)),
            (Some((_, was)), None) => Some(TextEdit::remove(was.start as usize..ty)),
            (None, Some(label)) => Some(TextEdit::insert(ty, format!("{label} "))),
            (None, None) => None,
        }
    }

    /// Returns the label of a field.
    pub fn label(&self) -> Option<&str> {
        let Decl::Field(FieldDecl { label: Some((_, label)), .. }) = self.decl else { return None };
        Some(self.text(*label))
    }
}

impl Document<'_> {
    /// Returns the quotation mark of the first string.
    pub fn quote(&self) -> char {
        let file = &self.parsed.file;
        let syntax = file.syntax.as_ref().map(|syntax| syntax.value);
        let import =
            || file.items.iter().find_map(|item| if let Item::Import(it) = item { Some(it.path) } else { None });
        let first = syntax.or_else(import).map(|span| span.of(self.text));
        if first.is_some_and(|text| text.starts_with('\'')) { '\'' } else { '"' }
    }
}
