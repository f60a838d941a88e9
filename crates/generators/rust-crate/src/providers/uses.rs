//! The types that the code of a file names, which is less than what its imports declare: most imports are for options.

use protoward_rust::Generator;
use protoward_schema::{Element, FieldType, FileId, MessageId, Schema};
use protoward_source::Place;

/// Returns the messages and enums that the code of a file uses, with the places of use. `messages` and `services` select
/// the code. A type may occur several times.
pub(crate) fn used_types(schema: &Schema, file: FileId, messages: bool, services: bool) -> Vec<(Element, Place)> {
    let mut found = Vec::new();
    if messages {
        of_messages(schema, &schema[file].messages, &mut found);
    }
    if services {
        let methods = schema[file].services.iter().flat_map(|&service| &schema[service].methods);
        for &method in methods {
            let place = schema.place(method);
            found.extend_from_slice(&[(schema[method].input.into(), place), (schema[method].output.into(), place)]);
        }
    }
    found
}

/// Returns the messages and enums that the constants of a file's extensions use: the extended messages, and the types of
/// the values.
pub(crate) fn used_by_extensions(file: FileId, generator: &Generator<'_>) -> Vec<Element> {
    let schema = generator.schema();
    let mut found = Vec::new();
    for id in schema.fields.ids().filter(|&id| schema[id].file == file && generator.has_extension(id)) {
        found.push(schema[id].containing().into());
        match schema[id].ty {
            FieldType::Message(ty) | FieldType::Group(ty) => found.push(ty.into()),
            FieldType::Enum(ty) => found.push(ty.into()),
            FieldType::Scalar(_) => {}
        }
    }
    found
}

fn of_messages(schema: &Schema, messages: &[MessageId], found: &mut Vec<(Element, Place)>) {
    let mut open = messages.to_vec();
    while let Some(id) = open.pop() {
        open.extend(&schema[id].messages);
        // The fields of a map entry are not in the source text. Their place is that of the map field.
        let map = schema[id].map_field;
        for &field in &schema[id].fields {
            // A map field has the type of its entry, which is not in the code. The fields of the entry are visited too.
            match schema[field].ty {
                FieldType::Message(ty) | FieldType::Group(ty) if schema[ty].map_field.is_none() => {
                    found.push((ty.into(), schema.place(map.unwrap_or(field))));
                }
                FieldType::Enum(ty) => found.push((ty.into(), schema.place(map.unwrap_or(field)))),
                FieldType::Message(_) | FieldType::Group(_) | FieldType::Scalar(_) => {}
            }
        }
    }
}
