//! What is made of prost's code once it is there: JSON, and what prost does not have for fields. The code is read once for all.

use std::collections::BTreeMap;

use super::code::Packages;
#[cfg(feature = "field-types")]
use super::field_types;
#[cfg(feature = "json")]
use super::json;
use super::names::Names;
#[cfg(feature = "field-types")]
use crate::report::Diagnostic;
use crate::schema::{FileId, Schema};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Additions {
    /// JSON.
    #[cfg(feature = "json")]
    pub(super) json: json::Settings,
    /// What prost does not have for fields.
    #[cfg(feature = "field-types")]
    pub(super) field_types: field_types::Settings,
}

impl Additions {
    /// What a builder was told, and else what its configuration of prost was.
    pub(super) fn over(self, config: Self) -> Self {
        Self {
            #[cfg(feature = "json")]
            json: if self.json.is_wanted { self.json } else { config.json },
            #[cfg(feature = "field-types")]
            field_types: self.field_types.over(config.field_types),
        }
    }

    /// Whether they need to know what prost has written.
    fn read_code(&self) -> bool {
        let parts = [
            #[cfg(feature = "json")]
            self.json.is_wanted,
            #[cfg(feature = "field-types")]
            self.field_types.change_code(),
        ];
        parts.contains(&true)
    }
}

/// The attributes that fields get by their types, by their paths.
///
/// # Errors
/// When something is asked for that the schema does not have.
#[cfg(feature = "field-types")]
pub(super) fn attributes(schema: &Schema, wanted: &Additions) -> Result<Vec<(String, String)>, Box<Diagnostic>> {
    field_types::check(schema, &wanted.field_types)?;
    field_types::expanded(schema, &wanted.field_types.attributes)
}

/// Changes the files of a run, and adds to them; `include` is the one that declares the modules of all others.
///
/// # Errors
/// When a file is not what prost writes.
pub(super) fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    schema: &Schema,
    generated: &[FileId],
    names: &Names,
    wanted: &Additions,
) -> Result<(), String> {
    if !wanted.read_code() {
        return Ok(());
    }
    #[cfg_attr(not(feature = "field-types"), expect(unused_mut, reason = "only what changes prost's code does"))]
    let mut packages = Packages::read(files, include, schema, generated, names)?;
    #[cfg(feature = "field-types")]
    field_types::change(files, include, schema, &mut packages, names, &wanted.field_types);
    #[cfg(feature = "json")]
    if wanted.json.is_wanted {
        json::add(files, include, schema, &packages, &wanted.json);
    }
    Ok(())
}
