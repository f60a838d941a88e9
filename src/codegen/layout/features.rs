//! One crate with a feature for each package.

use super::cargo_toml::{Crate, Json, build_script};
use super::library::Library;
use super::{Files, Subject, diagnostics, json, marked, names};
use crate::codegen::providers::{Offer, Taken, offer};
use crate::report::Diagnostic;

pub(super) fn files(subject: &Subject<'_>) -> Result<Files, Box<Diagnostic>> {
    let Subject { schema, code, units, folder, .. } = subject;
    let name = subject.name.ok_or_else(diagnostics::no_name)?;
    let feature = |number: usize| names::of_module(&units.list[number].module);
    let (mut files, mut library) = (Files::new(), Library::default());
    for (number, unit) in units.list.iter().enumerate() {
        library.include(&unit.module, &unit.code, Some(&feature(number)));
        files.insert(format!("src/{}", unit.code), code[&unit.code].clone());
    }
    let json = match code.get(&json::file()) {
        Some(module) => {
            library.include(&json::module(), &json::file(), Some(json::FEATURE));
            files.insert(format!("src/{}", json::file()), module.clone());
            // Generated well-known types are what the module is about.
            let well_known = units.list.iter().position(|unit| unit.module == ["google", "protobuf"]);
            Json::Behind { module: None, features: well_known.map(feature).into_iter().collect() }
        }
        None => Json::None,
    };
    let all = (0..units.list.len()).map(feature).collect();
    let needs = |number: usize| units.list[number].needs.iter().map(|&need| feature(need)).collect();
    let features = (0..units.list.len()).map(|number| (feature(number), needs(number)));
    let description = Crate {
        name: name.to_owned(),
        features: [("all".to_owned(), all)].into_iter().chain(features).collect(),
        has_services: subject.has_services() && units.list.iter().any(|unit| unit.has_services),
        uses_well_known_types: subject.uses_well_known_types(),
        json,
        ..Crate::default()
    };
    files.insert("Cargo.toml".to_owned(), marked::file(folder, "Cargo.toml", &description.pieces())?.into_bytes());
    files.insert("build.rs".to_owned(), build_script().into_bytes());
    files.insert("src/lib.rs".to_owned(), library.render().into_bytes());
    let (library, taken) = (names::library(name), Taken::default());
    let extern_paths = subject.extern_paths();
    let of_crate =
        Offer { package: name, library: &library, names: subject.names, taken: &taken, extern_paths, sources: None };
    files.extend(offer(schema, subject.files, &of_crate)?);
    Ok(files)
}
