//! Uses of single elements.

use super::reach::ReachedTypes;
use super::usage::Usage;
use protoward_schema::{Element, Schema};

/// Returns `true` if a consumer uses an element itself.
pub(super) fn uses(usage: &Usage, schema: &Schema, element: Element) -> bool {
    uses_in(usage, &ReachedTypes::new(usage, schema), schema, element)
}

/// Returns `true` if the deletion of an element affects a consumer. A deletion affects only consumers that use the element: others
/// never receive it.
pub(crate) fn uses_in(usage: &Usage, reached: &ReachedTypes, schema: &Schema, element: Element) -> bool {
    match element {
        Element::Field(id) if schema[id].is_extension() => usage.names(schema, element),
        Element::Field(id) => {
            let message = schema[id].containing();
            let members = schema[message].fields.iter().map(|&field| field.into());
            usage.names_of(schema, element, members) && reached.contains(message.into())
        }
        Element::EnumValue(id) => {
            let parent = schema[id].parent;
            let members = schema[parent].values.iter().map(|&value| value.into());
            usage.names_of(schema, element, members) && reached.contains(parent.into())
        }
        Element::Oneof(id) => reached.contains(schema[id].message.into()),
        Element::Message(_) | Element::Enum(_) => reached.contains(element),
        Element::Service(_) => usage.uses(&schema.full_name(element)),
        Element::Method(id) => usage.calls(schema, id),
        Element::File(file) => schema
            .declarations()
            .filter(|&it| schema.file_of(it) == file)
            .any(|it| usage.names(schema, it) || usage.uses(&schema.full_name(it)) || reached.contains(it)),
    }
}
