//! Parts of schemas that the generated code cannot represent: features of editions, and messages that are never complete.

use protoward_schema::descriptor::{Legacy, encode_legacy, is_unchecked_key};
use protoward_schema::{FieldId, FileId, Schema};
use protoward_source::{Diagnostic, Report};

use crate::diagnostics;
use crate::infinite::{infinite, is_of_edition};

/// Returns warnings about these files, at most one per kind and file. The flags are the options of these names.
pub fn warnings(schema: &Schema, files: &[FileId], utf8_none_as_string: bool, prost_names: bool) -> Report {
    let keys = if utf8_none_as_string { Vec::new() } else { maps_with_unchecked_keys(schema) };
    let (optional, endless): (Vec<FieldId>, Vec<FieldId>) =
        infinite(schema).iter().partition(|&id| !prost_names || is_of_edition(schema, schema[id].file));
    let mut report = Report::default();
    for &file in files {
        let mut remark = |all: &[FieldId], diagnostic: fn(&Schema, &[FieldId]) -> Diagnostic| {
            let fields: Vec<FieldId> = all.iter().copied().filter(|&id| schema[id].file == file).collect();
            if !fields.is_empty() {
                report.push(diagnostic(schema, &fields));
            }
        };
        remark(&keys, diagnostics::unchecked_keys);
        remark(&optional, diagnostics::infinite);
        remark(&endless, diagnostics::endless);
    }
    report
}

fn maps_with_unchecked_keys(schema: &Schema) -> Vec<FieldId> {
    let keys = schema.fields.ids().filter(|&id| is_of_edition(schema, schema[id].file) && is_unchecked_key(schema, id));
    keys.filter_map(|id| schema[schema[id].containing()].map_field).collect()
}

/// Returns descriptors of these files in terms of proto2 and proto3, because prost-build does not support editions.
pub fn legacy_descriptors(schema: &Schema, files: &[FileId], with_comments: bool, as_string: bool) -> Vec<u8> {
    let legacy = Legacy { unchecked_strings_as_bytes: !as_string, not_required: infinite(schema), ..Legacy::default() };
    encode_legacy(schema, files, with_comments, &legacy)
}
