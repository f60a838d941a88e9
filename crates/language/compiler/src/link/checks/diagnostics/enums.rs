//! Diagnostics of enums, and of default values, which may be names of enum values.

use super::NamedDeclaration;
use crate::codes;
use protoward_source::{Diagnostic, FixSafety, Place};

/// Returns the prefix of the values of an enum: `USER_ROLE` for `UserRole`.
fn upper_snake_case(name: &str) -> String {
    let mut text = String::new();
    let mut before = '_';
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit()) {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
        before = letter;
    }
    text
}

/// `enum A {}`. `inside` is where the fix writes a value: in a line of its own if the enum has several ones, whose indentation is
/// `lines`.
pub(in super::super) fn enum_without_values(
    name: &str,
    place: Place,
    inside: Place,
    lines: Option<&str>,
) -> Diagnostic {
    let value = format!("{}_UNSPECIFIED = 0;", upper_snake_case(name));
    let written = match lines {
        Some(indentation) => format!("\n{indentation}  {value}\n{indentation}"),
        None => format!(" {value} "),
    };
    Diagnostic::error(codes::BAD_ENUM, format!("enum `{name}` without values"))
        .label(place, "empty")
        .help(format!("add one, such as `{value}`"))
        .edit(FixSafety::Unsafe, inside, written)
}

/// An open enum whose first value, which starts at `before`, is not zero.
pub(in super::super) fn enum_without_zero(
    name: &str,
    place: Place,
    before: Place,
    zero: Option<(&str, Place)>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::BAD_ENUM, format!("the first value of `{name}` must be zero"))
        .label(place, "must be 0, the default of fields that are not set");
    match zero {
        Some((value, place)) => {
            diagnostic.label(place, "this is the zero value").help(format!("move `{value}` to the top"))
        }
        None => {
            let value = format!("{}_UNSPECIFIED = 0;", upper_snake_case(name));
            diagnostic.help(format!("add a first value, such as `{value}`")).edit(
                FixSafety::Unsafe,
                before,
                format!("{value} "),
            )
        }
    }
}

/// Two values with the same number and without `allow_alias`.
pub(in super::super) fn duplicate_enum_number(
    number: i64,
    again: NamedDeclaration<'_>,
    first: NamedDeclaration<'_>,
    free: Option<i64>,
) -> Diagnostic {
    let name = again.name;
    let other = first.name;
    let number_text: Vec<String> = free.into_iter().map(|free| free.to_string()).collect();
    let free = free.map_or_else(String::new, |free| format!(", such as {free}"));
    Diagnostic::error(codes::NUMBER_TAKEN, format!("number {number} of `{name}` is already used by `{other}`"))
        .label(again.place, "taken")
        .label(first.place, format!("used by `{other}`"))
        .help(format!("use a free number{free}; for two names of one value, add `option allow_alias = true;`"))
        .replace(again.place, &number_text)
}

/// Two value names that are equal without the enum name.
pub(in super::super) fn enum_names_alike(
    passes: bool,
    first: NamedDeclaration<'_>,
    again: NamedDeclaration<'_>,
) -> Diagnostic {
    let message = format!("`{}` and `{}` have the same name in generated code", again.name, first.name);
    let diagnostic = if passes {
        Diagnostic::warning(codes::BAD_ENUM, message)
    } else {
        Diagnostic::error(codes::BAD_ENUM, message)
    };
    diagnostic
        .label(again.place, "differs only in case, underscores and the name of the enum")
        .label(first.place, "from this value")
        .help("rename one of them; generated code removes these differences")
}

/// `repeated int32 a = 1 [default = 1];`
pub(in super::super) fn default_of_repeated(place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_DEFAULT, "default of a repeated field")
        .label(place, "not allowed here")
        .help("remove it; a repeated field that is not set is empty")
}

/// A default value of a message field.
pub(in super::super) fn default_of_message(place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_DEFAULT, "default of a message field")
        .label(place, "not allowed here")
        .help("remove it; only fields of the message can have defaults")
}

/// `[default = 1]` for an enum field.
pub(in super::super) fn enum_default_is_no_name(declared: &str, place: Place, value: Option<&str>) -> Diagnostic {
    let such_as = value.map_or_else(String::new, |value| format!(", such as `{value}`"));
    Diagnostic::error(codes::BAD_DEFAULT, format!("the default must be the name of a value of `{declared}`"))
        .label(place, "expected a name")
        .help(format!("use the name of a value{such_as}"))
        .replace(place, value.as_slice())
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
        Diagnostic::error(codes::BAD_DEFAULT, format!("`{declared}` has no value `{word}`")).label(place, "not found");
    match (near.is_empty(), value) {
        (false, _) => diagnostic.did_you_mean(place, near),
        (true, Some(value)) => {
            diagnostic.help(format!("use one of its values, such as `{value}`")).choice(place, value)
        }
        (true, None) => diagnostic,
    }
}
