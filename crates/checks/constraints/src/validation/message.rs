//! The validation of a message: its own rules, its oneofs and its fields, and the messages in it.

use super::at::At;
use super::naming::{Naming, Validated};
use super::outcome::Outcome;
use super::verdict::{Judged, JudgedRule, JudgedValue, Verdict, Verdicts};
use super::{MessageModel, Validator};
use crate::cel::field_types;
use crate::cel::value::Value;
use crate::model::rules::{FieldRules, Ignored, Rule};
use protoward_cel::Type;
use protoward_dynamic::{Content, DynamicValue, Key, Message};
use protoward_schema::{Element, FieldId, MessageId, Presence, Shape};

/// Maximum nesting depth of validated messages, which is that of messages in JSON and in binary.
const MAX_DEPTH: usize = 100;

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
        self.message(message, &At::ROOT, 0, &mut outcome);
        outcome
    }

    /// Validates a message and the messages in it, and names what is violated as protovalidate does.
    pub fn validate_named(&self, message: &Message) -> Validated {
        let mut naming = Naming::new(self.schema());
        self.message(message, &At::ROOT, 0, &mut naming);
        naming.validated
    }

    /// Validates one field of a message, with the messages in it.
    pub fn validate_field(&self, message: &Message, field: FieldId) -> Outcome {
        let mut outcome = Outcome::default();
        let model = self.model(message.ty);
        self.field(&model, (message, &At::ROOT), field, 0, &mut outcome);
        outcome
    }

    /// Validates an item, a key or a value of a field. `of` has its type.
    pub fn validate_element(&self, rules: Option<&FieldRules>, value: &DynamicValue, of: FieldId) -> Outcome {
        let mut outcome = Outcome::default();
        let at = At::ROOT.field(of);
        self.element(rules, value, Part { of, field: of, at: &at, is_key: false }, &mut outcome);
        self.nested_unless(rules, value, &at, 0, &mut outcome);
        outcome
    }

    /// Returns `true` if a program refuses to validate messages of a type because of their rules.
    pub fn is_refused(&self, id: MessageId) -> bool {
        let model = self.model(id);
        let mut outcome = Outcome::default();
        for (&field, rules) in &model.fields {
            self.broken(rules, field, &At::ROOT.field(field), &mut outcome);
        }
        let ty = field_types::of_message(self.schema(), id);
        !outcome.violations.is_empty()
            || model.rules.rules.iter().any(|rule| self.mistake(&rule.test, &ty).is_some())
            || model.rules.oneofs.iter().any(|group| group.mistake().is_some())
    }

    fn message(&self, message: &Message, at: &At<'_>, depth: usize, found: &mut dyn Verdicts) {
        let schema = self.schema();
        let id = message.ty;
        if schema.text(schema[id].full_name).starts_with("google.protobuf.") {
            return;
        }
        let unknown = |element: Element, why: &str| Judged {
            element,
            at,
            rule: JudgedRule::Option,
            verdict: Verdict::Unknown(why.into()),
        };
        if depth > MAX_DEPTH {
            found.take(unknown(id.into(), "the messages are too deep in each other"));
            return;
        }
        let model = self.model(id);
        if model.rules.is_disabled {
            return;
        }
        for &element in &model.unreadable {
            found.take(unknown(element, "the option cannot be read, since the schema does not declare all of it"));
        }
        self.own_rules(&model, message, at, found);
        for &oneof in &model.required_oneofs {
            let is_set = schema[oneof].fields.iter().any(|&field| message.get(schema[field].number).is_some());
            let at = &at.oneof(oneof);
            found.take(Judged { element: oneof.into(), at, rule: JudgedRule::Required(&[]), verdict: is_set.into() });
        }
        for &field in &schema[id].fields {
            self.field(&model, (message, at), field, depth, found);
        }
    }

    /// Validates the rules of the message itself.
    pub(crate) fn own_rules(&self, model: &MessageModel, message: &Message, at: &At<'_>, found: &mut dyn Verdicts) {
        let schema = self.schema();
        let element = message.ty.into();
        let ty = field_types::of_message(schema, message.ty);
        let this = self.reading().message(message);
        self.rules(&model.rules.rules, (&this, &ty), Judging { element, at, is_key: false }, found);
        for group in &model.rules.oneofs {
            let count = group.fields.iter().filter(|&&field| message.get(schema[field].number).is_some()).count();
            let verdict = match group.mistake() {
                Some(why) => Verdict::Fails(why.into()),
                None => group.message(count).is_none().into(),
            };
            found.take(Judged { element, at, rule: JudgedRule::Group(group, count), verdict });
        }
    }

    fn field(
        &self,
        model: &MessageModel,
        (message, at): (&Message, &At<'_>),
        field: FieldId,
        depth: usize,
        found: &mut dyn Verdicts,
    ) {
        let schema = self.schema();
        let at = &at.field(field);
        let content = message.get(schema[field].number);
        let free = FieldRules::default();
        let rules = model.fields.get(&field).unwrap_or(&free);
        // A program prepares all rules before it validates any message.
        self.broken(rules, field, at, found);
        if rules.ignored == Ignored::Always {
            return;
        }
        if rules.is_required && content.is_none() {
            let rule = JudgedRule::Required(&rules.required_path);
            found.take(Judged { element: field.into(), at, rule, verdict: false.into() });
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
        let judging = Judging { element: field.into(), at, is_key: false };
        self.rules(rules.applied(), (&this, &self.type_of(field)), judging, found);
        match content {
            None => {}
            Some(Content::One(value)) => self.nested(value, at, depth, found),
            Some(Content::Many(values)) => {
                for (index, value) in values.iter().enumerate() {
                    let at = &at.index(index);
                    let part = Part { of: field, field, at, is_key: false };
                    self.element(rules.items.as_deref(), value, part, found);
                    self.nested_unless(rules.items.as_deref(), value, at, depth, found);
                }
            }
            Some(Content::Map(entries)) => self.entries(rules, entries.iter(), (field, at), depth, found),
        }
    }

    fn entries<'m>(
        &self,
        rules: &FieldRules,
        entries: impl Iterator<Item = (&'m Key, &'m DynamicValue)>,
        (field, at): (FieldId, &At<'_>),
        depth: usize,
        found: &mut dyn Verdicts,
    ) {
        let Shape::Map { key, value } = self.schema().shape(field) else { return };
        for (held_key, held) in entries {
            let at = &at.key(held_key);
            let of_key = Part { of: key, field, at, is_key: true };
            self.element(rules.keys.as_deref(), &DynamicValue::from(held_key.clone()), of_key, found);
            self.element(rules.values.as_deref(), held, Part { of: value, field, at, is_key: false }, found);
            self.nested_unless(rules.values.as_deref(), held, at, depth, found);
        }
    }

    fn nested(&self, value: &DynamicValue, at: &At<'_>, depth: usize, found: &mut dyn Verdicts) {
        if let DynamicValue::Message(message) = value {
            self.message(message, at, depth + 1, found);
        }
    }

    fn nested_unless(
        &self,
        rules: Option<&FieldRules>,
        value: &DynamicValue,
        at: &At<'_>,
        depth: usize,
        found: &mut dyn Verdicts,
    ) {
        if !rules.is_some_and(|rules| rules.ignored == Ignored::Always) {
            self.nested(value, at, depth, found);
        }
    }

    fn element(&self, rules: Option<&FieldRules>, value: &DynamicValue, part: Part<'_>, found: &mut dyn Verdicts) {
        let Some(rules) = rules else { return };
        let is_ignored = match rules.ignored {
            Ignored::Unset => false,
            Ignored::Zero | Ignored::EveryZero => is_zero(value),
            Ignored::Always => true,
        };
        if !is_ignored {
            let ty = field_types::of_element(self.schema(), part.of);
            let judging = Judging { element: part.field.into(), at: part.at, is_key: part.is_key };
            self.rules(rules.applied(), (&self.reading().value(value), &ty), judging, found);
        }
    }

    fn rules(&self, rules: &[Rule], (this, ty): (&Value, &Type), judging: Judging<'_>, found: &mut dyn Verdicts) {
        let Judging { element, at, is_key } = judging;
        for rule in rules {
            let judged = JudgedRule::OfValue { rule, rules, value: JudgedValue::of(this, is_key) };
            found.take(Judged { element, at, rule: judged, verdict: self.judge(&rule.test, this, ty) });
        }
    }

    /// Takes the rules that a program refuses to prepare, so that it validates no message of the type.
    fn broken(&self, rules: &FieldRules, field: FieldId, at: &At<'_>, found: &mut dyn Verdicts) {
        if rules.ignored == Ignored::Always {
            return;
        }
        let schema = self.schema();
        let mut refuse = |rules: &[Rule], ty: Type| {
            for rule in rules {
                if let Some(why) = self.mistake(&rule.test, &ty) {
                    let rule = JudgedRule::OfValue { rule, rules, value: JudgedValue::default() };
                    found.take(Judged { element: field.into(), at, rule, verdict: Verdict::Fails(why) });
                }
            }
        };
        refuse(&rules.rules, self.type_of(field));
        let parts = match schema.shape(field) {
            Shape::Map { key, value } => vec![(&rules.keys, key), (&rules.values, value)],
            Shape::Single(_) | Shape::Repeated { .. } => vec![(&rules.items, field)],
        };
        for (rules, of) in parts {
            if let Some(rules) = rules {
                refuse(rules.applied(), field_types::of_element(schema, of));
            }
        }
    }

    fn type_of(&self, field: FieldId) -> Type {
        field_types::of_field(self.schema(), field)
    }
}

/// An item, a key or a value of a field.
#[derive(Clone, Copy)]
struct Part<'w> {
    /// The field that has its type.
    of: FieldId,
    /// The field with the rules.
    field: FieldId,
    at: &'w At<'w>,
    is_key: bool,
}

/// The value that rules judge: the element that has them, and the path.
#[derive(Clone, Copy)]
struct Judging<'w> {
    element: Element,
    at: &'w At<'w>,
    is_key: bool,
}
