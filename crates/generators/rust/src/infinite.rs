//! Required fields through which a message would have to contain itself.

use protoward_schema::components::components;
use protoward_schema::{Field, FieldId, FieldOwner, FileId, IdSet, Presence, Schema, Shape, Syntax};

/// Returns the required fields through which a message would have to contain itself. No such message can ever be complete, and
/// its default would be endless: prost creates the default of a required field with that of its message, which overflows the
/// stack. So these fields are generated as optional, unless the code is to be that of prost.
pub(crate) fn infinite(schema: &Schema) -> IdSet<Field> {
    let mut next = vec![Vec::new(); schema.messages.len()];
    let mut edges = Vec::new();
    for id in schema.fields.ids().filter(|&id| schema.shape(id) == Shape::Single(Presence::Required)) {
        if let (FieldOwner::Message(from), Some(to)) = (schema[id].owner, schema[id].ty.message()) {
            next[from.index()].push(to.index());
            edges.push((id, from.index(), to.index()));
        }
    }
    let component = components(&next);
    let is_infinite = |&(_, from, to): &(FieldId, usize, usize)| component[from] == component[to];
    edges.into_iter().filter(is_infinite).map(|(id, ..)| id).collect()
}

/// Returns the required fields that are generated as optional. `prost_names` is the option of this name: the code of proto2 is then
/// that of prost.
pub(crate) fn optional_in_rust(schema: &Schema, prost_names: bool) -> IdSet<Field> {
    infinite(schema).iter().filter(|&id| !prost_names || is_of_edition(schema, schema[id].file)).collect()
}

/// Returns `true` if a file has an edition. prost-build does not support them.
pub(crate) fn is_of_edition(schema: &Schema, file: FileId) -> bool {
    matches!(schema[file].syntax, Syntax::Edition(_))
}
