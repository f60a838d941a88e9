//! Messages of numbers alone, which prost lets be copied, and what cannot be for all that.
//!
//! In: a schema or descriptors, and the messages that are more in Rust than the schema says. Out: the messages that hold one of
//! these, and descriptors of which prost sees that they do. It must not know why a message is more.

use std::collections::{BTreeMap, BTreeSet};

use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, FieldDescriptorProto, FileDescriptorSet};

use protoward_schema::{FieldType, MessageId, Scalar, Schema, Shape};

/// These messages, and all that have one of them in a field, or in what a field has.
pub(super) fn holders(schema: &Schema, of: &BTreeSet<MessageId>) -> BTreeSet<MessageId> {
    let mut held_by: BTreeMap<MessageId, Vec<MessageId>> = BTreeMap::new();
    for (_, field) in schema.fields.iter() {
        if let Some(of) = field.ty.message().filter(|_| !field.is_extension()) {
            held_by.entry(of).or_default().push(field.containing());
        }
    }
    let (mut found, mut open) = (of.clone(), of.iter().copied().collect::<Vec<_>>());
    while let Some(id) = open.pop() {
        for &holder in held_by.get(&id).map_or(&[][..], Vec::as_slice) {
            if found.insert(holder) {
                open.push(holder);
            }
        }
    }
    found
}

/// Whether prost takes a message for one that can be copied.
pub(super) fn is_of_numbers(schema: &Schema, id: MessageId) -> bool {
    let (mut seen, mut open) = (BTreeSet::from([id]), vec![id]);
    while let Some(id) = open.pop() {
        for &field in &schema[id].fields {
            if !matches!(schema.shape(field), Shape::Single(_)) {
                return false;
            }
            match schema[field].ty {
                FieldType::Scalar(Scalar::String | Scalar::Bytes) | FieldType::Group(_) => return false,
                // One that leads back to itself is boxed; where it is that of another, no harm is done.
                FieldType::Message(of) if seen.insert(of) => open.push(of),
                FieldType::Scalar(_) | FieldType::Enum(_) | FieldType::Message(_) => {}
            }
        }
    }
    true
}

/// Lets prost see that messages, which it does not generate, cannot be copied: they get a text.
pub fn without_copies(set: &mut FileDescriptorSet, names: &BTreeSet<String>) {
    if names.is_empty() {
        return;
    }
    for file in &mut set.file {
        let package = file.package().to_owned();
        file.message_type.iter_mut().for_each(|message| with_text(message, &package, names));
    }
}

/// Nests as deep as messages do, which is bounded where they are read.
fn with_text(message: &mut DescriptorProto, outer: &str, names: &BTreeSet<String>) {
    const HIGHEST: i32 = (1 << 29) - 1;
    let name = if outer.is_empty() { message.name().to_owned() } else { format!("{outer}.{}", message.name()) };
    if names.contains(&name) {
        message.field.push(FieldDescriptorProto {
            name: Some("protoward_text".to_owned()),
            number: Some(HIGHEST),
            label: Some(Label::Optional.into()),
            r#type: Some(Type::String.into()),
            ..Default::default()
        });
    }
    message.nested_type.iter_mut().for_each(|message| with_text(message, &name, names));
}
