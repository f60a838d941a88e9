//! Code in addition to that of prost: JSON, and features of fields that prost lacks.

pub mod embedded;
pub mod fields;
pub mod json;
pub mod packages;
pub mod runtime_modules;

use crate::diagnostics::no_rust_path;
use crate::rust_path;
use crate::tree::Files;
use crate::{Generator, TypeAttribute};
use packages::Packages;
use protoward_schema::Schema;
use protoward_source::{Diagnostic, Report};
use runtime_modules::ModuleLocation;

/// The settings for additional code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// The settings for JSON.
    pub json: json::Settings,
    /// The settings for features of fields that prost lacks.
    pub fields: fields::Settings,
}

impl Additions {
    /// Returns `true` if files of packages get more code, or runtime modules are written.
    pub fn adds_code(&self) -> bool {
        self.json.is_enabled || self.fields.has_modules()
    }

    /// Combines the settings of a builder with those of its `prost_build::Config`.
    pub fn over(self, config: Self) -> Self {
        Self {
            json: if self.json.is_enabled { self.json } else { config.json },
            fields: self.fields.over(config.fields),
        }
    }
}

/// Reports the paths in the settings that match nothing in the schema, and those that are no Rust paths.
pub fn check(schema: &Schema, additions: &Additions) -> Report {
    let mut report = fields::check(schema, &additions.fields);
    let open_enums = match &additions.fields.open_enums_home {
        ModuleLocation::External(path) => Some(path),
        ModuleLocation::Adjacent | ModuleLocation::Separate(_) => None,
    };
    for (setting, path) in [("runtime_path", additions.json.runtime_path.as_ref()), ("open_enums_path", open_enums)] {
        if let Some(path) = path
            && let Err(why) = rust_path::check(path)
        {
            report.push(*no_rust_path(setting, path, &why));
        }
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

/// Adds code to the generated files. `include` is the file that includes all modules.
pub fn add(files: &mut Files, include: Option<&str>, generator: &Generator<'_>, additions: &Additions) {
    if additions.fields.has_modules() {
        fields::add(files, include, generator, &additions.fields);
    }
    if additions.json.is_enabled {
        json::add(files, generator.schema(), &Packages::of(generator, files), &additions.json, generator.runtime());
    }
}
