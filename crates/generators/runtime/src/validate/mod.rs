//! Validation of messages by the rules of `buf.validate`: what generated code calls from its implementations of [`Validate`].
//!
//! | item | use |
//! |---|---|
//! | [`Validate`] | messages that can be validated |
//! | [`ValidationError`] | why a message is not valid: [`Violations`], or a [`RuntimeError`] |
//! | [`Violation`] | the path of a field, the id of the rule, and the message for people |
//!
//! Checked types, which have their required fields without `Option`, implement [`Parse`], and `TryFrom` their message.
//!
//! A generated message compares its fields itself, so a valid message costs no allocation. While it does, [`At`] has the path
//! of the current value on the stack, and [`Found`] collects what is violated.

mod at;
mod bad_request;
pub mod cel;
mod encoding;
mod field;
mod found;
pub mod judge;
mod parse;
mod pattern;
mod rule;
mod status;
#[cfg(test)]
mod tests;
mod validation_error;
mod violation;

// Generated code names its types, since a crate may have no `std`.
#[doc(hidden)]
pub extern crate alloc;

pub use at::{At, Key};
pub use field::{Field, PathElement, Subscript};
pub use found::{Flow, Found};
pub use parse::{Parse, converted, entries, items, parsed, validated_and_parsed};
pub use pattern::Pattern;
pub use protoward_cel_functions::{addresses, identifiers};
pub use rule::{Rule, RuleElement};
pub use status::StatusParts;
pub use validation_error::{RuntimeError, ValidationError};
pub use violation::{Violation, Violations};

/// A message that can be validated by the rules of `buf.validate`. Generated messages implement it.
pub trait Validate {
    /// Adds the violations of this message, which is at a path.
    #[doc(hidden)]
    fn check(&self, at: &At<'_>, found: &mut Found) -> Flow;

    /// Validates the message, and all messages in it.
    ///
    /// # Errors
    /// Returns all violations, or the error of a rule that cannot be evaluated.
    fn validate(&self) -> Result<(), ValidationError> {
        self.validated(Found::all())
    }

    /// Validates the message up to the first violation.
    ///
    /// # Errors
    /// Returns the first violation, or the error of a rule that cannot be evaluated.
    fn validate_fail_fast(&self) -> Result<(), ValidationError> {
        self.validated(Found::first())
    }

    #[doc(hidden)]
    fn validated(&self, mut found: Found) -> Result<(), ValidationError> {
        // If it was stopped early, the reason is in `found`.
        let _ = self.check(&At::ROOT, &mut found);
        found.result()
    }
}
