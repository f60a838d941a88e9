//! Which extensions have constants.

use protoward_schema::{FieldId, FileId, Schema};

use super::{is_well_known, keeps_unknown};
use crate::Generator;
use crate::context::Context;
use crate::paths::PathMap;
use crate::settings::Settings;

/// Whether an extension is to have a constant. Custom options have none: `prost-types` drops them when it reads descriptors.
pub(crate) fn is_wanted(schema: &Schema, settings: &Settings, id: FieldId) -> bool {
    matches(schema, &settings.extensions, id)
}

fn matches(schema: &Schema, paths: &PathMap<()>, id: FieldId) -> bool {
    let field = &schema[id];
    !paths.is_empty()
        && field.is_extension()
        && !is_well_known(schema, schema[field.containing()].file)
        && paths.has(&format!(".{}", schema.full_name(id.into())))
}

/// Returns the extensions in these files that match a path, and whose messages keep no fields that the schema does not have.
pub(crate) fn unkept(
    schema: &Schema,
    files: &[FileId],
    extensions: &PathMap<()>,
    unknown_fields: &PathMap<()>,
) -> Vec<FieldId> {
    let is_unkept = |id: FieldId| {
        matches(schema, extensions, id) && !keeps_unknown(schema, unknown_fields, schema[id].containing())
    };
    let all = schema.fields.ids().filter(|&id| files.contains(&schema[id].file));
    all.filter(|&id| is_unkept(id)).collect()
}

impl Generator<'_> {
    /// Returns `true` if code has an extension.
    pub fn has_extensions(&self) -> bool {
        let context = &self.context;
        let mut extensions = context.schema.fields.ids().filter(|&id| context.has_extension(id));
        extensions.any(|id| self.is_generated[context.schema[id].file])
    }

    /// Returns `true` if an extension has a constant in the code of its file.
    pub fn has_extension(&self, id: FieldId) -> bool {
        self.context.has_extension(id)
    }
}

impl Context<'_> {
    /// Whether an extension has a constant that is not in other code.
    pub(crate) fn has_extension(&self, id: FieldId) -> bool {
        is_wanted(self.schema, self.settings, id)
            && self.field_types.keeps_unknown(self.schema[id].containing())
            && !self.externs.has(&format!(".{}", self.schema.full_name(id.into())))
    }
}
