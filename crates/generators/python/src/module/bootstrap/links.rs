//! References between descriptors, set when all of them exist.

use super::super::imports;
use super::{Order, all_messages};
use crate::names;
use crate::page::Page;
use protoward_schema::{EnumId, FieldType, File, MessageId, Parent, Schema};

pub(super) fn write(schema: &Schema, file: &File, page: &mut Page) {
    for id in all_messages(schema, file, Order::InsideFirst) {
        let links = Links { schema, id, variable: names::message(schema, id) };
        links.types(page);
        links.containing(page);
        links.oneofs(page);
    }
    for &id in &file.messages {
        let name = schema.text(schema[id].name);
        let variable = names::message(schema, id);
        page.line(format_args!("DESCRIPTOR.message_types_by_name['{name}'] = {variable}"));
    }
    for &id in &file.enums {
        let name = schema.text(schema[id].name);
        let variable = names::enumeration(schema, id);
        page.line(format_args!("DESCRIPTOR.enum_types_by_name['{name}'] = {variable}"));
    }
    for name in file.extensions.iter().map(|&id| schema.text(schema[id].name)) {
        page.line(format_args!("DESCRIPTOR.extensions_by_name['{name}'] = {name}"));
    }
    page.line(format_args!("_sym_db.RegisterFileDescriptor(DESCRIPTOR)"));
}

/// The references of one message.
struct Links<'s> {
    schema: &'s Schema,
    id: MessageId,
    variable: String,
}

impl Links<'_> {
    fn types(&self, page: &mut Page) {
        let schema = self.schema;
        let variable = &self.variable;
        for field in schema[self.id].fields.iter().map(|&id| &schema[id]) {
            let name = schema.text(field.name);
            match field.ty {
                FieldType::Scalar(_) => {}
                FieldType::Enum(id) => {
                    let ty = self.enumeration(id);
                    page.line(format_args!("{variable}.fields_by_name['{name}'].enum_type = {ty}"));
                }
                FieldType::Message(id) | FieldType::Group(id) => {
                    let ty = self.message(id);
                    page.line(format_args!("{variable}.fields_by_name['{name}'].message_type = {ty}"));
                }
            }
        }
    }

    fn containing(&self, page: &mut Page) {
        let schema = self.schema;
        let variable = &self.variable;
        if let Parent::Message(outer) = schema[self.id].parent {
            page.line(format_args!("{variable}.containing_type = {}", names::message(schema, outer)));
        }
        for &id in &schema[self.id].enums {
            page.line(format_args!("{}.containing_type = {variable}", names::enumeration(schema, id)));
        }
    }

    fn oneofs(&self, page: &mut Page) {
        let schema = self.schema;
        let variable = &self.variable;
        for oneof in schema[self.id].oneofs.iter().map(|&id| &schema[id]) {
            let target = format!("{variable}.oneofs_by_name['{}']", schema.text(oneof.name));
            for field in oneof.fields.iter().map(|&id| schema.text(schema[id].name)) {
                page.line(format_args!("{target}.fields.append("));
                page.line(format_args!("  {variable}.fields_by_name['{field}'])"));
                page.line(format_args!("{variable}.fields_by_name['{field}'].containing_oneof = {target}"));
            }
        }
    }

    fn message(&self, id: MessageId) -> String {
        let schema = self.schema;
        let file = self.schema[id].file;
        self.of_file(file == schema[self.id].file, schema.text(schema[file].path), names::message(schema, id))
    }

    fn enumeration(&self, id: EnumId) -> String {
        let schema = self.schema;
        let file = self.schema[id].file;
        self.of_file(file == schema[self.id].file, schema.text(schema[file].path), names::enumeration(schema, id))
    }

    /// Returns the variable of a declaration, qualified with its module for another file.
    fn of_file(&self, is_own: bool, path: &str, variable: String) -> String {
        if is_own { variable } else { format!("{}.{variable}", imports::alias(&names::module(path))) }
    }
}
