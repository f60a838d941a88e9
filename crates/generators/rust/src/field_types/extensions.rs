//! Extensions that have constants.

use protoward_schema::FieldId;

use crate::Generator;
use crate::context::RustContext;

impl Generator<'_> {
    /// Returns `true` if an extension has a constant in the code of its file.
    pub fn has_extension(&self, id: FieldId) -> bool {
        self.is_generated[self.context.schema[id].file] && self.context.has_extension(id)
    }

    /// Returns the extensions that the settings select but whose messages do not keep unknown fields.
    pub fn dropped_extensions(&self) -> impl Iterator<Item = FieldId> {
        let context = &self.context;
        let is_selected = |&id: &FieldId| self.is_generated[context.schema[id].file] && context.selects_extension(id);
        let selected = context.schema.fields.ids().filter(is_selected);
        selected.filter(|&id| !context.has_extension(id))
    }
}

impl RustContext<'_> {
    /// Returns `true` if an extension has a constant in the generated code.
    pub(crate) fn has_extension(&self, id: FieldId) -> bool {
        self.selects_extension(id) && self.field_types.keeps_unknown(self.schema[id].containing())
    }

    fn selects_extension(&self, id: FieldId) -> bool {
        let is_selected = self.settings.has_extension(self.schema, id);
        is_selected && !self.externs.has(&format!(".{}", self.schema.full_name(id.into())))
    }
}
