//! What prost does not have for fields: enums as a type, setters, and attributes by types.
//!
//! In: a schema, the code of prost, and what is wanted. Out: changes to that code, and attributes for prost to write. It must
//! not know who generates, or where code is written.

mod attributes;
mod open_enums;
mod setters;

use std::collections::BTreeMap;

pub(super) use attributes::expanded;
#[cfg(feature = "generate")]
pub(super) use open_enums::MODULE;
pub(super) use open_enums::Settings as OpenEnums;

use super::beside::Home;
use super::code::Packages;
use super::diagnostics::means_something;
use super::names::Names;
use crate::report::Diagnostic;
use crate::schema::Schema;

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// Fields of enums as a type.
    pub(super) open_enums: OpenEnums,
    /// Messages that have setters, by paths as prost has them.
    pub(super) setters: Vec<String>,
    /// Attributes of fields, by their types.
    pub(super) attributes: Vec<(String, String)>,
}

impl Settings {
    /// What a builder was told, and what its configuration of prost was.
    pub(super) fn over(self, config: Self) -> Self {
        Self {
            open_enums: OpenEnums {
                enums: config.open_enums.enums.into_iter().chain(self.open_enums.enums).collect(),
                home: if self.open_enums.home == Home::Beside { config.open_enums.home } else { self.open_enums.home },
            },
            setters: config.setters.into_iter().chain(self.setters).collect(),
            attributes: config.attributes.into_iter().chain(self.attributes).collect(),
        }
    }

    /// Whether the code that prost writes is to change.
    pub(super) fn change_code(&self) -> bool {
        !self.open_enums.enums.is_empty() || !self.setters.is_empty()
    }
}

/// What is asked for in vain: paths that mean nothing in the schema.
///
/// # Errors
/// When there is one.
pub(super) fn check(schema: &Schema, settings: &Settings) -> Result<(), Box<Diagnostic>> {
    let enums = schema.enums.ids().map(|id| schema.text(schema[id].full_name)).collect::<Vec<_>>();
    means_something("open_enums", &settings.open_enums.enums, "enum", &enums)?;
    let messages = schema.messages.ids().map(|id| schema.text(schema[id].full_name)).collect::<Vec<_>>();
    means_something("setters", &settings.setters, "message", &messages)
}

/// Changes the files of a run.
pub(super) fn change(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    schema: &Schema,
    packages: &mut Packages,
    names: &Names,
    settings: &Settings,
) {
    let mut edits = BTreeMap::new();
    let module = open_enums::change(packages, &mut edits, schema, &settings.open_enums);
    setters::add(packages, &mut edits, schema, names, &settings.setters);
    for (file, edits) in edits.into_iter().filter(|(_, edits)| !edits.is_empty()) {
        if let Some(code) = files.get_mut(&file) {
            *code = edits.made_in(&String::from_utf8_lossy(code)).into_bytes();
        }
    }
    if let Some(module) = module {
        module.put(files, include, packages.sole(), &settings.open_enums.home);
    }
}
