//! The labels of fields, which editions replace by features, and the options in brackets of fields and values.

use std::collections::BTreeMap;

use super::Writer;
use super::groups::GroupMove;
use crate::target::TargetEdition;
use crate::tree::TreeNode;
use protoward_edit::{Decl, OptionComments, TextEdit, edited};
use protoward_schema::Element;
use protoward_syntax::ast::{FieldDecl, Label};

impl Writer<'_> {
    pub(super) fn fields(&mut self) {
        let tree = self.of.tree;
        for (index, node) in tree.iter().enumerate() {
            match node.element {
                Element::Field(_) | Element::EnumValue(_) => self.field(index, node),
                _ => {}
            }
        }
    }

    fn field(&mut self, index: usize, node: &TreeNode<'_>) {
        let target = self.of.target;
        if let (Some(target), Element::Field(_)) = (target.filter(|target| target.is_legacy()), node.element) {
            self.legacy_field(index, node, self.values(index), target);
            return;
        }
        let mut values: BTreeMap<String, Option<&str>> = self.values(index);
        if let (Some(target), Element::Field(id)) = (target, node.element) {
            let options = &self.of.schema[id].options;
            if options.packed().is_some() {
                values.insert("packed".to_owned(), None);
            }
            if options.ctype().is_some() && target >= TargetEdition::E2024 {
                values.insert("ctype".to_owned(), None);
            }
        }
        if values.is_empty() && !node.is_group() && !has_label(node.decl) {
            return;
        }
        let values: BTreeMap<&str, Option<&str>> = values.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        let declared = node.node(self.of.doc);
        let is_removed = target.is_some() && has_label(node.decl);
        let label = if is_removed { declared.set_label(None) } else { Vec::new() };
        // A migration keeps what is written about a setting. Only settings without effect are removed with their comments.
        let comments = if target.is_some() { OptionComments::Kept } else { OptionComments::Removed };
        let brackets = declared.set_brackets(&values, &label, comments);
        match (target, node.decl) {
            (Some(_), Decl::Field(field)) if node.is_group() => self.group(node, field, brackets),
            (Some(_), Decl::Field(_)) => {
                self.edits.extend(brackets);
                self.edits.extend(label);
            }
            _ => self.edits.extend(brackets),
        }
    }

    /// Turns a group into a message and a field: the message stays where the group was, and the field follows it. In a
    /// oneof or an extend block, where no message can be, the field stays.
    fn group(&mut self, node: &TreeNode<'_>, field: &FieldDecl, brackets: Vec<TextEdit>) {
        let (doc, Element::Field(id)) = (self.of.doc, node.element) else { return };
        let open = field.around.behind as usize;
        let Some(brace) = open.checked_sub(1) else { return };
        let options = field.options.as_ref();
        let end = options.map_or(field.number.end, |options| options.span.end) as usize;
        let label = if matches!(field.label, Some(Label::Repeated)) { "repeated " } else { "" };
        let name = field.name.of(doc.text);
        let number = edited(doc.text, field.number.start as usize..end, brackets);
        let statement = format!("{label}{name} {} = {number};", self.of.schema.text(self.of.schema[id].name));
        self.edits.push(TextEdit::new(field.span.start as usize..field.name.start as usize, "message "));
        let between = comments(&doc.text[end..brace]);
        self.edits.push(TextEdit::new(field.name.end as usize..brace, format!(" {between}")));
        match node.around {
            Some((outer @ (Decl::Oneof(_) | Decl::Extend(_)), _)) => {
                self.moves.push(GroupMove::new(doc, field.span.range(), outer, statement));
            }
            _ => {
                let indent = doc.indent(field.span.start as usize);
                let separator = indent.map_or(" ".to_owned(), |indent| format!("{}{indent}", doc.line_break()));
                self.edits.push(TextEdit::insert(field.span.end as usize, format!("{separator}{statement}")));
            }
        }
    }
}

/// Returns `true` for a field with a label that editions do not have.
const fn has_label(decl: Decl<'_>) -> bool {
    matches!(decl, Decl::Field(FieldDecl { label: Some(Label::Optional | Label::Required), .. }))
}

/// Returns the comments in a gap, with a space after them.
fn comments(gap: &str) -> String {
    let gap = gap.trim();
    match gap {
        "" => String::new(),
        gap if gap.starts_with("//") => format!("{gap}\n"),
        gap => format!("{gap} "),
    }
}
