//! The messages of mistakes in conditions, and of evaluations that fail.

use crate::functions::{FUNCTIONS, names_of_argument, overloads};
use crate::target::Target;
use crate::types::ObjectType;
use protoward_cel::CelError as ConditionError;
use protoward_cel::{Failure, Limit, Macro, Operand, Problem, Type, TypeError, TypeErrorKind};
use std::ops::Range;

/// Returns the name of a type with its article: `an int`, `a string`.
pub(crate) fn with_article(ty: impl std::fmt::Display) -> String {
    let name = ty.to_string();
    match name.as_str() {
        "int" | "import" | "enum" => format!("an {name}"),
        "null" | "null_type" => "null".to_owned(),
        "comments" | "features" => format!("a value of type {name}"),
        name if name.ends_with("options") => "a value of type options".to_owned(),
        _ => format!("a {name}"),
    }
}

/// Words a mistake in a condition about a kind of declarations.
pub(crate) fn mistake(target: Target, error: TypeError) -> ConditionError {
    let TypeError { range, kind } = error;
    let error = |message: String| ConditionError::new(&range, message);
    match kind {
        TypeErrorKind::UnknownVariable { name, locals } => {
            let known = target.variables().into_iter().map(|(name, _)| name);
            error(format!("unknown variable `{name}`")).suggest(&name, known.chain(locals.iter().map(String::as_str)))
        }
        TypeErrorKind::UnknownFunction { name, is_member } => unknown_function(&range, &name, is_member),
        TypeErrorKind::NoField(of, name) => match ObjectType::of(&of) {
            Some(object) => no_attribute(&range, object, &name),
            None => error(format!("{} has no attribute `{name}`", with_article(of))),
        },
        TypeErrorKind::NotBool { by, found } => {
            let by = if by == "map" { "the condition of `map`".to_owned() } else { format!("`{by}`") };
            error(format!("{by} needs a bool, and this is {}", with_article(found)))
        }
        TypeErrorKind::NotIterable(found) => {
            error(format!("this needs a list or a map, and it is {}", with_article(found)))
        }
        TypeErrorKind::NoOperator { symbol, operands } => no_operator(&range, symbol, &operands),
        TypeErrorKind::NoOverload { name, is_member, operands } => no_overload(&range, &name, is_member, &operands),
        TypeErrorKind::TooLarge => ConditionError::limit(&range, "the type of this value is too large"),
        TypeErrorKind::Format(message) => error(message),
        TypeErrorKind::UnknownMessage(_) | TypeErrorKind::Undeclared(_) | TypeErrorKind::WrongField { .. } => {
            error("a condition cannot make messages".to_owned())
        }
    }
}

fn no_attribute(range: &Range<usize>, object: ObjectType, name: &str) -> ConditionError {
    let known = crate::attributes::all(object);
    let known = || known.iter().map(|(name, _)| *name);
    let ObjectType::Options(_) = object else {
        let message = format!("`{}` has no attribute `{name}`", object.name());
        return ConditionError::new(range, message).suggest(name, known());
    };
    let error = ConditionError::new(range, format!("unknown standard option `{name}` here"));
    if protoward_source::nearest(name, known()).is_empty() {
        return error.help("a custom option is written with its full name, as in `options[\"acme.auth\"]`");
    }
    error.suggest(name, known())
}

fn no_operator(range: &Range<usize>, symbol: &str, operands: &[Operand]) -> ConditionError {
    let needs = |by: &str, wanted: &str, operand: &Operand| {
        let found = with_article(&operand.ty);
        ConditionError::new(&operand.range, format!("`{by}` needs {wanted}, and this is {found}"))
    };
    match (symbol, operands) {
        ("!", [operand]) => needs("!", "a bool", operand),
        ("-", [operand]) => needs("-", "a number", operand),
        ("?:", [condition, ..]) => needs("? :", "a bool", condition),
        ("[]", [operand, key]) => match key_of(&operand.ty) {
            Some(wanted) => needs("[ ]", &format!("{} here", with_article(wanted)), key),
            None => {
                let message = format!("`[ ]` cannot be used with {}", with_article(&operand.ty));
                ConditionError::new(&operand.range, message)
            }
        },
        (symbol, operands) => {
            let types: Vec<_> = operands.iter().map(|operand| with_article(&operand.ty)).collect();
            ConditionError::new(range, format!("`{symbol}` cannot be used with {}", types.join(" and ")))
        }
    }
}

/// Returns the type of the keys of a type; `None` if it has none.
fn key_of(ty: &Type) -> Option<Type> {
    match ty {
        Type::List(_) => Some(Type::Int),
        Type::Map(key, _) => Some(key.as_ref().clone()),
        ty => matches!(ObjectType::of(ty), Some(ObjectType::Options(_))).then_some(Type::Text),
    }
}

fn no_overload(range: &Range<usize>, function: &str, is_member: bool, operands: &[Operand]) -> ConditionError {
    let overloads = overloads(function, is_member);
    let Some(first) = overloads.first() else { return unknown_function(range, function, is_member) };
    let takes = |at: usize, ty: &Type| overloads.iter().any(|it| it.arguments.get(at).is_some_and(|of| of.takes(ty)));
    let is_wrong = |(at, operand): &(usize, &Operand)| !takes(*at, &operand.ty);
    let wanted = |at: usize| with_article(names_of_argument(&overloads, at));
    if let Some((at, target)) = operands.iter().enumerate().take(usize::from(is_member)).find(is_wrong) {
        let found = with_article(&target.ty);
        let message = format!("`{function}` is a function of {}, and this is {found}", wanted(at));
        return ConditionError::new(&target.range, message);
    }
    if first.arguments.len() != operands.len() {
        let count = protoward_source::count(first.arguments.len() - usize::from(is_member), "argument");
        let found = operands.len() - usize::from(is_member);
        return ConditionError::new(range, format!("`{function}` takes {count}, not {found}"));
    }
    match operands.iter().enumerate().find(is_wrong) {
        Some((at, argument)) => {
            let found = with_article(&argument.ty);
            let message = format!("`{function}` needs {} here, and this is {found}", wanted(at));
            ConditionError::new(&argument.range, message)
        }
        None => ConditionError::new(range, format!("`{function}` cannot be called with these values")),
    }
}

fn unknown_function(range: &Range<usize>, function: &str, is_member: bool) -> ConditionError {
    let form = |is_member| if is_member { format!("value.{function}(…)") } else { format!("{function}(…)") };
    let error = ConditionError::new(range, format!("unknown function `{}`", form(is_member)));
    if !overloads(function, !is_member).is_empty() {
        return error.help(format!("write `{}`", form(!is_member)));
    }
    let known = FUNCTIONS.iter().filter(|it| it.is_member == is_member).map(|it| it.name);
    let macros = if is_member { &Macro::NAMES[..] } else { &["has"] };
    let mut known: Vec<_> = known.chain(macros.iter().copied()).collect();
    known.sort_unstable();
    known.dedup();
    error.suggest(function, known)
}

/// Words the failure of an evaluation.
pub(crate) fn failure(failure: Failure) -> ConditionError {
    let Failure { range, kind } = failure;
    let message = match kind {
        Problem::OfCaller { message, help } => return ConditionError { help, ..ConditionError::new(&range, message) },
        Problem::Limit(limit) => exceeded(limit),
        Problem::Unknown(message) | Problem::Pattern(message) | Problem::Format(message) => message,
        Problem::NotBool(found) => format!("this must be a bool, and it is {}", with_article(found)),
        Problem::NotIterable(found) => format!("this must be a list or a map, and it is {}", with_article(found)),
        Problem::NotText(found) => format!("`join` needs strings, and one is {}", with_article(found)),
        Problem::NotKey(found) => format!("{} cannot be a key", with_article(found)),
        Problem::RepeatedKey => "this key is already in the map".to_owned(),
        Problem::UnknownVariable(name) => format!("unknown variable `{name}`"),
        Problem::NoField(of, name) => format!("{} has no attribute `{name}`", with_article(of)),
        Problem::NoKey(_) => "the map does not have this key".to_owned(),
        Problem::NoIndex(length, index) => {
            format!("the list has {}, and no index {index}", protoward_source::count(length, "element"))
        }
        Problem::NoOperator(symbol, types) => match (symbol, types.as_slice()) {
            ("[]", [operand, key]) => format!("{} has no index of type {key}", with_article(operand)),
            (symbol, types) => {
                let types: Vec<_> = types.iter().map(with_article).collect();
                format!("`{symbol}` cannot be used with {}", types.join(" and "))
            }
        },
        Problem::NoOverload(function, types) => match (function.as_str(), types.as_slice()) {
            ("size", [of]) => format!("{} has no size", with_article(of)),
            (function, types) => format!("`{function}` cannot be called with {}", types.join(", ")),
        },
        Problem::NoConversion(to, from) => format!("this {from} cannot be converted to {to}"),
        Problem::DivisionByZero => "this divides by zero".to_owned(),
        Problem::Overflow => "the result is too large for its type".to_owned(),
        Problem::UnknownZone(name) => format!("unknown time zone `{name}`"),
        Problem::NoPosition => "the position is outside of the string".to_owned(),
    };
    ConditionError::new(&range, message)
}

fn exceeded(limit: Limit) -> String {
    match limit {
        Limit::Steps(steps) => {
            let steps = protoward_source::grouped(usize::try_from(steps).unwrap_or(usize::MAX));
            format!("the condition takes more than {steps} steps")
        }
        Limit::Bytes(bytes) => format!("the condition takes more than {} MiB of memory", bytes >> 20),
        Limit::Text(length) => format!("the condition makes a string of more than {} KiB", length >> 10),
    }
}
