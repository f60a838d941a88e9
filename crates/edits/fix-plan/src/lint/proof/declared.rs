//! The differences that fixes declare, as the proof looks them up.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::LintFix;
use protoward_lint::{FileOptionChange, SchemaChange};
use protoward_schema::{Element, EnumId, EnumValueId, FileId, Schema};
use protoward_source::SourceId;

/// The differences that fixes declare, by element of the old schema.
#[derive(Debug, Default)]
pub(super) struct Declared<'f> {
    names: HashMap<Element, &'f str>,
    packages: HashMap<FileId, &'f str>,
    removed_imports: HashSet<(FileId, &'f str)>,
    options: HashMap<FileId, BTreeMap<u32, &'f FileOptionChange>>,
    first_values: HashMap<EnumId, EnumValueId>,
    commented: HashSet<Element>,
    edited: BTreeSet<FileId>,
}

impl<'f> Declared<'f> {
    pub(super) fn new(schema: &Schema, fixes: &'f [LintFix]) -> Self {
        let files: BTreeMap<SourceId, FileId> = schema.files.iter().map(|(id, file)| (file.source, id)).collect();
        let mut declared = Self::default();
        for fix in fixes {
            declared.edited.extend(fix.edits.iter().filter_map(|edit| files.get(&edit.place.source)));
            match &fix.change {
                SchemaChange::Rename { element, name } => _ = declared.names.insert(*element, name),
                SchemaChange::RemoveImport(path) => _ = declared.removed_imports.insert((fix.file, path)),
                SchemaChange::SetPackage(package) => _ = declared.packages.insert(fix.file, package),
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

    /// Returns the name that an element must have.
    pub(super) fn name<'n>(&self, schema: &'n Schema, element: Element) -> &'n str
    where
        'f: 'n,
    {
        self.names.get(&element).copied().unwrap_or_else(|| schema.name(element))
    }

    /// Returns the package that a file must have.
    pub(super) fn package<'n>(&self, schema: &'n Schema, file: FileId) -> &'n str
    where
        'f: 'n,
    {
        self.packages.get(&file).copied().unwrap_or_else(|| schema.package(file))
    }

    /// Returns `true` if an import is removed.
    pub(super) fn is_removed(&self, file: FileId, path: &str) -> bool {
        self.removed_imports.contains(&(file, path))
    }

    /// Returns `true` if a fix removes imports of a file, with the comments in their lines.
    pub(super) fn removes_imports(&self, file: FileId) -> bool {
        self.removed_imports.iter().any(|(from, _)| *from == file)
    }

    /// Returns the option of a file that is set.
    pub(super) fn option(&self, file: FileId, number: u32) -> Option<&'f FileOptionChange> {
        self.options.get(&file)?.get(&number).copied()
    }

    /// Returns the number of options that are set in a file.
    pub(super) fn options(&self, file: FileId) -> usize {
        self.options.get(&file).map_or(0, BTreeMap::len)
    }

    /// Returns the old values of an enum in the order that they must have.
    pub(super) fn values(&self, schema: &Schema, id: EnumId) -> Vec<EnumValueId> {
        let first = self.first_values.get(&id).copied();
        let rest = schema[id].values.iter().copied().filter(|&value| Some(value) != first);
        first.into_iter().chain(rest).collect()
    }

    /// Returns `true` if the comment of an element moves.
    pub(super) fn comment_moves(&self, element: Element) -> bool {
        self.commented.contains(&element)
    }

    /// Returns `true` if a fix edits a file.
    pub(super) fn is_edited(&self, file: FileId) -> bool {
        self.edited.contains(&file)
    }
}
