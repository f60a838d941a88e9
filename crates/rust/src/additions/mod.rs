//! Code beside that of messages: JSON, and what prost does not have for fields.

pub mod beside;
pub mod embedded;
pub mod fields;
pub mod json;
pub mod packages;

use crate::tree::Files;
use crate::{Generator, TypeAttribute};
use packages::Packages;
use protoward_schema::{FileId, Schema};
use protoward_source::{Diagnostic, Report};

/// The additions of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// JSON.
    pub json: json::Settings,
    /// What prost does not have for fields.
    pub fields: fields::Settings,
}

impl Additions {
    /// Returns `true` if files of packages, or files beside them, get more code.
    pub fn add_code(&self) -> bool {
        self.json.is_wanted || self.fields.has_modules()
    }

    /// Combines the settings of a builder with those of its `prost_build::Config`.
    pub fn over(self, config: Self) -> Self {
        Self {
            json: if self.json.is_wanted { self.json } else { config.json },
            fields: self.fields.over(config.fields),
        }
    }
}

/// Reports everything that is asked for by name and that the schema does not have.
pub fn check(schema: &Schema, additions: &Additions) -> Report {
    fields::check(schema, &additions.fields)
}

/// Returns the attributes that fields get by their types, by their paths.
///
/// # Errors
/// When something is asked for that the schema does not have.
pub fn attributes(schema: &Schema, additions: &Additions) -> Result<Vec<(String, TypeAttribute)>, Box<Diagnostic>> {
    fields::expanded(schema, &additions.fields.attributes)
}

/// Generated code, and what it was generated from.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The schema of the files.
    pub schema: &'a Schema,
    /// The files that code was generated from.
    pub files: &'a [FileId],
    /// The generator of the code.
    pub generator: &'a Generator<'a>,
    /// The name of the file for types without a package, without its extension.
    pub nameless: &'a str,
}

/// Adds to the files of a run; `include` is the one that declares the modules of all others.
pub fn add(files: &mut Files, include: Option<&str>, subject: Subject<'_>, additions: &Additions) {
    if additions.fields.has_modules() {
        fields::add(files, include, subject, &additions.fields);
    }
    if additions.json.is_wanted {
        json::add(files, include, subject.schema, &Packages::of(subject, files), &additions.json);
    }
}
