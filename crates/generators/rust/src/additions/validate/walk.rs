//! The walk over the fields of a message, as generated code does it.

use super::RUNTIME;
use super::code::Code;
use super::declarations::{declared_field, declared_rule};
use super::generation::{ADD, Generation};
use super::rules::Rules;
use super::subject::{Kind, Subject};
use crate::{MemberCode, MessageCode, diagnostics};
use protoward_constraints::{FieldRules, Ignored, MessageModel, OneofRule, REQUIRED, REQUIRED_ONEOF, RulePath};
use protoward_schema::{FieldId, MessageId, OneofId, Presence, Schema, Shape};

impl<'a> Generation<'a> {
    /// Returns the implementation for a message.
    pub(super) fn implementation(&mut self, id: MessageId, message: &MessageCode) -> String {
        let mut code = Code::new(1);
        code.block(&format!("impl {RUNTIME}::Validate for {}", message.path), |code| {
            let head =
                format!("fn check(&self, at: &{RUNTIME}::At<'_>, found: &mut {RUNTIME}::Found) -> {RUNTIME}::Flow");
            code.block(&head, |code| {
                if self.with_rules.contains(id) {
                    self.message(id, message, code);
                }
                code.line(&format!("{RUNTIME}::Flow::Continue(())"));
            });
        });
        code.into_text()
    }

    fn message(&mut self, id: MessageId, message: &MessageCode, code: &mut Code) {
        let schema = self.context.schema;
        let model = self.validator.model(id);
        for &element in &model.unreadable {
            self.report.push(diagnostics::unreadable_rules(schema, element));
        }
        if model.rules.is_disabled {
            return;
        }
        Rules::of_message(self, id).write(&model.rules.rules, code);
        for group in &model.rules.oneofs {
            self.group(id, group, message, code);
        }
        for &oneof in &model.required_oneofs {
            self.required_oneof(oneof, message, code);
        }
        for (field, member) in &message.members {
            self.field(&model, *field, member, code);
        }
    }

    /// Writes a group of fields of which at most one is set.
    fn group(&mut self, id: MessageId, group: &OneofRule, message: &MessageCode, code: &mut Code) {
        let schema = self.context.schema;
        if let Some(why) = group.mistake() {
            let place = self.places.rule(id.into(), &group.path);
            self.report.push(diagnostics::unusable_rule(schema, id.into(), ("oneof", place), why));
            return;
        }
        let members = message.members.iter().filter(|(field, _)| group.fields.contains(field));
        let set: Vec<String> = members.map(|(field, member)| self.is_set(*field, member)).collect();
        let id = OneofRule::ID;
        code.line(&format!("let set = [{}].into_iter().filter(|is_set| *is_set).count();", set.join(", ")));
        for (condition, count) in [("set > 1", 2), ("set == 0", 0)] {
            let Some(text) = group.message(count) else { continue };
            code.block(&format!("if {condition}"), |code| {
                code.line(&format!("static RULE: {RUNTIME}::Rule = {RUNTIME}::Rule::new({id:?}, {text:?}, &[]);"));
                code.line(ADD);
            });
        }
    }

    fn required_oneof(&self, id: OneofId, message: &MessageCode, code: &mut Code) {
        let schema = self.context.schema;
        let member = message.members.iter().find(|(field, _)| schema[id].fields.contains(field));
        let Some((_, member)) = member else { return };
        code.block(&format!("if self.{}.is_none()", member.name), |code| {
            let name = schema.text(schema[id].name);
            code.line(&format!("static FIELD: {RUNTIME}::Field = {RUNTIME}::Field::oneof({name:?});"));
            code.line("let at = &at.field(&FIELD);");
            let rule = format!("{RUNTIME}::Rule::new(\"required\", {REQUIRED_ONEOF:?}, &[])");
            code.line(&format!("static RULE: {RUNTIME}::Rule = {rule};"));
            code.line(ADD);
        });
    }

    /// Returns the expression that is `true` if a field is set.
    fn is_set(&self, field: FieldId, member: &MemberCode) -> String {
        let name = &member.name;
        match (self.context.schema.shape(field), &member.variant) {
            (_, Some(variant)) => format!("matches!(self.{name}, ::core::option::Option::Some({variant}(_)))"),
            (Shape::Repeated { .. } | Shape::Map { .. }, None) => format!("!self.{name}.is_empty()"),
            (Shape::Single(_), None) if member.is_option => format!("self.{name}.is_some()"),
            (Shape::Single(Presence::Implicit), None) => {
                format!("{{ let value = &self.{name}; !({}) }}", Subject::of(self.context, field).is_zero())
            }
            (Shape::Single(_), None) => "true".to_owned(),
        }
    }

    fn field(&mut self, model: &MessageModel, field: FieldId, member: &MemberCode, code: &mut Code) {
        let free = FieldRules::default();
        let rules = model.fields.get(&field).unwrap_or(&free);
        if rules.ignored == Ignored::Always {
            return;
        }
        let mut content = Code::new(0);
        match self.context.schema.shape(field) {
            Shape::Single(_) => self.value(rules, field, (field, false), &mut content),
            Shape::Repeated { .. } => self.list(rules, field, member, &mut content),
            Shape::Map { key, value } => self.map(rules, field, (key, value), &mut content),
        }
        let content = content.into_text();
        if content.is_empty() && !rules.is_required {
            return;
        }
        let schema = self.context.schema;
        code.line("{");
        code.line(&format!("static FIELD: {RUNTIME}::Field = {};", declared_field(schema, field)));
        code.line("let at = &at.field(&FIELD);");
        let required = rules.is_required.then(|| {
            let path = RulePath::of(schema, field.into(), &rules.required_path);
            format!("static RULE: {RUNTIME}::Rule = {};", declared_rule(schema, &path, "required", REQUIRED, false))
        });
        self.present((field, member), rules.ignored, required, &content, code);
        code.line("}");
    }

    /// Writes the code for a field as far as it depends on the field being set. `content` is the code for the value.
    fn present(
        &self,
        (field, member): (FieldId, &MemberCode),
        ignored: Ignored,
        required: Option<String>,
        content: &str,
        code: &mut Code,
    ) {
        let name = &member.name;
        let condition = match (&member.variant, member.is_option) {
            (Some(variant), _) => Some(format!("let ::core::option::Option::Some({variant}(value)) = &self.{name}")),
            (None, true) => Some(format!("let ::core::option::Option::Some(value) = &self.{name}")),
            (None, false) => {
                code.line(&format!("let value = &self.{name};"));
                self.plain_condition(field, ignored, required.is_some())
            }
        };
        // A field that always has a value is never missing.
        let required = required.filter(|_| condition.is_some());
        code.line(&condition.map_or_else(|| "{".to_owned(), |condition| format!("if {condition} {{")));
        if member.is_boxed && matches!(self.context.schema.shape(field), Shape::Single(_)) {
            code.line("let value = &**value;");
        }
        if member.is_option && ignored == Ignored::EveryZero {
            let is_zero = Subject::of(self.context, field).is_zero();
            code.block(&format!("if !({is_zero})"), |code| code.lines(content));
        } else {
            code.lines(content);
        }
        if let Some(rule) = required {
            code.line("} else {");
            code.line(&rule);
            code.line(ADD);
        }
        code.line("}");
    }

    /// Returns the condition under which a field without an `Option` is validated; `None` for always.
    fn plain_condition(&self, field: FieldId, ignored: Ignored, is_required: bool) -> Option<String> {
        let is_zero = || format!("!({})", Subject::of(self.context, field).is_zero());
        match self.context.schema.shape(field) {
            Shape::Repeated { .. } | Shape::Map { .. } if is_required || ignored != Ignored::Unset => {
                Some("!value.is_empty()".to_owned())
            }
            Shape::Single(Presence::Implicit) if is_required || ignored != Ignored::Unset => Some(is_zero()),
            Shape::Single(_) if ignored == Ignored::EveryZero => Some(is_zero()),
            Shape::Single(_) | Shape::Repeated { .. } | Shape::Map { .. } => None,
        }
    }

    /// Writes the code for the value of a field, an item, or a key or value of a map. `of` is the field with its type, and
    /// whether it is a key.
    fn value(&mut self, rules: &FieldRules, field: FieldId, (of, for_key): (FieldId, bool), code: &mut Code) {
        let subject = Subject::of(self.context, of);
        Rules::of_value(self, field, subject, for_key).write(rules.applied(), code);
        self.nested(subject, code);
    }

    fn nested(&self, subject: Subject, code: &mut Code) {
        if let Kind::Message(id) = subject.kind
            && self.with_rules.contains(id)
            && !is_of_protobuf(self.context.schema, id)
        {
            code.line(&format!("{RUNTIME}::Validate::check(value, at, found)?;"));
        }
    }

    /// Writes the code for an item, or a key or value of a map.
    fn element(&mut self, rules: Option<&FieldRules>, field: FieldId, of: (FieldId, bool), code: &mut Code) {
        let free = FieldRules::default();
        let rules = rules.unwrap_or(&free);
        match rules.ignored {
            Ignored::Always => {}
            Ignored::Unset => self.value(rules, field, of, code),
            Ignored::Zero | Ignored::EveryZero => {
                let subject = Subject::of(self.context, of.0);
                let mut content = Code::new(0);
                Rules::of_value(self, field, subject, of.1).write(rules.applied(), &mut content);
                let content = content.into_text();
                if !content.is_empty() {
                    code.block(&format!("if !({})", subject.is_zero()), |code| {
                        code.lines(&content);
                    });
                }
                self.nested(subject, code);
            }
        }
    }

    fn list(&mut self, rules: &FieldRules, field: FieldId, member: &MemberCode, code: &mut Code) {
        Rules::of_container(self, field).write(rules.applied(), code);
        let mut items = Code::new(0);
        self.element(rules.items.as_deref(), field, (field, false), &mut items);
        let items = items.into_text();
        if items.is_empty() {
            return;
        }
        code.block("for (index, value) in value.iter().enumerate()", |code| {
            code.line(&format!("let at = &at.key({RUNTIME}::Key::Index(index));"));
            if member.is_boxed {
                code.line("let value = &**value;");
            }
            code.lines(&items);
        });
    }

    fn map(&mut self, rules: &FieldRules, field: FieldId, (key, value): (FieldId, FieldId), code: &mut Code) {
        Rules::of_container(self, field).write(rules.applied(), code);
        let mut keys = Code::new(0);
        self.element(rules.keys.as_deref(), field, (key, true), &mut keys);
        let mut values = Code::new(0);
        self.element(rules.values.as_deref(), field, (value, false), &mut values);
        let [keys, values] = [keys, values].map(Code::into_text);
        if keys.is_empty() && values.is_empty() {
            return;
        }
        let subscript = match Subject::of(self.context, key).kind {
            Kind::Bool => "Bool(*key)",
            Kind::Int => "Int(i64::from(*key))",
            Kind::Uint => "Uint(u64::from(*key))",
            _ => "Text(key)",
        };
        code.line("let first = found.count();");
        code.block("for (key, value) in value.iter()", |code| {
            code.line(&format!("let at = &at.key({RUNTIME}::Key::{subscript});"));
            if !keys.is_empty() {
                code.line("{");
                code.line("let value = key;");
                code.lines(&keys);
                code.line("}");
            }
            code.lines(&values);
        });
        code.line("found.sort_entries(first, at);");
    }
}

/// Returns `true` for messages of protobuf itself, whose fields have no rules.
fn is_of_protobuf(schema: &Schema, id: MessageId) -> bool {
    schema.text(schema[id].full_name).starts_with("google.protobuf.")
}
