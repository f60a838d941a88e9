//! The type of a field, and the values that its default may have.

use crate::workspace::{Analysis, Target};

/// The type of a field, as far as options depend on it.
#[derive(Clone, Copy)]
pub(super) enum FieldType<'a> {
    Scalar(&'a str),
    Enum(&'a Analysis, Target),
    Message,
}

/// Returns `true` if a token starts a default value of a type.
pub(super) fn is_value_of(ty: FieldType<'_>, value: &str) -> bool {
    let is_number = value.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '.'));
    match ty {
        FieldType::Message => false,
        FieldType::Enum(analysis, target) => {
            let file = analysis.file(target.file);
            file.members(Some(target.declaration)).any(|(id, _)| file.name_of(id) == value)
        }
        FieldType::Scalar("bool") => matches!(value, "true" | "false"),
        FieldType::Scalar("string" | "bytes") => value.starts_with(['"', '\'']),
        FieldType::Scalar("double" | "float") => is_number || matches!(value, "inf" | "nan"),
        FieldType::Scalar(scalar) => is_number && !value.contains('.') && !(scalar.starts_with('u') && value == "-"),
    }
}
