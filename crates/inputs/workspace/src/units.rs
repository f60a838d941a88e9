//! The module of each file, on both sides of a comparison. With a configuration of buf, modules are the units that are compared
//! separately.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::pairing::paired;
use super::workspace::Workspace;
use protoward_schema::{Element, FieldOwner, FileId, Schema};
use protoward_settings::{Config, Version};

/// The separately compared modules of the new side, and their files.
#[derive(Debug)]
pub(super) struct ModuleUnits {
    /// The number of units: the modules of the new side, and those of the old side that were removed.
    pub(super) count: usize,
    /// The modules of the old side that were removed; their units come last, in this order.
    pub(super) removed: Vec<usize>,
    /// By id of the old file; `None` for files that are only imported.
    pub(super) old: Vec<Option<usize>>,
    /// By id of the new file; `None` for files that are only imported.
    pub(super) new: Vec<Option<usize>>,
}

impl ModuleUnits {
    pub(super) fn new(old: &Workspace, new: &Workspace) -> Self {
        let count = count(&new.config);
        let unit = |module: usize| if count == 1 { 0 } else { module };
        let is_separate = new.config.version != Version::V1Beta1;
        let now: HashMap<&str, usize> = new.modules.iter().map(|(name, module)| (&**name, unit(*module))).collect();
        let pairs = paired(old, new);
        let removed: Vec<usize> = (0..pairs.len()).filter(|&was| is_separate && pairs[was].is_none()).collect();
        let unit_of_old = |was: usize| match pairs[was] {
            Some(now) => Some(unit(now)),
            None => removed.iter().position(|module| *module == was).map(|at| count + at),
        };
        let was: HashMap<&str, usize> =
            old.modules.iter().filter_map(|(name, module)| Some((&**name, unit_of_old(*module)?))).collect();
        let in_old = |name: &str| {
            // A file that moves to a module with laxer rules was promised under those of its old module.
            was.get(name).or_else(|| now.get(name)).copied()
        };
        let old = by_file(&old.schema, in_old);
        let new = by_file(&new.schema, |name| now.get(name).copied());
        Self { count: count + removed.len(), removed, old, new }
    }

    /// Returns groups of units to compare together: units with the same rules, except those that lost declarations to
    /// another unit. Comparing them together would hide such a move.
    pub(super) fn groups(&self, old: &Schema, new: &Schema, kind_of: &[usize]) -> Vec<Vec<usize>> {
        let is_alone = if self.count > 1 { self.losing(old, new) } else { vec![false] };
        let mut together: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut groups = Vec::new();
        for unit in 0..self.count {
            if is_alone[unit] { groups.push(vec![unit]) } else { together.entry(kind_of[unit]).or_default().push(unit) }
        }
        groups.extend(together.into_values());
        groups
    }

    /// Returns, by unit, whether a declaration moved to another unit.
    fn losing(&self, old: &Schema, new: &Schema) -> Vec<bool> {
        let mut losing = vec![false; self.count];
        let mut check = |file: FileId, found: Option<FileId>| {
            if let Some(unit) = self.old[file.index()] {
                losing[unit] |= found.is_some_and(|found| self.new[found.index()] != Some(unit));
            }
        };
        for file in old.files.ids() {
            check(file, new.find_file(old.text(old[file].path)));
        }
        for element in declared(old) {
            let found = new.find(&old.full_name(element));
            check(old.file_of(element), found.map(|found| new.file_of(found)));
        }
        let now = self.packages(new, &self.new);
        for (package, units) in self.packages(old, &self.old) {
            for unit in units.iter().filter(|unit| now.get(package).is_some_and(|units| !units.contains(unit))) {
                losing[*unit] = true;
            }
        }
        losing
    }

    /// Returns the units with files of each package.
    fn packages<'s>(&self, schema: &'s Schema, units: &[Option<usize>]) -> BTreeMap<&'s str, BTreeSet<usize>> {
        let mut packages: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for file in schema.files.ids() {
            if let Some(unit) = units[file.index()] {
                packages.entry(schema.package(file)).or_default().insert(unit);
            }
        }
        packages
    }

    /// Returns the files of a unit, without imports.
    pub(super) fn files_of(&self, unit: usize) -> ModuleFiles {
        let side = |units: &[Option<usize>]| units.iter().map(|other| *other == Some(unit)).collect();
        ModuleFiles { old: side(&self.old), new: side(&self.new) }
    }

    /// Returns, by id, the files of some units with their imports.
    pub(super) fn files(
        &self,
        old: &Schema,
        new: &Schema,
        group: &[usize],
        exclude_imports: bool,
    ) -> (Vec<bool>, Vec<bool>) {
        let mut wanted = vec![false; self.count];
        group.iter().for_each(|&unit| wanted[unit] = true);
        let side = |schema: &Schema, units: &[Option<usize>]| {
            let targets = units.iter().map(|unit| unit.is_some_and(|unit| wanted[unit])).collect();
            if exclude_imports { targets } else { with_imports(schema, targets) }
        };
        (side(old, &self.old), side(new, &self.new))
    }
}

/// Returns the unit of each file, by id; `None` for files that are only imported.
fn by_file(schema: &Schema, unit: impl Fn(&str) -> Option<usize>) -> Vec<Option<usize>> {
    let unit = |file: FileId| (!schema[file].is_import).then(|| unit(schema.text(schema[file].path)).unwrap_or(0));
    schema.files.ids().map(unit).collect()
}

/// Returns the number of separately compared modules. The roots of a v1beta1 configuration are one module.
pub(super) fn count(config: &Config) -> usize {
    if config.version == Version::V1Beta1 { 1 } else { config.modules.len() }
}

/// Returns the declarations that can move between files. Extensions are identified by extendee and number, because a
/// deleted number may be used elsewhere.
fn declared(schema: &Schema) -> impl Iterator<Item = Element> {
    let extensions = schema.fields.iter().filter(|(_, field)| matches!(field.owner, FieldOwner::Extension { .. }));
    let messages = schema.messages.ids().map(Element::Message);
    let enums = schema.enums.ids().map(Element::Enum);
    let services = schema.services.ids().map(Element::Service);
    messages.chain(enums).chain(services).chain(extensions.map(|(id, _)| Element::Field(id)))
}

fn with_imports(schema: &Schema, mut files: Vec<bool>) -> Vec<bool> {
    let mut open: Vec<FileId> = schema.files.ids().filter(|file| files[file.index()]).collect();
    while let Some(file) = open.pop() {
        for import in schema[file].imports.iter().filter_map(|import| import.file) {
            if !std::mem::replace(&mut files[import.index()], true) {
                open.push(import);
            }
        }
    }
    files
}

/// The files of a module on both sides, by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ModuleFiles {
    /// `true` for the module's files in the old version.
    pub old: Vec<bool>,
    /// `true` for the module's files in the new version.
    pub new: Vec<bool>,
}
