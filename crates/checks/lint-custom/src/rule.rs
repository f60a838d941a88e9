//! Rules that a configuration defines: as written, and with a checked condition.

use crate::condition::Condition;
use crate::message::MessageTemplate;
use crate::target::Target;
use protoward_policy::{Level, Rule};
use protoward_source::LocatedText;

/// A table `[[lint.rule]]` as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenRule {
    /// The id, which must not be that of another rule.
    pub id: LocatedText,
    /// The message, with expressions in braces.
    pub message: LocatedText,
    /// The word for the kind of declarations that the rule is about.
    pub target: LocatedText,
    /// The expression, which is `true` for declarations that are right.
    pub condition: LocatedText,
    /// The remedy, for the help of findings.
    pub help: Option<LocatedText>,
    /// The categories by which the configuration selects the rule.
    pub categories: Vec<LocatedText>,
    /// The severity, if the configuration gives no other one to the id.
    pub severity: Option<Level>,
}

/// A rule with a condition that every declaration of a kind must meet.
#[derive(Clone, Debug)]
pub struct ConditionRule {
    /// The rule as a policy sees it.
    pub rule: &'static Rule,
    /// The kind of declarations that the rule is about.
    pub target: Target,
    /// The checked condition.
    pub condition: Condition,
    /// The text of the condition, where its errors are.
    pub text: LocatedText,
    /// The message of findings, with the expressions in it.
    pub message: MessageTemplate,
    /// The remedy, for the help of findings.
    pub help: Option<String>,
}
