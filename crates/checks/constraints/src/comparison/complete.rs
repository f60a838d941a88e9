//! Messages that pass a version and contain some given fields.

use super::contents;
use super::hints::Hints;
use super::literals;
use crate::cel::field_types;
use crate::cel::value::Value;
use crate::model::rules::{FieldRules, Rule, Test};
use crate::validation::{Outcome, Validator, Violated};
use protoward_cel::Expr;
use protoward_dynamic::{Content, DynamicValue, Message};
use protoward_schema::{Element, FieldId, FieldNumber, OneofId, Schema, Shape};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Maximum number of fields that are set or cleared to make a message pass.
const MAX_STEPS: usize = 24;
/// Maximum number of contents of a field that are tried.
const MAX_FILLERS: usize = 12;
/// Maximum nesting depth of messages that are made.
const MAX_DEPTH: usize = 4;
/// Maximum number of messages that are tried for an expression.
const MAX_TRIES: usize = 200;

/// Makes messages that pass.
pub(super) struct Completion<'c, 'a> {
    version: &'c Validator<'a>,
    /// Contents of fields that pass, as far as they do not depend on how deep the field is.
    fillers: RefCell<BTreeMap<FieldId, Vec<Content>>>,
    /// The fields for which messages are made now. A type may contain itself: what is made meanwhile has no such field.
    open: RefCell<BTreeSet<FieldId>>,
}

impl<'c, 'a> Completion<'c, 'a> {
    pub(super) fn new(version: &'c Validator<'a>) -> Self {
        Self { version, fillers: RefCell::default(), open: RefCell::default() }
    }

    /// Returns a message that passes and has the fields of a part; those that are `fixed` are not changed.
    pub(super) fn complete(&self, part: &Message, fixed: &[FieldNumber]) -> Option<Message> {
        self.completed(part, fixed, 0)
    }

    fn completed(&self, part: &Message, fixed: &[FieldNumber], depth: usize) -> Option<Message> {
        let mut message = part.clone();
        for _ in 0..MAX_STEPS {
            let outcome = self.version.validate(&message);
            if outcome.passes() {
                return Some(message);
            }
            message = self.step(&message, &outcome, fixed, depth)?;
        }
        None
    }

    /// Corrects the first violation of a message.
    fn step(&self, message: &Message, outcome: &Outcome, fixed: &[FieldNumber], depth: usize) -> Option<Message> {
        let schema = self.version.schema();
        let violation = outcome.violations.first()?;
        match (violation.element, &violation.rule) {
            (Element::Field(field), _) if schema[field].containing() == message.ty => {
                if fixed.contains(&schema[field].number) {
                    return None;
                }
                self.filled(message, field, fixed, depth)
            }
            (Element::Oneof(oneof), _) => self.with_member(message, oneof, fixed, depth),
            (Element::Message(id), Violated::Group(path)) if id == message.ty => {
                let model = self.version.model(id);
                let group = model.rules.oneofs.iter().find(|group| group.path == *path)?;
                let is_set = |field: &&FieldId| message.get(schema[**field].number).is_some();
                match group.fields.iter().filter(is_set).count() {
                    0 => group.fields.iter().find_map(|&field| self.filled(message, field, fixed, depth)),
                    _ => {
                        let mut rivals = group.fields.iter().filter(is_set);
                        let rival = rivals.find(|&&field| !fixed.contains(&schema[field].number))?;
                        let mut message = message.clone();
                        message.clear(schema[*rival].number);
                        Some(message)
                    }
                }
            }
            (Element::Message(id), Violated::Rule(_, path)) if id == message.ty => {
                let model = self.version.model(id);
                let rule = model.rules.rules.iter().find(|rule| rule.path == *path)?;
                self.satisfied(message, rule, fixed, outcome.violations.len(), depth)
            }
            _ => None,
        }
    }

    fn with_member(&self, message: &Message, oneof: OneofId, fixed: &[FieldNumber], depth: usize) -> Option<Message> {
        let schema = self.version.schema();
        if schema[oneof].message != message.ty {
            return None;
        }
        schema[oneof].fields.iter().find_map(|&field| self.filled(message, field, fixed, depth))
    }

    /// Sets a field to a value that passes its rules; `None` if that changes a fixed field.
    fn filled(&self, message: &Message, field: FieldId, fixed: &[FieldNumber], depth: usize) -> Option<Message> {
        let schema = self.version.schema();
        let is_fixed = |field: FieldId| fixed.contains(&schema[field].number);
        let is_set = |field: FieldId| message.get(schema[field].number).is_some();
        let rivals = schema[field].oneof.map_or(&[][..], |oneof| &schema[oneof].fields);
        if is_fixed(field) || rivals.iter().any(|&rival| is_fixed(rival) && is_set(rival)) {
            return None;
        }
        let now = message.get(schema[field].number);
        let filler = self.fillers(field, depth).into_iter().find(|filler| Some(filler) != now)?;
        let mut message = message.clone();
        self.version.codec().put(&mut message, field, filler);
        Some(message)
    }

    /// Returns contents of a field that pass its rules.
    pub(super) fn fillers(&self, field: FieldId, depth: usize) -> Vec<Content> {
        if self.open.borrow().contains(&field) {
            return Vec::new();
        }
        let schema = self.version.schema();
        let element = element_of(schema, field);
        // Messages that are deeper have fewer messages in them.
        let is_final = depth == 0 || schema[element].ty.message().is_none();
        if let Some(known) = self.fillers.borrow().get(&field).filter(|_| is_final) {
            return known.clone();
        }
        let model = self.version.model(schema[field].containing());
        let free = FieldRules::default();
        let rules = model.fields.get(&field).unwrap_or(&free);
        let sides = contents::Sides {
            rules: [rules, &FieldRules::default()],
            hints: Hints::default(),
            nested: self.nested(field, depth),
        };
        let mut all = contents::of(self.version, field, &sides);
        if let Some(nested) = schema[field].ty.message().filter(|_| depth < MAX_DEPTH) {
            let ty = field_types::of_element(schema, field);
            for rule in rules.applied() {
                if let (Test::Cel(expression), Shape::Single(_)) = (&rule.test, schema.shape(field))
                    && let Some(tree) = self.version.tree(expression, &ty)
                {
                    let variants = self.variants(&Message::new(nested), &tree, &[], depth + 1);
                    all.extend(variants.into_iter().map(|it| Content::One(DynamicValue::Message(it))));
                }
            }
        }
        let passes = |content: &Content| {
            let mut message = Message::new(schema[field].containing());
            self.version.codec().put(&mut message, field, content.clone());
            message.get(schema[field].number).is_some() && self.version.validate_field(&message, field).passes()
        };
        all.retain(passes);
        all.truncate(MAX_FILLERS);
        if is_final {
            self.fillers.borrow_mut().insert(field, all.clone());
        }
        all
    }

    /// Returns messages that pass, for the values of a field of messages.
    pub(super) fn nested(&self, field: FieldId, depth: usize) -> Vec<DynamicValue> {
        let schema = self.version.schema();
        let element = element_of(schema, field);
        let Some(nested) = schema[element].ty.message().filter(|_| depth < MAX_DEPTH) else { return Vec::new() };
        if !self.open.borrow_mut().insert(field) {
            return Vec::new();
        }
        let made = self.completed(&Message::new(nested), &[], depth + 1);
        self.open.borrow_mut().remove(&field);
        made.map(DynamicValue::Message).into_iter().collect()
    }

    /// Changes the fields that an expression names until it is satisfied.
    fn satisfied(
        &self,
        message: &Message,
        rule: &Rule,
        fixed: &[FieldNumber],
        violations: usize,
        depth: usize,
    ) -> Option<Message> {
        let Test::Cel(expression) = &rule.test else { return None };
        let tree = self.version.tree(expression, &field_types::of_message(self.version.schema(), message.ty))?;
        let variants = self.variants(message, &tree, fixed, depth);
        variants.into_iter().find(|variant| {
            let outcome = self.version.validate(variant);
            let is_left = outcome.violations.iter().any(|it| {
                it.element == Element::Message(message.ty)
                    && matches!(&it.rule, Violated::Rule(_, path) if *path == rule.path)
            });
            !is_left && outcome.violations.len() < violations
        })
    }

    /// Returns messages with other values of the fields that an expression names.
    pub(super) fn variants(&self, message: &Message, tree: &Expr, fixed: &[FieldNumber], depth: usize) -> Vec<Message> {
        let schema = self.version.schema();
        let values = literals::of(tree);
        let names = literals::names(tree);
        let fields = names.iter().filter_map(|name| field_types::field(schema, message.ty, name));
        let fields: Vec<FieldId> = fields.filter(|&field| !fixed.contains(&schema[field].number)).take(4).collect();
        let mut variants = vec![message.clone()];
        for field in fields {
            let contents = self.contents_near(field, &values, &literals::patterns(tree), depth);
            let more: Vec<Message> = variants
                .iter()
                .flat_map(|variant| {
                    contents.iter().map(|content| {
                        let mut variant = variant.clone();
                        match content {
                            Some(content) => self.version.codec().put(&mut variant, field, content.clone()),
                            None => drop(variant.clear(schema[field].number)),
                        }
                        variant
                    })
                })
                .take(MAX_TRIES)
                .collect();
            variants.extend(more);
            variants.truncate(2 * MAX_TRIES);
        }
        variants
    }

    /// Returns contents of a field near some literals that pass its rules, and the absent one.
    pub(super) fn contents_near(
        &self,
        field: FieldId,
        literals: &[Value],
        patterns: &[String],
        depth: usize,
    ) -> Vec<Option<Content>> {
        let schema = self.version.schema();
        let model = self.version.model(schema[field].containing());
        let free = FieldRules::default();
        let rules = model.fields.get(&field).unwrap_or(&free);
        let hints = Hints { values: literals.to_vec(), patterns: patterns.to_vec(), ..Hints::default() };
        let near = contents::of(
            self.version,
            field,
            &contents::Sides { rules: [rules, &free], hints, nested: self.nested(field, depth) },
        );
        let passes = |content: &Content| {
            let mut message = Message::new(schema[field].containing());
            self.version.codec().put(&mut message, field, content.clone());
            self.version.validate_field(&message, field).passes()
        };
        let near = near.into_iter().filter(passes).take(2 * MAX_FILLERS);
        std::iter::once(None).chain(near.chain(self.fillers(field, depth)).map(Some)).collect()
    }
}

/// Returns the field with the type of the values: that of the values of a map.
fn element_of(schema: &Schema, field: FieldId) -> FieldId {
    match schema.shape(field) {
        Shape::Map { value, .. } => value,
        Shape::Single(_) | Shape::Repeated { .. } => field,
    }
}
