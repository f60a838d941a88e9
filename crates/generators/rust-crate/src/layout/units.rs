//! Packages as Rust modules, and the dependencies between them.

use std::collections::{BTreeMap, BTreeSet};

use crate::custom_options;
use crate::generator::Generated;
use crate::providers::{used_by_extensions, used_types};
use protoward_rust::{Generator, package_path};
use protoward_schema::components::components;
use protoward_schema::{FileId, MessageId};

/// The code of one Rust module: a package, or several packages with the same Rust name.
#[derive(Debug)]
pub(super) struct PackageUnit {
    /// The segments of the module path.
    pub(super) module: Vec<String>,
    /// The name of the file with the code.
    pub(super) code: String,
    /// The files of the schema that the code was generated from.
    pub(super) files: Vec<FileId>,
    /// The units whose types the code names.
    pub(super) needs: BTreeSet<usize>,
    /// Whether the files have services.
    pub(super) has_services: bool,
    /// The first unit of the dependency cycle with this unit. A unit outside of all cycles is its own first unit.
    pub(super) cycle: usize,
}

impl PackageUnit {
    /// Returns the path of an item in the module, from the root of the crate.
    pub(super) fn rust_path(&self, item: &str) -> String {
        self.module.iter().map(String::as_str).chain([item]).collect::<Vec<_>>().join("::")
    }
}

/// All units, sorted by module.
#[derive(Debug)]
pub(super) struct PackageUnits {
    pub(super) list: Vec<PackageUnit>,
}

impl PackageUnits {
    /// Returns the units of each dependency cycle, by the first unit. A unit outside of all cycles is a cycle of one.
    pub(super) fn cycles(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut cycles: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, unit) in self.list.iter().enumerate() {
            cycles.entry(unit.cycle).or_default().push(number);
        }
        cycles
    }
}

/// Returns the units that have code.
pub(super) fn of(generated: &Generated<'_>, options: &custom_options::CustomOptionSettings) -> PackageUnits {
    let Generated { files: code, generator, .. } = generated;
    let schema = generator.schema();
    let mut by_module: BTreeMap<Vec<String>, Vec<FileId>> = BTreeMap::new();
    for &file in generator.files() {
        by_module.entry(package_path(schema.package(file))).or_default().push(file);
    }
    // A module for nested types of a message may be the module of a package without files of its own.
    for path in generator.merged_paths() {
        by_module.entry(path.to_vec()).or_default();
    }
    let mut list = Vec::new();
    for (module, files) in by_module {
        let name = generator.file_name(&module);
        if code.contains_key(&name) {
            let has_services = files.iter().any(|&file| !schema[file].services.is_empty());
            let cycle = list.len();
            list.push(PackageUnit { module, code: name, files, needs: BTreeSet::new(), has_services, cycle });
        }
    }
    let needs = needs(&list, generator, options);
    let cycle = components(&needs.iter().map(|needs| needs.iter().copied().collect()).collect::<Vec<_>>());
    let mut first: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, (unit, needs)) in list.iter_mut().zip(needs).enumerate() {
        unit.cycle = *first.entry(cycle[number]).or_insert_with(|| number);
        unit.needs = needs;
    }
    PackageUnits { list }
}

fn by_file(units: &[PackageUnit]) -> BTreeMap<FileId, usize> {
    let numbered = units.iter().enumerate();
    numbered.flat_map(|(number, unit)| unit.files.iter().map(move |&file| (file, number))).collect()
}

fn needs(
    units: &[PackageUnit],
    generator: &Generator<'_>,
    options: &custom_options::CustomOptionSettings,
) -> Vec<BTreeSet<usize>> {
    let schema = generator.schema();
    let unit_of = by_file(units);
    let mut needs: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); units.len()];
    let of_options = custom_options::used_types(schema, units.iter().map(|unit| &*unit.files), options);
    for (number, (unit, of_options)) in units.iter().zip(of_options).enumerate() {
        let of_code = unit.files.iter().flat_map(|&file| used_types(schema, file, true, true)).map(|(ty, _)| ty);
        let of_extensions = unit.files.iter().flat_map(|&file| used_by_extensions(file, generator));
        let used_units =
            of_code.chain(of_options).chain(of_extensions).filter_map(|ty| unit_of.get(&schema.file_of(ty)).copied());
        needs[number].extend(used_units.filter(|&other| other != number));
    }
    join_nested(units, generator, &mut needs);
    needs
}

/// Makes a unit and another one depend on each other if the types nested in a message of the first are in the module of
/// the other.
fn join_nested(units: &[PackageUnit], generator: &Generator<'_>, needs: &mut [BTreeSet<usize>]) {
    let schema = generator.schema();
    let by_module: BTreeMap<&[String], usize> =
        units.iter().enumerate().map(|(at, unit)| (&*unit.module, at)).collect();
    let unit_of = by_file(units);
    for message in schema.messages.ids().filter(|&id| has_module(id, generator)) {
        let Some(&outer) = unit_of.get(&schema[message].file) else { continue };
        if let Some(&inner) = by_module.get(&*generator.nested_path(message)).filter(|&&inner| inner != outer) {
            needs[outer].insert(inner);
            needs[inner].insert(outer);
        }
    }
}

fn has_module(message: MessageId, generator: &Generator<'_>) -> bool {
    let message = &generator.schema()[message];
    let has_types = !(message.messages.is_empty() && message.enums.is_empty() && message.oneofs.is_empty());
    has_types || message.extensions.iter().any(|&extension| generator.has_extension(extension))
}
