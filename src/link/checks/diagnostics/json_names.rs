//! JSON names.

use crate::report::{Code, Diagnostic, Severity};
use crate::source::Place;

const JSON_NAME: Code = Code::new("json-name");

/// A field, and where it gets its JSON name from.
#[derive(Clone, Copy)]
pub(in super::super) struct JsonName<'a> {
    pub(in super::super) field: &'a str,
    pub(in super::super) place: Place,
}

/// A JSON name that another field has.
pub(in super::super) fn json_name_taken(
    severity: Severity,
    name: &str,
    first: JsonName<'_>,
    again: JsonName<'_>,
) -> Diagnostic {
    let message = format!("`{}` and `{}` have the same JSON name `{name}`", first.field, again.field);
    let diagnostic = match severity {
        Severity::Error => Diagnostic::error(JSON_NAME, message),
        Severity::Warning => Diagnostic::warning(JSON_NAME, message),
    };
    diagnostic
        .label(again.place, format!("`{}` becomes `{name}` in JSON", again.field))
        .label(first.place, format!("so does `{}`", first.field))
        .help("rename one of the fields, or give it another `json_name`")
}

/// `json_name = "[a]"`
pub(in super::super) fn json_name_in_brackets(name: &str, place: Place) -> Diagnostic {
    Diagnostic::error(JSON_NAME, format!("`{name}` cannot be a JSON name"))
        .label(place, "in brackets")
        .help("names in brackets belong to extensions: remove the brackets")
}

/// `json_name = "a\0"`
pub(in super::super) fn json_name_with_nul(place: Place) -> Diagnostic {
    Diagnostic::error(JSON_NAME, "a JSON name cannot contain a NUL")
        .label(place, "there is one in this string")
        .help("remove the escape")
}

/// `json_name` in an `extend` block.
pub(in super::super) fn json_name_of_extension(place: Place) -> Diagnostic {
    Diagnostic::error(JSON_NAME, "an extension cannot have a `json_name`")
        .label(place, "this option")
        .help("remove it: in JSON, an extension has its full name in brackets")
}
