//! The attributes before an item or a field: derived traits, the arguments of prost's macros, and those of the settings.

use protoward_schema::MessageId;

use crate::Generator;
use crate::attributes;
use crate::context::RustContext;
use crate::field_types::FieldContainer;
use crate::layout::Writer;
use crate::paths::PathMap;
use crate::type_properties::Derives;

impl Generator<'_> {
    /// Returns `true` if the type of a message is `Copy`.
    pub fn derives_copy(&self, id: MessageId) -> bool {
        self.context.type_properties.message_derives(id).copy
    }
}

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

    /// Writes the `#[derive(…)]` attribute of a message or a oneof.
    pub(crate) fn derive(&self, of: FieldContainer, derives: Derives, writer: &mut Writer) {
        let Derives { copy, eq, hash } = derives;
        let has_eq = self.settings.runtime.derives_eq();
        let copy = if copy { "Copy, " } else { "" };
        let eq = if eq && has_eq { ", Eq" } else { "" };
        let hash = if hash && has_eq { ", Hash" } else { "" };
        let prost = match of {
            _ if self.field_types.has_implementations(of) => String::new(),
            FieldContainer::Message(_) => format!(", {}::Message", self.settings.prost()),
            FieldContainer::Oneof(_) => format!(", {}::Oneof", self.settings.prost()),
        };
        attributes::write(&format!("#[derive(Clone, {copy}PartialEq{eq}{hash}{prost})]"), writer);
    }

    /// Writes the arguments of prost's macro for a message or a oneof, if it derives the macro.
    pub(crate) fn prost_attributes(&self, of: FieldContainer, path: &str, writer: &mut Writer) {
        if self.field_types.has_implementations(of) {
            return;
        }
        self.prost_path_attribute(writer);
        if self.settings.skip_debug.has(path) {
            writer.line("#[prost(skip_debug)]");
        }
    }

    pub(crate) fn prost_path_attribute(&self, writer: &mut Writer) {
        if let Some(path) =
            self.settings.prost_path.as_ref().filter(|_| self.settings.runtime.has_prost_path_attribute())
        {
            attributes::write(&format!("#[prost(prost_path = \"{path}\")]"), writer);
        }
    }
}
