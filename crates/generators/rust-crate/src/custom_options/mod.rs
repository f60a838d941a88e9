//! Constants for custom options, which prost does not generate.
//!
//! In: a schema, and the generated code of its packages. Out: the same code, with a module `custom_options` at the end of
//! each package. It has a module for each declaration with options, and in it a constant for each option that is set. Does
//! not depend on the caller of the generator, or on the output folder.
//!
//! `scopes` finds the options of each declaration, except those with `RETENTION_SOURCE`. `constants` renders values as
//! Rust, and `types` has the paths of their types. `text` renders the module.

mod constants;
mod scopes;
mod text;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use protoward_rust::additions::packages::{Package, Packages};
use protoward_rust::diagnostics;
use protoward_rust::paths::matches;
use protoward_rust::tree::{self, Modules};
use protoward_rust::{Generator, package_path};
use protoward_schema::{Element, FieldId, FieldType, FileId, Schema};
use protoward_source::Report;
use scopes::{Scope, Scopes};

/// The settings of constants for custom options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomOptionSettings {
    /// The paths of the extensions, in the syntax of prost's options.
    pub paths: Vec<String>,
}

impl CustomOptionSettings {
    /// Returns `true` if there are constants to generate.
    pub fn is_enabled(&self) -> bool {
        !self.paths.is_empty()
    }

    /// Returns `true` if an extension is generated as a constant.
    fn has(&self, full_name: &str) -> bool {
        let path = format!(".{full_name}");
        self.paths.iter().any(|selected| matches(selected, &path))
    }
}

/// Reports paths in the settings that name no custom option of the schema.
pub(super) fn check(schema: &Schema, settings: &CustomOptionSettings) -> Report {
    if !settings.is_enabled() {
        return Report::default();
    }
    let names: Vec<String> = extensions(schema).map(|id| schema.full_name(id.into())).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    diagnostics::check_path_matches("custom_options", &settings.paths, "custom option", &names)
        .err()
        .unwrap_or_default()
}

/// Returns the extensions of a schema that are custom options.
fn extensions(schema: &Schema) -> impl Iterator<Item = FieldId> {
    let is_options = |id: &FieldId| {
        let extended = schema.text(schema[schema[*id].containing()].full_name);
        extended.strip_prefix("google.protobuf.").is_some_and(|name| name.ends_with("Options"))
    };
    schema.fields.ids().filter(|&id| schema[id].is_extension()).filter(is_options)
}

/// Returns, for each group of files, the messages and enums that their constants name.
pub(super) fn used_types<'f>(
    schema: &Schema,
    files: impl Iterator<Item = &'f [FileId]>,
    settings: &CustomOptionSettings,
) -> Vec<Vec<Element>> {
    if !settings.is_enabled() {
        return files.map(|_| Vec::new()).collect();
    }
    let scopes = Scopes::new(schema, settings);
    let types =
        |files| scopes.of_files(files).iter().flat_map(Scope::options).filter_map(|id| type_of(schema, id)).collect();
    files.map(types).collect()
}

fn type_of(schema: &Schema, id: FieldId) -> Option<Element> {
    match schema[id].ty {
        FieldType::Message(id) | FieldType::Group(id) => Some(id.into()),
        FieldType::Enum(id) => Some(id.into()),
        FieldType::Scalar(_) => None,
    }
}

/// Adds empty files for packages with options, but without types and services. prost generates no file for them. `imported` are
/// the files whose types other crates have.
pub(super) fn add_empty_files(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    generator: &Generator<'_>,
    imported: &BTreeSet<FileId>,
    settings: &CustomOptionSettings,
) {
    let schema = generator.schema();
    let known: BTreeSet<String> = files.keys().cloned().collect();
    let scopes = Scopes::new(schema, settings);
    let mut empty_files = Modules::new();
    for &file in generator.files().iter().filter(|file| !imported.contains(file)) {
        let package = schema.package(file);
        let module = package_path(package);
        let name = generator.file_name(&module);
        if !known.contains(&name) && !generator.is_extern_package(package) && !scopes.of_files(&[file]).is_empty() {
            empty_files.insert(module, name);
        }
    }
    if let Some(include) = include.filter(|_| !empty_files.is_empty()).and_then(|include| files.get_mut(include)) {
        let with_all = str::from_utf8(include).ok().and_then(|text| tree::with_modules(text, &empty_files));
        with_all.into_iter().for_each(|text| *include = text.into_bytes());
    }
    files.extend(empty_files.into_values().map(|name| (name, tree::HEAD.into())));
}

/// Adds the constants to the files of packages.
pub(super) fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    generator: &Generator<'_>,
    packages: &Packages,
    settings: &CustomOptionSettings,
) {
    let schema = generator.schema();
    let scopes = Scopes::new(schema, settings);
    // Packages with the same Rust name share a file.
    let mut by_file: BTreeMap<&str, (&Package, Vec<FileId>)> = BTreeMap::new();
    for package in packages.iter() {
        let (_, sources) = by_file.entry(&package.file).or_insert_with(|| (package, Vec::new()));
        sources.extend(&package.sources);
    }
    for (name, (package, sources)) in by_file {
        let found = scopes.of_files(&sources);
        if let Some(file) = files.get_mut(name).filter(|_| !found.is_empty()) {
            let types = types::Types::new(generator, packages, package);
            let taken: Vec<String> = tree::declared_modules(file).into_iter().chain(package.child_modules()).collect();
            file.extend_from_slice(text::text(&found, &taken, &types, scopes.codec()).as_bytes());
        }
    }
}
