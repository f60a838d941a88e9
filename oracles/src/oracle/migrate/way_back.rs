//! The way back: files of proto2 and proto3 that were migrated to an edition go back, and nothing differs from the old ones.

use std::collections::{BTreeMap, BTreeSet};

use protoward_compiler::Sources;
use protoward_migrate::{Difference, DifferenceKind, Refusal, Target, TargetEdition, differences, migrate};
use protoward_schema::{Element, FieldOwner, FieldType, FileId, Schema, Syntax};

/// The result of the way back.
#[derive(Debug, Default)]
pub(super) struct WayBack {
    /// Files that went back.
    pub(super) files: usize,
    /// Files that have the old bytes again.
    pub(super) same: usize,
    pub(super) findings: Vec<String>,
}

/// A schema with its texts.
pub(super) struct Version<'a> {
    pub(super) schema: &'a Schema,
    pub(super) sources: &'a Sources,
}

/// Migrates files back, compiles the result by `compiled`, and compares it with the old version.
pub(super) fn way_back(
    (old, new): (Version<'_>, Version<'_>),
    files: &[FileId],
    target: &Target,
    compiled: &dyn Fn(&BTreeMap<String, String>, &mut Sources) -> Schema,
) -> WayBack {
    let mut result = WayBack::default();
    let mut texts = BTreeMap::new();
    let mut back = Vec::new();
    for &file in files {
        let edition = match old.schema[file].syntax {
            Syntax::Proto2 => TargetEdition::Proto2,
            Syntax::Proto3 => TargetEdition::Proto3,
            Syntax::Edition(_) => continue,
        };
        let path = old.schema.name(file.into());
        let Some(migrated) = new.schema.find_file(path) else { continue };
        let target = Target { edition, is_back: true, ..target.clone() };
        match migrate(new.schema, migrated, &target, new.sources) {
            Ok(migration) => {
                let was = old.sources.get(old.schema[file].source).text.as_deref();
                result.same += usize::from(was == Some(&*migration.text));
                texts.insert(path.to_owned(), migration.text.to_string());
                back.push(file);
            }
            Err(Refusal::UpToDate | Refusal::DeclaresFeatures) => {}
            Err(refusal) => result.findings.push(format!("{path}: no way back: {refusal:?}")),
        }
    }
    result.files = back.len();
    let schema = compiled(&texts, &mut Sources::default());
    // A group in a oneof or an `extend` block became a message before it, and stays one.
    let lost: BTreeSet<FileId> = back.iter().copied().filter(|&file| has_inner_group(old.schema, file)).collect();
    // Edition 2026 has no `cc_enable_arenas`, and nothing tells that there was one.
    let lost_option = |it: &Difference| {
        let is_of_file = matches!(it.element, Element::File(_)) && it.kind == DifferenceKind::Options;
        is_of_file && target.edition == TargetEdition::E2026
    };
    let is_expected = |it: &Difference| {
        let is_lost = lost.contains(&old.schema.file_of(it.element)) || lost_option(it);
        is_lost || it.kind == DifferenceKind::Imports
    };
    let found = differences(old.schema, &schema, &back, &target.languages);
    result.findings.extend(found.iter().filter(|it| !is_expected(it)).map(|it| {
        format!("{}, back again: {} was {}, is {}", old.schema.full_name(it.element), it.what, it.old, it.new)
    }));
    result
}

/// Returns `true` if a file has a group in a oneof or an `extend` block.
fn has_inner_group(schema: &Schema, file: FileId) -> bool {
    let is_it = |element: Element| match element {
        Element::Field(id) => {
            let field = &schema[id];
            let is_inner = field.oneof.is_some() || matches!(field.owner, FieldOwner::Extension { .. });
            matches!(field.ty, FieldType::Group(_)) && is_inner
        }
        _ => false,
    };
    schema.declarations().any(|element| is_it(element) && schema.file_of(element) == file)
}
