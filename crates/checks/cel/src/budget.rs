//! The limits of an evaluation. An expression may come from other people, so it must not take unbounded time or memory.

use crate::problem::{Limit, Problem};
use crate::value::Value;

/// The limits of an evaluation.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Maximum number of steps: visited nodes, processed list elements and, by the dozen, processed bytes.
    pub steps: u64,
    /// Maximum number of bytes that are allocated.
    pub bytes: u64,
    /// Maximum length of a string or of bytes that are made.
    pub text: usize,
}

/// The steps and bytes that an evaluation took so far.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    steps: u64,
    bytes: u64,
}

impl Budget {
    pub(crate) const fn new(limits: Limits) -> Self {
        Self { limits, steps: 0, bytes: 0 }
    }

    /// Returns the number of steps so far.
    #[must_use]
    pub const fn steps(&self) -> u64 {
        self.steps
    }

    /// Returns the approximate number of steps to compare a value.
    #[must_use]
    pub fn weight<O>(&self, value: &Value<O>) -> u64 {
        value.weight(self.limits.steps)
    }

    /// Adds to the steps of the evaluation.
    ///
    /// # Errors
    /// Fails if there are too many.
    pub fn step(&mut self, steps: u64) -> Result<(), Problem> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= self.limits.steps { Ok(()) } else { Err(Problem::Limit(Limit::Steps(self.limits.steps))) }
    }

    /// Counts bytes that are about to be allocated.
    ///
    /// # Errors
    /// Fails if there are too many.
    pub fn allocate(&mut self, bytes: usize) -> Result<(), Problem> {
        self.bytes = self.bytes.saturating_add(bytes as u64);
        self.step(bytes as u64 / 64)?;
        if self.bytes <= self.limits.bytes { Ok(()) } else { Err(Problem::Limit(Limit::Bytes(self.limits.bytes))) }
    }

    /// Counts a string, or bytes, that are about to be made.
    ///
    /// # Errors
    /// Fails if the string is too long.
    pub fn allocate_text(&mut self, length: usize) -> Result<(), Problem> {
        if length > self.limits.text {
            return Err(Problem::Limit(Limit::Text(self.limits.text)));
        }
        self.allocate(length)
    }
}
