//! The rules that a message does not pass, by which versions of a schema are compared.

use super::verdict::{Judged, JudgedRule, Verdict, Verdicts};
use crate::model::rules::Test;
use protoward_schema::Element;

/// A rule that a message does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field, oneof or message with the rule.
    pub element: Element,
    /// The rule that is violated.
    pub rule: Violated,
    /// `true` for an expression, whose verdict is known for single values only.
    pub is_expression: bool,
}

/// The rule of a violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Violated {
    /// The field or oneof must be set.
    Required,
    /// A rule of the value with its name and its path in the descriptor of the element.
    Rule(String, Vec<i32>),
    /// A group of fields of the message, by its path in the descriptor.
    Group(Vec<i32>),
    /// The option cannot be read.
    Unreadable,
}

/// The result of a validation.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The rules that are violated.
    pub violations: Vec<Violation>,
    /// The rules of which it cannot be told.
    pub unknown: Vec<Violation>,
}

impl Outcome {
    /// Returns `true` if the message certainly passes.
    pub fn passes(&self) -> bool {
        self.violations.is_empty() && self.unknown.is_empty()
    }

    /// Returns `true` if no rule is violated whose verdict is known for all values.
    pub fn may_pass(&self) -> bool {
        self.violations.iter().all(|violation| violation.is_expression)
    }
}

impl Verdicts for Outcome {
    fn take(&mut self, judged: Judged<'_>) {
        match judged.verdict {
            Verdict::Passes => {}
            // A message for which a rule fails is not accepted.
            Verdict::Violated(_) | Verdict::Fails(_) => self.violations.push(judged.into()),
            Verdict::Unknown(_) => self.unknown.push(judged.into()),
        }
    }
}

impl From<Judged<'_>> for Violation {
    fn from(judged: Judged<'_>) -> Self {
        let is_expression = match judged.rule {
            JudgedRule::OfValue { rule, .. } => matches!(rule.test, Test::Cel(_) | Test::Unknown),
            JudgedRule::Required(_) | JudgedRule::Group(..) | JudgedRule::Option => false,
        };
        let rule = match judged.rule {
            JudgedRule::Required(_) => Violated::Required,
            JudgedRule::OfValue { rule, .. } => Violated::Rule(rule.name.clone(), rule.path.clone()),
            JudgedRule::Group(group, _) => Violated::Group(group.path.clone()),
            JudgedRule::Option => Violated::Unreadable,
        };
        Self { element: judged.element, rule, is_expression }
    }
}
