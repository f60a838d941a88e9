//! The constraints of a field: candidates for its contents, and proofs for the rules that no candidate violates.

use super::contents::{self, Part, Sides};
use super::hints::Hints;
use super::kinds::{is_same_wire, same_kind};
use super::proof::{Proof, Prover};
use super::{Evidence, Pairing, Stricter, literals};
use crate::cel::field_types;
use crate::model::rules::{FieldRules, Rule, Test};
use crate::validation::{Outcome, Validator, Violated};
use protoward_cel::Type;
use protoward_dynamic::{Content, DynamicValue, Message};
use protoward_schema::{Element, FieldId, FieldType, Schema, Shape};
use std::collections::BTreeMap;

/// Maximum number of candidates for one rule that are completed to a message.
const MAX_COMPLETED: usize = 8;

/// The knowledge about a rule of the new version.
#[derive(Debug, Default)]
struct Knowledge {
    evidence: Option<Evidence>,
    /// `true` if a value that passed is rejected, or that is not known.
    is_suspected: bool,
    /// `true` if a value is rejected that only an expression rejected before: it stands for values that may have passed.
    is_possible: bool,
    completed: usize,
}

/// The versions of a field.
pub(super) struct FieldPair<'p, 'c, 'a> {
    pairing: &'p Pairing<'c, 'a>,
    old: Option<FieldId>,
    new: FieldId,
    old_rules: FieldRules,
    new_rules: FieldRules,
    known: BTreeMap<Vec<i32>, Knowledge>,
}

impl Pairing<'_, '_> {
    /// Returns the constraints of fields that became stricter.
    pub(super) fn fields(&self) -> Vec<Stricter> {
        let model = self.new.model(self.pair.new);
        let unreadable = model.unreadable.iter().filter_map(|&element| self.unreadable(element));
        let mut found: Vec<Stricter> = unreadable.collect();
        for (&new, rules) in model.fields.iter().filter(|(_, rules)| !rules.is_empty()) {
            let old = self.earlier.get(&new).copied();
            let free = FieldRules::default();
            let old_model = self.old.model(self.pair.old);
            let old_rules = old.and_then(|old| old_model.fields.get(&old)).unwrap_or(&free);
            if old.is_some_and(|old| self.is_unchanged(old, new, old_rules, rules)) {
                continue;
            }
            let pair = FieldPair {
                pairing: self,
                old,
                new,
                old_rules: old_rules.clone(),
                new_rules: rules.clone(),
                known: BTreeMap::new(),
            };
            found.extend(pair.stricter());
        }
        found
    }

    /// Returns a finding for an option that cannot be read, unless it has the same bytes as before.
    fn unreadable(&self, element: Element) -> Option<Stricter> {
        let (annotation, old) = match element {
            Element::Field(new) => (crate::FIELD, self.earlier.get(&new).map(|&old| Element::Field(old))),
            Element::Oneof(new) => (crate::ONEOF, self.earlier_oneof(new).map(Element::Oneof)),
            _ => (crate::MESSAGE, Some(self.pair.old.into())),
        };
        let bytes = |schema: &Schema, element| annotation.message(schema, element).map(|option| option.bytes);
        let before = old.and_then(|old| bytes(self.old.schema(), old));
        (before != bytes(self.new.schema(), element)).then(|| Stricter {
            element,
            old_element: old.unwrap_or_else(|| self.pair.old.into()),
            rule: "rules".to_owned(),
            path: annotation.path(self.new.schema(), element),
            before: None,
            after: None,
            evidence: Evidence::Unknown,
        })
    }

    /// Returns `true` if a field has the same rules for the same values.
    fn is_unchanged(&self, old: FieldId, new: FieldId, old_rules: &FieldRules, new_rules: &FieldRules) -> bool {
        old_rules.same(new_rules) && same_kind(self.old.schema(), old, self.new.schema(), new)
    }
}

impl FieldPair<'_, '_, '_> {
    fn stricter(mut self) -> Vec<Stricter> {
        if !self.is_always_set() {
            self.try_contents(None);
        }
        for content in self.contents(&[]) {
            self.try_contents(Some(content));
        }
        if !self.is_readable() {
            // Other rules report the types, and nothing is proven about values that are read as others.
            return self.rules().iter().filter_map(|rule| self.shown(rule)).collect();
        }
        let mut found = Vec::new();
        for (rule, part) in self.rules() {
            found.extend(self.judge(rule.as_ref(), part));
        }
        found
    }

    /// Returns the rules of the new version with the values that they are about; `None` for `required`.
    fn rules(&self) -> Vec<(Option<Rule>, Part)> {
        let rules = &self.new_rules;
        let required = rules.is_required.then_some((None, Part::Whole));
        let parts = [(Part::Items, &rules.items), (Part::Keys, &rules.keys), (Part::Values, &rules.values)];
        let whole = rules.applied().iter().cloned().map(|rule| (Some(rule), Part::Whole));
        let inner = parts.into_iter().flat_map(|(part, rules)| {
            let rules = rules.iter().flat_map(|rules| rules.applied());
            rules.cloned().map(move |rule| (Some(rule), part)).collect::<Vec<_>>()
        });
        required.into_iter().chain(whole).chain(inner).collect()
    }

    fn schemas(&self) -> [&Schema; 2] {
        [self.pairing.old.schema(), self.pairing.new.schema()]
    }

    /// Returns the new rules as far as they are about the values of the old field: those of items for a field that became a list.
    fn rules_for_old(&self) -> (FieldRules, FieldRules) {
        let (Some(old), new) = (self.old, &self.new_rules) else {
            return (FieldRules::default(), self.new_rules.clone());
        };
        let [old_schema, new_schema] = self.schemas();
        let new = match (old_schema.shape(old), new_schema.shape(self.new)) {
            (Shape::Single(_), Shape::Repeated { .. }) => new.items.as_deref().cloned().unwrap_or_default(),
            (Shape::Repeated { .. }, Shape::Single(_)) => {
                FieldRules { items: Some(Box::new(new.clone())), ..FieldRules::default() }
            }
            _ => new.clone(),
        };
        (self.old_rules.clone(), new)
    }

    /// Returns candidates for the contents of the old field, with more values than those of the rules.
    fn contents(&self, more: &[crate::cel::value::Value]) -> Vec<Content> {
        let Some(old) = self.old else { return Vec::new() };
        let (old_rules, new_rules) = self.rules_for_old();
        let mut hints = Hints { values: more.to_vec(), ..Hints::default() };
        let [_, new_schema] = self.schemas();
        let element = match new_schema.shape(self.new) {
            Shape::Map { value, .. } => value,
            Shape::Single(_) | Shape::Repeated { .. } => self.new,
        };
        if let FieldType::Enum(id) = new_schema[element].ty {
            hints.numbers = new_schema[id].values.iter().map(|&value| new_schema[value].number).collect();
        }
        for (version, field, rules) in
            [(self.pairing.old, old, &self.old_rules), (self.pairing.new, self.new, &self.new_rules)]
        {
            for (tree, rule) in trees(version, field, rules) {
                hints.values.extend(literals::of(&tree));
                hints.values.extend(rule);
                hints.patterns.extend(literals::patterns(&tree));
            }
        }
        let sides = Sides { rules: [&old_rules, &new_rules], hints, nested: self.pairing.completion.nested(old, 0) };
        let mut contents = contents::of(self.pairing.old, old, &sides);
        let [old_schema, _] = self.schemas();
        if let Some(nested) = old_schema[old].ty.message() {
            contents.extend(self.pairing.completion.fillers(old, 0));
            if matches!(old_schema.shape(old), Shape::Single(_)) {
                for (tree, _) in trees(self.pairing.new, self.new, &self.new_rules) {
                    let variants = self.pairing.completion.variants(&Message::new(nested), &tree, &[], 0);
                    contents.extend(variants.into_iter().map(|it| Content::One(DynamicValue::Message(it))));
                }
            }
        }
        contents
    }

    /// Tries a content of the old field; `None` for a message without the field.
    fn try_contents(&mut self, content: Option<Content>) {
        let pairing = self.pairing;
        let mut message = Message::new(pairing.pair.old);
        let mut before = Outcome::default();
        if let Some(old) = self.old {
            let is_set = content.is_some();
            if let Some(content) = content {
                pairing.old.codec().put(&mut message, old, content);
            }
            before = pairing.old.validate_field(&message, old);
            if !before.may_pass() || is_set && message.iter().next().is_none() {
                return;
            }
        }
        let Some(read) = pairing.read(&message) else { return };
        let after = pairing.new.validate_field(&read, self.new);
        for violation in after.violations.iter().chain(&after.unknown) {
            let (Element::Field(field), true) = (violation.element, after.violations.contains(violation)) else {
                self.suspect(&violation.rule);
                continue;
            };
            if field == self.new {
                self.reject(&message, &violation.rule, before.passes());
            }
        }
    }

    fn suspect(&mut self, rule: &Violated) {
        if let Some(path) = self.path(rule) {
            self.known.entry(path).or_default().is_suspected = true;
        }
    }

    fn path(&self, rule: &Violated) -> Option<Vec<i32>> {
        match rule {
            Violated::Required => Some(self.new_rules.required_path.clone()),
            Violated::Rule(_, path) => Some(path.clone()),
            Violated::Group(_) | Violated::Unreadable => None,
        }
    }

    /// Notes that a message is rejected by a rule, and looks for a whole message if it passed before.
    fn reject(&mut self, message: &Message, rule: &Violated, passed: bool) {
        let Some(path) = self.path(rule) else { return };
        let pairing = self.pairing;
        let new = self.new;
        let knowledge = self.known.entry(path).or_default();
        knowledge.is_possible = true;
        knowledge.is_suspected |= passed;
        if !passed || knowledge.evidence.is_some() || knowledge.completed == MAX_COMPLETED {
            return;
        }
        knowledge.completed += 1;
        let is_rejected = |outcome: &Outcome| {
            outcome.violations.iter().any(|it| it.element == Element::Field(new) && it.rule == *rule)
        };
        knowledge.evidence = pairing.witness(message, self.old, is_rejected);
    }

    /// Returns a finding for a rule of the new version, if it is stricter or nothing is known.
    fn judge(&mut self, rule: Option<&Rule>, part: Part) -> Option<Stricter> {
        let path = rule.map_or_else(|| self.new_rules.required_path.clone(), |rule| rule.path.clone());
        let evidence = |this: &Self| this.known.get(&path).and_then(|known| known.evidence.clone());
        let is_suspected = |this: &Self| this.known.get(&path).is_some_and(|known| known.is_suspected);
        if evidence(self).is_none() && !is_suspected(self) {
            let is_possible = self.known.get(&path).is_some_and(|known| known.is_possible);
            match rule.map_or(Proof::Implied, |rule| self.prove(rule, part, is_possible)) {
                Proof::Implied => return None,
                Proof::Unknown => {}
                // What automata found.
                Proof::Values(values) => {
                    for content in self.contents(&values) {
                        self.try_contents(Some(content));
                    }
                }
            }
        }
        let evidence = evidence(self).unwrap_or(Evidence::Unknown);
        Some(self.finding(rule, part, evidence))
    }

    /// Returns a finding for a rule if there is a message that shows it.
    fn shown(&self, (rule, part): &(Option<Rule>, Part)) -> Option<Stricter> {
        let path = rule.as_ref().map_or(&self.new_rules.required_path, |rule| &rule.path);
        let evidence = self.known.get(path)?.evidence.clone()?;
        Some(self.finding(rule.as_ref(), *part, evidence))
    }

    fn finding(&self, rule: Option<&Rule>, part: Part, evidence: Evidence) -> Stricter {
        let path = rule.map_or_else(|| self.new_rules.required_path.clone(), |rule| rule.path.clone());
        let before = self.before(rule, part);
        Stricter {
            element: self.new.into(),
            old_element: self.old.map_or_else(|| self.pairing.pair.old.into(), Element::Field),
            rule: rule.map_or("required", |rule| &rule.name).to_owned(),
            path,
            before,
            after: Some(rule.map_or("true", |rule| &rule.shown).to_owned()),
            evidence,
        }
    }

    /// Returns `true` for the only field of a group or a oneof of which one must be set.
    fn is_always_set(&self) -> bool {
        let (Some(old), old_schema) = (self.old, self.schemas()[0]) else { return false };
        let model = self.pairing.old.model(self.pairing.pair.old);
        model.rules.oneofs.iter().any(|group| group.is_required && group.fields == [old])
            || model.required_oneofs.iter().any(|&oneof| old_schema[oneof].fields == [old])
    }

    /// Returns `true` if the new version reads values of the old type.
    fn is_readable(&self) -> bool {
        let [old_schema, new_schema] = self.schemas();
        let Some(old) = self.old else { return true };
        match (old_schema.shape(old), new_schema.shape(self.new)) {
            (Shape::Map { key, value }, Shape::Map { key: new_key, value: new_value }) => {
                is_same_wire(old_schema[key].ty, new_schema[new_key].ty)
                    && is_same_wire(old_schema[value].ty, new_schema[new_value].ty)
            }
            (Shape::Map { .. }, _) | (_, Shape::Map { .. }) => false,
            _ => is_same_wire(old_schema[old].ty, new_schema[self.new].ty),
        }
    }

    /// Returns the value of the same rule in the old version.
    fn before(&self, rule: Option<&Rule>, part: Part) -> Option<String> {
        let Some(rule) = rule else { return self.old_rules.is_required.then(|| "true".to_owned()) };
        let old = self.old_part(part)?;
        let same: Vec<&Rule> = old.rules.iter().filter(|old| slot(old) == slot(rule)).collect();
        let is_expression = matches!(rule.test, Test::Cel(_));
        let new: Vec<&str> = self.rules_of(part).iter().map(|rule| rule.shown.as_str()).collect();
        let shown = same.iter().map(|rule| rule.shown.as_str());
        // An expression that is still there is not what another one replaced.
        let shown: Vec<&str> = shown.filter(|it| !is_expression || *it == rule.shown || !new.contains(it)).collect();
        (!shown.is_empty()).then(|| shown.join(", "))
    }

    fn rules_of(&self, part: Part) -> &[Rule] {
        self.new_part(part).map_or(&[], FieldRules::applied)
    }

    fn new_part(&self, part: Part) -> Option<&FieldRules> {
        match part {
            Part::Whole => Some(&self.new_rules),
            Part::Items => self.new_rules.items.as_deref(),
            Part::Keys => self.new_rules.keys.as_deref(),
            Part::Values => self.new_rules.values.as_deref(),
        }
    }

    /// Returns the old rules of the values that a part of the new rules is about.
    fn old_part(&self, part: Part) -> Option<&FieldRules> {
        let [old_schema, new_schema] = self.schemas();
        let is_list = |schema: &Schema, field| matches!(schema.shape(field), Shape::Repeated { .. });
        let was_list = self.old.is_some_and(|old| is_list(old_schema, old));
        match (part, was_list, is_list(new_schema, self.new)) {
            (Part::Whole, true, false) => self.old_rules.items.as_deref(),
            (Part::Items, false, true) => Some(&self.old_rules),
            (Part::Whole, ..) => Some(&self.old_rules),
            (Part::Items, ..) => self.old_rules.items.as_deref(),
            (Part::Keys, ..) => self.old_rules.keys.as_deref(),
            (Part::Values, ..) => self.old_rules.values.as_deref(),
        }
    }

    /// Proves that the old version implies a rule, or finds values for which it does not.
    ///
    /// `is_possible` tells that a candidate is rejected that only an expression rejected before.
    fn prove(&self, rule: &Rule, part: Part, is_possible: bool) -> Proof {
        let Some(old) = self.old else {
            // The only message of an old client is one without the field.
            return Proof::Implied;
        };
        let [old_schema, new_schema] = self.schemas();
        let was_single = matches!(old_schema.shape(old), Shape::Single(_));
        if part == Part::Whole && was_single && !matches!(new_schema.shape(self.new), Shape::Single(_)) {
            // One value, or none: both were tried.
            return if matches!(rule.test, Test::Count(_) | Test::Unique) { Proof::Implied } else { Proof::Unknown };
        }
        let element = |schema: &Schema, field: FieldId| match (schema.shape(field), part) {
            (Shape::Map { key, .. }, Part::Keys) => key,
            (Shape::Map { value, .. }, Part::Values) => value,
            _ => field,
        };
        let whole = self.old_rules.applied();
        if part != Part::Whole
            && !was_single
            && whole.iter().any(|rule| matches!(&rule.test, Test::Count(it) if it.most == 0))
        {
            return Proof::Implied;
        }
        let fields = [element(old_schema, old), element(new_schema, self.new)];
        let is_possible = is_possible || self.is_element_rejected(rule, part, fields);
        let tests = match self.old_rules.ignored {
            crate::Ignored::Always => Vec::new(),
            _ => self.old_part(part).into_iter().flat_map(|rules| rules.applied()).map(|rule| &rule.test).collect(),
        };
        let is_list = part == Part::Whole && !was_single;
        Prover { schemas: self.schemas(), fields, is_list, is_possible, old: tests }.prove(&rule.test)
    }

    /// Returns `true` if a candidate for an item, key or value passed and is rejected. Lists and maps with it need not exist.
    fn is_element_rejected(&self, rule: &Rule, part: Part, [old, new]: [FieldId; 2]) -> bool {
        let (old_rules, new_rules) = self.rules_for_old();
        let was_single = self.old.is_some_and(|old| matches!(self.schemas()[0].shape(old), Shape::Single(_)));
        if part == Part::Whole || was_single {
            return false;
        }
        let sides = Sides { rules: [&old_rules, &new_rules], hints: Hints::default(), nested: Vec::new() };
        let values = super::candidates::values(self.schemas()[0], self.schemas()[0][old].ty, &sides.hints_of(part));
        let ignored = self.new_part(part).map(|rules| rules.ignored).unwrap_or_default();
        let rules = FieldRules { rules: vec![rule.clone()], ignored, ..FieldRules::default() };
        values.iter().any(|value| {
            let may_pass = self.pairing.old.validate_element(self.old_part(part), value, old).may_pass();
            let same =
                field_types::of_element(self.schemas()[0], old) == field_types::of_element(self.schemas()[1], new);
            may_pass
                && same
                && !matches!(value, DynamicValue::Message(_))
                && !self.pairing.new.validate_element(Some(&rules), value, new).passes()
        })
    }
}

/// Returns the expressions of rules with the values of their predefined rules.
fn trees(
    version: &Validator<'_>,
    field: FieldId,
    rules: &FieldRules,
) -> Vec<(std::rc::Rc<protoward_cel::Expr>, Option<crate::cel::value::Value>)> {
    let schema = version.schema();
    let element = |part: usize| match schema.shape(field) {
        Shape::Map { key, .. } if part == 1 => field_types::of_element(schema, key),
        Shape::Map { value, .. } => field_types::of_element(schema, value),
        Shape::Single(_) | Shape::Repeated { .. } => field_types::of_element(schema, field),
    };
    let whole: (Option<&FieldRules>, Type) = (Some(rules), field_types::of_field(schema, field));
    let inner = [&rules.items, &rules.keys, &rules.values];
    let inner = inner.into_iter().enumerate().map(|(at, rules)| (rules.as_deref(), element(at)));
    let mut trees = Vec::new();
    for (rules, ty) in std::iter::once(whole).chain(inner) {
        for rule in rules.into_iter().flat_map(|rules| &rules.rules) {
            if let Test::Cel(expression) = &rule.test
                && let Some(tree) = version.tree(expression, &ty)
            {
                trees.push((tree, expression.predefined.as_ref().map(|it| it.rule.clone())));
            }
        }
    }
    trees
}

/// Returns the name of a rule without its type: the bounds of a range replace each other.
fn slot(rule: &Rule) -> String {
    let name = rule.name.rsplit('.').next().unwrap_or_default();
    match name {
        "gt" | "gte" => "low".to_owned(),
        "lt" | "lte" => "high".to_owned(),
        "cel" | "cel_expression" => "cel".to_owned(),
        _ if rule.name.contains('[') => rule.name.split_once('[').map_or_else(String::new, |(_, name)| name.to_owned()),
        name => name.to_owned(),
    }
}
