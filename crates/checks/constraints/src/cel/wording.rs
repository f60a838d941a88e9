//! The messages of mistakes in expressions, and of evaluations that fail.

use super::environment::Environment;
use protoward_cel::{CelError, Environment as _, Limit, Operand, Problem, Type, TypeError, TypeErrorKind};
use std::collections::BTreeSet;

/// Words a mistake in an expression.
pub fn mistake(environment: &Environment<'_>, error: TypeError) -> CelError {
    let TypeError { range, kind } = error;
    let error = |message: String| CelError::new(&range, message);
    let limit = |message: String| CelError::limit(&range, message);
    match kind {
        TypeErrorKind::UnknownVariable { name, locals } => {
            let known = locals.iter().map(String::as_str).chain(environment.variables());
            error(format!("unknown variable `{name}`")).suggest(&name, known)
        }
        TypeErrorKind::UnknownFunction { name, is_member } => {
            let target = if is_member { "value." } else { "" };
            let known = environment.functions().filter(|it| it.is_member == is_member).map(|it| it.name);
            let known: BTreeSet<_> = known.collect();
            error(format!("unknown function `{target}{name}()`")).suggest(&name, known)
        }
        TypeErrorKind::UnknownMessage(name) => error(format!("unknown message `{name}` here")),
        TypeErrorKind::Undeclared(name) => limit(format!("the schema does not import the declaration of `{name}`")),
        TypeErrorKind::NoField(Type::Message(of), name) => {
            error(format!("`{of}` has no field `{name}`")).suggest(&name, environment.fields(&of))
        }
        TypeErrorKind::NoField(of, name) => error(format!("a value of type `{of}` has no field `{name}`")),
        TypeErrorKind::WrongField { name, wanted, found } => {
            error(format!("the field `{name}` is of type `{wanted}`, and this is of type `{found}`"))
        }
        TypeErrorKind::NotBool { by, found } => error(format!("`{by}` needs a bool, and this is of type `{found}`")),
        TypeErrorKind::NotIterable(found) => error(format!("this needs a list or a map, and it is of type `{found}`")),
        TypeErrorKind::NoOperator { symbol, operands } => {
            error(format!("`{symbol}` cannot be used with {}", listed(&operands)))
        }
        TypeErrorKind::NoOverload { name, operands, .. } => {
            error(format!("`{name}` cannot be called with {}", listed(&operands)))
        }
        TypeErrorKind::Format(message) => error(message),
        TypeErrorKind::TooLarge => limit("the type of this value is too large".to_owned()),
    }
}

fn listed(operands: &[Operand]) -> String {
    if operands.is_empty() {
        return "no values".to_owned();
    }
    let types: Vec<_> = operands.iter().map(|operand| format!("`{}`", operand.ty)).collect();
    types.join(" and ")
}

/// The reason why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The expression fails, such as a division by zero.
    Error(String),
    /// This program cannot tell: a limit is exceeded, or a function is not supported.
    Unknown(String),
}

/// Words the failure of an evaluation.
pub fn reason(problem: Problem) -> Reason {
    Reason::Error(match problem {
        Problem::Limit(limit) => return Reason::Unknown(exceeded(limit)),
        Problem::Unknown(message) => return Reason::Unknown(message),
        Problem::OfCaller { message, .. } | Problem::Format(message) => message,
        Problem::NotBool(found) => format!("a bool is needed, and this is of type `{found}`"),
        Problem::NotIterable(found) => format!("a list is needed, and this is of type `{found}`"),
        Problem::NotText(_) => "`join` needs a list of strings".to_owned(),
        Problem::NotKey(found) => format!("a value of type `{found}` cannot be a key"),
        Problem::RepeatedKey => "a map has a key twice".to_owned(),
        Problem::UnknownVariable(name) => format!("unknown variable `{name}`"),
        Problem::NoField(of, name) => format!("a value of type `{of}` has no field `{name}`"),
        Problem::NoKey(Some(name)) => format!("unknown key `{name}`"),
        Problem::NoKey(None) => "no such key".to_owned(),
        Problem::NoIndex(_, index) => format!("the index {index} is out of range"),
        Problem::NoOperator(symbol, types) => match (symbol, types.as_slice()) {
            ("[]", _) => "`[ ]` cannot be used with this value".to_owned(),
            ("in", _) => "`in` needs a list or a map".to_owned(),
            ("<" | "<=" | ">" | ">=", _) => "these values cannot be compared".to_owned(),
            ("-", [_]) => "`-` needs a number".to_owned(),
            (symbol, _) => format!("`{symbol}` cannot be used with these values"),
        },
        Problem::NoOverload(name, _) => format!("`{name}` cannot be called with these values"),
        Problem::NoConversion(to, from) => {
            format!("this value of type `{from}` cannot be converted with `{to}`")
        }
        Problem::DivisionByZero => "division by zero".to_owned(),
        Problem::Overflow => "the number is too large".to_owned(),
        Problem::UnknownZone(name) => format!("unknown time zone `{name}`"),
        Problem::NoPosition => "the position is out of range".to_owned(),
        Problem::Pattern(message) => format!("the pattern is invalid: {message}"),
    })
}

fn exceeded(limit: Limit) -> String {
    match limit {
        Limit::Steps(steps) => format!("the expression takes more than {steps} steps"),
        Limit::Bytes(bytes) => format!("the expression takes more than {} MiB of memory", bytes >> 20),
        Limit::Text(length) => format!("the expression makes a text of more than {length} bytes"),
    }
}
