//! The reason why a message is not valid.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::at::At;
use super::field::PathElement;
use super::violation::{Violation, Violations, write_path};

/// The reason why a message is not valid.
#[derive(Clone, Debug, PartialEq)]
pub enum ValidationError {
    /// Rules that the message violates.
    Violations(Violations),
    /// A rule that cannot be evaluated for the message.
    Runtime(RuntimeError),
}

/// The error of a rule that cannot be evaluated, such as an expression that divides by zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuntimeError {
    field: Vec<PathElement>,
    rule_id: &'static str,
    reason: String,
}

impl ValidationError {
    /// Returns an iterator of the violations. There are none if a rule could not be evaluated.
    pub fn violations(&self) -> impl Iterator<Item = &Violation> {
        match self {
            Self::Violations(violations) => violations.iter(),
            Self::Runtime(_) => [].iter(),
        }
    }
}

impl RuntimeError {
    pub(super) const fn new(field: Vec<PathElement>, rule_id: &'static str, reason: String) -> Self {
        Self { field, rule_id, reason }
    }

    /// Returns the error for a message that is at a path.
    pub(super) fn below(&self, at: &At<'_>) -> Self {
        Self { field: at.elements().into_iter().chain(self.field.iter().cloned()).collect(), ..self.clone() }
    }

    /// Returns the id of the rule.
    pub fn rule_id(&self) -> &'static str {
        self.rule_id
    }

    /// Returns the reason.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violations(violations) => violations.fmt(f),
            Self::Runtime(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for RuntimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { field, rule_id, reason } = self;
        // An expression may have no id.
        if rule_id.is_empty() {
            f.write_str("a rule cannot be evaluated")?;
        } else {
            write!(f, "the rule `{rule_id}` cannot be evaluated")?;
        }
        if !field.is_empty() {
            f.write_str(" for `")?;
            write_path(field, PathElement::name, f)?;
            f.write_str("`")?;
        }
        write!(f, ": {reason}")
    }
}

impl core::error::Error for ValidationError {}
impl core::error::Error for RuntimeError {}

impl From<Violations> for ValidationError {
    fn from(violations: Violations) -> Self {
        Self::Violations(violations)
    }
}

impl From<RuntimeError> for ValidationError {
    fn from(error: RuntimeError) -> Self {
        Self::Runtime(error)
    }
}
