//! The names and messages of rules in violations, as protovalidate has them.

mod rule_path;
mod texts;

pub use rule_path::RulePath;

use crate::model::rules::{Format, OneofRule, Range, Rule, Test};
use protoward_schema::{Element, Schema};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The message about a field that must be set and is not.
pub const REQUIRED: &str = "value is required";

/// The message about a oneof of which a field must be set and is not.
pub const REQUIRED_ONEOF: &str = "exactly one field is required in oneof";

/// A rule, as violations name it. Both bounds of a range are one rule.
#[derive(Clone, Debug)]
pub struct WordedRule<'r> {
    /// The rule.
    pub rule: Cow<'r, Rule>,
    /// The path of the rule in `buf.validate.FieldRules`; empty for a rule of a message.
    pub path: RulePath,
}

/// Returns the rules of a value in the order of violations. `of` is the element whose option has them.
pub fn worded<'r>(schema: &Schema, of: Element, rules: &'r [Rule]) -> Vec<WordedRule<'r>> {
    let rules = joined(rules).into_iter().map(|rule| WordedRule { path: RulePath::of(schema, of, &rule.path), rule });
    let mut rules: Vec<_> = rules.collect();
    // The rules of a list or a map come before those of its items.
    rules.sort_by_key(|it| if matches!(it.rule.test, Test::Cel(_)) { 0 } else { 1 + it.path.position(schema) });
    rules
}

impl WordedRule<'_> {
    /// Returns the id, such as `string.min_len`.
    pub fn id(&self, schema: &Schema) -> String {
        let id = self.path.id(schema);
        match &self.rule.test {
            Test::Cel(expression) => expression.id.clone(),
            Test::Range(range) => {
                let kind = id.split('.').next().unwrap_or_default();
                format!("{kind}.{}", texts::range_name(range))
            }
            Test::Format(Format::HeaderName | Format::LooseHeaderName) => format!("{id}.header_name"),
            Test::Format(Format::HeaderValue | Format::LooseHeaderValue) => format!("{id}.header_value"),
            _ => id,
        }
    }

    /// Returns the message for values that do not pass. `is_text` is `true` for the rules of a string. An expression that is a string
    /// makes its own message.
    pub fn message(&self, is_text: bool) -> String {
        match &self.rule.test {
            Test::Cel(expression) if expression.message.is_empty() => format!("\"{}\" returned false", expression.text),
            Test::Cel(expression) => expression.message.clone(),
            test => texts::message(test, self.name(), is_text),
        }
    }

    /// Returns the id and the message for empty values, if the rule has other ones for them.
    pub fn of_empty(&self, schema: &Schema) -> Option<(String, String)> {
        let Test::Format(format) = self.rule.test else { return None };
        let message = texts::empty_message(format, self.name())?;
        Some((format!("{}_empty", self.id(schema)), message))
    }

    /// Returns `true` if a rule of the value is this one, or one of its bounds.
    pub(crate) fn includes(&self, rule: &Rule) -> bool {
        let are_bounds = matches!((&self.rule.test, &rule.test), (Test::Range(_), Test::Range(_)));
        are_bounds || std::ptr::eq(&*self.rule, rule)
    }

    /// Returns the name without those around it, such as `min_len`.
    fn name(&self) -> &str {
        self.rule.name.rsplit('.').next().unwrap_or_default()
    }
}

impl OneofRule {
    /// The id of violations.
    pub const ID: &'static str = "message.oneof";

    /// Returns the message about a number of fields that are set, if that number is wrong.
    pub fn message(&self, set: usize) -> Option<String> {
        let names = self.names.join(", ");
        match set {
            0 if self.is_required => Some(format!("one of {names} must be set")),
            0 | 1 => None,
            _ => Some(format!("only one of {names} can be set")),
        }
    }

    /// Returns the mistake because of which a program refuses the group.
    pub fn mistake(&self) -> Option<&'static str> {
        let distinct: BTreeSet<&String> = self.names.iter().collect();
        match self.fields.len() {
            0 => Some("it names no field of the message"),
            count if count < self.names.len() => Some("it names a field that the message does not have"),
            count if count > distinct.len() => Some("it names a field twice"),
            _ => None,
        }
    }
}

/// Returns the rules with both bounds of a range in one rule, which is how they are violated.
fn joined(rules: &[Rule]) -> Vec<Cow<'_, Rule>> {
    let mut joined: Vec<Cow<'_, Rule>> = Vec::new();
    for rule in rules {
        let earlier = joined.iter_mut().find_map(|earlier| match (&earlier.test, &rule.test) {
            (Test::Range(Range { low: Some(low), high: None }), Test::Range(Range { low: None, high: Some(high) })) => {
                let range = Range { low: Some(low.clone()), high: Some(high.clone()) };
                Some((earlier, range))
            }
            _ => None,
        });
        match earlier {
            Some((earlier, range)) => earlier.to_mut().test = Test::Range(range),
            None => joined.push(Cow::Borrowed(rule)),
        }
    }
    joined
}
