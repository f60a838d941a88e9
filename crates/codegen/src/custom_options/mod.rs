//! Custom options as constants, which prost drops.
//!
//! In: a schema, and the code that prost has made of it. Out: the same code with a module behind that of each package, which has
//! modules by the names of the schema, and in these a constant for each option that is set. It must not know who generates,
//! or where code is written.
//!
//! `scopes` finds what is set where; what is meant for the source only is not there. `constants` makes Rust of values, and
//! `types` knows where their types are. `text` puts it together.

mod constants;
mod scopes;
mod text;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use super::names::{is_below, module_path};
use protoward_rust::additions::Subject;
use protoward_rust::additions::packages::{Package, Packages};
use protoward_rust::diagnostics;
use protoward_rust::paths::matches;
use protoward_rust::tree::{self, Modules};
use protoward_schema::{Element, FieldId, FieldType, FileId, Schema};
use protoward_source::Report;
use scopes::{Scope, Scopes};
pub use types::Elsewhere;

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// The extensions, by paths as prost has them.
    pub paths: Vec<String>,
}

impl Settings {
    /// Whether there are to be any constants.
    pub fn is_wanted(&self) -> bool {
        !self.paths.is_empty()
    }

    /// Whether an extension is to be a constant.
    fn has(&self, full_name: &str) -> bool {
        let path = format!(".{full_name}");
        self.paths.iter().any(|wanted| matches(wanted, &path))
    }
}

/// Reports the paths that name no custom option of the schema.
pub(super) fn check(schema: &Schema, settings: &Settings) -> Report {
    if !settings.is_wanted() {
        return Report::default();
    }
    let names: Vec<String> = extensions(schema).map(|id| schema.full_name(id.into())).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    diagnostics::means_something("custom_options", &settings.paths, "custom option", &names).err().unwrap_or_default()
}

/// The extensions of a schema that are custom options.
fn extensions(schema: &Schema) -> impl Iterator<Item = FieldId> {
    let is_options = |id: &FieldId| {
        let extended = schema.text(schema[schema[*id].containing()].full_name);
        extended.strip_prefix("google.protobuf.").is_some_and(|name| name.ends_with("Options"))
    };
    schema.fields.ids().filter(|&id| schema[id].is_extension()).filter(is_options)
}

/// The messages and enums that the constants of some files name.
pub(super) fn used_types<'f>(
    schema: &Schema,
    files: impl Iterator<Item = &'f [FileId]>,
    settings: &Settings,
) -> Vec<Vec<Element>> {
    if !settings.is_wanted() {
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

/// Files for packages of which prost writes none, as they have no types and no services, and that have options all the same.
pub(super) fn begin(
    files: &mut BTreeMap<String, Vec<u8>>,
    include: Option<&str>,
    subject: Subject<'_>,
    elsewhere: &Elsewhere,
    settings: &Settings,
) {
    let Subject { schema, nameless, .. } = subject;
    let known: BTreeSet<String> = files.keys().cloned().collect();
    let scopes = Scopes::new(schema, settings);
    let mut begun = Modules::new();
    for &file in subject.files.iter().filter(|file| !elsewhere.files.contains(file)) {
        let package = schema.package(file);
        let module = module_path(package);
        let name = tree::file_of(&module, nameless);
        let is_elsewhere = || elsewhere.extern_paths.iter().any(|(path, _)| is_below(&format!(".{package}"), path));
        if !known.contains(&name) && !is_elsewhere() && !scopes.of_files(&[file]).is_empty() {
            begun.insert(module, name);
        }
    }
    if let Some(include) = include.filter(|_| !begun.is_empty()).and_then(|include| files.get_mut(include)) {
        let with_all = str::from_utf8(include).ok().and_then(|text| tree::with_modules(text, &begun));
        with_all.into_iter().for_each(|text| *include = text.into_bytes());
    }
    files.extend(begun.into_values().map(|name| (name, tree::HEAD.into())));
}

/// Adds the constants to the files of a run.
pub(super) fn add(
    files: &mut BTreeMap<String, Vec<u8>>,
    schema: &Schema,
    elsewhere: &Elsewhere,
    packages: &Packages,
    settings: &Settings,
) {
    let scopes = Scopes::new(schema, settings);
    // Packages that Rust spells in the same way have one file.
    let mut by_file: BTreeMap<&str, (&Package, Vec<FileId>)> = BTreeMap::new();
    for package in packages.iter() {
        let (_, sources) = by_file.entry(&package.file).or_insert_with(|| (package, Vec::new()));
        sources.extend(&package.sources);
    }
    for (name, (package, sources)) in by_file {
        let found = scopes.of_files(&sources);
        if let Some(file) = files.get_mut(name).filter(|_| !found.is_empty()) {
            let types = types::Types::new(schema, packages, package, elsewhere);
            let taken: Vec<String> = tree::declared(file).into_iter().chain(package.below()).collect();
            file.extend_from_slice(text::text(&found, &taken, &types, scopes.codec()).as_bytes());
        }
    }
}
