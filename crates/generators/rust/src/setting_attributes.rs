//! Attributes from the settings, with the setting that each comes from.

use crate::attributes;
use crate::context::RustContext;
use crate::layout::Writer;
use crate::paths::PathMap;

impl RustContext<'_> {
    /// Writes the attributes of a setting that match an element.
    pub(crate) fn write_setting(&self, setting: &str, of: &PathMap<String>, path: &str, writer: &mut Writer) {
        for (key, text) in of.all(path) {
            attributes::write_with_origin(text, self.settings.attribute_origins.then_some((setting, key)), writer);
        }
    }

    /// Writes the attributes of a field, an enum value, or a oneof as a struct field.
    pub(crate) fn write_field_attributes(&self, path: &str, writer: &mut Writer) {
        for (_, it) in self.settings.field_type_attributes.all(path) {
            let origin = self.settings.attribute_origins.then_some(("field_type_attribute", &*it.ty));
            attributes::write_with_origin(&it.attribute, origin, writer);
        }
        self.write_setting("field_attribute", &self.settings.field_attributes, path, writer);
    }
}
