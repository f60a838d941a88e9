//! Packages that prost takes for those of `prost-types`, which does not have them.

use std::collections::BTreeSet;

use super::{Asked, diagnostics, is_below};
use crate::report::Report;
use crate::schema::{FileId, Schema};

/// What `prost-types` has beside `google.protobuf`.
const COMPILER: &str = "google.protobuf.compiler";

pub(super) fn check(schema: &Schema, files: &[FileId], asked: &Asked, report: &mut Report) {
    let mut said = BTreeSet::new();
    for &file in files {
        let package = schema.package(file);
        let path = format!(".{package}");
        let is_taken =
            package.starts_with("google.protobuf.") && package != COMPILER && !asked.compile_well_known_types;
        if is_taken && !asked.extern_paths.iter().any(|(known, _)| is_below(&path, known)) && said.insert(package) {
            report.push(diagnostics::package_of_prost(schema, file));
        }
    }
}
