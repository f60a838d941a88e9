//! The modules that generated code needs at run time. A crate with features has them at its root. In a workspace, each is a
//! crate of its own, which the other crates share.

use std::collections::{BTreeMap, BTreeSet};

use super::{GRPC, Layout, names};
use crate::names::module_path;
use crate::services;
use crate::settings::Generate;
use protoward_rust::additions::runtime_modules::{ModuleLocations, RUNTIME_MODULES};
use protoward_schema::{FileId, Schema};

/// Returns the paths of the modules.
pub(crate) fn homes(layout: Layout, entry: &Generate, schema: &Schema, files: &[FileId]) -> ModuleLocations {
    let paths = match layout {
        Layout::Features => RUNTIME_MODULES.iter().map(|&module| (module, format!("crate::{module}"))).collect(),
        Layout::Workspace => {
            let path = |(module, name): (_, String)| (module, path_of_crate(&name));
            crates(entry, schema, files).into_iter().map(path).collect()
        }
    };
    ModuleLocations { paths }
}

/// Returns the names of the workspace crates for the modules, by module.
pub(super) fn crates(entry: &Generate, schema: &Schema, files: &[FileId]) -> BTreeMap<&'static str, String> {
    let front = entry.text("crate_name");
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
    RUNTIME_MODULES.iter().map(free).collect()
}

/// Returns the Rust path of a crate.
pub(super) fn path_of_crate(name: &str) -> String {
    format!("::{}", names::library(name))
}

/// Returns the feature that a module is behind.
pub(super) fn feature(module: &str) -> Option<&'static str> {
    match module {
        services::MODULE => Some(GRPC),
        _ => None,
    }
}

/// Returns the file name of a module.
pub(super) fn file(module: &str) -> String {
    format!("{module}.rs")
}
