//! The layout `workspace`: a crate for each package. Packages that depend on each other share one, because Cargo refuses cycles.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::cargo_toml::{self, Crate};
use super::dependencies::Dependencies;
use super::library::Library;
use super::units::PackageUnit;
use super::{Files, LayoutInput, marked, names};
use crate::selection::with_imports;
use protoward_rust::ImportedTypes;
use protoward_rust::additions::json;
use protoward_schema::FileId;
use protoward_source::Diagnostic;

pub(super) fn files(subject: &LayoutInput<'_>) -> Result<Files, Box<Diagnostic>> {
    let crates = Crates::of(subject);
    let mut files = Files::new();
    for (&first, units) in &crates.cycles {
        let name = &crates.names[&first];
        for (path, text) in crates.files(first, units)? {
            files.insert(format!("{name}/{path}"), text);
        }
    }
    let members: BTreeSet<String> = crates.names.values().cloned().collect();
    let members: Vec<String> = members.into_iter().collect();
    let workspace = marked::file(subject.folder, "Cargo.toml", &cargo_toml::workspace(&members))?;
    files.insert("Cargo.toml".to_owned(), workspace.into_bytes());
    Ok(files)
}

struct Crates<'a> {
    subject: &'a LayoutInput<'a>,
    /// The units of each crate, by the first unit.
    cycles: BTreeMap<usize, Vec<usize>>,
    /// The names of the crates, by the first unit.
    names: BTreeMap<usize, String>,
    /// The first unit of the crate that has a file.
    owners: BTreeMap<FileId, usize>,
}

impl<'a> Crates<'a> {
    fn of(subject: &'a LayoutInput<'a>) -> Self {
        let cycles = subject.units.cycles();
        let mut libraries = HashSet::new();
        let mut names = BTreeMap::new();
        for &first in cycles.keys() {
            let mut name = names::of_crate(subject.name, &subject.units.list[first].module);
            // Crates `a-b` and `a_b` have the same name in Rust, and no crate could use both.
            while !libraries.insert(names::library(&name)) {
                name.push('_');
            }
            names.insert(first, name);
        }
        let units = subject.units.list.iter();
        let owners = units.flat_map(|unit| unit.files.iter().map(|&file| (file, unit.cycle))).collect();
        Self { subject, cycles, names, owners }
    }

    fn files(&self, first: usize, units: &[usize]) -> Result<Files, Box<Diagnostic>> {
        let all = &self.subject.units;
        let members: Vec<&PackageUnit> = units.iter().map(|&number| &all.list[number]).collect();
        let mut files = Files::new();
        let mut library = Library::default();
        for unit in &members {
            library.include(&unit.module, &unit.code, None);
            if self.subject.has_json_types(unit) {
                library.link_json_types(&format!("crate::{}", unit.rust_path(json::TYPES)), None);
            }
            files.extend(self.subject.code_of(unit));
        }
        let needs: BTreeSet<usize> = members.iter().flat_map(|unit| unit.needs.iter().copied()).collect();
        let needs: Vec<usize> = needs.into_iter().filter(|&need| all.list[need].cycle != first).collect();
        for &need in &needs {
            let unit = &all.list[need];
            library.reexport(&unit.module, &names::library(&self.names[&unit.cycle]));
        }
        let others: BTreeSet<usize> = needs.iter().map(|&need| all.list[need].cycle).collect();
        for other in others {
            if all.list.iter().any(|unit| unit.cycle == other && self.subject.has_json_types(unit)) {
                library.link_json_types(
                    &format!("::{}::{}", names::library(&self.names[&other]), json::CRATE_TYPES),
                    None,
                );
            }
        }
        let manifest = format!("{}/Cargo.toml", self.names[&first]);
        let description = self.description(first, &members, &needs);
        files.extend(self.subject.crate_files(&manifest, &description, &library)?);
        files.extend(self.provided_types(first, &members)?);
        Ok(files)
    }

    fn description(&self, first: usize, members: &[&PackageUnit], needs: &[usize]) -> Crate {
        let cycle = |need: &usize| self.subject.units.list[*need].cycle;
        let names: BTreeSet<&String> = needs.iter().map(|need| &self.names[&cycle(need)]).collect();
        let mut dependencies = Dependencies::of(self.subject, members);
        let of_others = |feature| match feature {
            json::FEATURE => names.iter().map(|name| format!("{name}/{feature}")).collect(),
            _ => Vec::new(),
        };
        let features = dependencies.features().map(|feature| (feature.to_owned(), of_others(feature))).collect();
        names.iter().for_each(|name| dependencies.add_path(name));
        Crate { name: self.names[&first].clone(), comment: comment(members), features, dependencies, has_types: true }
    }

    /// Returns the list of types for other crates, with the files of a crate and their imports.
    fn provided_types(&self, first: usize, members: &[&PackageUnit]) -> Result<Files, Box<Diagnostic>> {
        let schema = self.subject.generator.schema();
        let own = members.iter().flat_map(|unit| unit.files.iter().copied());
        let files = with_imports(schema, own);
        let imported_files = files.iter().filter_map(|&file| {
            let owner = self.owners.get(&file).copied().filter(|&owner| owner != first);
            let package = match (owner, self.owners.contains_key(&file)) {
                (Some(owner), _) => self.names[&owner].clone(),
                (None, true) => return None,
                (None, false) => String::new(),
            };
            Some((schema.text(schema[file].path).to_owned(), package))
        });
        let imported = ImportedTypes { files: imported_files.collect(), ..ImportedTypes::default() };
        self.subject.provided_types(&self.names[&first], &files, &imported)
    }
}

/// Returns the comment about the packages that share a crate.
fn comment(members: &[&PackageUnit]) -> String {
    match members {
        [] | [_] => String::new(),
        several => {
            let modules: Vec<String> = several.iter().map(|unit| format!("`{}`", unit.module.join("."))).collect();
            format!("# One crate, since these packages depend on each other: {}.\n", modules.join(", "))
        }
    }
}
