//! The settings for checked types, and what they name in the schema.

use crate::diagnostics::{self, no_rust_path};
use crate::paths::{is_below, matches, path_in_oneof};
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
pub(super) fn fields(schema: &Schema) -> impl Iterator<Item = FieldId> {
    let fields = schema.fields.ids().filter(|&id| !schema[id].is_extension());
    fields.filter(|&id| !schema.is_map_entry(schema[id].containing()))
}

/// Returns the spellings of the path of a field: with the name of its oneof, as in other options, or without.
pub(super) fn paths(schema: &Schema, field: FieldId) -> [String; 2] {
    [format!(".{}", schema.full_name(field.into())), path_in_oneof(schema, field)]
}
