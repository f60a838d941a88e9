//! `…_pb2.pyi`: the declarations of a module for type checkers and editors.

mod imports;
mod messages;
mod types;
mod uses;

use super::page::Page;
use protoward_schema::{EnumId, FieldId, FileId, Schema};
use types::Types;
use uses::Uses;

/// A stub that is being written, with its file.
struct Stub<'s> {
    schema: &'s Schema,
    types: Types<'s>,
}

/// Returns the stub of a file.
pub fn stub(schema: &Schema, id: FileId) -> Vec<u8> {
    let file = &schema[id];
    let mut page = Page::with_capacity(4096);
    let types = imports::write(schema, id, &Uses::of(schema, file), &mut page);
    let stub = Stub { schema, types };
    page.line(format_args!("\nDESCRIPTOR: _descriptor.FileDescriptor"));
    for public in file.imports.iter().filter(|import| import.public).filter_map(|import| import.file) {
        stub.extensions(&schema[public].extensions, &mut page);
        schema[public].enums.iter().for_each(|&id| stub.values(id, &mut page));
    }
    for &id in &file.enums {
        page.end();
        stub.enumeration(id, &mut page);
    }
    file.enums.iter().for_each(|&id| stub.values(id, &mut page));
    stub.extensions(&file.extensions, &mut page);
    for &id in &file.messages {
        page.end();
        stub.message(id, &mut page);
    }
    if file.options.py_generic_services() == Some(true) {
        for name in file.services.iter().map(|&id| schema.text(schema[id].name)) {
            page.line(format_args!("\nclass {name}(_service.service): ..."));
            page.line(format_args!("\nclass {name}_Stub({name}): ..."));
        }
    }
    page.into_bytes()
}

impl Stub<'_> {
    fn extensions(&self, ids: &[FieldId], page: &mut Page) {
        for name in ids.iter().map(|&id| self.schema.text(self.schema[id].name)) {
            page.line(format_args!("{}_FIELD_NUMBER: _ClassVar[int]", name.to_ascii_uppercase()));
            page.line(format_args!("{name}: _descriptor.FieldDescriptor"));
        }
    }

    /// Writes the class of an enum.
    fn enumeration(&self, id: EnumId, page: &mut Page) {
        let schema = self.schema;
        let declared = &self.schema[id];
        let ty = self.types.enumeration(id);
        let name = schema.text(declared.name);
        page.line(format_args!("class {name}(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):"));
        page.deeper(4, |page| {
            page.line(format_args!("__slots__ = ()"));
            for value in declared.values.iter().map(|&id| schema.text(schema[id].name)) {
                page.line(format_args!("{value}: _ClassVar[{ty}]"));
            }
        });
    }

    /// Writes the values of an enum, which are also module-level names.
    fn values(&self, id: EnumId, page: &mut Page) {
        let ty = self.types.enumeration(id);
        for value in self.schema[id].values.iter().map(|&id| self.schema.text(self.schema[id].name)) {
            page.line(format_args!("{value}: {ty}"));
        }
    }
}
