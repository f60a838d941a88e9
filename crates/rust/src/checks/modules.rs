//! Checks that no generated type or file replaces another.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use super::{Asked, diagnostics};
use crate::ident::upper_camel;
use crate::names::package_path;
use crate::tree::file_of;
use protoward_schema::{Element, FileId, Schema};
use protoward_source::Report;

/// The file name, without `.rs`, that prost-build uses for code without a package.
const DEFAULT: &str = "_";

/// The packages that share one Rust module, with their files. Module names are in snake case, so there can be several.
type Packages<'s> = BTreeMap<&'s str, Vec<FileId>>;

pub(super) fn check(schema: &Schema, files: &[FileId], asked: &Asked, report: &mut Report) {
    let mut modules: BTreeMap<Vec<String>, Packages<'_>> = BTreeMap::new();
    for &file in files.iter().filter(|&&file| has_code(schema, file)) {
        let package = schema.package(file);
        let packages = modules.entry(package_path(package)).or_default();
        packages.entry(package).or_default().push(file);
    }
    for packages in modules.values().filter(|packages| asked.prost_names && packages.len() > 1) {
        types_of_one_name(schema, packages, asked, report);
    }
    one_file_for_two(schema, &modules, asked, report);
}

fn has_code(schema: &Schema, file: FileId) -> bool {
    let file = &schema[file];
    !(file.messages.is_empty() && file.enums.is_empty() && file.services.is_empty())
}

/// Reports types of different packages that would have the same Rust path.
fn types_of_one_name(schema: &Schema, packages: &Packages<'_>, asked: &Asked, report: &mut Report) {
    let mut taken: BTreeMap<String, (&str, Element)> = BTreeMap::new();
    for (&package, files) in packages {
        for ty in files.iter().flat_map(|&file| types(schema, file)) {
            if asked.is_elsewhere(&format!(".{}", schema.full_name(ty))) {
                continue;
            }
            let rust = upper_camel(name(schema, ty));
            match taken.get(&rust) {
                Some(&(other, first)) if other != package => {
                    report.push(diagnostics::one_type_for_two(schema, &rust, first, ty));
                }
                Some(_) => {}
                None => _ = taken.insert(rust, (package, ty)),
            }
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
fn one_file_for_two(
    schema: &Schema,
    modules: &BTreeMap<Vec<String>, Packages<'_>>,
    asked: &Asked,
    report: &mut Report,
) {
    let default = asked.default_package_filename.as_deref().unwrap_or(DEFAULT);
    let nameless = modules.iter().find(|(module, _)| module.is_empty());
    for (module, packages) in modules.iter().filter(|(module, _)| !module.is_empty()) {
        let name = file_of(module, default);
        let Some(&file) = packages.values().flatten().next() else { continue };
        if let Some((_, nameless)) = nameless.filter(|(module, _)| file_of(module, default) == name) {
            let nameless = nameless.values().flatten().next().copied();
            report.push(diagnostics::file_of_package_and_of_none(schema, &name, file, nameless));
        }
        if is_include_file(asked, &name) {
            report.push(diagnostics::file_of_package_and_of_all(schema, &name, Some(file)));
        }
    }
    let of_nameless = format!("{default}.rs");
    if let Some((_, nameless)) = nameless.filter(|_| is_include_file(asked, &of_nameless)) {
        let file = nameless.values().flatten().next().copied();
        report.push(diagnostics::file_of_package_and_of_all(schema, &of_nameless, file));
    }
}

/// Returns `true` if a file in the output folder is the one that includes all modules.
fn is_include_file(asked: &Asked, name: &str) -> bool {
    let names = |path: &Component<'_>| *path != Component::CurDir;
    let include_file = asked.include_file.as_deref().map(Path::new);
    include_file.is_some_and(|path| path.components().filter(names).eq(Path::new(name).components()))
}
