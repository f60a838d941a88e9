//! The validation of a message: its own rules, its oneofs and its fields, and the messages in it.

use super::{MessageModel, Outcome, Validator, Violated, Violation};
use crate::cel::field_types;
use crate::cel::value::Value;
use crate::model::rules::{FieldRules, Ignored};
use protoward_cel::Type;
use protoward_dynamic::{Content, DynamicValue, Key, Message};
use protoward_schema::{Element, FieldId, MessageId, Presence, Shape};

/// Maximum nesting depth of validated messages.
const MAX_DEPTH: usize = 20;

/// Returns `true` for the zero of an item, a key or a value: for messages, one without fields.
fn is_zero(value: &DynamicValue) -> bool {
    match value {
        DynamicValue::Message(message) => message.iter().next().is_none(),
        value => value.is_zero(),
    }
}

impl Validator<'_> {
    /// Validates a message and the messages in it.
    pub fn validate(&self, message: &Message) -> Outcome {
        let mut outcome = Outcome::default();
        self.message(message, 0, &mut outcome);
        outcome
    }

    /// Validates one field of a message, with the messages in it.
    pub fn validate_field(&self, message: &Message, field: FieldId) -> Outcome {
        let mut outcome = Outcome::default();
        let model = self.model(message.ty);
        self.field(&model, message, field, 0, &mut outcome);
        outcome
    }

    /// Validates an item, a key or a value of a field. `of` has its type.
    pub fn validate_element(&self, rules: Option<&FieldRules>, value: &DynamicValue, of: FieldId) -> Outcome {
        let mut outcome = Outcome::default();
        self.element(rules, value, of, of, &mut outcome);
        self.nested_unless(rules, value, 0, &mut outcome);
        outcome
    }

    /// Returns `true` if a program refuses to validate messages of a type because of their rules.
    pub fn is_refused(&self, id: MessageId) -> bool {
        let model = self.model(id);
        let mut outcome = Outcome::default();
        for (&field, rules) in &model.fields {
            self.broken(rules, self.type_of(field), field.into(), &mut outcome);
        }
        let ty = field_types::of_message(self.schema(), id);
        !outcome.violations.is_empty() || model.rules.rules.iter().any(|rule| self.is_broken(&rule.test, &ty))
    }

    fn message(&self, message: &Message, depth: usize, outcome: &mut Outcome) {
        let schema = self.schema();
        let id = message.ty;
        if schema.text(schema[id].full_name).starts_with("google.protobuf.") || depth > MAX_DEPTH {
            return;
        }
        let model = self.model(id);
        if model.rules.is_disabled {
            return;
        }
        outcome.unknown.extend(model.unreadable.iter().map(|&element| Violation::new(element, Violated::Unreadable)));
        self.own_rules(&model, message, outcome);
        for &oneof in &model.required_oneofs {
            let is_set = schema[oneof].fields.iter().any(|&field| message.get(schema[field].number).is_some());
            outcome.add(Some(is_set), || Violation::new(oneof, Violated::Required));
        }
        for &field in &schema[id].fields {
            self.field(&model, message, field, depth, outcome);
        }
    }

    /// Validates the rules of the message itself.
    pub(crate) fn own_rules(&self, model: &MessageModel, message: &Message, outcome: &mut Outcome) {
        let schema = self.schema();
        let ty = field_types::of_message(schema, message.ty);
        let this = self.reading().message(message);
        for rule in &model.rules.rules {
            outcome.add(self.passes(&rule.test, &this, &ty), || rule.violation(message.ty.into()));
        }
        for group in &model.rules.oneofs {
            let count = group.fields.iter().filter(|&&field| message.get(schema[field].number).is_some()).count();
            let passes = count == 1 || count == 0 && !group.is_required;
            let rule = || Violation::new(message.ty, Violated::Group(group.path.clone()));
            outcome.add(Some(passes), rule);
        }
    }

    fn field(&self, model: &MessageModel, message: &Message, field: FieldId, depth: usize, outcome: &mut Outcome) {
        let schema = self.schema();
        let content = message.get(schema[field].number);
        let free = FieldRules::default();
        let rules = model.fields.get(&field).unwrap_or(&free);
        // A program prepares all rules before it validates any message.
        self.broken(rules, self.type_of(field), field.into(), outcome);
        if rules.ignored == Ignored::Always {
            return;
        }
        if rules.is_required && content.is_none() {
            outcome.violations.push(Violation::new(field, Violated::Required));
            return;
        }
        let has_presence = matches!(schema.shape(field), Shape::Single(presence) if presence != Presence::Implicit);
        if content.is_none() && (has_presence || rules.ignored != Ignored::Unset) {
            return;
        }
        let is_zero = matches!(content, Some(Content::One(value)) if value.is_zero());
        if rules.ignored == Ignored::EveryZero && is_zero {
            return;
        }
        let this = self.reading().field(message, field);
        self.rules(rules, &this, &self.type_of(field), field.into(), outcome);
        match content {
            None => {}
            Some(Content::One(value)) => self.nested(value, depth, outcome),
            Some(Content::Many(values)) => {
                for value in values {
                    self.element(rules.items.as_deref(), value, field, field, outcome);
                    self.nested_unless(rules.items.as_deref(), value, depth, outcome);
                }
            }
            Some(Content::Map(entries)) => self.entries(rules, entries.iter(), field, depth, outcome),
        }
    }

    fn entries<'m>(
        &self,
        rules: &FieldRules,
        entries: impl Iterator<Item = (&'m Key, &'m DynamicValue)>,
        field: FieldId,
        depth: usize,
        outcome: &mut Outcome,
    ) {
        let Shape::Map { key, value } = self.schema().shape(field) else { return };
        for (held_key, held) in entries {
            self.element(rules.keys.as_deref(), &DynamicValue::from(held_key.clone()), key, field, outcome);
            self.element(rules.values.as_deref(), held, value, field, outcome);
            self.nested_unless(rules.values.as_deref(), held, depth, outcome);
        }
    }

    fn nested(&self, value: &DynamicValue, depth: usize, outcome: &mut Outcome) {
        if let DynamicValue::Message(message) = value {
            self.message(message, depth + 1, outcome);
        }
    }

    fn nested_unless(&self, rules: Option<&FieldRules>, value: &DynamicValue, depth: usize, outcome: &mut Outcome) {
        if !rules.is_some_and(|rules| rules.ignored == Ignored::Always) {
            self.nested(value, depth, outcome);
        }
    }

    /// Validates an item, a key or a value. `of` has its type, and `field` is the field with the rules.
    fn element(
        &self,
        rules: Option<&FieldRules>,
        value: &DynamicValue,
        of: FieldId,
        field: FieldId,
        outcome: &mut Outcome,
    ) {
        let Some(rules) = rules else { return };
        let is_ignored = match rules.ignored {
            Ignored::Unset => false,
            Ignored::Zero | Ignored::EveryZero => is_zero(value),
            Ignored::Always => true,
        };
        if !is_ignored {
            let ty = field_types::of_element(self.schema(), of);
            self.rules(rules, &self.reading().value(value), &ty, field.into(), outcome);
        }
    }

    fn rules(&self, rules: &FieldRules, this: &Value, ty: &Type, element: Element, outcome: &mut Outcome) {
        for rule in rules.applied() {
            outcome.add(self.passes(&rule.test, this, ty), || rule.violation(element));
        }
    }

    /// Adds the rules that a program refuses to prepare, so that it validates no message of the type.
    fn broken(&self, rules: &FieldRules, ty: Type, element: Element, outcome: &mut Outcome) {
        if rules.ignored == Ignored::Always {
            return;
        }
        for rule in rules.rules.iter().filter(|rule| self.is_broken(&rule.test, &ty)) {
            outcome.violations.push(rule.violation(element));
        }
        let Element::Field(field) = element else { return };
        let schema = self.schema();
        let parts = match schema.shape(field) {
            Shape::Map { key, value } => vec![(&rules.keys, key), (&rules.values, value)],
            Shape::Single(_) | Shape::Repeated { .. } => vec![(&rules.items, field)],
        };
        for (rules, of) in parts {
            for rule in rules.iter().flat_map(|rules| rules.applied()) {
                if self.is_broken(&rule.test, &field_types::of_element(schema, of)) {
                    outcome.violations.push(rule.violation(element));
                }
            }
        }
    }

    fn type_of(&self, field: FieldId) -> Type {
        field_types::of_field(self.schema(), field)
    }
}
