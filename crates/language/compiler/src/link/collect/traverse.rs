//! The order in which declarations get their ids and names. All code that depends on the order uses this traversal.

use super::decls::{FieldDecl, MessageDecl};
use protoward_schema::Syntax;
use protoward_syntax::ast;

/// A visitor of the declarations of a file. A message comes before its contents, the message of a group or map before
/// its field.
pub(super) trait Visitor<'t> {
    /// The scope of declarations: the file or a message.
    type Scope: Copy;
    type Oneof: Copy;
    type Field: Copy;

    /// Visits a message, including the messages of groups and maps.
    fn message(&mut self, decl: MessageDecl<'t>, scope: Self::Scope) -> Self::Scope;

    fn field(&mut self, field: FieldAt<'t, Self::Scope, Self::Oneof>) -> Self::Field;

    /// Visits a oneof, before its fields.
    fn oneof(&mut self, decl: &'t ast::OneofDecl, message: Self::Scope) -> Self::Oneof;

    /// Visits the synthetic oneofs of a proto3 message, after its other members.
    fn synthetic_oneofs(
        &mut self,
        fields: &[(&'t ast::FieldDecl, Self::Field)],
        message: Self::Scope,
        body: &'t [ast::Member],
    );

    /// Visits an enum with its values.
    fn enumeration(&mut self, decl: &'t ast::EnumDecl, scope: Self::Scope);

    /// Visits a service with its methods.
    fn service(&mut self, decl: &'t ast::ServiceDecl, file: Self::Scope);
}

/// A field or extension to visit.
pub(super) struct FieldAt<'t, S, O> {
    pub(super) decl: FieldDecl<'t>,
    /// The enclosing message or file.
    pub(super) scope: S,
    /// The `extend` block of an extension.
    pub(super) extend: Option<&'t ast::ExtendDecl>,
    pub(super) oneof: Option<O>,
    /// The synthetic message of a group or map.
    pub(super) own_message: Option<S>,
}

/// Visits all declarations of a file.
pub(super) fn traverse<'t, V: Visitor<'t>>(visitor: &mut V, file: &'t ast::File, syntax: Syntax, scope: V::Scope) {
    let mut traversal = Traversal { visitor, syntax };
    for item in &file.items {
        match item {
            ast::FileItem::Message(decl) => {
                traversal.message(MessageDecl::Message(decl), scope);
            }
            ast::FileItem::Enum(decl) => traversal.visitor.enumeration(decl, scope),
            ast::FileItem::Service(decl) => traversal.visitor.service(decl, scope),
            ast::FileItem::Extend(decl) => traversal.extend(decl, scope),
            ast::FileItem::Package(_) | ast::FileItem::Import(_) | ast::FileItem::Option(_) => {}
        }
    }
}

struct Traversal<'v, V> {
    visitor: &'v mut V,
    syntax: Syntax,
}

impl<'t, V: Visitor<'t>> Traversal<'_, V> {
    fn message(&mut self, decl: MessageDecl<'t>, scope: V::Scope) -> V::Scope {
        let message = self.visitor.message(decl, scope);
        let mut optional = Vec::new();
        for member in decl.body() {
            match member {
                ast::Member::Field(decl) => {
                    let field = self.field(decl, message, None, None);
                    if is_proto3_optional(self.syntax, decl) {
                        optional.push((decl, field));
                    }
                }
                ast::Member::Oneof(decl) => {
                    let oneof = self.visitor.oneof(decl, message);
                    for decl in oneof_fields(decl) {
                        self.field(decl, message, None, Some(oneof));
                    }
                }
                ast::Member::Message(decl) => {
                    self.message(MessageDecl::Message(decl), message);
                }
                ast::Member::Enum(decl) => self.visitor.enumeration(decl, message),
                ast::Member::Extend(decl) => self.extend(decl, message),
                ast::Member::Extensions(_) | ast::Member::Reserved(_) | ast::Member::Option(_) => {}
            }
        }
        if !optional.is_empty() {
            self.visitor.synthetic_oneofs(&optional, message, decl.body());
        }
        message
    }

    fn extend(&mut self, decl: &'t ast::ExtendDecl, scope: V::Scope) {
        for field in &decl.fields {
            self.field(field, scope, Some(decl), None);
        }
    }

    fn field(
        &mut self,
        decl: &'t ast::FieldDecl,
        scope: V::Scope,
        extend: Option<&'t ast::ExtendDecl>,
        oneof: Option<V::Oneof>,
    ) -> V::Field {
        let own_message = match (&decl.ty, decl.group_body()) {
            (ast::TypeExpr::Group(_), Some(_)) => Some(self.message(MessageDecl::Group(decl), scope)),
            (ast::TypeExpr::Map { .. }, _) => Some(self.map_entry(decl, scope)),
            (ast::TypeExpr::Group(_) | ast::TypeExpr::Named(_), _) => None,
        };
        self.visitor.field(FieldAt { decl: FieldDecl::Field(decl), scope, extend, oneof, own_message })
    }

    fn map_entry(&mut self, decl: &'t ast::FieldDecl, scope: V::Scope) -> V::Scope {
        let scope = self.visitor.message(MessageDecl::MapEntry(decl), scope);
        for decl in [FieldDecl::MapKey(decl), FieldDecl::MapValue(decl)] {
            self.visitor.field(FieldAt { decl, scope, extend: None, oneof: None, own_message: None });
        }
        scope
    }
}

/// Returns `true` if a proto3 field is marked `optional`.
pub(super) fn is_proto3_optional(syntax: Syntax, decl: &ast::FieldDecl) -> bool {
    syntax == Syntax::Proto3 && matches!(decl.label, Some(ast::Label::Optional))
}

/// Returns the fields of a oneof.
pub(super) fn oneof_fields(oneof: &ast::OneofDecl) -> impl Iterator<Item = &ast::FieldDecl> {
    oneof.body.iter().filter_map(|member| match member {
        ast::OneofMember::Field(field) => Some(field),
        ast::OneofMember::Option(_) => None,
    })
}
