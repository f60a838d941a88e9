//! Descriptors of messages and their oneofs as Python expressions.

use super::{CREATE_KEY, fields, options, within};
use crate::names;
use crate::page::Page;
use protoward_schema::{ExtensionRange, File, MessageId, OneofId, Schema};

/// Writes the messages, each after its nested messages.
pub(super) fn write(schema: &Schema, file: &File, page: &mut Page) {
    for &id in &file.messages {
        page.end();
        with_nested(schema, id, page);
    }
}

fn with_nested(schema: &Schema, id: MessageId, page: &mut Page) {
    schema[id].messages.iter().for_each(|&id| with_nested(schema, id, page));
    page.line(format_args!("{} = _descriptor.Descriptor(", names::message(schema, id)));
    page.deeper(2, |page| message(schema, id, page));
    page.line(format_args!(")\n"));
}

fn message(schema: &Schema, id: MessageId, page: &mut Page) {
    let message = &schema[id];
    page.line(format_args!("name='{}',", schema.text(message.name)));
    page.line(format_args!("full_name='{}',", schema.text(message.full_name)));
    page.line(format_args!("filename=None,"));
    page.line(format_args!("file=DESCRIPTOR,"));
    page.line(format_args!("containing_type=None,"));
    page.line(format_args!("{CREATE_KEY},"));
    page.line(format_args!("fields=["));
    page.deeper(2, |page| fields::write(schema, &message.fields, page));
    page.line(format_args!("],"));
    page.line(format_args!("extensions=["));
    page.deeper(2, |page| fields::write(schema, &message.extensions, page));
    page.line(format_args!("],"));
    let nested: String = message.messages.iter().map(|&id| format!("{}, ", names::message(schema, id))).collect();
    page.line(format_args!("nested_types=[{nested}],"));
    page.line(format_args!("enum_types=["));
    for &id in &message.enums {
        page.line(format_args!("  {},", names::enumeration(schema, id)));
    }
    page.line(format_args!("],"));
    page.line(format_args!("serialized_options={},", options(message.options.bytes())));
    let is_extendable = if message.extension_ranges.is_empty() { "False" } else { "True" };
    page.line(format_args!("is_extendable={is_extendable},"));
    let ranges: String = message.extension_ranges.iter().map(range).collect();
    page.line(format_args!("extension_ranges=[{ranges}],"));
    page.line(format_args!("oneofs=["));
    page.deeper(2, |page| message.oneofs.iter().for_each(|&id| oneof(schema, id, page)));
    page.line(format_args!("],"));
}

/// Formats an extension range with an exclusive end, as descriptors have it.
fn range(range: &ExtensionRange) -> String {
    format!("({}, {}), ", range.numbers.start, i64::from(range.numbers.end) + 1)
}

fn oneof(schema: &Schema, id: OneofId, page: &mut Page) {
    let oneof = &schema[id];
    let name = schema.text(oneof.name);
    let full_name = within(schema, oneof.message, name);
    page.line(format_args!("_descriptor.OneofDescriptor("));
    page.line(format_args!("  name='{name}', full_name='{full_name}',"));
    page.line(format_args!("  index={}, containing_type=None,", oneof.index));
    page.line(format_args!("  {CREATE_KEY},"));
    match options(oneof.options.bytes()).as_str() {
        "None" => page.line(format_args!("fields=[]),")),
        options => page.line(format_args!("fields=[], serialized_options={options}),")),
    }
}
