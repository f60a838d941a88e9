//! The declarations of a file, paired with the elements of the schema: the tree along which features are inherited.

use super::features::FeatureRow;
use super::settings::{has_settings, own_setting};
use protoward_edit::{Body, Decl, Document, Node};
use protoward_schema::{
    Edition, Element, EnumId, FieldId, FileId, MessageId, MethodId, OneofId, Parent, Schema, ServiceId, Syntax,
};
use protoward_syntax::ast::TypeExpr;

/// A declaration with its element.
#[derive(Clone, Copy, Debug)]
pub struct TreeNode<'t> {
    /// The element that the declaration declares.
    pub element: Element,
    /// The declaration. A group has two nodes with one declaration: its message and its field.
    pub decl: Decl<'t>,
    /// The index of the node from which features are inherited.
    pub parent: usize,
    /// The declaration around it, and its index there: an `extend` block for extensions.
    pub around: Option<(Decl<'t>, usize)>,
    /// `true` if it sets any feature itself.
    pub has_settings: bool,
}

impl<'t> TreeNode<'t> {
    /// Returns the node for edits.
    pub const fn node(&self, doc: &'t Document<'t>) -> Node<'t> {
        Node { doc, decl: self.decl, parents: Vec::new() }
    }

    /// Returns `true` for the message or the field of a group.
    pub const fn is_group(&self) -> bool {
        matches!(self.decl, Decl::Field(field) if matches!(field.ty, TypeExpr::Group(_)))
    }
}

/// Pairs the declarations of a file with its elements. The first node is the file, and nodes follow their parents.
///
/// Returns `None` if the text does not declare what the schema has.
pub fn tree<'t>(doc: &'t Document<'t>, schema: &Schema, id: FileId) -> Option<Vec<TreeNode<'t>>> {
    let file = &schema[id];
    let root = Decl::File(&doc.parsed.file);
    let is_edition = matches!(file.syntax, Syntax::Edition(_));
    let has_settings = is_edition && has_settings(schema, id.into());
    let first = TreeNode { element: id.into(), decl: root, parent: 0, around: None, has_settings };
    let mut walk = Walk { doc, schema, is_edition, nodes: vec![first] };
    let mut lists = Lists {
        messages: file.messages.iter(),
        enums: file.enums.iter(),
        extensions: file.extensions.iter(),
        services: file.services.iter(),
        ..Lists::default()
    };
    walk.body(root.body(doc)?, root, 0, &mut lists)?;
    lists.is_used_up().then_some(walk.nodes)
}

/// The elements of a body that no declaration was paired with yet.
#[derive(Default)]
struct Lists<'s> {
    messages: std::slice::Iter<'s, MessageId>,
    enums: std::slice::Iter<'s, EnumId>,
    extensions: std::slice::Iter<'s, FieldId>,
    services: std::slice::Iter<'s, ServiceId>,
    fields: std::slice::Iter<'s, FieldId>,
    oneofs: std::slice::Iter<'s, OneofId>,
}

impl Lists<'_> {
    fn is_used_up(&self) -> bool {
        let Self { messages, enums, extensions, services, fields, oneofs: _ } = self;
        // Oneofs that remain are those of `optional` fields.
        messages.len() + enums.len() + extensions.len() + services.len() + fields.len() == 0
    }
}

struct Walk<'t, 's> {
    doc: &'t Document<'t>,
    schema: &'s Schema,
    /// `true` if features can be set.
    is_edition: bool,
    nodes: Vec<TreeNode<'t>>,
}

impl<'t, 's> Walk<'t, 's> {
    fn push(&mut self, element: impl Into<Element>, decl: Decl<'t>, parent: usize, around: (Decl<'t>, usize)) -> usize {
        let element = element.into();
        let has_settings = self.is_edition && has_settings(self.schema, element);
        self.nodes.push(TreeNode { element, decl, parent, around: Some(around), has_settings });
        self.nodes.len() - 1
    }

    /// Pairs the declarations of a file or message, whose node is `parent`.
    fn body(&mut self, body: Body<'t>, outer: Decl<'t>, parent: usize, lists: &mut Lists<'s>) -> Option<()> {
        for (index, decl) in body.items.iter().enumerate() {
            let around = (outer, index);
            match decl {
                Decl::Message(_) => {
                    let &id = lists.messages.next()?;
                    let node = self.push(id, decl, parent, around);
                    self.message(id, decl, node)?;
                }
                Decl::Enum(_) => self.enumeration(*lists.enums.next()?, decl, parent, around)?,
                Decl::Service(_) => self.service(*lists.services.next()?, decl, parent, around)?,
                Decl::Field(_) => {
                    let &id = lists.fields.next()?;
                    self.field(id, decl, (parent, parent), around, lists)?;
                }
                Decl::Oneof(_) => {
                    let &id = lists.oneofs.next()?;
                    let node = self.push(id, decl, parent, around);
                    for (index, inner) in decl.body(self.doc)?.items.iter().enumerate() {
                        if let Decl::Field(_) = inner {
                            let &field = lists.fields.next()?;
                            self.field(field, inner, (node, parent), (decl, index), lists)?;
                        }
                    }
                }
                Decl::Extend(_) => {
                    for (index, inner) in decl.body(self.doc)?.items.iter().enumerate() {
                        let &field = lists.extensions.next()?;
                        self.field(field, inner, (parent, parent), (decl, index), lists)?;
                    }
                }
                _ => {}
            }
        }
        Some(())
    }

    fn message(&mut self, id: MessageId, decl: Decl<'t>, node: usize) -> Option<()> {
        let message = &self.schema[id];
        let mut lists = Lists {
            messages: message.messages.iter(),
            enums: message.enums.iter(),
            extensions: message.extensions.iter(),
            fields: message.fields.iter(),
            oneofs: message.oneofs.iter(),
            ..Lists::default()
        };
        self.body(decl.body(self.doc)?, decl, node, &mut lists)?;
        lists.is_used_up().then_some(())
    }

    /// Pairs a field. `parents` are the nodes from which the field and the message of a group inherit.
    fn field(
        &mut self,
        id: FieldId,
        decl: Decl<'t>,
        parents: (usize, usize),
        around: (Decl<'t>, usize),
        lists: &mut Lists<'s>,
    ) -> Option<()> {
        let Decl::Field(field) = decl else { return None };
        self.push(id, decl, parents.0, around);
        match field.ty {
            TypeExpr::Named(_) => {}
            TypeExpr::Map(_) => {
                lists.messages.next()?;
            }
            TypeExpr::Group(_) => {
                let &message = lists.messages.next()?;
                let node = self.push(message, decl, parents.1, around);
                self.message(message, decl, node)?;
            }
        }
        Some(())
    }

    fn enumeration(&mut self, id: EnumId, decl: Decl<'t>, parent: usize, around: (Decl<'t>, usize)) -> Option<()> {
        let node = self.push(id, decl, parent, around);
        let mut values = self.schema[id].values.iter();
        for (index, inner) in decl.body(self.doc)?.items.iter().enumerate() {
            if let Decl::Value(_) = inner {
                self.push(*values.next()?, inner, node, (decl, index));
            }
        }
        (values.len() == 0).then_some(())
    }

    fn service(&mut self, id: ServiceId, decl: Decl<'t>, parent: usize, around: (Decl<'t>, usize)) -> Option<()> {
        let node = self.push(id, decl, parent, around);
        let mut methods = self.schema[id].methods.iter();
        for (index, inner) in decl.body(self.doc)?.items.iter().enumerate() {
            if let Decl::Method(_) = inner {
                let &method: &MethodId = methods.next()?;
                self.push(method, inner, node, (decl, index));
            }
        }
        (methods.len() == 0).then_some(())
    }
}

/// Returns `true` if a type is nested in a message.
pub(crate) fn is_nested(schema: &Schema, element: Element) -> bool {
    let parent = match element {
        Element::Message(id) => schema[id].parent,
        Element::Enum(id) => schema[id].parent,
        _ => return false,
    };
    matches!(parent, Parent::Message(_))
}

/// Returns the value of a feature for each node of a tree: its own, or the inherited one. Keywords and options of
/// proto2 and proto3 are not settings.
pub fn values(schema: &Schema, tree: &[TreeNode<'_>], row: &FeatureRow, edition: Edition) -> Vec<u8> {
    let mut values = Vec::with_capacity(tree.len());
    for (index, node) in tree.iter().enumerate() {
        let inherited = if index == 0 { row.default_in(edition) } else { values[node.parent] };
        let own = if node.has_settings { own_setting(schema, node.element, row) } else { None };
        values.push(own.unwrap_or(inherited));
    }
    values
}
