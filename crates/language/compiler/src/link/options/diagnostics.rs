//! Diagnostics of options that cannot be interpreted.

use crate::codes;
use crate::link::diagnostics::{add_import, not_imported};
use crate::link::proposals::TypeProposal;
use protoward_source::FixSafety::Safe;
use protoward_source::{Diagnostic, Edit, Place, nearest};

/// An option name that is not a field of the message.
pub(super) fn unknown(
    name: &str,
    message: &str,
    place: Place,
    nearest: &[&str],
    proposal: Option<(TypeProposal<'_>, Edit)>,
) -> Diagnostic {
    let (text, proposed) = match proposal {
        Some((TypeProposal { full_name, file, .. }, import)) => {
            (not_imported(&format!("({full_name})"), file), Some((file, import)))
        }
        None => (format!("unknown option `{name}`"), None),
    };
    let diagnostic = Diagnostic::error(codes::UNKNOWN_OPTION, text).label(place, format!("not a field of `{message}`"));
    match (proposed, nearest) {
        (Some((file, import)), _) => diagnostic.help(add_import(file)).edit(Safe, import.place, import.text),
        (None, []) if name.starts_with('(') => {
            diagnostic.help("check the spelling, or import the file that declares it")
        }
        (None, []) => diagnostic.help("check the spelling; the name of a custom option is in parentheses"),
        (None, near) => diagnostic.did_you_mean(place, near),
    }
}

/// Empty parentheses as an option name.
pub(super) fn nameless(place: Place) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_OPTION, "missing name of an option")
        .label(place, "expected a name")
        .help("write the full name of an extension: `(my.package.option)`")
}

/// `uninterpreted_option`, which is reserved for protoc.
pub(super) fn reserved(place: Place) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_OPTION, "`uninterpreted_option` cannot be set")
        .label(place, "not found")
        .help("compilers store options there that they have not interpreted yet; set the option itself")
}

/// An extension of another message.
pub(super) fn of_another_message(name: &str, message: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_OPTION, format!("`{name}` is not an option here"))
        .label(place, format!("not a field or an extension of `{message}`"))
        .help(format!("use an extension of `{message}`"))
}

/// A name component after a field that is not a message.
pub(super) fn nothing_inside(name: &str, place: Place, next: Place) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_OPTION, format!("`{name}` is not a message and has no fields"))
        .label(next, format!("a field of `{name}`"))
        .label(place, "not a message")
        .help("set the option itself")
}

/// A name component after a repeated message.
pub(super) fn inside_repeated(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(
        codes::UNKNOWN_OPTION,
        format!("`{name}` is repeated, and fields of one of its messages cannot be set"),
    )
    .label(place, "repeated")
    .help("set each message as a whole: `{ field: value }`")
}

/// More name components than the maximum nesting depth.
pub(super) fn too_deep(place: Place, most: u32) -> Diagnostic {
    Diagnostic::error(codes::BAD_OPTION_VALUE, format!("an option is nested more than {most} messages deep"))
        .label(place, "exceeds the limit")
        .help("use fewer levels")
}

/// An option that is already set.
pub(super) fn already_set(name: &str, again: Place, first: Place) -> Diagnostic {
    Diagnostic::error(codes::OPTION_SET_TWICE, format!("option `{name}` is set twice"))
        .label(again, "set again")
        .label(first, "first set here")
        .help("remove one of them; an option that is not repeated has one value")
}

/// A value of the wrong kind.
pub(super) fn wrong_kind(name: &str, place: Place, wanted: &str, written: &str) -> Diagnostic {
    let inside = written.trim_matches(['"', '\'']);
    let is_quoted = inside.len() < written.len();
    let without = if is_quoted && wanted != A_STRING { ", without quotes" } else { "" };
    let diagnostic = Diagnostic::error(codes::BAD_OPTION_VALUE, format!("`{name}` expects {wanted}"))
        .label(place, "wrong type of value")
        .help(format!("write {wanted}{without}"));
    match (wanted, &*inside.to_ascii_lowercase()) {
        (A_STRING, _) => diagnostic.edit(Safe, place, format!("\"{written}\"")),
        ("`true` or `false`", word @ ("true" | "false")) => diagnostic.edit(Safe, place, word),
        ("`true` or `false`", _) => diagnostic.replace(place, &["true", "false"]),
        (_, number) if is_quoted && number.parse::<f64>().is_ok() => diagnostic.edit(Safe, place, inside),
        _ => diagnostic,
    }
}

/// The expected value of a string option.
pub(super) const A_STRING: &str = "a string in quotes";

/// A value other than an identifier for an enum option.
pub(super) fn expected_value_name(
    name: &str,
    place: Place,
    declared: &str,
    values: &[&str],
    written: &str,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::BAD_OPTION_VALUE, format!("`{name}` expects a value of `{declared}`"))
        .label(place, "wrong type of value")
        .help(one_of(declared, values));
    let inside = written.trim_matches(['"', '\'']);
    match values.iter().find(|value| value.eq_ignore_ascii_case(inside)) {
        Some(value) => diagnostic.edit(Safe, place, *value),
        None => diagnostic.replace(place, listed(values)),
    }
}

/// Returns the values of an enum if they are few enough to list them.
const fn listed<'v>(values: &'v [&'v str]) -> &'v [&'v str] {
    if values.len() > MOST_VALUES { &[] } else { values }
}

/// Lists the values of an enum if they are few.
fn one_of(declared: &str, values: &[&str]) -> String {
    match values {
        [] => format!("write one of the values of `{declared}`"),
        _ if values.len() > MOST_VALUES => format!("write one of the values of `{declared}`, such as `{}`", values[0]),
        [value] => format!("write `{value}`"),
        [values @ .., last] => format!("write `{}` or `{last}`", values.join("`, `")),
    }
}

/// Maximum number of enum values to list.
const MOST_VALUES: usize = 6;

/// A number outside the range of the type.
pub(super) fn out_of_range(name: &str, keyword: &str, least: i128, most: u64, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_OPTION_VALUE, format!("number out of range for `{name}`"))
        .label(place, format!("the range of `{keyword}` is {least} to {most}"))
        .help("use a number in this range")
}

/// An identifier that is not a value of the enum.
pub(super) fn unknown_value(word: &str, name: &str, declared: &str, place: Place, values: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::BAD_OPTION_VALUE, format!("`{name}` cannot be `{word}`"))
        .label(place, format!("not a value of `{declared}`"));
    match nearest(word, values.iter().copied())[..] {
        [] => diagnostic.help(one_of(declared, values)).replace(place, listed(values)),
        ref near => diagnostic.did_you_mean(place, near),
    }
}

/// A number without a value in a closed enum.
pub(super) fn unknown_number(number: i32, name: &str, declared: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_OPTION_VALUE, format!("`{name}` cannot be {number}"))
        .label(place, format!("not a value of `{declared}`"))
        .help(format!("`{declared}` is closed; use one of its values"))
}

/// A message option with a value without braces.
pub(super) fn expected_aggregate(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_OPTION_VALUE, format!("`{name}` is a message"))
        .label(place, "expected a message in braces")
        .help(format!("write `{name} = {{ field: value }}`, or set one field: `{name}.field = value`"))
}

/// An unexpected token between braces. `found` is empty at the closing brace.
pub(super) fn expected(wanted: &str, found: &str, place: Place) -> Diagnostic {
    let found = if found.is_empty() { "the end of the message" } else { &format!("`{found}`") };
    Diagnostic::error(codes::BAD_OPTION_VALUE, format!("expected {wanted}, found {found}"))
        .label(place, "here")
        .help("inside `{ }`, a field is written `name: value`, and a message `name { }`")
}

/// An unknown field between braces.
pub(super) fn unknown_field(name: &str, message: &str, place: Place, nearest: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error(codes::BAD_OPTION_VALUE, format!("`{message}` has no field `{name}`"))
        .label(place, "not found");
    match nearest {
        [] => diagnostic.help("check the spelling; an extension is written `[its.full.name]: value`"),
        near => diagnostic.did_you_mean(place, near),
    }
}

/// An unknown extension between braces, or an extension of another message.
pub(super) fn unknown_extension(name: &str, message: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_OPTION_VALUE, format!("`{name}` is not an extension of `{message}`"))
        .label(place, "not found")
        .help("check the spelling, or import the file that declares it")
}

/// An unknown message type in an `Any`.
pub(super) fn unknown_any(url: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_OPTION_VALUE, format!("cannot find the message `{url}`"))
        .label(place, "not found")
        .help("write `type.googleapis.com/` and the full name of a message, and import the file that declares it")
}

/// A field that is set twice in one message.
pub(super) fn field_set_twice(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::OPTION_SET_TWICE, format!("`{name}` is set twice"))
        .label(place, "set again")
        .help("remove one of them; a field that is not repeated has one value")
}

/// Two fields of one oneof.
pub(super) fn oneof_already_set(name: &str, other: &str, oneof: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::OPTION_SET_TWICE, format!("`{name}` and `{other}` cannot both be set"))
        .label(place, format!("both are fields of the oneof `{oneof}`"))
        .help("remove one of them")
}

/// A message without a required field.
pub(super) fn missing_required(field: &str, message: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::BAD_OPTION_VALUE, format!("missing required field `{field}`"))
        .label(place, format!("required by `{message}`"))
        .help(format!("add `{field}`"))
}

/// A feature in the file that declares the feature.
pub(super) fn feature_of_this_file(name: &str, place: Place, declared: Place) -> Diagnostic {
    Diagnostic::error(codes::UNKNOWN_OPTION, format!("features of `{name}` used in the file that declares them"))
        .label(place, "used here")
        .label(declared, "declared here")
        .help("move the declaration to a file of its own, and import it")
}
