//! The violations that a validation found so far.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::Any;
use core::fmt::Display;
use core::ops::ControlFlow;

use super::at::At;
use super::rule::Rule;
use super::validation_error::{RuntimeError, ValidationError};
use super::violation::{Violation, Violations};

/// `Break` if the validation is over: for an error, and after the first violation if that is enough.
pub type Flow = ControlFlow<()>;

/// The rule that a field or oneof must be set. Generated code has the rule of `buf.validate` itself, which has a path.
static REQUIRED: Rule = Rule::new("required", "value is required", &[]);
/// The rule that a field of a oneof must be set.
static REQUIRED_ONEOF: Rule = Rule::new("required", "exactly one field is required in oneof", &[]);
/// The rule that the type of a field in a checked type takes the value. The message is that of its error.
static TYPE: Rule = Rule::new("type", "", &[]);

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

    /// Adds a violation for a required field that is missing, and returns `None`.
    #[cold]
    pub fn missing<T>(&mut self, at: &At<'_>) -> Option<T> {
        let _ = self.add(at, &REQUIRED);
        None
    }

    /// Adds a violation for a required oneof that is missing, and returns `None`.
    #[cold]
    pub fn missing_oneof<T>(&mut self, at: &At<'_>) -> Option<T> {
        let _ = self.add(at, &REQUIRED_ONEOF);
        None
    }

    /// Adds a violation for a value that an own type refuses with an error. The violations of a [`ValidationError`], such as
    /// that of a checked type of another crate, are added with their paths.
    #[cold]
    pub(super) fn refused(&mut self, at: &At<'_>, error: &(impl Display + 'static)) {
        match (error as &dyn Any).downcast_ref::<ValidationError>() {
            Some(ValidationError::Violations(inner)) => {
                self.violations.extend(inner.iter().map(|violation| violation.below(at)));
            }
            Some(ValidationError::Runtime(inner)) => self.error = Some(inner.below(at)),
            None => drop(self.push(at, &TYPE, Cow::Owned(error.to_string()))),
        }
    }

    /// Adds what was found otherwise, without violations that are known.
    pub(super) fn append(&mut self, other: Self) {
        let known: BTreeSet<_> = self.violations.iter().map(Violation::key).collect();
        let new: Vec<Violation> = other.violations.into_iter().filter(|it| !known.contains(&it.key())).collect();
        self.violations.extend(new);
        self.error = self.error.take().or(other.error);
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

    /// Returns `true` if nothing is violated, and no rule failed.
    pub(super) fn is_empty(&self) -> bool {
        self.violations.is_empty() && self.error.is_none()
    }

    /// Returns the result of the validation.
    pub(super) fn result(self) -> Result<(), ValidationError> {
        if self.is_empty() { Ok(()) } else { Err(self.into_error()) }
    }

    /// Returns the error of a rule that failed, or the violations.
    pub(super) fn into_error(self) -> ValidationError {
        match self.error {
            Some(error) => ValidationError::Runtime(error),
            None => ValidationError::Violations(Violations::new(self.violations)),
        }
    }
}
