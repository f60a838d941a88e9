//! Descriptors of enums as Python expressions, with their values.

use super::{CREATE_KEY, Order, nested_enums, options};
use crate::names;
use crate::page::Page;
use protoward_schema::{EnumId, File, Schema};

/// Writes the enums of the file, then nested ones, innermost first.
pub(super) fn write(schema: &Schema, file: &File, page: &mut Page) {
    for id in file.enums.iter().copied().chain(nested_enums(schema, file, Order::InsideFirst)) {
        enumeration(schema, id, page);
        page.end();
    }
}

fn enumeration(schema: &Schema, id: EnumId, page: &mut Page) {
    let declared = &schema[id];
    let variable = names::enumeration(schema, id);
    page.line(format_args!("{variable} = _descriptor.EnumDescriptor("));
    page.deeper(2, |page| {
        page.line(format_args!("name='{}',", schema.text(declared.name)));
        page.line(format_args!("full_name='{}',", schema.text(declared.full_name)));
        page.line(format_args!("filename=None,"));
        page.line(format_args!("file=DESCRIPTOR,"));
        page.line(format_args!("{CREATE_KEY},"));
        page.line(format_args!("values=["));
        for value in declared.values.iter().map(|&id| &schema[id]) {
            page.line(format_args!("  _descriptor.EnumValueDescriptor("));
            let name = schema.text(value.name);
            let index = value.index;
            let number = value.number;
            page.line(format_args!("    name='{name}', index={index}, number={number},"));
            page.line(format_args!("    serialized_options={},", options(value.options.bytes())));
            page.line(format_args!("    type=None,"));
            page.line(format_args!("    {CREATE_KEY}),"));
        }
        page.line(format_args!("],"));
        page.line(format_args!("containing_type=None,"));
        page.line(format_args!("serialized_options={},", options(declared.options.bytes())));
    });
    page.line(format_args!(")"));
    page.line(format_args!("_sym_db.RegisterEnumDescriptor({variable})"));
}
