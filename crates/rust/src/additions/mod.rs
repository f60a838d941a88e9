//! Code in addition to that of prost: JSON, and features of fields that prost lacks.

pub mod embedded;
pub mod fields;
pub mod json;
pub mod packages;

use crate::diagnostics::no_rust_path;
use crate::rust_path;
use crate::tree::Files;
use crate::{Generator, TypeAttribute};
use packages::Packages;
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Report};

/// The path of the crate `protoward_runtime`.
pub const RUNTIME: &str = "::protoward_runtime";

/// Turns off lints in code that users cannot change.
const ALLOW_LINTS: &str = "#[allow(warnings, clippy::all, clippy::pedantic, clippy::nursery)]";

/// The settings for additional code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// The settings for JSON.
    pub json: json::Settings,
    /// The settings for features of fields that prost lacks.
    pub fields: fields::Settings,
    /// The path of the crate `protoward_runtime`, if it has another one.
    pub runtime_path: Option<String>,
}

impl Additions {
    /// Returns `true` if files of packages get more code.
    pub fn adds_code(&self) -> bool {
        self.json.is_enabled
    }

    /// Combines the settings of a builder with those of its `prost_build::Config`.
    pub fn over(self, config: Self) -> Self {
        Self {
            json: if self.json.is_enabled { self.json } else { config.json },
            fields: self.fields.over(config.fields),
            runtime_path: self.runtime_path.or(config.runtime_path),
        }
    }

    /// Copies the settings to those of the generator.
    pub fn set_on(&self, settings: &mut crate::Settings) {
        self.fields.set_on(settings);
        settings.runtime_path.clone_from(&self.runtime_path);
    }
}

/// Reports the paths in the settings that match nothing in the schema, and those that are no Rust paths.
pub fn check(schema: &Schema, additions: &Additions) -> Report {
    let mut report = fields::check(schema, &additions.fields);
    if let Some(path) = &additions.runtime_path
        && let Err(why) = rust_path::check(path)
    {
        report.push(*no_rust_path("runtime_path", path, &why));
    }
    report
}

/// Returns the attributes that fields get because of their types, by field path.
///
/// # Errors
/// Returns an error if a setting names a type that the schema lacks.
pub fn attributes(schema: &Schema, additions: &Additions) -> Result<Vec<(String, TypeAttribute)>, Box<Diagnostic>> {
    fields::field_attributes(schema, &additions.fields.attributes)
}

/// Adds code to the generated files.
pub fn add(files: &mut Files, generator: &Generator<'_>, additions: &Additions) {
    if additions.json.is_enabled {
        json::add(files, generator, &Packages::of(generator, files), &additions.json);
    }
}
