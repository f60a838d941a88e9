//! Locations of fields, groups and maps.

use super::Walk;
use super::messages::Counter;
use super::numbers::{field, message};
use crate::link::type_names::SCALARS;
use protoward_syntax::ast::{self, Span, TypeExpr};

impl Walk<'_, '_, '_> {
    /// Visits a field at `steps`. A group or map adds a message to the `messages` of the container.
    pub(super) fn field(
        &mut self,
        field: &ast::FieldDecl,
        steps: [i32; 2],
        extendee: Option<ast::Path>,
        messages: &mut Counter,
    ) {
        let entered = self.locations.enter(&steps);
        let group = field.group_body();
        match group {
            Some(_) => self.locations.add(field.span),
            None => self.locations.add_commented(field.span, field.span, field.around),
        }
        if let Some(extendee) = extendee {
            self.locations.add_leaf(field::EXTENDEE, extendee.span);
        }
        if let Some(label) = field.label_span() {
            self.locations.add_leaf(field::LABEL, label);
        }
        let (number, span) = self.field_type(&field.ty);
        self.locations.add_leaf(number, span);
        self.locations.add_leaf(field::NAME, field.name);
        self.locations.add_leaf(field::NUMBER, field.number);
        if let Some(options) = &field.options {
            self.field_options(options);
        }
        self.locations.leave(entered);
        match group {
            Some(body) => self.group(field, body, steps, messages.next()),
            None if matches!(field.ty, TypeExpr::Map { .. }) => drop(messages.next()),
            None => {}
        }
    }

    fn field_type(&self, ty: &TypeExpr) -> (i32, Span) {
        let number = match ty {
            TypeExpr::Named(path) if SCALARS.contains(&path.span.of(self.text)) => field::TYPE,
            TypeExpr::Named(_) | TypeExpr::Map(_) => field::TYPE_NAME,
            TypeExpr::Group(_) => field::TYPE,
        };
        (number, ty.span())
    }

    /// Visits the message of a group. Its location and comments are those of the field.
    fn group(&mut self, field: &ast::FieldDecl, body: &[ast::Member], steps: [i32; 2], message: [i32; 2]) {
        let entered = self.locations.enter(&message);
        self.locations.add_commented(field.span, field.span, field.around);
        self.locations.add_leaf(message::NAME, field.name);
        self.locations.leave(entered);
        let entered = self.locations.enter(&steps);
        self.locations.add_leaf(field::TYPE_NAME, field.name);
        self.locations.leave(entered);
        let entered = self.locations.enter(&message);
        self.message_body(body);
        self.locations.leave(entered);
    }
}
