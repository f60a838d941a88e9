//! The reasons why an expression has no value. The caller words them.

use std::ops::Range;

/// The reason why an expression has no value, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The place: a range of bytes in the expression.
    pub range: Range<usize>,
    /// The reason.
    pub problem: Problem,
}

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
    /// A value has no field with this name.
    NoField {
        /// The type of the value.
        of: String,
        /// The name of the field.
        name: String,
    },
    /// A map does not have a key; its text if it is written as a field.
    NoKey(Option<String>),
    /// A list has no such index.
    NoIndex {
        /// The index.
        index: i128,
        /// The number of elements.
        length: usize,
    },
    /// An operator does not take values of these types. An index is `[]`.
    NoOperator(&'static str, Vec<String>),
    /// A function does not take values of these types.
    NoOverload(String, Vec<String>),
    /// A conversion has no result.
    NoConversion {
        /// The name of the function.
        to: String,
        /// The type of the value.
        from: String,
    },
    /// An integer is divided by zero.
    DivisionByZero,
    /// A result is outside the range of its type.
    Overflow,
    /// A position in a string is outside of it.
    NoPosition,
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

impl Problem {
    pub(crate) fn at(self, range: &Range<usize>) -> Failure {
        Failure { range: range.clone(), problem: self }
    }
}

impl Failure {
    /// Returns `true` if the failure ends the evaluation, whatever other operands are.
    pub(crate) const fn is_limit(&self) -> bool {
        matches!(self.problem, Problem::Limit(_))
    }

    /// Returns the failure of operands that fail. If one of them is unknown, so is the result.
    pub(crate) fn first(before: Option<Self>, found: Self) -> Self {
        let is_unknown = matches!(found.problem, Problem::Unknown(_));
        before.filter(|_| !is_unknown).unwrap_or(found)
    }
}
