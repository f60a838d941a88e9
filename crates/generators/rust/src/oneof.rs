//! Oneofs: an `Option` in the struct of the message, and an enum in its module.

use protoward_schema::{FieldId, OneofId};

use crate::context::{RustContext, Scope};
use crate::field_types::FieldContainer;
use crate::layout::Writer;

impl RustContext<'_> {
    /// Writes the struct field that holds a oneof. `path` is the path of the message.
    pub(crate) fn oneof_field(&self, id: OneofId, path: &str, writer: &mut Writer) {
        let oneof = &self.schema[id];
        let ty = self.oneof_path(id);
        self.document(id, path, writer);
        let numbers: Vec<String> = self.variants(id).map(|field| self.schema[field].number.to_string()).collect();
        let arguments = [format!("oneof = \"{ty}\"").into(), format!("tags = \"{}\"", numbers.join(", ")).into()];
        self.prost_attribute(FieldContainer::Message(oneof.message), &arguments, writer);
        let full_path = format!("{path}.{}", self.schema.text(oneof.name));
        self.write_field_attributes(&full_path, writer);
        writer.word(&format!("pub {}: ", self.names.oneof_field(id)));
        writer.ty(&format!("::core::option::Option<{ty}>"));
        writer.end_line(",");
    }

    /// Writes the enum of a oneof.
    pub(crate) fn oneof(&self, scope: &Scope<'_>, id: OneofId, path: &str, writer: &mut Writer) {
        let oneof = &self.schema[id];
        let full_path = format!("{path}.{}", self.schema.text(oneof.name));
        self.document(id, path, writer);
        self.write_setting("type_attribute", &self.settings.type_attributes, &full_path, writer);
        self.write_setting("enum_attribute", &self.settings.enum_attributes, &full_path, writer);
        let derives = self.type_properties.oneof_derives(self.schema, self.settings, id, &full_path);
        self.derive(FieldContainer::Oneof(id), derives, writer);
        self.prost_attributes(FieldContainer::Oneof(id), path, writer);
        writer.word(&format!("pub enum {} {{", self.names.oneof_type(id)));
        writer.open();
        for field in self.variants(id) {
            self.variant(scope, field, (path, &full_path), writer);
        }
        writer.close("}");
        self.oneof_implementations(scope, id, path, writer);
    }

    fn variant(&self, scope: &Scope<'_>, id: FieldId, (path, oneof_path): (&str, &str), writer: &mut Writer) {
        let field = &self.schema[id];
        let full_path = self.member(path, id);
        self.document(id, &full_path, writer);
        if self.settings.runtime.deprecates_variants() {
            self.deprecated(id, &full_path, writer);
        }
        if let Some(oneof) = field.oneof {
            let arguments = [self.type_tag(scope, id), format!("tag = \"{}\"", field.number).into()];
            self.prost_attribute(FieldContainer::Oneof(oneof), &arguments, writer);
        }
        self.write_field_attributes(&self.member(oneof_path, id), writer);
        writer.word(self.names.field(id));
        writer.tuple(&self.boxed_type(scope, id, (&full_path, self.settings.prost_of_types())));
        writer.end_line(",");
    }

    /// Returns the fields of a oneof that are variants.
    pub(crate) fn variants(&self, id: OneofId) -> impl Iterator<Item = FieldId> {
        self.schema[id].fields.iter().copied().filter(|&field| self.oneof_of(field).is_some())
    }
}
