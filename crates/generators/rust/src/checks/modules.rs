//! Checks that no generated type or file replaces another.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use super::diagnostics;
use crate::ident::upper_camel;
use crate::names::package_path;
use crate::settings::RustSettings;
use crate::tree::file_of;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::Report;

/// A file with the path of its Rust module.
type Placed = (Vec<String>, FileId);

pub(super) fn check(
    schema: &Schema,
    files: &[FileId],
    (settings, include_file): (&RustSettings, Option<&str>),
    report: &mut Report,
) {
    let with_code = files.iter().filter(|&&file| has_code(schema, file));
    let mut placed: Vec<Placed> = with_code.map(|&file| (package_path(schema.package(file)), file)).collect();
    // Module names are in snake case, so several packages can share a module.
    placed.sort_by(|(one, a), (other, b)| one.cmp(other).then_with(|| schema.package(*a).cmp(schema.package(*b))));
    let modules: Vec<&[Placed]> = placed.chunk_by(|(one, _), (other, _)| one == other).collect();
    let package = |placed: &Placed| schema.package(placed.1);
    let is_shared = |files: &[Placed]| files.first().map(package) != files.last().map(package);
    for files in modules.iter().filter(|files| settings.prost_names && is_shared(files)) {
        check_type_names(schema, files, settings, report);
    }
    let is_include_file = |name: &str| include_file.is_some_and(|path| is_same_path(path, name));
    check_file_names(schema, &modules, settings.default_file_stem(), &is_include_file, report);
}

fn has_code(schema: &Schema, file: FileId) -> bool {
    let file = &schema[file];
    !(file.messages.is_empty() && file.enums.is_empty() && file.services.is_empty())
}

/// Reports types of different packages that would have the same Rust path. `files` are those of one module.
fn check_type_names(schema: &Schema, files: &[Placed], settings: &RustSettings, report: &mut Report) {
    let package = |ty| schema.package(schema.file_of(ty));
    let mut types: Vec<Element> = files.iter().flat_map(|&(_, file)| types(schema, file)).collect();
    types.retain(|&ty| !settings.is_external(&format!(".{}", schema.full_name(ty))));
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    for (index, &ty) in types.iter().enumerate() {
        let rust = upper_camel(name(schema, ty));
        let other = types[*first.entry(rust.clone()).or_insert(index)];
        if package(other) != package(ty) {
            report.push(diagnostics::same_type_name(schema, &rust, other, ty));
        }
    }
}

fn types(schema: &Schema, file: FileId) -> Vec<Element> {
    let file = &schema[file];
    let mut types = file.messages.iter().map(|&id| Element::Message(id)).collect::<Vec<_>>();
    types.extend(file.enums.iter().map(|&id| Element::Enum(id)));
    types
}

fn name(schema: &Schema, ty: Element) -> &str {
    match ty {
        Element::Message(id) => schema.text(schema[id].name),
        Element::Enum(id) => schema.text(schema[id].name),
        _ => "",
    }
}

/// Reports files that would be written both for a package and for something else.
fn check_file_names(
    schema: &Schema,
    modules: &[&[Placed]],
    default: &str,
    is_include_file: &dyn Fn(&str) -> bool,
    report: &mut Report,
) {
    let of_nameless = file_of(&[], default);
    let (nameless, named): (Vec<&Placed>, Vec<&Placed>) =
        modules.iter().filter_map(|files| files.first()).partition(|(module, _)| module.is_empty());
    let nameless = nameless.first().map(|(_, file)| *file);
    for (module, file) in named {
        let name = file_of(module, default);
        if nameless.is_some() && name == of_nameless {
            report.push(diagnostics::file_conflict_with_default_package(schema, &name, *file, nameless));
        }
        if is_include_file(&name) {
            report.push(diagnostics::file_conflict_with_include_file(schema, &name, Some(*file)));
        }
    }
    if nameless.is_some() && is_include_file(&of_nameless) {
        report.push(diagnostics::file_conflict_with_include_file(schema, &of_nameless, nameless));
    }
}

/// Returns `true` if a path is that of a file directly in the output folder.
fn is_same_path(path: &str, name: &str) -> bool {
    let names = |path: &Component<'_>| *path != Component::CurDir;
    Path::new(path).components().filter(names).eq(Path::new(name).components())
}
