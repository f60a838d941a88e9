//! Messages: the struct, the module of its nested types, and its protobuf name.

use protoward_schema::{FieldId, MessageId, OneofId, Parent, Shape};

use crate::context::{RustContext, Scope};
use crate::field_types::FieldContainer;
use crate::layout::Writer;
use crate::paths::oneof_of;

impl RustContext<'_> {
    /// Writes a message with its nested types, unless it is extern.
    ///
    /// Recurses once per level of nested messages, which the compiler and the descriptor readers limit.
    pub(crate) fn message(&self, id: MessageId, writer: &mut Writer) {
        let path = self.path(id);
        if self.externs.has(&path) {
            return;
        }
        self.document(id, &path, writer);
        self.write_setting("type_attribute", &self.settings.type_attributes, &path, writer);
        self.write_setting("message_attribute", &self.settings.message_attributes, &path, writer);
        self.derive(FieldContainer::Message(id), self.type_properties.message_derives(id), writer);
        self.prost_attributes(FieldContainer::Message(id), &path, writer);
        self.structure(id, &path, writer);
        self.message_implementations(id, &path, writer);
        self.setters(id, &path, writer);
        self.nested(id, writer);
        if self.settings.enable_type_names {
            self.type_name(id, &path, writer);
        }
    }

    fn structure(&self, id: MessageId, path: &str, writer: &mut Writer) {
        let message = &self.schema[id];
        let scope = Scope::of(self.schema, message.file, message.parent);
        let fields: Vec<FieldId> = self.fields(id).collect();
        let oneofs: Vec<OneofId> = self.oneofs(id).collect();
        let name = self.names.message(id);
        if fields.is_empty() && oneofs.is_empty() && !self.field_types.keeps_unknown(id) {
            writer.line(&format!("pub struct {name} {{}}"));
            return;
        }
        writer.word(&format!("pub struct {name} {{"));
        writer.open();
        for field in fields {
            match self.schema.shape(field) {
                Shape::Map { key, value } => self.map_field(&scope, field, (key, value), path, writer),
                Shape::Single(_) | Shape::Repeated { .. } => self.field(&scope, field, path, writer),
            }
        }
        for oneof in oneofs {
            self.oneof_field(oneof, path, writer);
        }
        self.unknown_fields_field(id, writer);
        writer.close("}");
    }

    /// Writes the module of the nested types, unless it is empty or shared with a package.
    fn nested(&self, id: MessageId, writer: &mut Writer) {
        if self.names.merged(id).is_some() {
            return;
        }
        let mut inner = writer.nested();
        if self.nested_types(id, &mut inner) {
            writer.line(&format!("/// Nested message and enum types in `{}`.", self.schema.text(self.schema[id].name)));
            if !self.settings.prost_names && self.is_in_module(id, self.names.module(id)) {
                writer.line("#[allow(clippy::module_inception)]");
            }
            writer.module(self.names.module(id), inner);
        }
    }

    /// Writes the nested types of a message. Returns `false` if there are none.
    pub(crate) fn nested_types(&self, id: MessageId, writer: &mut Writer) -> bool {
        let message = &self.schema[id];
        let path = self.path(id);
        let scope = Scope::of(self.schema, message.file, Parent::Message(id));
        let mut is_empty = message.enums.is_empty();
        for &nested in message.messages.iter().filter(|&&nested| !self.schema.is_map_entry(nested)) {
            self.message(nested, writer);
            is_empty = false;
        }
        message.enums.iter().for_each(|&declared| self.enumeration(declared, writer));
        for oneof in self.oneofs(id) {
            self.oneof(&scope, oneof, &path, writer);
            is_empty = false;
        }
        for &extension in &message.extensions {
            is_empty &= !self.has_extension(extension);
            self.extension(extension, writer);
        }
        !is_empty
    }

    /// Returns `true` if a message is declared in a module of this name.
    fn is_in_module(&self, id: MessageId, name: &str) -> bool {
        match self.schema[id].parent {
            Parent::Message(outer) => self.names.module(outer) == name,
            Parent::File(file) => {
                let path = self.names.package_path(self.schema.package(file));
                path.last().is_some_and(|module| module == name)
            }
        }
    }

    fn type_name(&self, id: MessageId, path: &str, writer: &mut Writer) {
        let message = &self.schema[id];
        let prost = self.settings.prost();
        let domain = self.settings.type_name_domains.best(path).map_or("", String::as_str);
        let full_name = self.schema.text(message.full_name);
        writer.impl_for(&[], &format!("{prost}::Name"), self.names.message(id));
        writer.open_block();
        writer.line(&format!("const NAME: &'static str = \"{}\";", self.schema.text(message.name)));
        writer.line(&format!("const PACKAGE: &'static str = \"{}\";", self.schema.package(message.file)));
        let output = format!("{prost}::alloc::string::String");
        for (method, text) in [("full_name", full_name), ("type_url", &format!("{domain}/{full_name}"))] {
            writer.signature(&format!("fn {method}"), &[], &[], Some(&output));
            writer.open_block();
            writer.begin(crate::layout::INDENT);
            writer.word(&format!("\"{text}\""));
            writer.soft_break();
            writer.word(".into()");
            writer.end();
            writer.newline();
            writer.close("}");
        }
        writer.close("}");
    }

    /// Returns the fields of a message that are not in oneofs.
    pub(crate) fn fields(&self, id: MessageId) -> impl Iterator<Item = FieldId> {
        self.schema[id].fields.iter().copied().filter(|&field| self.oneof_of(field).is_none())
    }

    /// Returns the oneofs of a message that become types, without those of proto3 `optional` fields.
    pub(crate) fn oneofs(&self, id: MessageId) -> impl Iterator<Item = OneofId> {
        self.schema[id]
            .oneofs
            .iter()
            .copied()
            .filter(|&oneof| self.schema[oneof].fields.iter().any(|&field| self.oneof_of(field).is_some()))
    }

    /// Returns the oneof that a field is a variant of.
    pub(crate) fn oneof_of(&self, id: FieldId) -> Option<OneofId> {
        oneof_of(self.schema, id)
    }
}
