//! Diagnostics of enums and default values.

use super::NamedDeclaration;
use crate::codes;
use protoward_source::{Diagnostic, Place};

/// `enum A {}`
pub(in super::super) fn enum_without_values(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_ENUM, format!("the enum `{name}` has no values"))
        .label(place, "empty")
        .help(format!("add one, such as `{}_UNSPECIFIED = 0;`", name.to_ascii_uppercase()))
}

/// An open enum whose first value is not zero.
pub(in super::super) fn enum_without_zero(name: &str, place: Place, zero: Option<(&str, Place)>) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::BAD_ENUM, format!("the first value of `{name}` must be zero"))
        .label(place, "a field that is not set has the first value, which is 0 on the wire");
    match zero {
        Some((value, place)) => diagnostic.label(place, "here it is").help(format!("move `{value}` to the front")),
        None => diagnostic
            .help(format!("put a value in front of it, such as `{}_UNSPECIFIED = 0;`", name.to_ascii_uppercase())),
    }
}

/// Two values with the same number and without `allow_alias`.
pub(in super::super) fn duplicate_enum_number(
    number: i64,
    again: NamedDeclaration<'_>,
    first: NamedDeclaration<'_>,
    free: Option<i64>,
) -> Diagnostic {
    let (name, other) = (again.name, first.name);
    let free = free.map_or_else(String::new, |free| format!(", such as {free}"));
    Diagnostic::error(codes::NUMBER_TAKEN, format!("`{name}` has the number {number}, which `{other}` has already"))
        .label(again.place, "taken")
        .label(first.place, format!("`{other}` has it"))
        .help(format!(
            "choose a free number{free}; if two names for one value are meant, add `option allow_alias = true;`"
        ))
}

/// Two value names that are equal without the enum name.
pub(in super::super) fn enum_names_alike(
    passes: bool,
    first: NamedDeclaration<'_>,
    again: NamedDeclaration<'_>,
) -> Diagnostic {
    let message = format!("`{}` and `{}` are too much alike", again.name, first.name);
    let diagnostic = if passes {
        Diagnostic::warning(codes::BAD_ENUM, message)
    } else {
        Diagnostic::error(codes::BAD_ENUM, message)
    };
    diagnostic
        .label(again.place, "the same as the other, but for case, underscores and the name of the enum")
        .label(first.place, "the other")
        .help("generated code leaves those out, and would have one name for two values: rename one")
}

/// `repeated int32 a = 1 [default = 1];`
pub(in super::super) fn default_of_repeated(place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_DEFAULT, "a repeated field cannot have a default")
        .label(place, "this value")
        .help("remove it: a repeated field is empty where it is not set")
}

/// A default value of a message field.
pub(in super::super) fn default_of_message(place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_DEFAULT, "a message cannot have a default")
        .label(place, "this value")
        .help("remove it; fields inside of the message can have defaults of their own")
}

/// `[default = 1]` for an enum field.
pub(in super::super) fn enum_default_is_no_name(declared: &str, place: Place, value: Option<&str>) -> Diagnostic {
    let such_as = value.map_or_else(String::new, |value| format!(", such as `{value}`"));
    Diagnostic::error(codes::BAD_DEFAULT, format!("the default of a field of `{declared}` is one of its names"))
        .label(place, "not a name")
        .help(format!("write the name of a value{such_as}"))
}

/// A default value that the enum does not declare.
pub(in super::super) fn enum_default_unknown(
    word: &str,
    declared: &str,
    place: Place,
    near: &[&str],
    value: Option<&str>,
) -> Diagnostic {
    let diagnostic =
        Diagnostic::error(codes::BAD_DEFAULT, format!("`{declared}` has no value `{word}`")).label(place, "this name");
    let near: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    match (near.is_empty(), value) {
        (false, _) => diagnostic.help(format!("did you mean {}?", near.join(" or "))),
        (true, Some(value)) => diagnostic.help(format!("write one of its values, such as `{value}`")),
        (true, None) => diagnostic,
    }
}
