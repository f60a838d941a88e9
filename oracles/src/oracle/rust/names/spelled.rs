//! Checks names that other programs see: whatever their spelling in Rust, these must be the names of the files.

use std::collections::HashSet;
use std::path::Path;

use protoward_compiler::Compiler;
use protoward_schema::{EnumId, FileId, MessageId, Schema, ServiceId};
use protoward_source::Sources;

use super::settings::OptionSet;

/// Returns the names of the files that do not occur in the generated code.
pub(super) fn missing(folder: &Path, files: Vec<String>, code: &str, settings: OptionSet) -> Vec<String> {
    let mut sources = Sources::default();
    let schema = Compiler::new().include(folder).load(files, &mut sources).link(&sources).schema();
    // The text between any two quotes, which includes all string literals.
    let literals: HashSet<&str> = code.split('"').collect();
    let mut missing: Vec<String> = names(&schema, settings).filter(|name| !literals.contains(name.as_str())).collect();
    if code.to_lowercase().contains("protowardmark") {
        missing.push("there is a mark in the code".to_owned());
    }
    missing
}

fn names(schema: &Schema, settings: OptionSet) -> impl Iterator<Item = String> {
    let is_generated = |file: FileId| !schema.name(file.into()).starts_with("google/protobuf/");
    let enums = schema.enums.ids().filter(move |&id| is_generated(schema[id].file));
    let has_services = settings != OptionSet::Messages;
    let services = schema.services.ids().filter(move |_| has_services).flat_map(|id| methods(schema, id));
    let values = enums.flat_map(|id| values(schema, id));
    let all = settings == OptionSet::Everything;
    let is_message = move |&id: &MessageId| all && is_generated(schema[id].file) && !schema.is_map_entry(id);
    let messages = schema.messages.ids().filter(is_message);
    values.chain(services).chain(messages.flat_map(|id| of_message(schema, id)))
}

/// Returns the names of values, except aliases, which prost leaves out.
fn values(schema: &Schema, id: EnumId) -> Vec<String> {
    let mut numbers = HashSet::new();
    let first = schema[id].values.iter().filter(|&&value| numbers.insert(schema[value].number));
    first.map(|&value| schema.name(value.into()).to_owned()).collect()
}

fn methods(schema: &Schema, id: ServiceId) -> Vec<String> {
    let service = schema.full_name(id.into());
    let path = |name: &str| format!("/{service}/{name}");
    schema[id].methods.iter().map(|&method| path(schema.name(method.into()))).collect()
}

/// Returns the name of a message, its type URL without the domain, and the JSON names of its fields.
fn of_message(schema: &Schema, id: MessageId) -> Vec<String> {
    let full_name = schema.full_name(id.into());
    let fields = schema[id].fields.iter().map(|&field| schema.json_name(field));
    fields.chain([format!("/{full_name}"), full_name]).collect()
}
