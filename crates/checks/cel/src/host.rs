//! The values and functions of the caller.

use std::sync::Arc;

use regex::Regex;

use crate::budget::Budget;
use crate::problem::Problem;
use crate::value::{Object, Value};

/// The result of a function of the caller.
pub type Called<O> = Result<Value<O>, Problem>;

/// The values and functions of the caller. What takes time or memory is counted in a [`Budget`].
pub trait Host {
    /// A value that only the caller can read, such as a message.
    type Object: Object;

    /// Returns the value of a variable.
    fn variable(&self, name: &str) -> Option<Value<Self::Object>>;

    /// Returns a field of an object.
    ///
    /// # Errors
    /// Fails for an unknown field.
    fn field(&self, object: &Self::Object, name: &str) -> Called<Self::Object>;

    /// Returns `true` if a field of an object is set.
    ///
    /// # Errors
    /// Fails for an unknown field.
    fn has(&self, object: &Self::Object, name: &str) -> Result<bool, Problem>;

    /// Returns the value of a key of an object; `None` if it has no keys.
    fn index(&self, _object: &Self::Object, _key: &Value<Self::Object>) -> Option<Called<Self::Object>> {
        None
    }

    /// Returns `true` if an object has a key; `None` if it has no keys.
    fn contains(&self, _object: &Self::Object, _key: &Value<Self::Object>) -> Option<Result<bool, Problem>> {
        None
    }

    /// Makes a message of the values of its fields.
    ///
    /// # Errors
    /// Fails for a message that the caller does not make.
    fn message(&self, name: &str, _fields: &[(&str, Value<Self::Object>)]) -> Called<Self::Object> {
        Err(Problem::Unknown(format!("the expression makes a message of type `{name}`")))
    }

    /// Calls a function; `None` if the caller has none for these values. The target of a member is the first value.
    fn call(&self, budget: &mut Budget, name: &str, values: &[Value<Self::Object>]) -> Option<Called<Self::Object>>;

    /// Compiles a regular expression. It is shared, because a copy would not share the memory of searches.
    ///
    /// # Errors
    /// Fails for an invalid one.
    fn pattern(&self, budget: &mut Budget, pattern: &str) -> Result<Arc<Regex>, Problem>;
}
