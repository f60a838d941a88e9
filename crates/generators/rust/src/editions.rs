//! Features of editions that the generated code cannot represent.

use protoward_schema::components::components;
use protoward_schema::descriptor::{Legacy, encode_legacy, is_unchecked_key};
use protoward_schema::{FieldId, FieldOwner, FileId, Presence, Schema, Shape, Syntax};
use protoward_source::{Diagnostic, Report};

use crate::diagnostics;

/// Returns warnings about these files, at most one per kind and file. `as_string` is the option `utf8_none_as_string`.
pub fn warnings(schema: &Schema, files: &[FileId], as_string: bool) -> Report {
    let keys = if as_string { Vec::new() } else { maps_with_unchecked_keys(schema) };
    let infinite = infinite(schema);
    let mut report = Report::default();
    for &file in files.iter().filter(|&&file| is_of_edition(schema, file)) {
        let mut remark = |all: &[FieldId], diagnostic: fn(&Schema, &[FieldId]) -> Diagnostic| {
            let fields: Vec<FieldId> = all.iter().copied().filter(|&id| schema[id].file == file).collect();
            if !fields.is_empty() {
                report.push(diagnostic(schema, &fields));
            }
        };
        remark(&keys, diagnostics::unchecked_keys);
        remark(&infinite, diagnostics::infinite);
    }
    report
}

fn is_of_edition(schema: &Schema, file: FileId) -> bool {
    matches!(schema[file].syntax, Syntax::Edition(_))
}

fn maps_with_unchecked_keys(schema: &Schema) -> Vec<FieldId> {
    let keys = schema.fields.ids().filter(|&id| is_unchecked_key(schema, id));
    keys.filter_map(|id| schema[schema[id].containing()].map_field).collect()
}

/// Returns descriptors of these files in terms of proto2 and proto3, because prost-build does not support editions.
pub fn legacy_descriptors(schema: &Schema, files: &[FileId], with_comments: bool, as_string: bool) -> Vec<u8> {
    let legacy = Legacy {
        unchecked_strings_as_bytes: !as_string,
        not_required: infinite(schema).into_iter().collect(),
        ..Legacy::default()
    };
    encode_legacy(schema, files, with_comments, &legacy)
}

/// Returns the required fields of editions through which a message would have to contain itself. No such message could ever be
/// complete, so these fields are generated as optional.
fn infinite(schema: &Schema) -> Vec<FieldId> {
    let mut next = vec![Vec::new(); schema.messages.len()];
    let mut edges = Vec::new();
    for id in schema.fields.ids().filter(|&id| schema.shape(id) == Shape::Single(Presence::Required)) {
        if let (FieldOwner::Message(from), Some(to)) = (schema[id].owner, schema[id].ty.message()) {
            next[from.index()].push(to.index());
            edges.push((id, from.index(), to.index()));
        }
    }
    let component = components(&next);
    let is_infinite = |&(id, from, to): &(FieldId, usize, usize)| {
        component[from] == component[to] && is_of_edition(schema, schema[id].file)
    };
    edges.into_iter().filter(is_infinite).map(|(id, ..)| id).collect()
}
