//! The way back to proto2, proto3 or an older edition: keywords and options in place of features.

use std::collections::BTreeMap;

use super::Writer;
use super::group_returns::GroupReturn;
use crate::back::{is_cord, is_joined_with, label, packed};
use crate::target::TargetEdition;
use crate::tree::TreeNode;
use protoward_edit::{Decl, OptionComments, TextEdit, edited};
use protoward_schema::Element;
use protoward_syntax::ast::{FieldDecl, MessageDecl};

impl<'a> Writer<'a> {
    /// Writes a field of proto2 or proto3. `values` are the features to remove.
    pub(super) fn legacy_field(
        &mut self,
        index: usize,
        node: &TreeNode<'_>,
        mut values: BTreeMap<String, Option<&'static str>>,
        target: TargetEdition,
    ) {
        let (Element::Field(id), Decl::Field(field)) = (node.element, node.decl) else { return };
        let schema = self.of.schema;
        if let Some(packed) = packed(schema, id, target) {
            values.insert("packed".to_owned(), Some(packed));
        }
        if is_cord(schema, id) {
            values.insert("ctype".to_owned(), Some("CORD"));
        }
        let values: BTreeMap<&str, Option<&str>> = values.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let label = label(schema, id, target);
        let declared = node.node(self.of.doc);
        let set_label = if field.label_span().is_none() { declared.set_label(label) } else { Vec::new() };
        let brackets = declared.set_brackets(&values, &set_label, OptionComments::Kept);
        let of_block = self.joined.get(&index).map(|&message| self.of.tree[message].decl);
        if let Some(Decl::Message(message)) = of_block {
            let head = self.group_head(message, field, brackets, label);
            self.returns.push(GroupReturn::new(self.of.doc, message, field.span.range(), head));
            return;
        }
        let may_join = target == TargetEdition::Proto2 && schema.is_group_like(id);
        if let Some(message) = may_join.then(|| self.joined(index)).flatten() {
            self.join(message, field, brackets, label.unwrap_or("optional"));
            return;
        }
        self.edits.extend(brackets);
        self.edits.extend(set_label);
    }

    /// Returns the message right above a field that becomes a group with it.
    fn joined(&self, index: usize) -> Option<&'a MessageDecl> {
        let of = self.of;
        let field = of.tree.get(index)?;
        let nodes = of.tree[..index].iter().rev();
        let message = nodes.into_iter().find(|node| is_joined_with(of.doc, of.schema, node, field))?;
        match message.decl {
            Decl::Message(message) => Some(message),
            _ => None,
        }
    }

    /// Makes a message and the field below it a group.
    fn join(&mut self, message: &MessageDecl, field: &FieldDecl, brackets: Vec<TextEdit>, label: &str) {
        let doc = self.of.doc;
        let head = self.group_head(message, field, brackets, Some(label));
        self.edits.push(TextEdit::new(message.span.start as usize..message.name.end as usize, head));
        self.edits.push(doc.removal(Decl::Field(field)));
    }

    /// Returns a group up to its body: `optional group Item = 1 [deprecated = true]`.
    fn group_head(
        &self,
        message: &MessageDecl,
        field: &FieldDecl,
        brackets: Vec<TextEdit>,
        label: Option<&str>,
    ) -> String {
        let doc = self.of.doc;
        let end = field.options.as_ref().map_or(field.number.end, |options| options.span.end) as usize;
        let number = edited(doc.text, field.number.start as usize..end, brackets);
        let label = field.label.map(|label| label.word()).or(label);
        let label = label.map(|label| format!("{label} ")).unwrap_or_default();
        format!("{label}group {} = {}", message.name.of(doc.text), number.trim_end())
    }

    /// Removes `export` and `local`, which older editions do not have.
    pub(super) fn visibility(&mut self, target: TargetEdition) {
        if target >= TargetEdition::E2024 {
            return;
        }
        let of = self.of;
        for (index, node) in of.tree.iter().enumerate() {
            let (word, span) = match node.decl {
                Decl::Message(message) => (message.visibility, message.span),
                Decl::Enum(declared) => (declared.visibility, declared.span),
                _ => continue,
            };
            let is_joined = || {
                target == TargetEdition::Proto2
                    && (self.joined.values().any(|&message| message == index)
                        || of.tree.iter().any(|field| is_joined_with(of.doc, of.schema, node, field)))
            };
            let Some(word) = word.filter(|_| !is_joined()) else { continue };
            let rest = &of.doc.text[word.span().end as usize..span.end as usize];
            let end = span.end as usize - rest.trim_start().len();
            self.edits.push(TextEdit::remove(word.start as usize..end));
        }
    }
}
