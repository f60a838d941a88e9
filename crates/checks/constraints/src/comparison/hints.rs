//! The conditions and literals of both versions, from which candidates are made.

use crate::cel::value::Value;
use crate::model::rules::{Range, Test};

/// The conditions and literals of both versions.
#[derive(Clone, Debug, Default)]
pub(super) struct Hints<'t> {
    /// The conditions of the old version.
    pub(super) old: Vec<&'t Test>,
    /// The conditions of the new version.
    pub(super) new: Vec<&'t Test>,
    /// The literals of expressions, and what else may matter.
    pub(super) values: Vec<Value>,
    /// The patterns of expressions.
    pub(super) patterns: Vec<String>,
    /// The numbers of enum values in the new version.
    pub(super) numbers: Vec<i32>,
}

impl Hints<'_> {
    pub(super) fn tests(&self) -> impl Iterator<Item = &Test> {
        self.old.iter().chain(&self.new).copied()
    }

    /// Returns the values in conditions and expressions.
    pub(super) fn points(&self) -> Vec<Value> {
        let mut points = self.values.clone();
        for test in self.tests() {
            match test {
                Test::Const(value) => points.push(value.clone()),
                Test::In(values) | Test::NotIn(values) => points.extend(values.iter().cloned()),
                Test::Range(Range { low, high }) => {
                    points.extend(low.iter().chain(high).map(|(value, _)| value.clone()));
                }
                Test::Defined(numbers) => points.extend(numbers.iter().map(|&number| Value::Int(number.into()))),
                _ => {}
            }
        }
        points
    }
}
