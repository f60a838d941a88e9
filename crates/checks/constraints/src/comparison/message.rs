//! The constraints of a message itself: expressions, groups of fields, and oneofs of which a field must be set.

use super::kinds::same_kind;
use super::{Evidence, Pairing, Stricter, literals};
use crate::cel::field_types;
use crate::model::rules::{Expression, OneofRule, Rule, Test};
use crate::validation::{At, Outcome, Violated};
use protoward_dynamic::{Content, Message};
use protoward_schema::{Element, FieldId, OneofId};

impl Pairing<'_, '_> {
    /// Returns the constraints of the message and of its oneofs that became stricter.
    pub(super) fn own(&self) -> Vec<Stricter> {
        let model = self.new.model(self.pair.new);
        let rules = model.rules.rules.iter().filter_map(|rule| self.expression(rule));
        let groups = model.rules.oneofs.iter().filter_map(|group| self.group(group));
        let oneofs = model.required_oneofs.iter().filter_map(|&oneof| self.oneof(oneof));
        rules.chain(groups).chain(oneofs).collect()
    }

    /// Returns the old oneof with the name or with a member of a new one.
    pub(super) fn earlier_oneof(&self, new: OneofId) -> Option<OneofId> {
        let [old_schema, new_schema] = [self.old.schema(), self.new.schema()];
        let oneofs = &old_schema[self.pair.old].oneofs;
        let name = new_schema.text(new_schema[new].name);
        let named = oneofs.iter().find(|&&old| old_schema.text(old_schema[old].name) == name).copied();
        named.or_else(|| {
            let members = new_schema[new].fields.iter().filter_map(|field| self.earlier.get(field));
            members.filter_map(|&old| old_schema[old].oneof).find(|&old| !old_schema[old].synthetic)
        })
    }

    fn expression(&self, rule: &Rule) -> Option<Stricter> {
        let Test::Cel(expression) = &rule.test else { return None };
        let old = self.old.model(self.pair.old);
        let same = old.rules.rules.iter().any(|it| matches!(&it.test, Test::Cel(old) if old.same(expression)));
        if same && !old.rules.is_disabled && self.sees_the_same(expression) {
            return None;
        }
        let ty = field_types::of_message(self.new.schema(), self.pair.new);
        if self.new.tree(expression, &ty).is_some_and(|tree| literals::is_true(&tree)) {
            return None;
        }
        let is_rejected = |outcome: &Outcome| {
            let violated = Violated::Rule(rule.name.clone(), rule.path.clone());
            outcome.violations.iter().any(|it| it.element == Element::Message(self.pair.new) && it.rule == violated)
        };
        let evidence = self.candidates(expression).iter().find_map(|part| self.rejected(part, is_rejected));
        let written = |rule: &Rule| matches!(&rule.test, Test::Cel(_)).then(|| rule.shown.clone());
        let new = self.new.model(self.pair.new);
        let is_kept = |shown: &String| *shown != rule.shown && new.rules.rules.iter().any(|it| it.shown == *shown);
        let before: Vec<String> = old.rules.rules.iter().filter_map(written).filter(|shown| !is_kept(shown)).collect();
        Some(Stricter {
            element: self.pair.new.into(),
            old_element: self.pair.old.into(),
            rule: rule.name.clone(),
            path: rule.path.clone(),
            before: (!before.is_empty()).then(|| before.join(", ")),
            after: Some(rule.shown.clone()),
            evidence: evidence.unwrap_or(Evidence::Unknown),
        })
    }

    /// Returns `true` if the fields that an expression names have the same values as before.
    fn sees_the_same(&self, expression: &Expression) -> bool {
        let [old_schema, new_schema] = [self.old.schema(), self.new.schema()];
        let ty = field_types::of_message(new_schema, self.pair.new);
        let Some(tree) = self.new.tree(expression, &ty) else { return true };
        literals::names(&tree).iter().all(|name| {
            let Some(new) = field_types::field(new_schema, self.pair.new, name) else { return true };
            self.earlier.get(&new).is_some_and(|&old| {
                let is_wider = field_types::of_field(old_schema, old) == field_types::of_field(new_schema, new)
                    && old_schema.shape(old) == new_schema.shape(new);
                old_schema.text(old_schema[old].name) == name
                    && (same_kind(old_schema, old, new_schema, new)
                        || is_wider && old_schema[old].ty.message().is_none())
            })
        })
    }

    /// Returns parts of old messages near what an expression of the new version compares.
    fn candidates(&self, expression: &Expression) -> Vec<Message> {
        let [old_schema, new_schema] = [self.old.schema(), self.new.schema()];
        let ty = field_types::of_message(new_schema, self.pair.new);
        let empty = Message::new(self.pair.old);
        let Some(tree) = self.new.tree(expression, &ty) else { return vec![empty] };
        // The old version may have other names for the fields: the numbers count.
        let names = literals::names(&tree);
        let fields = names.iter().filter_map(|name| field_types::field(new_schema, self.pair.new, name));
        let fields: Vec<FieldId> = fields.filter_map(|new| self.earlier.get(&new).copied()).take(4).collect();
        let near = literals::of(&tree);
        let patterns = literals::patterns(&tree);
        let mut parts = vec![empty];
        for field in fields {
            let contents = self.completion.contents_near(field, &near, &patterns, 0);
            let mut more = Vec::new();
            for part in &parts {
                for content in contents.iter().flatten() {
                    let mut part = part.clone();
                    self.old.codec().put(&mut part, field, content.clone());
                    more.push(part);
                }
            }
            debug_assert!(old_schema[field].containing() == self.pair.old, "the field is of the old message");
            parts.extend(more);
            parts.truncate(1_500);
        }
        parts
    }

    fn rejected(&self, part: &Message, is_rejected: impl Fn(&Outcome) -> bool) -> Option<Evidence> {
        let mut new = Outcome::default();
        let read = self.read(part)?;
        let model = self.new.model(self.pair.new);
        self.new.own_rules(&model, &read, &At::ROOT, &mut new);
        // To complete a part takes long, so only those are completed that the rule rejects as they are.
        is_rejected(&new).then(|| self.witness(part, None, &is_rejected)).flatten()
    }

    fn group(&self, group: &OneofRule) -> Option<Stricter> {
        let is_rejected = |outcome: &Outcome| {
            let violated = Violated::Group(group.path.clone());
            outcome.violations.iter().any(|it| it.element == Element::Message(self.pair.new) && it.rule == violated)
        };
        let old_fields: Vec<FieldId> =
            group.fields.iter().filter_map(|field| self.earlier.get(field).copied()).collect();
        let old = self.old.model(self.pair.old);
        let mut suspected = false;
        let mut evidence = None;
        if group.is_required {
            // One of the fields was set in any message that passed.
            let was_required = old
                .rules
                .oneofs
                .iter()
                .any(|it| it.is_required && it.fields.iter().all(|field| old_fields.contains(field)));
            let required = old_fields.iter().any(|field| old.fields.get(field).is_some_and(|rules| rules.is_required));
            if !was_required && !required {
                suspected = true;
                let empty = Message::new(self.pair.old);
                evidence = self.completion.complete(&empty, &self.numbers(&old_fields)).and_then(|message| {
                    let read = self.read(&message)?;
                    is_rejected(&self.new.validate(&read)).then(|| self.shown(&message))
                });
                // What the old version asks for may be a field that left the group.
                evidence = evidence.or_else(|| self.rejected(&empty, is_rejected));
            }
        }
        for (at, &one) in old_fields.iter().enumerate() {
            for &other in &old_fields[at + 1..] {
                let forbidden =
                    old.rules.oneofs.iter().any(|it| it.fields.contains(&one) && it.fields.contains(&other));
                let schema = self.old.schema();
                let is_oneof = schema[one].oneof.is_some() && schema[one].oneof == schema[other].oneof;
                if evidence.is_none() && !forbidden && !is_oneof {
                    suspected = true;
                    evidence = self.pair_of(one, other).and_then(|part| self.rejected(&part, is_rejected));
                }
            }
        }
        suspected.then(|| Stricter {
            element: self.pair.new.into(),
            old_element: self.pair.old.into(),
            rule: "oneof".to_owned(),
            path: group.path.clone(),
            before: (!old.rules.oneofs.is_empty())
                .then(|| old.rules.oneofs.iter().map(|group| group.shown.as_str()).collect::<Vec<_>>().join("; ")),
            after: Some(group.shown.clone()),
            evidence: evidence.unwrap_or(Evidence::Unknown),
        })
    }

    fn numbers(&self, fields: &[FieldId]) -> Vec<protoward_schema::FieldNumber> {
        fields.iter().map(|&field| self.old.schema()[field].number).collect()
    }

    /// Returns a message in which two fields are set.
    fn pair_of(&self, one: FieldId, other: FieldId) -> Option<Message> {
        let mut part = Message::new(self.pair.old);
        for field in [one, other] {
            let content: Content = self.completion.fillers(field, 0).into_iter().next()?;
            self.old.codec().put(&mut part, field, content);
        }
        Some(part)
    }

    fn oneof(&self, new: OneofId) -> Option<Stricter> {
        let old = self.earlier_oneof(new);
        let is_rejected = |outcome: &Outcome| {
            outcome.violations.iter().any(|it| it.element == Element::Oneof(new) && it.rule == Violated::Required)
        };
        let [old_schema, new_schema] = [self.old.schema(), self.new.schema()];
        let model = self.old.model(self.pair.old);
        let old_members: Vec<FieldId> =
            new_schema[new].fields.iter().filter_map(|field| self.earlier.get(field).copied()).collect();
        let was_required = |oneof: OneofId| model.required_oneofs.contains(&oneof) && !model.rules.is_disabled;
        let members = old.map_or(&[][..], |old| &old_schema[old].fields);
        // The members that the new oneof does not have, one of which may be the one that is set.
        let left: Vec<FieldId> = members.iter().copied().filter(|field| !old_members.contains(field)).collect();
        let required = old_members
            .iter()
            .any(|field| model.fields.get(field).is_some_and(|rules| rules.is_required) && self.is_present(*field));
        if required || old.is_some_and(was_required) && left.is_empty() {
            return None;
        }
        let mut parts = Vec::new();
        parts.extend((!old.is_some_and(was_required)).then(|| Message::new(self.pair.old)));
        for field in left {
            for content in self.completion.fillers(field, 0) {
                let mut part = Message::new(self.pair.old);
                self.old.codec().put(&mut part, field, content);
                parts.push(part);
            }
        }
        let absent = self.numbers(&old_members);
        let evidence = parts.iter().find_map(|part| {
            let fixed: Vec<_> = part.iter().map(|(number, ..)| number).chain(absent.iter().copied()).collect();
            let message = self.completion.complete(part, &fixed)?;
            let read = self.read(&message)?;
            is_rejected(&self.new.validate(&read)).then(|| self.shown(&message))
        });
        Some(Stricter {
            element: new.into(),
            old_element: old.map_or_else(|| self.pair.old.into(), Element::Oneof),
            rule: "required".to_owned(),
            path: crate::ONEOF.path(new_schema, new.into()),
            before: None,
            after: Some("true".to_owned()),
            evidence: evidence.unwrap_or(Evidence::Unknown),
        })
    }

    /// Returns `true` for a field that the new version reads if it is set.
    fn is_present(&self, old: FieldId) -> bool {
        self.later(old).is_some_and(|new| same_kind(self.old.schema(), old, self.new.schema(), new))
    }
}
