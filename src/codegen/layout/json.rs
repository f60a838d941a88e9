//! JSON in crates: where the module is that all of it needs, and what it can know.

use std::collections::{BTreeMap, BTreeSet};

use super::{Layout, diagnostics, names};
pub(super) use crate::codegen::json::FEATURE;
use crate::codegen::json::{Apart, MODULE};
use crate::codegen::names::module_path;
use crate::codegen::options::{COMPILE_WELL_KNOWN_TYPES, CRATE_NAME, JSON, OptionValue};
use crate::codegen::settings::Generate;
use crate::report::Diagnostic;
use crate::schema::{FileId, Schema};

/// How JSON is wanted: in a crate with features, the module lies at its root, and knows what is behind each of them; in a
/// workspace, it is a crate that all others need.
pub(in crate::codegen) fn apart(
    layout: Layout,
    entry: &Generate,
    schema: &Schema,
    files: &[FileId],
) -> Result<Apart, Box<Diagnostic>> {
    let packages: BTreeSet<&str> = files.iter().map(|&file| schema.package(file)).collect();
    let is_set = |name| entry.get(name).is_some_and(OptionValue::flag);
    Ok(match layout {
        Layout::Features => {
            let feature = |package: &&str| ((*package).to_owned(), names::of_module(&module_path(package)));
            Apart { path: format!("crate::{MODULE}"), packages: packages.iter().map(feature).collect() }
        }
        Layout::Workspace => {
            if is_set(JSON) && is_set(COMPILE_WELL_KNOWN_TYPES) {
                return Err(diagnostics::generated_well_known_types());
            }
            let library = names::library(&crate_of_all(entry, schema, files));
            Apart { path: format!("::{library}"), packages: BTreeMap::new() }
        }
    })
}

/// The name of the crate of a workspace that has the module.
pub(super) fn crate_of_all(entry: &Generate, schema: &Schema, files: &[FileId]) -> String {
    let front = entry.get(CRATE_NAME).map(OptionValue::text);
    let named = |package: &str| names::of_crate(front, &module_path(package));
    let taken: BTreeSet<String> = files.iter().map(|&file| named(schema.package(file))).collect();
    let mut name = front.map_or_else(|| "protoward-json".to_owned(), |front| format!("{front}-protoward-json"));
    while taken.contains(&name) {
        name.push('_');
    }
    name
}

/// The file of the module, among those of the packages.
pub(super) fn file() -> String {
    format!("{MODULE}.rs")
}

/// The path of the module in a crate with features.
pub(super) fn module() -> Vec<String> {
    vec![MODULE.to_owned()]
}
