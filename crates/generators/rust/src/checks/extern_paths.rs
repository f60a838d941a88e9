//! Checks of `extern_path`: the element exists, is named once, is none of prost's own, and the other side is a Rust path.

use std::collections::BTreeMap;

use super::diagnostics;
use crate::WELL_KNOWN;
use crate::paths::is_below;
use crate::rust_path::{self, InvalidPath};
use crate::settings::RustSettings;
use crate::well_known::is_extern_path;
use protoward_schema::{Element, Schema};
use protoward_source::{Report, nearest};

pub(super) fn check(schema: &Schema, settings: &RustSettings, report: &mut Report) {
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
