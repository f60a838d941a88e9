//! The layout `features`: one crate, in which a feature turns on each package, and the packages that it needs.

use super::cargo_toml::Crate;
use super::dependencies::Dependencies;
use super::library::Library;
use super::{Files, LayoutInput, diagnostics, names};
use protoward_rust::ImportedTypes;
use protoward_rust::additions::json;
use protoward_source::Diagnostic;

pub(super) fn files(subject: &LayoutInput<'_>) -> Result<Files, Box<Diagnostic>> {
    let units = &subject.units;
    let name = subject.name.ok_or_else(diagnostics::no_name)?;
    let feature = |number: usize| names::of_module(&units.list[number].module);
    let mut files = Files::new();
    let mut library = Library::default();
    for (number, unit) in units.list.iter().enumerate() {
        library.include(&unit.module, &unit.code, Some(&feature(number)));
        if subject.has_json_types(unit) {
            library.link_json_types(&format!("crate::{}", unit.rust_path(json::TYPES)), Some(&feature(number)));
        }
        files.extend(subject.code_of(unit));
    }
    let dependencies = Dependencies::of(subject, &units.list.iter().collect::<Vec<_>>());
    let all = (0..units.list.len()).map(feature).collect();
    let needs = |number: usize| units.list[number].needs.iter().map(|&need| feature(need)).collect();
    let packages = (0..units.list.len()).map(|number| (feature(number), needs(number)));
    let mut features: Vec<_> = [("all".to_owned(), all)].into_iter().chain(packages).collect();
    features.extend(dependencies.features().map(|feature| (feature.to_owned(), Vec::new())));
    let description = Crate { name: name.to_owned(), comment: String::new(), features, dependencies, has_types: true };
    files.extend(subject.crate_files("Cargo.toml", &description, &library)?);
    files.extend(subject.provided_types(name, subject.generator.files(), &ImportedTypes::default())?);
    Ok(files)
}
