//! The parts of a comparison: which files are compared with each other, and by which settings.
//!
//! buf compares each module separately with its imports. protoward compares all files at once, so that an element that moves to
//! another module is not deleted.

use std::collections::BTreeSet;

use super::own_files::admits;
use super::units::{self, ModuleFiles, ModuleUnits};
use super::workspace::Workspace;
use protoward_compiler::well_known;
use protoward_image::select::used_imports;
use protoward_schema::{Element, File, FileId, Schema};
use protoward_settings::{Breaking, Config, Module};
use protoward_source::tree_path::below;

/// A comparison of two schemas, divided into parts.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    /// The distinct settings of the modules, followed by those of modules that were removed.
    pub kinds: Vec<&'a Breaking>,
    /// The compared parts; several parts may have the same finding.
    pub parts: Vec<ComparisonPart>,
}

/// Files that are compared with each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComparisonPart {
    /// The files of the old version, by their ids there.
    pub old: PartSide,
    /// The files of the new version, by their ids there.
    pub new: PartSide,
    /// The files that belong to each module, without imports; none for the files of dependencies.
    pub modules: Vec<ModuleFiles>,
    /// For files that are only imported, the full names of the declarations that selected files use on both sides; `None`
    /// for selected files.
    pub used: Option<BTreeSet<String>>,
}

/// The files of one side, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartSide {
    /// `true` for files in the part.
    pub present: Vec<bool>,
    /// The settings of each file, as an index into [`Parts::kinds`] and into the policies that are made of them.
    pub kinds: Vec<usize>,
}

impl Workspace {
    /// Returns the parts to compare with `old`, and the rules for each.
    ///
    /// All files are compared, and a file has the rules of its new module, or else of its old one. With a
    /// configuration of buf, each module is compared separately together with its imports, as buf does.
    /// `exclude_imports` excludes files that are only imported. Other configurations always exclude them, except those of
    /// dependencies and of folders for imports that differ, which are a part of their own.
    pub fn parts<'a>(&'a self, old: &'a Self, exclude_imports: bool) -> Parts<'a> {
        let units = ModuleUnits::new(old, self);
        let (kinds, kind_of) = self.kinds_since(old, &units.removed);
        let sides = |part: (Vec<bool>, Vec<bool>)| ComparisonPart {
            old: PartSide { present: part.0, kinds: kinds_of(&units.old, &kind_of) },
            new: PartSide { present: part.1, kinds: kinds_of(&units.new, &kind_of) },
            modules: Vec::new(),
            used: None,
        };
        let mut parts = Vec::new();
        if !self.config.is_of_buf() {
            let mut part = sides(own_files(&old.schema, &self.schema, exclude_imports));
            part.modules.push(ModuleFiles { old: requested(&old.schema), new: requested(&self.schema) });
            parts.push(part);
            let mut of_dependencies = self.dependency_part(old, exclude_imports, &sides);
            if let Some(part) = &mut of_dependencies {
                let other = dependency_kind(&self.config, &kinds).unwrap_or(0);
                let kind = |name: &str| self.module_around(old, name).map_or(other, |module| kind_of[module]);
                part.old.kinds = old.schema.files.ids().map(|file| kind(path(&old.schema, file))).collect();
                part.new.kinds = self.schema.files.ids().map(|file| kind(path(&self.schema, file))).collect();
            }
            parts.extend(of_dependencies);
            parts.extend(self.unselected_part(old, exclude_imports, &sides));
            parts.extend(self.moved_part(old, exclude_imports, &sides));
            return Parts { kinds, parts: old.without_uncompared(self.without_common_protos(old, parts)) };
        }
        for group in units.groups(&old.schema, &self.schema, &kind_of) {
            let (mut old_files, mut new_files) = units.files(&old.schema, &self.schema, &group, exclude_imports);
            leave_out_same_imports(&old.schema, &self.schema, &mut old_files, &mut new_files);
            let mut part = sides((old_files, new_files));
            // Imported files are compared according to the rules of the importing module.
            let kind = kind_of[group[0]];
            part.old.kinds.fill(kind);
            part.new.kinds.fill(kind);
            part.modules.extend(group.iter().map(|&unit| units.files_of(unit)));
            parts.push(part);
        }
        if let Some(part) = self.dependency_part(old, exclude_imports, &sides) {
            parts.iter_mut().for_each(|other| other.leave_out(&part));
            parts.push(part);
        }
        Parts { kinds, parts: old.without_uncompared(self.without_common_protos(old, parts)) }
    }

    /// Returns the distinct settings of the modules of `old` that were removed with all of their files. They follow
    /// [`distinct_settings`], as in [`Parts::kinds`].
    pub fn removed_settings<'a>(&'a self, old: &'a Self) -> Vec<&'a Breaking> {
        let (mut kinds, _) = self.kinds_since(old, &ModuleUnits::new(old, self).removed);
        kinds.split_off(distinct_settings(&self.config).len())
    }

    /// Returns the distinct settings, and the index of those of each unit. A removed module has those that it had.
    fn kinds_since<'a>(&'a self, old: &'a Self, removed: &[usize]) -> (Vec<&'a Breaking>, Vec<usize>) {
        let (mut kinds, mut kind_of) = kinds(&self.config, units::count(&self.config));
        let was = old.compared_config();
        for &module in removed {
            let breaking = was.modules[module].breaking.as_ref().unwrap_or(&was.breaking);
            kind_of.push(add(&mut kinds, breaking));
        }
        (kinds, kind_of)
    }

    /// Excludes the files of the new version that this older one lacks because they are unchanged since.
    fn without_uncompared(&self, mut parts: Vec<ComparisonPart>) -> Vec<ComparisonPart> {
        if let Some(is_compared) = &self.is_compared {
            let present = parts.iter_mut().flat_map(|part| part.new.present.iter_mut().zip(is_compared));
            present.for_each(|(present, is_compared)| *present &= is_compared);
        }
        parts
    }

    /// Returns the part with the files of dependencies and of folders for imports, if these may differ.
    fn dependency_part(
        &self,
        old: &Self,
        exclude_imports: bool,
        sides: &dyn Fn((Vec<bool>, Vec<bool>)) -> ComparisonPart,
    ) -> Option<ComparisonPart> {
        let has_none = self.imported.paths.is_empty() && old.imported.paths.is_empty();
        if exclude_imports || has_none || !self.imported.imported.may_differ(&old.imported.imported) {
            return None;
        }
        let used = &used_imports(&self.schema) & &used_imports(&old.schema);
        Some(ComparisonPart { used: Some(used), ..sides(self.dependency_files(old)) })
    }

    /// Returns the part with the schema's own files that are not selected, and that selected files import: who reads a message of
    /// a selected file also reads the messages in it.
    fn unselected_part(
        &self,
        old: &Self,
        exclude_imports: bool,
        sides: &dyn Fn((Vec<bool>, Vec<bool>)) -> ComparisonPart,
    ) -> Option<ComparisonPart> {
        let [now, was] = [self, old].map(|side| side.layout.filter.unselected());
        if exclude_imports || now.is_empty() && was.is_empty() {
            return None;
        }
        let is_unselected = |schema: &Schema, file: FileId| {
            let name = path(schema, file);
            schema[file].is_import && (now.contains(name) || was.contains(name)) && well_known(name).is_none()
        };
        // An older file that is not imported now may still exist.
        let is_imported_now = |file: FileId| self.schema.find_file(path(&old.schema, file)).is_some();
        let old_files: Vec<bool> =
            old.schema.files.ids().map(|file| is_unselected(&old.schema, file) && is_imported_now(file)).collect();
        let new_files = self.schema.files.ids().map(|file| is_unselected(&self.schema, file)).collect();
        let used = &used_imports(&self.schema) & &used_imports(&old.schema);
        old_files.contains(&true).then(|| ComparisonPart { used: Some(used), ..sides((old_files, new_files)) })
    }

    /// Returns the part with declarations that moved between the schema's own files and those that it only imports. Who reads a message
    /// of an own file also reads the ones that moved.
    fn moved_part(
        &self,
        old: &Self,
        exclude_imports: bool,
        sides: &dyn Fn((Vec<bool>, Vec<bool>)) -> ComparisonPart,
    ) -> Option<ComparisonPart> {
        if exclude_imports || self.imported.paths.is_empty() && old.imported.paths.is_empty() {
            return None;
        }
        let mut files = (vec![false; old.schema.files.len()], vec![false; self.schema.files.len()]);
        for (is, was) in self.moved_to_imports(old) {
            (files.0[was.index()], files.1[is.index()]) = (true, true);
        }
        for (was, is) in old.moved_to_imports(self) {
            (files.0[was.index()], files.1[is.index()]) = (true, true);
        }
        let used = &used_imports(&self.schema) | &used_imports(&old.schema);
        files.0.contains(&true).then(|| ComparisonPart { used: Some(used), ..sides(files) })
    }

    /// Returns the compared imports with a declaration that an own file has on the other side, each with that file.
    fn moved_to_imports(&self, other: &Self) -> Vec<(FileId, FileId)> {
        let schema = &self.schema;
        let imports = self.imported.paths.keys().filter_map(|name| schema.find_file(name));
        let own = |element: Element| {
            let there = other.schema.find(&schema.full_name(element)).map(|found| other.schema.file_of(found))?;
            let is_elsewhere = path(&other.schema, there) != path(schema, schema.file_of(element));
            (is_elsewhere && !other.schema[there].is_import).then(|| (schema.file_of(element), there))
        };
        imports.flat_map(|file| top_level(schema, file)).filter_map(own).collect()
    }

    /// Returns the module that an imported file of its folder would belong to, if it were listed: one in a hidden folder, for
    /// example. It has the rules of the module, unlike one that `excludes` leaves out.
    fn module_around(&self, old: &Self, name: &str) -> Option<usize> {
        let path = [self, old].into_iter().find_map(|side| side.dependency_path(name))?;
        let has_file =
            |module: &Module| below(path, &module.path.text).is_some() && admits("", &self.config, module)(path);
        self.config.modules.iter().position(has_file)
    }

    /// Returns, by id, the files that are of a dependency on at least one side, and own files on neither.
    fn dependency_files(&self, old: &Self) -> (Vec<bool>, Vec<bool>) {
        let names: BTreeSet<&str> =
            self.imported.paths.keys().chain(old.imported.paths.keys()).map(String::as_str).collect();
        let present = |schema: &Schema, other: &Schema| {
            let is_import = |schema: &Schema, file: FileId| schema[file].is_import;
            let is_present = |file: FileId| {
                let name = path(schema, file);
                let is_own = other.find_file(name).is_some_and(|file| !is_import(other, file));
                names.contains(name) && is_import(schema, file) && !is_own && well_known(name).is_none()
            };
            schema.files.ids().map(is_present).collect()
        };
        (present(&old.schema, &self.schema), present(&self.schema, &old.schema))
    }

    /// Excludes files that are common protos on both sides, because their version depends on this program. A copy of one side is
    /// compared with the common proto of the other: what the schema uses has changed. An image does not
    /// say which of its files are copies, so its files are compared with files of the other side's schema only.
    fn without_common_protos(&self, old: &Self, mut parts: Vec<ComparisonPart>) -> Vec<ComparisonPart> {
        let names: BTreeSet<&String> = self.common_protos.union(&old.common_protos).collect();
        for name in names {
            let now = self.schema.find_file(name);
            let was = old.schema.find_file(name);
            let may_be_common = |side: &Self| side.is_image || side.common_protos.contains(name);
            if !may_be_common(self) || !may_be_common(old) {
                continue;
            }
            for part in &mut parts {
                now.into_iter().for_each(|file| part.new.present[file.index()] = false);
                was.into_iter().for_each(|file| part.old.present[file.index()] = false);
            }
        }
        parts
    }
}

impl ComparisonPart {
    /// Excludes the files of another part.
    fn leave_out(&mut self, other: &Self) {
        for (own, other) in [(&mut self.old, &other.old), (&mut self.new, &other.new)] {
            own.present.iter_mut().zip(&other.present).for_each(|(own, other)| *own &= !other);
        }
    }
}

/// Returns the distinct settings of the modules, as in [`Parts::kinds`].
pub fn distinct_settings(config: &Config) -> Vec<&Breaking> {
    kinds(config, units::count(config)).0
}

/// Returns the distinct settings, and the index of those of each unit.
fn kinds(config: &Config, units: usize) -> (Vec<&Breaking>, Vec<usize>) {
    let mut kinds: Vec<&Breaking> = Vec::new();
    let kind = |module: usize| add(&mut kinds, config.modules[module].breaking.as_ref().unwrap_or(&config.breaking));
    let kind_of = (0..units).map(kind).collect();
    if config.compares_imports() && !kinds.contains(&&config.of_dependencies) {
        kinds.push(&config.of_dependencies);
    }
    (kinds, kind_of)
}

/// Adds settings that are not there yet, and returns their index.
fn add<'a>(kinds: &mut Vec<&'a Breaking>, breaking: &'a Breaking) -> usize {
    kinds.iter().position(|known| *known == breaking).unwrap_or_else(|| {
        kinds.push(breaking);
        kinds.len() - 1
    })
}

/// Returns the index of the settings of dependencies. With a configuration of buf, they have those of the first module.
fn dependency_kind(config: &Config, kinds: &[&Breaking]) -> Option<usize> {
    if config.compares_imports() { kinds.iter().position(|kind| **kind == config.of_dependencies) } else { None }
}

fn kinds_of(units: &[Option<usize>], kind_of: &[usize]) -> Vec<usize> {
    units.iter().map(|unit| unit.map_or(0, |unit| kind_of[unit])).collect()
}

/// Returns the messages and enums of a file that are in no other one.
fn top_level(schema: &Schema, file: FileId) -> Vec<Element> {
    let File { messages, enums, .. } = &schema[file];
    let messages = messages.iter().map(|&id| Element::Message(id));
    messages.chain(enums.iter().map(|&id| Element::Enum(id))).collect()
}

/// Returns, by id, the files that are not only imported.
fn requested(schema: &Schema) -> Vec<bool> {
    schema.files.iter().map(|(_, file)| !file.is_import).collect()
}

/// Returns, by id, the files that belong to the schema on at least one side. Files that are only imported belong to
/// others, and so do copies of well-known types.
fn own_files(old: &Schema, new: &Schema, exclude_imports: bool) -> (Vec<bool>, Vec<bool>) {
    let is_copy = |schema: &Schema, file| well_known(path(schema, file)).is_some();
    let is_own = |schema: &Schema, file: FileId| !schema[file].is_import && !is_copy(schema, file);
    // A schema that consists of the well-known types has no other files.
    let has_own = |schema: &Schema| schema.files.ids().any(|file| is_own(schema, file));
    let keeps_copies = !has_own(old) && !has_own(new);
    let present = |schema: &Schema, other: &Schema| {
        let is_present = |file: FileId| {
            let is_included = keeps_copies || !is_copy(schema, file);
            let there = other.find_file(path(schema, file)).is_some_and(|file| !other[file].is_import);
            is_included && (!schema[file].is_import || there && !exclude_imports)
        };
        schema.files.ids().map(is_present).collect()
    };
    (present(old, new), present(new, old))
}

/// Excludes well-known types that both sides only import, because their version depends on the compiler. They stay if
/// the new side lacks some of them, because the rest of their package matters then.
fn leave_out_same_imports(old: &Schema, new: &Schema, old_files: &mut [bool], new_files: &mut [bool]) {
    let is_well_known =
        |&file: &FileId| old_files[file.index()] && old[file].is_import && well_known(path(old, file)).is_some();
    let there = |file: FileId| {
        let there = new.find_file(path(old, file)).filter(|&there| new[there].is_import && new_files[there.index()]);
        there.map(|there| (file, there))
    };
    let pairs: Option<Vec<_>> = old.files.ids().filter(is_well_known).map(there).collect();
    for (was, is) in pairs.unwrap_or_default() {
        old_files[was.index()] = false;
        new_files[is.index()] = false;
    }
}

fn path(schema: &Schema, file: FileId) -> &str {
    schema.text(schema[file].path)
}
