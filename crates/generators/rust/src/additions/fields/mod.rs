//! Features of fields that prost lacks: open enums, unknown fields, extensions, setters, and attributes by type.
//!
//! Input: a schema, and the settings. Output: settings of the generator, which writes the code. It calls the crate
//! `protoward-runtime`.

mod type_attributes;

pub(super) use type_attributes::field_attributes;

use crate::PathMap;
use crate::diagnostics::check_path_matches;
use protoward_schema::Schema;
use protoward_source::Report;

/// The settings for features of fields that prost lacks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldsSettings {
    /// Enums whose fields have the type `OpenEnum`, by paths as in prost.
    pub open_enums: Vec<String>,
    /// Messages with setters, by paths as in prost.
    pub setters: Vec<String>,
    /// Types of fields, with an attribute for each.
    pub attributes: Vec<(String, String)>,
    /// Messages that keep unknown fields, by paths as in prost.
    pub unknown_fields: Vec<String>,
    /// Messages that keep `-0.0`, by paths as in prost.
    pub negative_zeros: Vec<String>,
    /// Extensions with constants, by paths as in prost.
    pub extensions: Vec<String>,
}

impl FieldsSettings {
    /// Combines the settings of a builder with those of its prost configuration.
    pub(super) fn over(self, config: Self) -> Self {
        let chained = |config: Vec<String>, own: Vec<String>| config.into_iter().chain(own).collect();
        Self {
            open_enums: chained(config.open_enums, self.open_enums),
            setters: chained(config.setters, self.setters),
            attributes: config.attributes.into_iter().chain(self.attributes).collect(),
            unknown_fields: chained(config.unknown_fields, self.unknown_fields),
            negative_zeros: chained(config.negative_zeros, self.negative_zeros),
            extensions: chained(config.extensions, self.extensions),
        }
    }

    /// Copies the settings to those of the generator.
    pub(super) fn set_on(&self, settings: &mut crate::RustSettings) {
        settings.open_enums = paths(&self.open_enums);
        settings.unknown_fields = paths(&self.unknown_fields);
        settings.negative_zeros = paths(&self.negative_zeros);
        settings.extensions = paths(&self.extensions);
        settings.setters = paths(&self.setters);
    }
}

fn paths(paths: &[String]) -> PathMap<()> {
    paths.iter().map(|path| (path.as_str(), ())).collect()
}

/// Reports the paths that match nothing in the schema.
pub(super) fn check(schema: &Schema, settings: &FieldsSettings) -> Report {
    let enums = schema.enums.ids().map(|id| schema.text(schema[id].full_name)).collect::<Vec<_>>();
    let messages = schema.messages.ids().map(|id| schema.text(schema[id].full_name)).collect::<Vec<_>>();
    let mut asked = crate::RustSettings::default();
    settings.set_on(&mut asked);
    asked.extensions.insert(".", ());
    let extensions = schema.fields.ids().filter(|&id| asked.has_extension(schema, id));
    let extensions = extensions.map(|id| schema.full_name(id.into())).collect::<Vec<_>>();
    let extensions = extensions.iter().map(String::as_str).collect::<Vec<_>>();
    let checks = [
        check_path_matches("extensions", &settings.extensions, "extension, custom options apart,", &extensions),
        check_path_matches("negative_zeros", &settings.negative_zeros, "message", &messages),
        check_path_matches("open_enums", &settings.open_enums, "enum", &enums),
        check_path_matches("setters", &settings.setters, "message", &messages),
        check_path_matches("unknown_fields", &settings.unknown_fields, "message", &messages),
    ];
    checks.into_iter().flat_map(|check| check.err()).flatten().collect()
}
