//! The violations that a validation found so far.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::ControlFlow;

use super::at::At;
use super::rule::Rule;
use super::validation_error::{RuntimeError, ValidationError};
use super::violation::{Violation, Violations};

/// `Break` if the validation is over: for an error, and after the first violation if that is enough.
pub type Flow = ControlFlow<()>;

/// The violations that were found so far. Nothing is allocated before the first one.
#[derive(Debug)]
pub struct Found {
    violations: Vec<Violation>,
    is_fail_fast: bool,
    error: Option<RuntimeError>,
}

impl Found {
    /// Creates a collector of all violations.
    pub(super) const fn all() -> Self {
        Self { violations: Vec::new(), is_fail_fast: false, error: None }
    }

    /// Creates a collector that ends the validation after the first violation.
    pub(super) const fn first() -> Self {
        Self { violations: Vec::new(), is_fail_fast: true, error: None }
    }

    /// Adds a violation with the message of the rule.
    #[cold]
    pub fn add(&mut self, at: &At<'_>, rule: &'static Rule) -> Flow {
        self.push(at, rule, Cow::Borrowed(rule.message))
    }

    /// Adds a violation if an expression is false.
    pub fn holds<E: Display>(&mut self, at: &At<'_>, rule: &'static Rule, result: Result<bool, E>) -> Flow {
        match result {
            Ok(true) => Flow::Continue(()),
            Ok(false) => self.add(at, rule),
            Err(error) => self.fail(at, rule, error.to_string()),
        }
    }

    /// Adds a violation if an expression returns a message.
    pub fn is_silent<E: Display>(&mut self, at: &At<'_>, rule: &'static Rule, result: Result<Cow<'_, str>, E>) -> Flow {
        match result {
            Ok(message) if message.is_empty() => Flow::Continue(()),
            Ok(message) => self.push(at, rule, Cow::Owned(message.into_owned())),
            Err(error) => self.fail(at, rule, error.to_string()),
        }
    }

    /// Ends the validation because a rule cannot be evaluated.
    #[cold]
    pub fn fail(&mut self, at: &At<'_>, rule: &'static Rule, reason: impl Into<String>) -> Flow {
        self.error = Some(RuntimeError::new(at.elements(), rule.id, reason.into()));
        Flow::Break(())
    }

    fn push(&mut self, at: &At<'_>, rule: &'static Rule, message: Cow<'static, str>) -> Flow {
        self.violations.push(Violation { field: at.elements(), rule, message });
        if self.is_fail_fast { Flow::Break(()) } else { Flow::Continue(()) }
    }

    /// Returns the number of violations, for [`sort_entries`](Self::sort_entries).
    pub fn count(&self) -> usize {
        self.violations.len()
    }

    /// Sorts the violations of the entries of a map, which come in any order, by the keys. `first` is the number of violations
    /// before those of the map, which is at a path.
    pub fn sort_entries(&mut self, first: usize, at: &At<'_>) {
        if self.violations.len() > first + 1 {
            let depth = at.elements().len() - 1;
            let key = |it: &Violation| it.field.get(depth).and_then(|element| element.subscript.clone());
            self.violations[first..].sort_by_key(key);
        }
    }

    /// Returns the result of the validation.
    pub(super) fn result(self) -> Result<(), ValidationError> {
        match self.error {
            Some(error) => Err(ValidationError::Runtime(error)),
            None if self.violations.is_empty() => Ok(()),
            None => Err(ValidationError::Violations(Violations::new(self.violations))),
        }
    }
}
