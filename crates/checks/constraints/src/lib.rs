//! The constraints of `buf.validate` in a schema: what they say, which messages pass them, and what a change of them rejects.
//!
//! In: a linked [`Schema`](protoward_schema::Schema). Out: the [`FieldRules`] of a field and the [`MessageRules`] of a message, read
//! once, with their paths in the descriptor, and their [places](RulePlaces) in its texts; a [`Validator`], which says if a message passes, and why not;
//! and [`stricter`], which finds messages that passed an old version and do not pass a new one.
//!
//! The standard rules have their meaning here, so that older and shortened copies of `buf/validate/validate.proto` are understood
//! too. Expressions in CEL, those of predefined rules among them, are checked and evaluated by `protoward-cel`. Patterns are compared
//! by automata. All of them come from other people, so all have limits, and beyond a limit the answer is that nothing is known.
//!
//! The crate knows no rules of lint or of the gate, no configurations and no terminals.

#![forbid(unsafe_code)]

pub mod cel;
mod comparison;
mod diagnostics;
mod model;
mod places;
mod reports;
pub mod types;
mod validation;
mod view;
mod wording;

pub use protoward_cel_functions::re2;

pub use comparison::{Evidence, MessagePair, Stricter, stricter};
pub use model::rules::{
    Expression, FieldRules, Format, Ignored, Lengths, MessageRules, OneofRule, Predefined, Range, Rule, Test,
};
pub use model::{Constraints, FIELD, MESSAGE, ONEOF, PREDEFINED, Unreadable};
pub use places::{OptionPlaces, RulePlaces};
pub use validation::{Cause, FailedRule, MessageModel, NamedViolation, Validated, Validator, Violated, Violation};
pub use view::View;
pub use wording::{REQUIRED, REQUIRED_ONEOF, RulePath, WordedRule, worded};
