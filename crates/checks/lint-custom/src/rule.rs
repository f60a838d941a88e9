//! Rules that a configuration defines.

use crate::condition::Condition;
use crate::message::MessageTemplate;
use crate::target::Target;
use protoward_policy::{Level, Rule};
use protoward_source::LocatedText;

/// A table `[[lint.rule]]` as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenRule {
    /// The id.
    pub id: LocatedText,
    /// The message, with expressions in braces.
    pub message: LocatedText,
    /// The kind of declarations.
    pub target: LocatedText,
    /// The expression.
    pub condition: LocatedText,
    /// The remedy.
    pub help: Option<LocatedText>,
    /// The categories.
    pub categories: Vec<LocatedText>,
    /// The severity, if the configuration gives no other one to the id.
    pub severity: Option<Level>,
}

/// A rule with a condition that every declaration of a kind must meet.
#[derive(Clone, Debug)]
pub struct ConditionRule {
    /// The rule as a policy sees it.
    pub rule: &'static Rule,
    /// The kind of declarations.
    pub target: Target,
    /// The condition.
    pub condition: Condition,
    /// The text of the condition, where its errors are.
    pub text: LocatedText,
    /// The message of findings.
    pub message: MessageTemplate,
    /// The remedy.
    pub help: Option<String>,
}
