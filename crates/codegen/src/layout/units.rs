//! Packages as Rust has them, and which of them need which.

use std::collections::{BTreeMap, BTreeSet};

use crate::custom_options;
use crate::generator::Generated;
use crate::names::{Path, module_path};
use crate::providers::{used_by_extensions, used_types};
use protoward_rust::tree::file_of;
use protoward_rust::{Generator, components};
use protoward_schema::{FileId, MessageId, Schema};

/// What is generated for one module of Rust: a package, or several that Rust spells in the same way.
#[derive(Debug)]
pub(super) struct Unit {
    /// The parts of its path.
    pub(super) module: Vec<String>,
    /// The file with its code.
    pub(super) code: String,
    /// The files that it is of.
    pub(super) files: Vec<FileId>,
    /// Units whose types its code names.
    pub(super) needs: BTreeSet<usize>,
    /// Whether it has services.
    pub(super) has_services: bool,
    /// The first of the units that need each other, this one among them; itself where there is no other.
    pub(super) ring: usize,
}

/// All of them, sorted by module.
#[derive(Debug)]
pub(super) struct Units {
    pub(super) list: Vec<Unit>,
}

impl Units {
    /// The units of each ring, by the first of them.
    pub(super) fn rings(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut rings: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, unit) in self.list.iter().enumerate() {
            rings.entry(unit.ring).or_default().push(number);
        }
        rings
    }
}

/// The units that there is code for.
pub(super) fn of(
    schema: &Schema,
    files: &[FileId],
    generated: &Generated<'_>,
    default: &str,
    options: &custom_options::Settings,
) -> Units {
    let Generated { files: code, generator, .. } = generated;
    let mut by_module: BTreeMap<Path, Vec<FileId>> = BTreeMap::new();
    for &file in files {
        by_module.entry(module_path(schema.package(file))).or_default().push(file);
    }
    // What is nested in a message may lie in a module that is otherwise only that of packages.
    for path in generator.merged_paths() {
        by_module.entry(path.to_vec()).or_default();
    }
    let mut list = Vec::new();
    for (module, files) in by_module {
        let name = file_of(&module, default);
        if code.contains_key(&name) {
            let has_services = files.iter().any(|&file| !schema[file].services.is_empty());
            let ring = list.len();
            list.push(Unit { module, code: name, files, needs: BTreeSet::new(), has_services, ring });
        }
    }
    let needs = needs(schema, &list, generator, options);
    let ring = components(&needs.iter().map(|needs| needs.iter().copied().collect()).collect::<Vec<_>>());
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, (unit, needs)) in list.iter_mut().zip(needs).enumerate() {
        unit.ring = *first.entry(ring[number]).or_insert_with(|| number);
        unit.needs = needs;
    }
    Units { list }
}

fn by_file(units: &[Unit]) -> BTreeMap<FileId, usize> {
    let numbered = units.iter().enumerate();
    numbered.flat_map(|(number, unit)| unit.files.iter().map(move |&file| (file, number))).collect()
}

fn needs(
    schema: &Schema,
    units: &[Unit],
    generator: &Generator<'_>,
    options: &custom_options::Settings,
) -> Vec<BTreeSet<usize>> {
    let unit_of = by_file(units);
    let mut needs: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); units.len()];
    let of_options = custom_options::used_types(schema, units.iter().map(|unit| &*unit.files), options);
    for (number, (unit, of_options)) in units.iter().zip(of_options).enumerate() {
        let of_code = unit.files.iter().flat_map(|&file| used_types(schema, file, true, true)).map(|(ty, _)| ty);
        let of_extensions = unit.files.iter().flat_map(|&file| used_by_extensions(schema, file, generator));
        let used =
            of_code.chain(of_options).chain(of_extensions).filter_map(|ty| unit_of.get(&schema.file_of(ty)).copied());
        needs[number].extend(used.filter(|&other| other != number));
    }
    join_nested(schema, units, generator, &mut needs);
    needs
}

/// What is nested in a message lies in a module, which may be that of another package: neither is without the other.
fn join_nested(schema: &Schema, units: &[Unit], generator: &Generator<'_>, needs: &mut [BTreeSet<usize>]) {
    let by_module: BTreeMap<&[String], usize> =
        units.iter().enumerate().map(|(at, unit)| (&*unit.module, at)).collect();
    let unit_of = by_file(units);
    for message in schema.messages.ids().filter(|&id| has_module(schema, id, generator)) {
        let Some(&outer) = unit_of.get(&schema[message].file) else { continue };
        if let Some(&inner) = by_module.get(&*generator.nested_path(message)).filter(|&&inner| inner != outer) {
            needs[outer].insert(inner);
            needs[inner].insert(outer);
        }
    }
}

fn has_module(schema: &Schema, message: MessageId, generator: &Generator<'_>) -> bool {
    let message = &schema[message];
    let has_types = !(message.messages.is_empty() && message.enums.is_empty() && message.oneofs.is_empty());
    has_types || message.extensions.iter().any(|&extension| generator.has_extension(extension))
}
