use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Workspace;
use crate::config::{Breaking, Module};
use crate::schema::{FileId, Schema};

/// A part of a comparison that has rules of its own: modules may differ in what the gate checks.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// What is checked.
    pub breaking: &'a Breaking,
    /// The old side. Where there are several parts, the files of the others are imports.
    pub old: Cow<'a, Schema>,
    /// The new side, likewise.
    pub new: Cow<'a, Schema>,
    /// Whether imports are left out.
    pub exclude_imports: bool,
}

impl Workspace {
    /// What to compare with `old`, and by which rules: mostly one part, and one for each set of rules where the
    /// modules of the configuration differ. A file belongs to the part of its module now, else of the module that it
    /// was in; what is only imported belongs to the first one, unless `exclude_imports` leaves it out.
    pub fn parts<'a>(&'a self, old: &'a Self, exclude_imports: bool) -> Vec<Part<'a>> {
        let breaking = |module: &'a Module| module.breaking.as_ref().unwrap_or(&self.config.breaking);
        let mut kinds: Vec<&Breaking> = Vec::new();
        let mut part_of_module = Vec::new();
        for module in &self.config.modules {
            let breaking = breaking(module);
            let known = kinds.iter().position(|known| *known == breaking);
            part_of_module.push(known.unwrap_or(kinds.len()));
            if known.is_none() {
                kinds.push(breaking);
            }
        }
        if let [breaking] = kinds[..] {
            let (old, new) = (Cow::Borrowed(&old.schema), Cow::Borrowed(&self.schema));
            return vec![Part { breaking, old, new, exclude_imports }];
        }
        let owners = self.owners(old, &part_of_module);
        let side = |schema: &'a Schema, part| Cow::Owned(only(schema, part, &owners, exclude_imports));
        let part = |(index, breaking)| Part {
            breaking,
            old: side(&old.schema, index),
            new: side(&self.schema, index),
            exclude_imports: true,
        };
        kinds.into_iter().enumerate().map(part).collect()
    }

    /// The part of each file, by name.
    fn owners<'a>(&'a self, old: &'a Self, part_of_module: &[usize]) -> BTreeMap<&'a str, usize> {
        let same = |module: &Module| self.config.modules.iter().position(|now| now.path.text == module.path.text);
        let was = old.modules.iter().map(|(name, module)| (name, same(&old.config.modules[*module]).unwrap_or(0)));
        let now = self.modules.iter().map(|(name, module)| (name, *module));
        // What is said last counts.
        was.chain(now).map(|(name, module)| (name.as_str(), part_of_module[module])).collect()
    }
}

/// The schema, with all files but those of one part as imports.
fn only(schema: &Schema, part: usize, owners: &BTreeMap<&str, usize>, exclude_imports: bool) -> Schema {
    let mut schema = schema.clone();
    let files: Vec<FileId> = schema.files.ids().collect();
    for id in files {
        let file = &schema[id];
        let owner = owners.get(schema.text(file.path)).copied().unwrap_or(0);
        let is_import = owner != part || exclude_imports && file.is_import;
        schema.files[id].is_import = is_import;
    }
    schema
}
