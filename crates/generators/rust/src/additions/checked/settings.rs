//! The settings for checked types, and what they name in the schema.

use crate::diagnostics::{self, no_rust_path};
use crate::paths::{PathMap, is_below, matches, path_in_oneof};
use crate::rust_path;
use protoward_schema::{FieldId, Schema};
use protoward_source::Report;

/// The value of `required` for checked types.
const STRICT: &str = "strict";

/// The settings for checked types.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckedSettings {
    /// The value of the option `required`. Checked types are generated for `strict`.
    pub required: Option<String>,
    /// Own types of fields in checked types, by the paths of the fields.
    pub types: Vec<(String, String)>,
}

impl CheckedSettings {
    /// Returns `true` if messages with required fields get checked types.
    pub fn is_enabled(&self) -> bool {
        self.required.as_deref() == Some(STRICT)
    }

    /// Combines the settings of a builder with those of its prost configuration.
    pub(in crate::additions) fn over(self, config: Self) -> Self {
        Self {
            required: self.required.or(config.required),
            types: config.types.into_iter().chain(self.types).collect(),
        }
    }

    /// Returns the own types of fields: paths with types, which match by the whole name of a field before its end.
    pub(super) fn own_types(&self) -> OwnTypes {
        OwnTypes(self.types.iter().map(|(path, ty)| (path.as_str(), absolute(ty))).collect())
    }
}

/// The own types of fields.
pub(super) struct OwnTypes(PathMap<String>);

impl OwnTypes {
    /// Returns the own type of a field.
    pub(super) fn of(&self, schema: &Schema, field: FieldId) -> Option<&str> {
        let mut paths = paths(schema, field).into_iter();
        if self.0.is_empty() { None } else { paths.find_map(|path| self.0.best(&path)).map(String::as_str) }
    }
}

/// Reports settings that mean nothing: an unknown value, paths of no field, and texts that are no type.
pub(in crate::additions) fn check(schema: &Schema, settings: &CheckedSettings) -> Report {
    let mut report = Report::default();
    if let Some(value) = settings.required.as_deref().filter(|value| *value != STRICT) {
        report.push(diagnostics::unknown_required(value));
    } else if !settings.types.is_empty() && !settings.is_enabled() {
        report.push(diagnostics::types_without_required());
    }
    if settings.types.is_empty() {
        return report;
    }
    let names: Vec<String> = fields(schema).flat_map(|field| paths(schema, field)).collect();
    for (path, ty) in &settings.types {
        // Only the path of a field has a meaning: a type for all fields of a message or a package would not fit them.
        let is_meant = |name: &&String| matches(path, name) && (*name == path || !is_below(name, path)) && path != ".";
        if !names.iter().any(|name| is_meant(&name)) {
            report.push(diagnostics::no_field_for_type(path, &names));
        }
        if let Err(why) = rust_path::check_type(ty) {
            report.push(*no_rust_path("types", ty, &why));
        }
    }
    report
}

/// Returns the fields that can be in structs.
fn fields(schema: &Schema) -> impl Iterator<Item = FieldId> {
    let fields = schema.fields.ids().filter(|&id| !schema[id].is_extension());
    fields.filter(|&id| !schema.is_map_entry(schema[id].containing()))
}

/// Returns the spellings of the path of a field: with the name of its oneof, as in other options, or without.
fn paths(schema: &Schema, field: FieldId) -> [String; 2] {
    [format!(".{}", schema.full_name(field.into())), path_in_oneof(schema, field)]
}

/// Returns a type so that the module around it does not matter: `uuid::Uuid` is that of the crate, and not of a module of
/// generated code with this name.
fn absolute(ty: &str) -> String {
    let ty = ty.trim();
    let first = ty.split("::").next().unwrap_or(ty);
    let is_crate = first.len() < ty.len()
        && !matches!(first, "crate" | "self" | "super")
        && first.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
        && !first.is_empty();
    if is_crate { format!("::{ty}") } else { ty.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::absolute;

    #[test]
    fn types_of_crates_are_absolute() {
        for (ty, expected) in [
            ("uuid::Uuid", "::uuid::Uuid"),
            (" ::uuid::Uuid", "::uuid::Uuid"),
            ("crate::Id", "crate::Id"),
            ("String", "String"),
            ("Vec<uuid::Uuid>", "Vec<uuid::Uuid>"),
            ("std::sync::Arc<str>", "::std::sync::Arc<str>"),
        ] {
            assert_eq!(absolute(ty), expected);
        }
    }
}
