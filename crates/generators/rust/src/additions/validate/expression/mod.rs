//! Expressions in CEL, compiled to Rust.
//!
//! In: a checked [`Expr`], and a [`Scope`] that says what its names are in Rust. Out: the text of a Rust expression that calls
//! functions of `protoward_runtime::validate::cel`. Values keep the types that they have in the fields of messages as long as
//! possible, so that an expression takes no memory that it does not need.

mod code;
mod compiler;
mod constants;
mod conversions;
mod element;
mod fields;
mod form;
mod forms;
mod functions;
mod macros;
mod operators;

use std::ops::Range;

use protoward_cel::{Expr, Type};
use protoward_constraints::Predefined;
use protoward_constraints::cel::value::Reading;
use protoward_schema::{FieldId, MessageId};

use crate::MemberCode;
use compiler::Compiler;
use form::Form;

/// The meaning of the names in an expression.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    /// The schema, with what reads the values of predefined rules.
    pub reading: Reading<'a>,
    /// The Rust names.
    pub names: &'a dyn Names,
    /// The value that the expression is about.
    pub this: This<'a>,
    /// The values of `rule` and `rules`, for a predefined rule.
    pub predefined: Option<&'a Predefined>,
    /// `true` if the code may use the rules of time zones such as `Europe/Berlin`.
    pub has_regions: bool,
}

/// The Rust names at the place of an expression.
pub trait Names {
    /// Returns the path of `protoward_runtime::validate::cel`.
    fn runtime(&self) -> &str;

    /// Returns the struct member of a field, with the variant of a oneof by its path from the place of the expression. `None` for
    /// a field without generated code.
    fn member(&self, field: FieldId) -> Option<MemberCode>;
}

/// The value that an expression is about.
#[derive(Clone, Copy, Debug)]
pub struct This<'a> {
    /// The Rust expression of a reference to the value. It has no name like `it0`, which is a variable of compiled expressions.
    pub text: &'a str,
    /// The kind of the value.
    pub kind: ThisKind<'a>,
}

/// The kind of the value that an expression is about.
#[derive(Clone, Copy, Debug)]
pub enum ThisKind<'a> {
    /// A message.
    Message(MessageId),
    /// One value of a field, not in a `Box`: that of a single field which is present, that of an element of a list, or the key or
    /// value of an entry of a map. With its Rust type, as [`MemberCode::ty`] has it.
    Value(FieldId, &'a str),
    /// The list or the map of a field.
    All(FieldId),
}

/// A part of an expression that cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsupported {
    /// The place in the text of the expression.
    pub range: Range<usize>,
    /// The part in words, such as "a named time zone".
    pub what: String,
}

/// Compiles an expression to the text of a Rust expression. Its type is `Result<bool, Failure>`, or `Result<Cow<str>, Failure>` for
/// an expression whose value is a string.
///
/// # Errors
/// Fails for the first part that cannot be compiled.
pub fn compile(expression: &Expr, scope: Scope<'_>) -> Result<String, Unsupported> {
    let mut compiler = Compiler::new(scope);
    let code = compiler.compile(expression)?;
    let place = |what| compiler::placed(expression, what);
    let (code, ty) = match expression.fact.ty {
        Type::Text => (
            compiler.convert(code, &Form::Text { is_owned: true }).map_err(place)?,
            "__cel::alloc::borrow::Cow<'_, str>",
        ),
        _ => (compiler.boolean(code).map_err(place)?, "bool"),
    };
    let now = if compiler.uses_now() { "let now = __cel::Timestamp::now(); " } else { "" };
    Ok(format!(
        "{{ use {} as __cel; (|| -> ::core::result::Result<{ty}, __cel::Failure> {{ {now}::core::result::Result::Ok({}) }})() }}",
        scope.names.runtime(),
        code.text
    ))
}
