//! Which types the code of a file names.

use protoward_rust::Generator;
use protoward_schema::{Element, FieldType, FileId, MessageId, Schema};
use protoward_source::Place;

/// The messages and enums that the code of a file uses, with the places where; each may come several times.
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

/// The messages and enums that the constants of extensions in a file use: the extended messages, and the types of values.
pub(crate) fn used_by_extensions(schema: &Schema, file: FileId, generator: &Generator<'_>) -> Vec<Element> {
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
        // The fields of an entry stand nowhere; that of its map does.
        let map = schema[id].map_field;
        for &field in &schema[id].fields {
            // The field of a map names its entry, whose fields come as well.
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
