//! The reasons why an expression has no value. The caller words them.

use std::ops::Range;

use crate::error::Placed;

/// The reason why an expression has no value, with its place.
pub type Failure = Placed<Problem>;

/// The reason why an expression has no value. The names of types are those of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The evaluation exceeds a limit, which ends it.
    Limit(Limit),
    /// The caller cannot tell the value, for this reason.
    Unknown(String),
    /// An error of the caller.
    OfCaller {
        /// The problem.
        message: String,
        /// The remedy.
        help: Option<String>,
    },
    /// A value of this type is no boolean.
    NotBool(String),
    /// A value of this type is neither a list nor a map.
    NotIterable(String),
    /// A value of this type is no string, and `join` needs one.
    NotText(String),
    /// A value of this type cannot be a key.
    NotKey(String),
    /// A map has a key twice.
    RepeatedKey,
    /// A variable has no value.
    UnknownVariable(String),
    /// A value of a type has no field with a name.
    NoField(String, String),
    /// A map does not have a key; its text if it is written as a field.
    NoKey(Option<String>),
    /// A list with some elements does not have an index.
    NoIndex(usize, i128),
    /// An operator does not take values of these types. An index is `[]`.
    NoOperator(&'static str, Vec<String>),
    /// A function does not take values of these types.
    NoOverload(String, Vec<String>),
    /// A conversion by a function has no result for a value of a type.
    NoConversion(String, String),
    /// An integer is divided by zero.
    DivisionByZero,
    /// A result is outside the range of its type.
    Overflow,
    /// A position in a string is outside of it.
    NoPosition,
    /// There is no time zone with this name.
    UnknownZone(String),
    /// A regular expression is invalid, for this reason.
    Pattern(String),
    /// A format is invalid or does not fit its arguments.
    Format(String),
}

/// An exceeded limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The number of steps.
    Steps(u64),
    /// The number of bytes that are allocated.
    Bytes(u64),
    /// The length of a string or of bytes.
    Text(usize),
}

/// Returns the function that adds a place to a problem.
pub(crate) fn at(range: &Range<usize>) -> impl FnOnce(Problem) -> Failure {
    |problem| Failure::new(range, problem)
}

impl Failure {
    /// Returns `true` if the failure ends the evaluation, whatever other operands are.
    pub(crate) const fn is_limit(&self) -> bool {
        matches!(self.kind, Problem::Limit(_))
    }

    /// Returns the failure of operands that fail. If one of them is unknown, so is the result.
    pub(crate) fn first(before: Option<Self>, found: Self) -> Self {
        let is_unknown = matches!(found.kind, Problem::Unknown(_));
        before.filter(|_| !is_unknown).unwrap_or(found)
    }
}
