//! The conversion of messages to checked types, as generated code does it.

use super::field_forms::{CheckedMember, CheckedOneof, Generation, ValueForm};
use crate::additions::validate::{Code, RUNTIME, declared_field};
use crate::{MemberCode, MessageCode};
use protoward_schema::{FieldId, MessageId, Shape};

const SOME: &str = "::core::option::Option::Some";
const NONE: &str = "::core::option::Option::None";

impl Generation<'_> {
    /// Writes `TryFrom` of a message for its checked type.
    pub(super) fn parsing(&self, id: MessageId, message: &MessageCode, code: &mut Code) {
        let path = &message.path;
        let checked = self.checked(path);
        code.block(&format!("impl ::core::convert::TryFrom<{path}> for {checked}"), |code| {
            code.line(&format!("type Error = {RUNTIME}::ValidationError;"));
            let head = format!("fn try_from(message: {path}) -> ::core::result::Result<Self, Self::Error>");
            code.block(&head, |code| {
                let parse = if self.validates { "validated_and_parsed" } else { "parsed" };
                code.line(&format!("{RUNTIME}::{parse}(message)"));
            });
        });
        code.block(&format!("impl {RUNTIME}::Parse<{path}> for {checked}"), |code| {
            let head = format!(
                "fn parse(message: {path}, at: &{RUNTIME}::At<'_>, found: &mut {RUNTIME}::Found) -> ::core::option::Option<Self>"
            );
            code.block(&head, |code| self.members_parsed(id, message, code));
        });
    }

    fn members_parsed(&self, id: MessageId, message: &MessageCode, code: &mut Code) {
        let members = self.members(id, message);
        let mut values = Vec::new();
        // Violations of all fields are found before the first `?`.
        for (index, member) in members.iter().enumerate() {
            let local = format!("value{index}");
            let (name, is_parsed) = match member {
                CheckedMember::Field(field, member) => {
                    (member.name.as_str(), self.field_parsed(*field, member, &local, code))
                }
                CheckedMember::Oneof(oneof) => (oneof.name, self.oneof_parsed(oneof, &local, code)),
                CheckedMember::UnknownFields(name) => (name.as_str(), false),
            };
            let value = if is_parsed { format!("{local}?") } else { format!("message.{name}") };
            values.push(format!("{name}: {value},"));
        }
        code.line(&format!("{SOME}(Self {{"));
        values.iter().for_each(|value| code.line(value));
        code.line("})");
    }

    /// Writes the statement that parses a field. Returns `false` if the field is as in the message.
    fn field_parsed(&self, field: FieldId, member: &MemberCode, local: &str, code: &mut Code) -> bool {
        let form = self.form(field);
        let is_required = self.is_required(field, member);
        if form == ValueForm::Same && !is_required {
            return false;
        }
        let parsed = parsed(form, member.is_boxed);
        let value = format!("message.{}", member.name);
        let closure = format!("|value, at, found| {parsed}");
        let text = match self.context.schema.shape(field) {
            Shape::Repeated { .. } => format!("{RUNTIME}::items({value}, at, found, {closure})"),
            Shape::Map { .. } => format!("{RUNTIME}::entries({value}, at, found, {closure})"),
            Shape::Single(_) if is_required => {
                format!("match {value} {{ {SOME}(value) => {parsed}, {NONE} => found.missing(at) }}")
            }
            Shape::Single(_) if member.is_option => {
                format!("match {value} {{ {SOME}(value) => {parsed}.map({SOME}), {NONE} => {SOME}({NONE}) }}")
            }
            Shape::Single(_) => format!("{{ let value = {value}; {parsed} }}"),
        };
        code.line(&format!("let {local} = {{"));
        self.place(field, code);
        code.line(&text);
        code.line("};");
        true
    }

    /// Writes the statement that parses a oneof. Returns `false` if the oneof is as in the message.
    fn oneof_parsed(&self, oneof: &CheckedOneof<'_>, local: &str, code: &mut Code) -> bool {
        let schema = self.context.schema;
        let is_required = self.is_required_oneof(oneof.id);
        let has_enum = self.types.has_enum(self.context.schema, oneof.id);
        if !is_required && !has_enum {
            return false;
        }
        let value = format!("message.{}", oneof.name);
        let required = oneof.variants.iter().filter(|it| self.types.required.variants.contains(it.field));
        let required: Vec<_> = required.collect();
        for variant in &required {
            code.block(&format!("if !matches!(&{value}, {SOME}({}(_)))", variant.path), |code| {
                self.place(variant.field, code);
                code.line("let _: ::core::option::Option<()> = found.missing(at);");
            });
        }
        code.line(&format!("let {local} = match {value} {{"));
        if has_enum {
            for variant in &oneof.variants {
                code.line(&format!("{SOME}({}(value)) => {{", variant.path));
                self.place(variant.field, code);
                let wrapped = if is_required { String::new() } else { format!(".map({SOME})") };
                let parsed = parsed(self.form(variant.field), variant.is_boxed);
                code.line(&format!("{parsed}.map({}){wrapped}", self.checked(variant.path)));
                code.line("}");
            }
        } else {
            code.line(&format!("{SOME}(value) => {SOME}(value),"));
        }
        if !is_required {
            code.line(&format!("{NONE} => {SOME}({NONE}),"));
        } else if required.is_empty() {
            code.line(&format!("{NONE} => {{"));
            let name = schema.text(schema[oneof.id].name);
            code.line(&format!("static FIELD: {RUNTIME}::Field = {RUNTIME}::Field::oneof({name:?});"));
            code.line("found.missing_oneof(&at.field(&FIELD))");
            code.line("}");
        } else {
            // The missing field is a violation already.
            code.line(&format!("{NONE} => {NONE},"));
        }
        code.line("};");
        true
    }

    /// Writes the declaration of a field, and of its path.
    fn place(&self, field: FieldId, code: &mut Code) {
        code.line(&format!("static FIELD: {RUNTIME}::Field = {};", declared_field(self.context.schema, field)));
        code.line("let at = &at.field(&FIELD);");
    }
}

/// Returns the expression that parses the variable `value`: an `Option`.
fn parsed(form: ValueForm<'_>, is_boxed: bool) -> String {
    let value = if is_boxed { "*value" } else { "value" };
    match form {
        ValueForm::Same => format!("{SOME}(value)"),
        ValueForm::Checked(_) => {
            let boxed = if is_boxed { &format!(".map({RUNTIME}::alloc::boxed::Box::new)") } else { "" };
            format!("{RUNTIME}::Parse::parse({value}, at, found){boxed}")
        }
        ValueForm::Own(_) => format!("{RUNTIME}::converted({value}, at, found)"),
    }
}
