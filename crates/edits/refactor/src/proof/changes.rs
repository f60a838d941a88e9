//! The differences that a refactoring is for, as the plan declares them to the proof.

use std::collections::{BTreeMap, BTreeSet};

use protoward_schema::comparison::Renames;
use protoward_schema::{Element, EnumValueId, FieldId, FileId, Schema};

/// The differences that a refactoring is for, by element of the old schema. Nothing else may differ.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// The new names, packages and scopes.
    pub renames: Renames,
    /// The new paths of files for elements that move, and for elements that are not moved but whose files are.
    pub homes: BTreeMap<Element, String>,
    /// The paths of files whose imports, declarations and order of declarations may differ.
    pub files: BTreeSet<String>,
    /// Comments at the top of files that new files get, too, or that files have in common.
    pub copied: BTreeSet<String>,
    /// The new numbers of fields and enum values.
    pub numbers: BTreeMap<Element, i32>,
    /// The fields that keep their JSON names, with or without an option.
    pub kept_json: BTreeSet<FieldId>,
    /// The values that keep their old names as aliases.
    pub aliases: BTreeSet<EnumValueId>,
    /// The strings in options that change.
    pub strings: BTreeSet<(String, String)>,
    /// The names and texts in links of comments that change.
    pub links: BTreeSet<(String, String)>,
}

impl Changes {
    /// Returns the expected changes of renaming an element.
    pub fn renamed(element: Element, name: &str) -> Self {
        let names = [(element, name.to_owned())].into();
        Self { renames: Renames { names, ..Renames::default() }, ..Self::default() }
    }

    /// Returns the full names that change, old to new. Those of what is inside of a renamed element follow from its own.
    pub fn renamed_elements(&self, schema: &Schema) -> BTreeMap<String, String> {
        let Renames { names, moved, .. } = &self.renames;
        let all = names.keys().chain(moved.keys());
        all.map(|&element| (schema.full_name(element), self.renames.full_name(schema, element))).collect()
    }

    /// Returns the change of the package of files.
    pub fn repackaged(files: &[FileId], package: &str) -> Self {
        let packages = files.iter().map(|&file| (file, package.to_owned())).collect();
        Self { renames: Renames { packages, ..Renames::default() }, ..Self::default() }
    }
}
