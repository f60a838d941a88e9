//! The Rust code of a part of an expression, with the form of its value.

use std::sync::Arc;

use super::form::Form;

/// The Rust code of a part of an expression.
#[derive(Clone, Debug)]
pub(super) struct Code {
    /// A Rust expression that any operator can be written behind. With `?` in it if it can fail.
    pub(super) text: String,
    /// The form of the value.
    pub(super) form: Form,
    /// `true` if the text has a `?`.
    pub(super) fails: bool,
    /// `true` if the value may borrow from the variable of a macro, and so must not leave it.
    pub(super) is_local: bool,
    /// The value of a string that is known while code is generated.
    pub(super) literal: Option<Arc<str>>,
}

impl Code {
    /// Creates the code of a value that cannot fail and borrows from no variable of a macro.
    pub(super) fn new(text: impl Into<String>, form: Form) -> Self {
        Self { text: text.into(), form, fails: false, is_local: false, literal: None }
    }

    /// Creates the code of a string.
    pub(super) fn literal(text: &Arc<str>) -> Self {
        Self { literal: Some(Arc::clone(text)), ..Self::new(format!("{text:?}"), Form::TEXT) }
    }

    /// Creates the code of a value that is made of others.
    pub(super) fn of(parts: &[&Self], text: impl Into<String>, form: Form) -> Self {
        let fails = parts.iter().any(|part| part.fails);
        let is_local = !form.is_detached() && parts.iter().any(|part| part.is_local);
        Self { text: text.into(), form, fails, is_local, literal: None }
    }

    /// Returns the code of a value that can fail. The text is that of a `Result`.
    pub(super) fn fallible(parts: &[&Self], text: &str, form: Form) -> Self {
        Self { fails: true, ..Self::of(parts, format!("{text}?"), form) }
    }

    pub(super) fn failing_like(self, other: &Self) -> Self {
        Self { fails: self.fails || other.fails, ..self }
    }
}
