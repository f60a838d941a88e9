//! Checks of `extern_path`: the element exists, is named once, is none of prost's own, and the other side is a Rust path.

use std::collections::{BTreeMap, BTreeSet};

use super::diagnostics;
use crate::WELL_KNOWN;
use crate::externs::Externs;
use crate::paths::is_below;
use crate::rust_path::{self, InvalidPath};
use crate::settings::RustSettings;
use crate::well_known::is_extern_path;
use protoward_schema::{Element, FieldOwner, FieldType, FileId, MessageId, Schema};
use protoward_source::{Place, Report, nearest};

pub(super) fn check(schema: &Schema, files: &[FileId], settings: &RustSettings, report: &mut Report) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, (proto, rust)) in settings.extern_paths.iter().enumerate() {
        match seen.insert(proto, index) {
            Some(before) => {
                report.push(diagnostics::repeated_extern_path(proto, &settings.extern_paths[before].1, rust))
            }
            None if !is_full_path(proto) => report.push(diagnostics::invalid_extern_path(proto)),
            None if !settings.compile_well_known_types && is_extern_path(proto) => {
                report.push(diagnostics::extern_path_in_prost(proto));
            }
            None => match check_rust(schema, proto, rust) {
                Ok(()) => check_element(schema, proto, report),
                Err(why) => report.push(diagnostics::extern_path_to_invalid_rust(proto, rust, &why)),
            },
        }
    }
    check_clashes(schema, files, settings, report);
}

/// Reports types that the code uses, and whose Rust path is also that of another type.
fn check_clashes(schema: &Schema, files: &[FileId], settings: &RustSettings, report: &mut Report) {
    // Wrong paths are reported already.
    let Ok(externs) = Externs::new(schema, settings) else { return };
    let mut reported = BTreeSet::new();
    for (ty, place) in used_types(schema, files, settings, &externs) {
        let name = format!(".{}", schema.full_name(ty));
        if let (Some(rust), Some(other)) = (externs.find(&name), externs.clash(&name))
            && reported.insert(name.clone())
        {
            report.push(diagnostics::clash_of_extern_types(&name, other, &rust, place));
        }
    }
}

/// Returns the types that generated fields, extensions and methods name, with the places that name them.
fn used_types<'a>(
    schema: &'a Schema,
    files: &'a [FileId],
    settings: &'a RustSettings,
    externs: &'a Externs,
) -> impl Iterator<Item = (Element, Place)> + 'a {
    let is_generated = |of: MessageId| !externs.has(&format!(".{}", schema.text(schema[of].full_name)));
    let fields = schema.fields.ids().filter(move |&id| files.contains(&schema[id].file)).flat_map(move |id| {
        let field = &schema[id];
        let (place, extended) = match field.owner {
            FieldOwner::Message(of) if is_generated(of) => (schema.place(schema[of].map_field.unwrap_or(id)), None),
            FieldOwner::Extension { .. } if settings.has_extension(schema, id) => {
                (schema.place(id), Some(Element::Message(field.containing())))
            }
            FieldOwner::Message(_) | FieldOwner::Extension { .. } => return [None, None],
        };
        let ty = match field.ty {
            FieldType::Message(ty) | FieldType::Group(ty) => Some(Element::Message(ty)),
            FieldType::Enum(ty) => Some(Element::Enum(ty)),
            FieldType::Scalar(_) => None,
        };
        [ty, extended].map(|ty| ty.map(|ty| (ty, place)))
    });
    let services = settings.services.as_ref();
    let has_code = move |file: FileId| {
        let path = schema.text(schema[file].path);
        services.is_some_and(|services| files.contains(&file) && !services.other_files.contains(path))
    };
    let methods = schema.methods.ids().filter(move |&id| has_code(schema.file_of(id.into()))).flat_map(move |id| {
        let method = &schema[id];
        [method.input, method.output].map(|ty| Some((Element::Message(ty), schema.place(id))))
    });
    fields.chain(methods).flatten()
}

/// Returns `true` if a path has a leading dot and a name after each dot: `.google.api`.
fn is_full_path(path: &str) -> bool {
    path.strip_prefix('.').is_some_and(|rest| rest.split('.').all(|part| !part.is_empty()))
}

fn check_rust(schema: &Schema, proto: &str, rust: &str) -> Result<(), InvalidPath> {
    if is_package(schema, &proto[1..]) { rust_path::check_package(rust) } else { rust_path::check_type(rust) }
}

/// Reports a path that names no type and no package. It may be misspelled, or meant for a file that is added later.
fn check_element(schema: &Schema, proto: &str, report: &mut Report) {
    let name = &proto[1..];
    match schema.find(name) {
        Some(Element::Message(_) | Element::Enum(_)) => {}
        Some(other) => report.push(diagnostics::extern_path_without_type(proto, schema.place(other))),
        // Well-known types may be configured even if the schema does not use them.
        None if is_package(schema, name) || is_below(proto, WELL_KNOWN) => {}
        None => {
            let known = known(schema);
            let near = nearest(name, known.iter().copied()).into_iter().next().map(|near| format!(".{near}"));
            report.push(diagnostics::unknown_extern_path(proto, near.as_deref()));
        }
    }
}

fn is_package(schema: &Schema, name: &str) -> bool {
    schema.files.ids().any(|file| is_below(schema.package(file), name))
}

/// Returns the packages and the top-level types of all files.
fn known(schema: &Schema) -> Vec<&str> {
    let mut known = Vec::new();
    for (id, file) in schema.files.iter() {
        known.extend(Some(schema.package(id)).filter(|package| !package.is_empty()));
        for &id in &file.messages {
            known.push(schema.text(schema[id].full_name));
        }
        for &id in &file.enums {
            known.push(schema.text(schema[id].full_name));
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_with_a_dot() {
        assert!(is_full_path(".a") && is_full_path(".a.b"));
        for path in ["", ".", "a", "a.b", ".a.", "..a", ".a..b"] {
            assert!(!is_full_path(path), "{path}");
        }
    }
}
