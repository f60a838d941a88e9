//! The differences that fixes declare, as the proof looks them up.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::LintFix;
use protoward_lint::{FileOptionChange, SchemaChange};
use protoward_schema::comparison::Renames;
use protoward_schema::{Element, EnumId, EnumValueId, FileId, Schema};
use protoward_source::SourceId;

/// The differences that fixes declare, by element of the old schema.
#[derive(Debug, Default)]
pub(super) struct Declared<'f> {
    /// The new names and packages.
    pub(super) renames: Renames,
    /// The paths of imports that are removed, with the comments in their lines.
    pub(super) removed_imports: HashMap<FileId, HashSet<&'f str>>,
    /// The options of files that are set, by number.
    pub(super) options: HashMap<FileId, BTreeMap<u32, &'f FileOptionChange>>,
    /// The values that become the first ones.
    pub(super) first_values: HashMap<EnumId, EnumValueId>,
    /// The elements whose comments move.
    pub(super) commented: HashSet<Element>,
    /// The files with edits.
    pub(super) edited: BTreeSet<FileId>,
}

impl<'f> Declared<'f> {
    pub(super) fn new(schema: &Schema, fixes: &'f [LintFix]) -> Self {
        let files: BTreeMap<SourceId, FileId> = schema.files.iter().map(|(id, file)| (file.source, id)).collect();
        let mut declared = Self::default();
        for fix in fixes {
            declared.edited.extend(fix.edits.iter().filter_map(|edit| files.get(&edit.place.source)));
            match &fix.change {
                SchemaChange::Rename { element, name } => _ = declared.renames.names.insert(*element, name.clone()),
                SchemaChange::RemoveImport(path) => {
                    declared.removed_imports.entry(fix.file).or_default().insert(path);
                }
                SchemaChange::SetPackage(package) => {
                    declared.renames.packages.insert(fix.file, package.clone());
                }
                SchemaChange::SetFileOption(option) => {
                    let Ok(number) = u32::try_from(option.number) else { continue };
                    for &file in &option.files {
                        declared.options.entry(file).or_default().insert(number, option);
                    }
                }
                SchemaChange::MoveToFront(value) => _ = declared.first_values.insert(schema[*value].parent, *value),
                SchemaChange::PutCommentAbove => _ = declared.commented.insert(fix.element),
                _ => {}
            }
        }
        declared
    }

    /// Returns the old values of an enum in the order that they must have.
    pub(super) fn values(&self, schema: &Schema, id: EnumId) -> impl Iterator<Item = EnumValueId> {
        let first = self.first_values.get(&id).copied();
        let rest = schema[id].values.iter().copied().filter(move |&value| Some(value) != first);
        first.into_iter().chain(rest)
    }
}
