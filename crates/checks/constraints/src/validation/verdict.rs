//! The verdicts of rules, as the walk over a message finds them.

use super::at::At;
use crate::cel::value::Value;
use crate::model::rules::{OneofRule, Rule};
use protoward_cel::CelError;
use protoward_schema::Element;
use std::ops::Range;

/// The verdict of a rule about a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The value passes.
    Passes,
    /// The value does not pass. An expression may make the message.
    Violated(Option<String>),
    /// A program refuses to prepare the rule, or it fails for the value. The message is not accepted.
    Fails(Cause),
    /// The verdict is not known here.
    Unknown(Cause),
}

/// The reason why a rule cannot be evaluated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// The reason: lower case, no full stop.
    pub reason: String,
    /// The part of the expression that fails, in bytes.
    pub part: Option<Range<usize>>,
    /// The remedy, such as the nearest name.
    pub help: Option<String>,
}

impl From<&str> for Cause {
    fn from(reason: &str) -> Self {
        Self { reason: reason.to_owned(), part: None, help: None }
    }
}

impl From<CelError> for Cause {
    fn from(error: CelError) -> Self {
        Self { reason: error.message, part: Some(error.range), help: error.help }
    }
}

impl From<bool> for Verdict {
    fn from(passes: bool) -> Self {
        if passes { Self::Passes } else { Self::Violated(None) }
    }
}

/// A rule with its verdict about a value.
#[derive(Debug)]
pub(crate) struct Judged<'w> {
    /// The field, oneof or message with the rule.
    pub(super) element: Element,
    /// The path of the value.
    pub(super) at: &'w At<'w>,
    pub(super) rule: JudgedRule<'w>,
    pub(super) verdict: Verdict,
}

/// A rule with what is needed to name it.
#[derive(Clone, Copy, Debug)]
pub(super) enum JudgedRule<'w> {
    /// The field or oneof must be set. The path is that of the rule in the descriptor of the field.
    Required(&'w [i32]),
    /// A rule of the value.
    OfValue {
        rule: &'w Rule,
        /// All rules of the value.
        rules: &'w [Rule],
        value: JudgedValue,
    },
    /// A group of fields of the message, and how many of them are set.
    Group(&'w OneofRule, usize),
    /// The rules in an option that cannot be read, or that are too deep in a message.
    Option,
}

/// The properties of a value by which a violation is named.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct JudgedValue {
    pub(super) is_text: bool,
    pub(super) is_empty: bool,
    pub(super) is_key: bool,
}

impl JudgedValue {
    pub(super) fn of(value: &Value, is_key: bool) -> Self {
        let is_empty = match value {
            Value::Text(text) => text.is_empty(),
            Value::Bytes(bytes) => bytes.is_empty(),
            _ => false,
        };
        Self { is_text: matches!(value, Value::Text(_)), is_empty, is_key }
    }
}

/// A receiver of verdicts.
pub(crate) trait Verdicts {
    /// Takes a verdict.
    fn take(&mut self, judged: Judged<'_>);
}
