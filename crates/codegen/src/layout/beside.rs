//! Modules that code needs at run time, in crates: at the root of the one with features, and crates of their own in a
//! workspace, which all others share.

use std::collections::{BTreeMap, BTreeSet};

use super::{GRPC, Layout, diagnostics, names};
use crate::names::module_path;
use crate::options::{COMPILE_WELL_KNOWN_TYPES, CRATE_NAME, JSON, OptionValue};
use crate::services;
use crate::settings::Generate;
use protoward_rust::additions::beside::{Homes, MODULES};
use protoward_rust::additions::json;
use protoward_schema::{FileId, Schema};
use protoward_source::Diagnostic;

/// Where code finds the modules. In a crate with features, they know what is behind each of them.
pub(crate) fn homes(
    layout: Layout,
    entry: &Generate,
    schema: &Schema,
    files: &[FileId],
) -> Result<Homes, Box<Diagnostic>> {
    let is_set = |name| entry.get(name).is_some_and(OptionValue::flag);
    match layout {
        Layout::Features => {
            let paths = MODULES.iter().map(|&module| (module, format!("crate::{module}"))).collect();
            let feature = |package: &str| (package.to_owned(), names::of_module(&module_path(package)));
            Ok(Homes { paths, packages: files.iter().map(|&file| feature(schema.package(file))).collect() })
        }
        Layout::Workspace if is_set(JSON) && is_set(COMPILE_WELL_KNOWN_TYPES) => {
            Err(diagnostics::generated_well_known_types())
        }
        Layout::Workspace => {
            let path = |(module, name): (_, String)| (module, path_of_crate(&name));
            let paths = crates(entry, schema, files).into_iter().map(path).collect();
            Ok(Homes { paths, packages: BTreeMap::new() })
        }
    }
}

/// The names of crates of a workspace that have the modules.
pub(super) fn crates(entry: &Generate, schema: &Schema, files: &[FileId]) -> BTreeMap<&'static str, String> {
    let front = entry.get(CRATE_NAME).map(OptionValue::text);
    let named = |package: &str| names::of_crate(front, &module_path(package));
    let taken: BTreeSet<String> = files.iter().map(|&file| named(schema.package(file))).collect();
    let free = |module: &&'static str| {
        let bare = module.replace('_', "-");
        let mut name = front.map_or_else(|| bare.clone(), |front| format!("{front}-{bare}"));
        while taken.contains(&name) {
            name.push('_');
        }
        (*module, name)
    };
    MODULES.iter().map(free).collect()
}

/// By what code names the crate of a module.
pub(super) fn path_of_crate(name: &str) -> String {
    format!("::{}", names::library(name))
}

/// The feature that is needed for code to name a module.
pub(super) fn feature(module: &str) -> Option<&'static str> {
    match module {
        services::MODULE => Some(GRPC),
        json::MODULE => Some(json::FEATURE),
        _ => None,
    }
}

/// The file of a module, among those of the packages.
pub(super) fn file(module: &str) -> String {
    format!("{module}.rs")
}
