//! Attributes of users, and in which setting they are given.

use crate::attributes;
use crate::context::Context;
use crate::layout::Writer;
use crate::paths::PathMap;
use crate::settings::Comments;

impl Context<'_> {
    /// Whether code says where attributes are from. The code of prost-build does not, and code without comments has none.
    pub(crate) fn names_settings(&self) -> bool {
        self.settings.comments == Comments::Rustdoc
    }

    /// Writes the attributes that a setting has for an element.
    pub(crate) fn given(&self, setting: &str, of: &PathMap<String>, path: &str, writer: &mut Writer) {
        for (key, text) in of.all(path) {
            attributes::write_given(text, self.names_settings().then_some((setting, key)), writer);
        }
    }

    /// Writes the attributes of a field, of a value of an enum, or of a oneof as a field.
    pub(crate) fn attributes_of_field(&self, path: &str, writer: &mut Writer) {
        for (_, it) in self.settings.field_type_attributes.all(path) {
            let origin = self.names_settings().then_some(("field_type_attribute", &*it.ty));
            attributes::write_given(&it.attribute, origin, writer);
        }
        self.given("field_attribute", &self.settings.field_attributes, path, writer);
    }
}
