//! Violations with the names and messages that protovalidate gives them.

use super::verdict::{Cause, Judged, JudgedRule, JudgedValue, Verdict, Verdicts};
use crate::model::rules::{OneofRule, Rule, Test};
use crate::wording::{REQUIRED, REQUIRED_ONEOF, RulePath, worded};
use protoward_schema::{Element, Schema};

/// A rule that a message violates, as protovalidate names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedViolation {
    /// The field, oneof or message with the rule.
    pub element: Element,
    /// The path of the rule in the descriptor of the element.
    pub path: Vec<i32>,
    /// The path of the field, such as `items[3].name`; empty for a rule of the message as a whole.
    pub field_path: String,
    /// The id of the rule, such as `string.min_len`.
    pub rule_id: String,
    /// The path of the rule in `buf.validate.FieldRules`, such as `repeated.items.string.min_len`; empty for a rule of a message.
    pub rule_path: String,
    /// `true` for a rule about the key of a map.
    pub for_key: bool,
    /// The message for people.
    pub message: String,
}

/// A rule that cannot be evaluated for a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRule {
    /// The field, oneof or message with the rule.
    pub element: Element,
    /// The path of the rule in the descriptor of the element.
    pub path: Vec<i32>,
    /// The path of the field, such as `items[3].name`; empty for a rule of the message as a whole.
    pub field_path: String,
    /// The name of the rule, such as `string.pattern`; `None` for the whole option.
    pub name: Option<String>,
    /// The reason.
    pub cause: Cause,
    /// The text of an expression.
    pub expression: Option<String>,
}

/// The result of a validation: nothing for a message that passes all rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validated {
    /// The rules that the message violates.
    pub violations: Vec<NamedViolation>,
    /// The rules that cannot be evaluated.
    pub failed: Vec<FailedRule>,
}

/// Names violations as they are found.
pub(super) struct Naming<'a> {
    schema: &'a Schema,
    pub(super) validated: Validated,
}

impl<'a> Naming<'a> {
    pub(super) fn new(schema: &'a Schema) -> Self {
        Self { schema, validated: Validated::default() }
    }

    fn violation(&self, judged: &Judged<'_>, made: Option<String>) -> NamedViolation {
        let schema = self.schema;
        let named = NamedViolation {
            element: judged.element,
            path: Vec::new(),
            field_path: judged.at.text(schema),
            rule_id: String::new(),
            rule_path: String::new(),
            for_key: false,
            message: String::new(),
        };
        match judged.rule {
            JudgedRule::Required(path) => NamedViolation {
                path: path.to_vec(),
                rule_id: "required".to_owned(),
                rule_path: RulePath::of(schema, judged.element, path).text(schema),
                message: if path.is_empty() { REQUIRED_ONEOF } else { REQUIRED }.to_owned(),
                ..named
            },
            JudgedRule::OfValue { rule, rules, value } => self.of_value(named, (rule, rules), value, made),
            JudgedRule::Group(group, set) => NamedViolation {
                path: group.path.clone(),
                rule_id: OneofRule::ID.to_owned(),
                message: group.message(set).unwrap_or_default(),
                ..named
            },
            JudgedRule::Option => named,
        }
    }

    fn of_value(
        &self,
        named: NamedViolation,
        (rule, rules): (&Rule, &[Rule]),
        value: JudgedValue,
        made: Option<String>,
    ) -> NamedViolation {
        let schema = self.schema;
        let Some(worded) = worded(schema, named.element, rules).into_iter().find(|it| it.includes(rule)) else {
            return named;
        };
        let of_empty = if value.is_empty { worded.of_empty(schema) } else { None };
        let (rule_id, message) = of_empty.unwrap_or_else(|| (worded.id(schema), worded.message(value.is_text)));
        NamedViolation {
            path: worded.rule.path.clone(),
            rule_id,
            rule_path: worded.path.text(schema),
            for_key: value.is_key,
            message: made.unwrap_or(message),
            ..named
        }
    }

    fn failed(&self, judged: &Judged<'_>, cause: Cause) -> FailedRule {
        let (name, path) = match judged.rule {
            JudgedRule::Required(path) => (Some("required".to_owned()), path.to_vec()),
            JudgedRule::OfValue { rule, .. } => (Some(rule.name.clone()), rule.path.clone()),
            JudgedRule::Group(group, _) => (Some("oneof".to_owned()), group.path.clone()),
            JudgedRule::Option => (None, Vec::new()),
        };
        let expression = match judged.rule {
            JudgedRule::OfValue { rule: Rule { test: Test::Cel(expression), .. }, .. } => Some(expression.text.clone()),
            _ => None,
        };
        FailedRule { element: judged.element, path, field_path: judged.at.text(self.schema), name, cause, expression }
    }
}

impl Verdicts for Naming<'_> {
    fn take(&mut self, mut judged: Judged<'_>) {
        match std::mem::replace(&mut judged.verdict, Verdict::Passes) {
            Verdict::Passes => {}
            Verdict::Violated(made) => {
                let violation = self.violation(&judged, made);
                // NaN is beyond both bounds of a range, which are one rule.
                if self.validated.violations.last() != Some(&violation) {
                    self.validated.violations.push(violation);
                }
            }
            Verdict::Fails(cause) | Verdict::Unknown(cause) => {
                let failed = self.failed(&judged, cause);
                // A rule that a program refuses to prepare fails for each value, too.
                let is_known = |it: &FailedRule| it.element == failed.element && it.path == failed.path;
                if !self.validated.failed.iter().any(is_known) {
                    self.validated.failed.push(failed);
                }
            }
        }
    }
}
