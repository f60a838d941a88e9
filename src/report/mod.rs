//! What is said to a person.
//!
//! In: [`Diagnostic`]s, pushed into a [`Report`] by every room. Out: text, for a terminal, a log or a machine.
//! It must not know who found what: a compile error and a breaking change look the same from here.

mod diagnostic;

pub use diagnostic::{Code, Diagnostic, Edit, Label, Report, Severity};
