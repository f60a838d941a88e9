//! The serialized options of a file and its declarations.

use std::fmt::Arguments;

use super::super::page::Page;
use super::super::{escape, names};
use protoward_schema::{EnumId, FileId, MessageId, Schema, ServiceId};

/// Formats options as a literal; `None` without options.
pub(super) fn literal(options: Option<&[u8]>) -> Option<String> {
    let options = options.filter(|options| !options.is_empty())?;
    Some(format!("b'{}'", escape::octal(options)))
}

/// Writes the options of the file, enums, extensions, messages from the inside out, and services.
pub(super) fn write(schema: &Schema, id: FileId, page: &mut Page) {
    let file = &schema[id];
    let mut writer = Writer { schema, page };
    writer.file(file.options.bytes());
    file.enums.iter().for_each(|&id| writer.enumeration(id));
    for &id in &file.extensions {
        let field = &schema[id];
        writer.set(format_args!("_globals['{}']", schema.text(field.name)), field.options.bytes());
    }
    file.messages.iter().for_each(|&id| writer.message(id));
    file.services.iter().for_each(|&id| writer.service(id));
}

struct Writer<'s, 'p> {
    schema: &'s Schema,
    page: &'p mut Page,
}

impl Writer<'_, '_> {
    fn file(&mut self, options: Option<&[u8]>) {
        match literal(options) {
            Some(_) => self.set(format_args!("_globals['DESCRIPTOR']"), options),
            None => self.page.line(format_args!("DESCRIPTOR._loaded_options = None")),
        }
    }

    fn message(&mut self, id: MessageId) {
        let schema = self.schema;
        let message = &self.schema[id];
        message.messages.iter().for_each(|&id| self.message(id));
        let name = names::message(schema, id);
        for oneof in message.oneofs.iter().map(|&id| &schema[id]) {
            let target = format_args!("_globals['{name}'].oneofs_by_name['{}']", schema.text(oneof.name));
            self.set(target, oneof.options.bytes());
        }
        message.enums.iter().for_each(|&id| self.enumeration(id));
        for (kind, fields) in [("fields", &message.fields), ("extensions", &message.extensions)] {
            for field in fields.iter().map(|&id| &schema[id]) {
                let target = format_args!("_globals['{name}'].{kind}_by_name['{}']", schema.text(field.name));
                self.set(target, field.options.bytes());
            }
        }
        self.set(format_args!("_globals['{name}']"), message.options.bytes());
    }

    fn enumeration(&mut self, id: EnumId) {
        let schema = self.schema;
        let name = names::enumeration(self.schema, id);
        self.set(format_args!("_globals['{name}']"), schema[id].options.bytes());
        for value in schema[id].values.iter().map(|&id| &schema[id]) {
            let target = format_args!("_globals['{name}'].values_by_name[\"{}\"]", schema.text(value.name));
            self.set(target, value.options.bytes());
        }
    }

    fn service(&mut self, id: ServiceId) {
        let schema = self.schema;
        let name = names::service(self.schema, id);
        self.set(format_args!("_globals['{name}']"), schema[id].options.bytes());
        for method in schema[id].methods.iter().map(|&id| &schema[id]) {
            let target = format_args!("_globals['{name}'].methods_by_name['{}']", schema.text(method.name));
            self.set(target, method.options.bytes());
        }
    }

    /// Writes the options of a declaration, if it has any.
    fn set(&mut self, target: Arguments<'_>, options: Option<&[u8]>) {
        if let Some(options) = literal(options) {
            self.page.line(format_args!("{target}._loaded_options = None"));
            self.page.line(format_args!("{target}._serialized_options = {options}"));
        }
    }
}
