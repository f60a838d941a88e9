//! What Rust code of prost cannot hold, and a file of an edition asks for.

use std::collections::BTreeMap;

use super::super::diagnostics;
use super::{Unchecked, endless, is_of_edition};
use protoward_schema::descriptor::is_unchecked_key;
use protoward_schema::{FieldId, FileId, Schema};
use protoward_source::{Diagnostic, Report};

/// Warnings about these files, at most one of a kind for each.
pub fn remarks(schema: &Schema, files: &[FileId], unchecked: Unchecked) -> Report {
    let keys = match unchecked {
        Unchecked::Bytes => maps_with_unchecked_keys(schema),
        Unchecked::Strings => BTreeMap::new(),
    };
    let endless = by_file(schema, endless(schema).iter().copied());
    let mut report = Report::default();
    for file in files.iter().filter(|&&file| is_of_edition(schema, file)) {
        let mut say = |all: &BTreeMap<FileId, Vec<FieldId>>, said: fn(&Schema, &[FieldId]) -> Diagnostic| {
            if let Some(fields) = all.get(file) {
                report.push(said(schema, fields));
            }
        };
        say(&keys, diagnostics::unchecked_keys);
        say(&endless, diagnostics::endless);
    }
    report
}

fn maps_with_unchecked_keys(schema: &Schema) -> BTreeMap<FileId, Vec<FieldId>> {
    let keys = schema.fields.ids().filter(|&id| is_unchecked_key(schema, id));
    by_file(schema, keys.filter_map(|id| schema[schema[id].containing()].map_field))
}

fn by_file(schema: &Schema, fields: impl Iterator<Item = FieldId>) -> BTreeMap<FileId, Vec<FieldId>> {
    let mut by_file: BTreeMap<FileId, Vec<FieldId>> = BTreeMap::new();
    for id in fields {
        by_file.entry(schema[id].file).or_default().push(id);
    }
    by_file
}
