//! The conversion of checked types to messages, as generated code does it. It cannot fail.

use super::field_forms::{CheckedMember, CheckedOneof, Generation, ValueForm};
use crate::additions::validate::{Code, RUNTIME};
use crate::{MemberCode, MessageCode};
use protoward_schema::{FieldId, MessageId, Shape};

const SOME: &str = "::core::option::Option::Some";

impl Generation<'_> {
    /// Writes `From` of the checked type of a message.
    pub(super) fn unparsing(&self, id: MessageId, message: &MessageCode, code: &mut Code) {
        let path = &message.path;
        let checked = self.checked(path);
        code.block(&format!("impl ::core::convert::From<{checked}> for {path}"), |code| {
            code.block(&format!("fn from(message: {checked}) -> Self"), |code| {
                code.line("Self {");
                for member in self.members(id, message) {
                    let (name, value) = match &member {
                        CheckedMember::Field(field, member) => (&*member.name, self.field_unparsed(*field, member)),
                        CheckedMember::Oneof(oneof) => (oneof.name, self.oneof_unparsed(oneof)),
                        CheckedMember::UnknownFields(name) => (&**name, format!("message.{name}")),
                    };
                    code.line(&format!("{name}: {value},"));
                }
                code.line("}");
            });
        });
    }

    fn field_unparsed(&self, field: FieldId, member: &MemberCode) -> String {
        let value = format!("message.{}", member.name);
        let form = self.form(field);
        let is_required = self.is_required(field, member);
        if form == ValueForm::Same {
            return if is_required { format!("{SOME}({value})") } else { value };
        }
        let unparsed = |value: &str| unparsed(form, member.is_boxed, value);
        match self.context.schema.shape(field) {
            Shape::Repeated { .. } => format!("{value}.into_iter().map(|value| {}).collect()", unparsed("value")),
            Shape::Map { .. } => {
                format!("{value}.into_iter().map(|(key, value)| (key, {})).collect()", unparsed("value"))
            }
            Shape::Single(_) if is_required => format!("{SOME}({})", unparsed(&value)),
            Shape::Single(_) if member.is_option => format!("{value}.map(|value| {})", unparsed("value")),
            Shape::Single(_) => unparsed(&value),
        }
    }

    fn oneof_unparsed(&self, oneof: &CheckedOneof<'_>) -> String {
        let value = format!("message.{}", oneof.name);
        let is_required = self.is_required_oneof(oneof.id);
        if !self.types.has_enum(self.context.schema, oneof.id) {
            return if is_required { format!("{SOME}({value})") } else { value };
        }
        let arms = oneof.variants.iter().map(|variant| {
            let unparsed = unparsed(self.form(variant.field), variant.is_boxed, "value");
            format!("{}(value) => {}({unparsed}),", self.checked(variant.path), variant.path)
        });
        let arms = arms.collect::<Vec<_>>().join(" ");
        if is_required {
            format!("{SOME}(match {value} {{ {arms} }})")
        } else {
            format!("{value}.map(|value| match value {{ {arms} }})")
        }
    }
}

/// Returns the expression that converts a value.
fn unparsed(form: ValueForm<'_>, is_boxed: bool, value: &str) -> String {
    match form {
        ValueForm::Same => value.to_owned(),
        ValueForm::Checked(_) if is_boxed => {
            format!("{RUNTIME}::alloc::boxed::Box::new(::core::convert::Into::into(*{value}))")
        }
        ValueForm::Own(_) if is_boxed => {
            format!("{RUNTIME}::alloc::boxed::Box::new(::core::convert::Into::into({value}))")
        }
        ValueForm::Checked(_) | ValueForm::Own(_) => format!("::core::convert::Into::into({value})"),
    }
}
