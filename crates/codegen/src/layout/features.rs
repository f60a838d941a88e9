//! One crate with a feature for each package.

use super::cargo_toml::Crate;
use super::dependencies::Dependencies;
use super::library::Library;
use super::{Files, GRPC, LayoutInput, diagnostics, names, runtime_modules};
use crate::providers::ImportedTypes;
use protoward_rust::additions::json;
use protoward_source::Diagnostic;

pub(super) fn files(subject: &LayoutInput<'_>) -> Result<Files, Box<Diagnostic>> {
    let LayoutInput { code, units, .. } = subject;
    let name = subject.name.ok_or_else(diagnostics::no_name)?;
    let feature = |number: usize| names::of_module(&units.list[number].module);
    let (mut files, mut library) = (Files::new(), Library::default());
    for (number, unit) in units.list.iter().enumerate() {
        library.include(&unit.module, &unit.code, Some(&feature(number)));
        if subject.has_json_types(unit) {
            library.link_json_types(&format!("crate::{}", unit.rust_path(json::TYPES)), Some(&feature(number)));
        }
        files.extend(subject.code_of(unit));
    }
    let mut dependencies = Dependencies::of_messages(subject);
    if units.list.iter().any(|unit| subject.has_fields(unit)) {
        dependencies.add_fields();
    }
    if subject.has_services() && units.list.iter().any(|unit| unit.has_services) {
        dependencies.add_services();
    }
    for module in subject.modules() {
        let file = runtime_modules::file(module);
        library.include(&[module.to_owned()], &file, runtime_modules::feature(module));
        files.insert(format!("src/{file}"), code[&file].clone());
        dependencies.add_module(module, subject);
    }
    let all = (0..units.list.len()).map(feature).collect();
    let needs = |number: usize| units.list[number].needs.iter().map(|&need| feature(need)).collect();
    let packages = (0..units.list.len()).map(|number| (feature(number), needs(number)));
    let mut features: Vec<_> = [("all".to_owned(), all)].into_iter().chain(packages).collect();
    if dependencies.enabled_by(GRPC).next().is_some() {
        features.push((GRPC.to_owned(), Vec::new()));
    }
    if subject.has_json() {
        features.push((json::FEATURE.to_owned(), dependencies.add_json()));
    }
    let description = Crate { name: name.to_owned(), comment: String::new(), features, dependencies, has_types: true };
    files.extend(subject.crate_files("Cargo.toml", &description, &library)?);
    files.extend(subject.provided_types(name, subject.generator.files(), &ImportedTypes::default())?);
    Ok(files)
}
