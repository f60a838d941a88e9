//! Diagnostics of JSON names, which say whether a name is declared or derived.

use super::NamedDeclaration;
use crate::codes;
use protoward_source::{Diagnostic, Place, Severity};

/// A field, and the source of its JSON name.
#[derive(Clone, Copy)]
pub(in super::super) struct JsonName<'a> {
    pub(in super::super) field: &'a str,
    pub(in super::super) place: Place,
    /// `true` if `json_name` sets the conflicting name.
    pub(in super::super) is_custom: bool,
    /// `true` if the field has a `json_name` other than its default JSON name.
    pub(in super::super) has_custom: bool,
}

/// A JSON name of another field, by default or by `json_name`.
pub(in super::super) fn duplicate_json_name(
    severity: Severity,
    name: &str,
    first: JsonName<'_>,
    again: JsonName<'_>,
) -> Diagnostic {
    let are_default = !first.is_custom && !again.is_custom;
    let same = if are_default { "the same default JSON name" } else { "the same JSON name" };
    let message = format!("`{}` and `{}` have {same} `{name}`", first.field, again.field);
    let diagnostic = match severity {
        Severity::Error => Diagnostic::error(codes::JSON_NAME, message),
        Severity::Warning => Diagnostic::warning(codes::JSON_NAME, message),
    };
    diagnostic
        .label(again.place, json_name_of(name, again))
        .label(first.place, json_name_of(name, first))
        .help(json_name_help(first, again))
}

/// Returns the label of a field, with the source of its JSON name if that differs from the field name.
fn json_name_of(name: &str, side: JsonName<'_>) -> String {
    let JsonName { field, is_custom, has_custom, place: _ } = side;
    match (is_custom, has_custom) {
        (true, _) => format!("`{name}` is the `json_name` of `{field}`"),
        (false, true) => {
            format!("`{name}` is the default JSON name of `{field}`, and stays reserved beside its `json_name`")
        }
        (false, false) => format!("`{name}` is the default JSON name of `{field}`"),
    }
}

/// Returns the help text. Default names are compared regardless of `json_name`. Renaming a field does not change its
/// `json_name`.
fn json_name_help(first: JsonName<'_>, again: JsonName<'_>) -> String {
    match (first.is_custom, again.is_custom) {
        (false, false) => {
            "rename one of the fields, as a `json_name` does not take the place of a default name; where \
                           both must keep their names, `option deprecated_legacy_json_field_conflicts = true;` in the \
                           message allows it"
                .to_owned()
        }
        (true, true) => "use another `json_name` for one of the fields".to_owned(),
        (true, false) => other_json_name(first.field, again.field),
        (false, true) => other_json_name(again.field, first.field),
    }
}

fn other_json_name(custom: &str, default: &str) -> String {
    format!("use another `json_name` for `{custom}`, or add one to `{default}`")
}

/// `json_name = "[a]"`
pub(in super::super) fn json_name_in_brackets(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(codes::JSON_NAME, format!("`{name}` cannot be a JSON name"))
        .label(place, "brackets")
        .help("remove the brackets, which are for names of extensions")
}

/// `json_name = "a\0"`
pub(in super::super) fn json_name_with_nul(place: Place) -> Diagnostic {
    Diagnostic::error(codes::JSON_NAME, "a JSON name cannot contain a NUL")
        .label(place, "contains a NUL")
        .help("remove the escape")
}

/// `json_name` in an `extend` block.
pub(in super::super) fn json_name_of_extension(place: Place) -> Diagnostic {
    Diagnostic::error(codes::JSON_NAME, "an extension cannot have a `json_name`")
        .label(place, "not allowed here")
        .help("remove it; the JSON name of an extension is its full name in brackets")
}

/// A JSON string of an enum value.
#[derive(Clone, Copy)]
pub(in super::super) struct JsonReading<'a> {
    pub(in super::super) value: NamedDeclaration<'a>,
    /// `true` if an option sets the string; `false` if the string is the value name.
    pub(in super::super) is_custom: bool,
}

/// One of several values with the same number, with its JSON string.
#[derive(Clone, Copy)]
pub(in super::super) struct JsonAlias<'a> {
    pub(in super::super) value: NamedDeclaration<'a>,
    pub(in super::super) string: Option<&'a str>,
}

/// Returns the label of a value with its JSON string.
fn json_string(string: &str, is_custom: bool) -> String {
    format!("`{string}` in JSON, by its {}", if is_custom { "option" } else { "name" })
}

/// `(pb.enumvalue.json).string = "B"` while another value has the JSON string `B`.
pub(in super::super) fn duplicate_json_string(
    string: &str,
    again: JsonReading<'_>,
    first: JsonReading<'_>,
) -> Diagnostic {
    let JsonReading { value: NamedDeclaration { name: again, place }, is_custom } = again;
    let JsonReading { value: NamedDeclaration { name: first, place: taken }, is_custom: taken_is_custom } = first;
    // JSON parsers accept the name of a value even if the value has a custom string.
    let help = match (taken_is_custom, is_custom) {
        (true, false) => format!("give `{first}` another `(pb.enumvalue.json).string`, or rename `{again}`"),
        (false, true) => format!("give `{again}` another `(pb.enumvalue.json).string`, or rename `{first}`"),
        _ => "give one of the values another `(pb.enumvalue.json).string`".to_owned(),
    };
    Diagnostic::error(codes::JSON_NAME, format!("`{first}` and `{again}` are both read from `{string}` in JSON"))
        .label(place, json_string(string, is_custom))
        .label(taken, json_string(string, taken_is_custom))
        .help(help)
}

/// Two names of one number with different JSON strings.
pub(in super::super) fn json_strings_of_aliases(again: JsonAlias<'_>, first: JsonAlias<'_>) -> Diagnostic {
    let JsonAlias { value: NamedDeclaration { name: again, place }, string: own } = again;
    let JsonAlias { value: NamedDeclaration { name: first, place: first_place }, string: primary } = first;
    let report = |string: Option<&str>| match string {
        Some(string) => format!("says `{string}`"),
        None => "has no JSON name".to_owned(),
    };
    let help = match primary {
        Some(primary) => format!("give `{again}` `(pb.enumvalue.json).string = {primary:?}` as well"),
        None => format!("give `{first}` the same `(pb.enumvalue.json).string`, or take it from `{again}`"),
    };
    Diagnostic::error(codes::JSON_NAME, format!("`{again}` and `{first}` are one value, but not in JSON"))
        .label(place, format!("this one {}", report(own)))
        .label(first_place, format!("this one {}", report(primary)))
        .help(help)
}

/// `(pb.enumvalue.json).string = "a\0"`
pub(in super::super) fn json_string_with_nul(place: Place) -> Diagnostic {
    Diagnostic::error(codes::JSON_NAME, "the name of a value in JSON cannot contain a NUL")
        .label(place, "contains a NUL")
        .help("remove the escape")
}

/// `(pb.enumvalue.json).string = "1"` on a value other than 1.
pub(in super::super) fn json_string_is_a_number(
    string: &str,
    read: i32,
    value: NamedDeclaration<'_>,
    number: i64,
) -> Diagnostic {
    let NamedDeclaration { name, place } = value;
    Diagnostic::error(
        codes::JSON_NAME,
        format!("`{}` cannot stand for `{name}` in JSON: it is the number {read}", string.trim()),
    )
    .label(place, format!("its number is {number}"))
    .help("use a string that is not a number")
}
