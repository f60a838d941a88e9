//! The offsets of serialized descriptors of messages, enums and services in that of the file.
//!
//! protoc searches the bytes of a descriptor in those of the file and takes the first match, which may be inside of
//! another descriptor: `message A {}` matches a field named `A`. This code finds the same matches in one pass.

use std::collections::HashMap;

use super::super::names;
use super::super::page::Page;
use protoward_schema::wire::{WireReader, WireValue};
use protoward_schema::{FileId, MessageId, Schema};

/// Fields of `FileDescriptorProto` and `DescriptorProto`.
const FILE_MESSAGES: u32 = 4;
const FILE_ENUMS: u32 = 5;
const FILE_SERVICES: u32 = 6;
const MESSAGES: u32 = 3;
const ENUMS: u32 = 4;

/// A descriptor with its variable.
struct DescriptorVariable<'d> {
    variable: String,
    pub bytes: &'d [u8],
}

pub(super) fn write(schema: &Schema, file: FileId, descriptor: &[u8], page: &mut Page) {
    let parts = parts(schema, file, descriptor);
    let places = Places::of(descriptor, &parts);
    for DescriptorVariable { variable, bytes } in &parts {
        let start = places.first(bytes);
        page.line(format_args!("_globals['{variable}']._serialized_start={start}"));
        page.line(format_args!("_globals['{variable}']._serialized_end={}", start + bytes.len()));
    }
}

/// Returns enums, messages with their contents, and services.
fn parts<'d>(schema: &Schema, id: FileId, descriptor: &'d [u8]) -> Vec<DescriptorVariable<'d>> {
    let file = &schema[id];
    let mut parts = Vec::new();
    for (&id, bytes) in file.enums.iter().zip(fields(descriptor, FILE_ENUMS)) {
        parts.push(DescriptorVariable { variable: names::enumeration(schema, id), bytes });
    }
    for (&id, bytes) in file.messages.iter().zip(fields(descriptor, FILE_MESSAGES)) {
        message(schema, id, bytes, &mut parts);
    }
    for (&id, bytes) in file.services.iter().zip(fields(descriptor, FILE_SERVICES)) {
        parts.push(DescriptorVariable { variable: names::service(schema, id), bytes });
    }
    parts
}

fn message<'d>(schema: &Schema, id: MessageId, bytes: &'d [u8], parts: &mut Vec<DescriptorVariable<'d>>) {
    parts.push(DescriptorVariable { variable: names::message(schema, id), bytes });
    for (&id, bytes) in schema[id].messages.iter().zip(fields(bytes, MESSAGES)) {
        message(schema, id, bytes, parts);
    }
    for (&id, bytes) in schema[id].enums.iter().zip(fields(bytes, ENUMS)) {
        parts.push(DescriptorVariable { variable: names::enumeration(schema, id), bytes });
    }
}

/// Returns the messages in a field of a message.
fn fields(bytes: &[u8], number: u32) -> impl Iterator<Item = &[u8]> {
    let fields = WireReader::new(bytes).map_while(Result::ok);
    fields.filter(move |field| field.number == number).filter_map(|field| match field.value {
        WireValue::Bytes(bytes) => Some(bytes),
        _ => None,
    })
}

/// The positions of each part's name in the file, in ascending order.
///
/// A part starts with its name, so it can only be at these positions.
struct Places<'d> {
    descriptor: &'d [u8],
    of_names: HashMap<&'d [u8], Vec<usize>>,
}

impl<'d> Places<'d> {
    fn of(descriptor: &'d [u8], parts: &[DescriptorVariable<'d>]) -> Self {
        let names = parts.iter().filter_map(|part| name(part.bytes));
        let mut of_names: HashMap<&[u8], Vec<usize>> = names.map(|name| (name, Vec::new())).collect();
        let longest = of_names.keys().map(|name| name.len()).max().unwrap_or_default();
        for start in memchr::memchr_iter(NAME, descriptor) {
            let name = name(&descriptor[start..]).filter(|name| name.len() <= longest);
            if let Some(places) = name.and_then(|name| of_names.get_mut(name)) {
                places.push(start);
            }
        }
        Self { descriptor, of_names }
    }

    fn first(&self, part: &[u8]) -> usize {
        let mut places = name(part).into_iter().flat_map(|name| &self.of_names[name]);
        let first = places.find(|&&start| self.descriptor[start..].starts_with(part));
        *first.expect("a part stands where it was taken from")
    }
}

/// The tag of the field `name`, with which all descriptors start.
const NAME: u8 = 0x0a;

/// Returns the field `name` at the start of some bytes.
fn name(bytes: &[u8]) -> Option<&[u8]> {
    let field = WireReader::new(bytes).next()?.ok()?;
    (field.number == 1 && matches!(field.value, WireValue::Bytes(_))).then_some(field.raw)
}
