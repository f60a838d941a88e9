//! `google/protobuf/descriptor.proto`: the descriptors of descriptors.
//!
//! The pure-Python runtime needs these descriptors to parse descriptors from bytes. This module therefore creates
//! them with explicit Python code.

mod enums;
mod features;
mod fields;
mod links;
mod messages;

use super::descriptor::Module;
use super::imports;
use super::options::literal;
use crate::names;
use crate::page::Page;
use protoward_schema::{Edition, EnumId, File, Import, MessageId, Schema, Syntax};

/// Returns `true` for the file that needs this code.
pub(super) fn is_needed(path: &str) -> bool {
    path == "google/protobuf/descriptor.proto"
}

/// Writes the code between the imports and the classes.
pub(super) fn write(module: Module<'_>, page: &mut Page) {
    const WITHOUT_C: &str = "if not _descriptor._USE_C_DESCRIPTORS:";
    let schema = module.schema;
    let file = &module.schema[module.file];
    page.line(format_args!("{WITHOUT_C}"));
    page.deeper(2, |page| descriptor(module, page));
    page.line(format_args!("else:"));
    page.deeper(2, |page| module.descriptor(page));
    page.line(format_args!("\n_globals = globals()\n{WITHOUT_C}"));
    page.deeper(2, |page| {
        enums::write(schema, file, page);
        messages::write(schema, file, page);
        links::write(schema, file, page);
        page.end();
        features::write(schema, file, page);
    });
    page.line(format_args!("else:\n  _builder.BuildMessageAndEnumDescriptors(DESCRIPTOR, _globals)"));
}

/// Writes the descriptor of the file.
fn descriptor(module: Module<'_>, page: &mut Page) {
    let schema = module.schema;
    let file = &module.schema[module.file];
    let syntax = match file.syntax {
        Syntax::Proto2 => "proto2",
        Syntax::Proto3 => "proto3",
        Syntax::Edition(_) => "editions",
    };
    page.line(format_args!("DESCRIPTOR = _descriptor.FileDescriptor("));
    page.line(format_args!("  name='{}',", module.path()));
    page.line(format_args!("  package='{}',", schema.package(module.file)));
    page.line(format_args!("  syntax='{syntax}',"));
    page.line(format_args!("  edition='{}',", edition(file.syntax.edition())));
    page.line(format_args!("  serialized_options={},", options(file.options.bytes())));
    page.line(format_args!("  {CREATE_KEY},"));
    page.start();
    page.put(format_args!("  serialized_pb="));
    module.serialized(page);
    page.end();
    dependencies(schema, file, page);
}

fn dependencies(schema: &Schema, file: &File, page: &mut Page) {
    let list = |imports: &mut dyn Iterator<Item = &Import>| -> String {
        let modules = imports.map(|import| imports::alias(&names::module(schema.text(import.path))));
        modules.map(|module| format!("{module}.DESCRIPTOR,")).collect()
    };
    if file.imports.is_empty() {
        return page.line(format_args!(")"));
    }
    page.line(format_args!("  ,"));
    page.start();
    page.put(format_args!("  dependencies=[{}]", list(&mut file.imports.iter())));
    let public = list(&mut file.imports.iter().filter(|import| import.public));
    if !public.is_empty() {
        page.put(format_args!(",\n"));
        page.start();
        page.put(format_args!("  public_dependencies=[{public}]"));
    }
    page.put(format_args!(")"));
    page.end();
}

/// The common argument of all descriptors.
const CREATE_KEY: &str = "create_key=_descriptor._internal_create_key";

/// Returns the name of an edition in `descriptor.proto`.
fn edition(edition: Edition) -> String {
    match edition {
        Edition::PROTO2 => "EDITION_PROTO2".to_owned(),
        Edition::PROTO3 => "EDITION_PROTO3".to_owned(),
        other => other.name().map_or_else(|| other.0.to_string(), |name| format!("EDITION_{name}")),
    }
}

/// Formats serialized options, or `None`.
fn options(bytes: Option<&[u8]>) -> String {
    literal(bytes).unwrap_or_else(|| "None".to_owned())
}

/// Returns the full name of a member of a message.
fn within(schema: &Schema, message: MessageId, name: &str) -> String {
    format!("{}.{name}", schema.text(schema[message].full_name))
}

/// Returns all messages of a file, nested ones before or after their parents.
fn all_messages(schema: &Schema, file: &File, order: Order) -> Vec<MessageId> {
    fn add(schema: &Schema, ids: &[MessageId], order: Order, all: &mut Vec<MessageId>) {
        for &id in ids {
            all.extend((order == Order::OutsideFirst).then_some(id));
            add(schema, &schema[id].messages, order, all);
            all.extend((order == Order::InsideFirst).then_some(id));
        }
    }
    let mut all = Vec::new();
    add(schema, &file.messages, order, &mut all);
    all
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    InsideFirst,
    OutsideFirst,
}

/// Returns the nested enums of a file.
fn nested_enums(schema: &Schema, file: &File, order: Order) -> impl Iterator<Item = EnumId> {
    all_messages(schema, file, order).into_iter().flat_map(|id| schema[id].enums.iter().copied())
}
