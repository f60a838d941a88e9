//! The state of an evaluation: variables, compiled patterns, and limits.

use super::environment::Environment;
use super::value::{Reading, Value};
use crate::re2::{self, PatternError};
use regex::Regex;
use std::cell::RefCell;
use std::collections::HashMap;

/// Maximum number of steps of one evaluation.
const MAX_STEPS: u64 = 200_000;
/// Maximum length of a text that an evaluation makes.
const MAX_TEXT: usize = 1 << 16;
/// Maximum number of steps per megabyte of a search and a pattern.
const BYTES_PER_STEP: usize = 64;

/// The reason why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The expression fails, such as a division by zero.
    Error(String),
    /// This program cannot tell: a limit is exceeded, or a function is not supported.
    Unknown(String),
}

pub(crate) type Evaluated = Result<Value, Failure>;

/// Returns a failure of an expression.
pub(crate) fn error<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Error(message.into()))
}

/// The values of variables, and compiled patterns.
#[derive(Debug)]
pub(crate) struct Evaluation<'a, 'e> {
    pub(crate) reading: Reading<'a>,
    pub(crate) environment: &'e Environment<'a>,
    pub(crate) variables: Vec<(&'e str, Value)>,
    steps: u64,
    patterns: &'e RefCell<HashMap<String, Result<Regex, PatternError>>>,
}

impl<'a, 'e> Evaluation<'a, 'e> {
    pub(crate) fn new(
        reading: Reading<'a>,
        environment: &'e Environment<'a>,
        variables: Vec<(&'e str, Value)>,
        patterns: &'e RefCell<HashMap<String, Result<Regex, PatternError>>>,
    ) -> Self {
        Self { reading, environment, variables, steps: 0, patterns }
    }

    /// Returns the number of steps so far.
    pub(crate) const fn steps(&self) -> u64 {
        self.steps
    }

    /// Counts steps, and fails if there are too many of them.
    pub(crate) fn step(&mut self, steps: u64) -> Result<(), Failure> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps > MAX_STEPS {
            return Err(Failure::Unknown(format!("the expression takes more than {MAX_STEPS} steps")));
        }
        Ok(())
    }

    /// Counts the steps of making a text.
    pub(crate) fn make(&mut self, length: usize) -> Result<(), Failure> {
        if length > MAX_TEXT {
            return Err(Failure::Unknown(format!("the expression makes a text of more than {MAX_TEXT} bytes")));
        }
        self.step(1 + (length / BYTES_PER_STEP) as u64)
    }

    /// Searches a pattern in a text.
    pub(crate) fn matches(&mut self, text: &str, pattern: &str) -> Result<bool, Failure> {
        self.step(1 + (text.len().saturating_mul(1 + pattern.len() / 8) / BYTES_PER_STEP) as u64)?;
        let mut patterns = self.patterns.borrow_mut();
        if !patterns.contains_key(pattern) {
            self.steps = self.steps.saturating_add(1000);
            patterns.insert(pattern.to_owned(), re2::compile(pattern));
        }
        match patterns.get(pattern) {
            Some(Ok(regex)) => Ok(regex.is_match(text)),
            Some(Err(PatternError::Invalid(message))) => error(format!("the pattern is invalid: {message}")),
            _ => Err(Failure::Unknown("the pattern is too large".to_owned())),
        }
    }
}
