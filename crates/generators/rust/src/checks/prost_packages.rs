//! Checks for packages that prost-build expects in `prost-types`, which does not contain them.

use super::diagnostics;
use crate::WELL_KNOWN;
use crate::paths::is_below;
use crate::settings::RustSettings;
use protoward_schema::{FileId, Schema};
use protoward_source::Report;

/// The packages that `prost-types` has types of.
const PROST_PACKAGES: &[&str] = &[WELL_KNOWN, ".google.protobuf.compiler"];

pub(super) fn check(schema: &Schema, files: &[FileId], settings: &RustSettings, report: &mut Report) {
    let mut said = Vec::new();
    for &file in files {
        let package = schema.package(file);
        let path = format!(".{package}");
        let is_taken =
            is_below(&path, WELL_KNOWN) && !PROST_PACKAGES.contains(&&*path) && !settings.compile_well_known_types;
        if is_taken && !settings.is_extern(&path) && !said.contains(&package) {
            said.push(package);
            report.push(diagnostics::package_in_prost(schema, file));
        }
    }
}
