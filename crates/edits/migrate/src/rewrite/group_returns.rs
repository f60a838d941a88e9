//! The way back of groups in a oneof or an extend block: a message above the block and a field in it become a group.

use std::collections::BTreeMap;
use std::ops::Range;

use super::groups::reindented;
use crate::tree::TreeNode;
use protoward_edit::{Decl, Document, TextEdit, edited};
use protoward_schema::{Element, Schema};
use protoward_syntax::ast::{MessageDecl, Span};

/// A message that becomes a group in place of a field.
#[derive(Clone, Debug)]
pub(super) struct GroupReturn {
    /// The span of the message.
    message: Range<usize>,
    /// The end of its name.
    name_end: usize,
    /// The statement of the field.
    field: Range<usize>,
    /// The group up to its body.
    head: String,
    removal: TextEdit,
}

impl GroupReturn {
    pub(super) fn new(doc: &Document<'_>, message: &MessageDecl, field: Range<usize>, head: String) -> Self {
        let removal = doc.removal(Decl::Message(message));
        Self { message: message.span.range(), name_end: message.name.end as usize, field, head, removal }
    }
}

/// Applies the returns to sorted edits: the edits inside of a message go with it.
pub(super) fn returned(doc: &Document<'_>, mut edits: Vec<TextEdit>, mut returns: Vec<GroupReturn>) -> Vec<TextEdit> {
    // Inner groups first: what they become is an edit inside of the outer one.
    returns.sort_by_key(|it| it.message.len());
    for GroupReturn { message, name_end, field, head, removal } in returns {
        let is_inside = |edit: &TextEdit| message.start <= edit.start && edit.end <= message.end;
        let (inside, rest): (Vec<_>, Vec<_>) = edits.into_iter().partition(is_inside);
        let inside = inside.into_iter().filter(|edit| edit.start >= name_end).collect();
        edits = rest;
        let body = edited(doc.text, name_end..message.end, inside);
        let was = doc.indent(message.start).unwrap_or_default();
        let is = doc.indent(field.start).unwrap_or_default();
        edits.push(TextEdit::new(field, format!("{head}{}", reindented(&body, was, is))));
        edits.push(removal);
    }
    edits.sort_by_key(|edit| (edit.start, edit.end, edit.rank));
    edits
}

/// Returns the nodes of messages by those of the fields in oneofs and extend blocks with which they become groups.
///
/// The messages must be right above the block, in the order of its fields, because the order of types would change
/// otherwise. They have no comments, which would be lost: those of the field become those of the group.
pub(super) fn joined_in_blocks(doc: &Document<'_>, schema: &Schema, tree: &[TreeNode<'_>]) -> BTreeMap<usize, usize> {
    let messages: BTreeMap<Element, usize> = (tree.iter().enumerate())
        .filter(|(_, node)| matches!(node.decl, Decl::Message(_)))
        .map(|(index, node)| (node.element, index))
        .collect();
    let mut joined = BTreeMap::new();
    // The index that the next message above a block must have.
    let mut above: BTreeMap<Span, usize> = BTreeMap::new();
    for (index, node) in tree.iter().enumerate().rev() {
        let Some((block @ (Decl::Oneof(_) | Decl::Extend(_)), _)) = node.around else { continue };
        let Element::Field(id) = node.element else { continue };
        let Some(of) = schema[id].ty.message().filter(|_| schema.is_group_like(id)) else { continue };
        let Some(&message) = messages.get(&of.into()) else { continue };
        let Some((outer, at)) = tree[message].around else { continue };
        let next = match above.get(&block.span()) {
            Some(&next) => Some(next),
            None => position(doc, outer, block),
        };
        if next.is_some_and(|next| at + 1 == next) && !has_comments(doc, tree[message].decl) {
            above.insert(block.span(), at);
            joined.insert(index, message);
        }
    }
    joined
}

/// Returns the index of a declaration in another one.
fn position(doc: &Document<'_>, outer: Decl<'_>, inner: Decl<'_>) -> Option<usize> {
    outer.body(doc)?.items.iter().position(|decl| decl.span() == inner.span())
}

/// Returns `true` for a message with comments around it. Those inside of it go with it.
fn has_comments(doc: &Document<'_>, message: Decl<'_>) -> bool {
    let lines = doc.removal(message).range();
    let span = message.span().range();
    let around = [&doc.text[lines.start..span.start], &doc.text[span.end..lines.end.max(span.end)]];
    doc.removal_with_comments(message).range() != lines
        || around.iter().any(|text| text.contains("//") || text.contains("/*"))
}
