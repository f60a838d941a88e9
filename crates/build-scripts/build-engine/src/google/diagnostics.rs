//! Diagnostics about code for Google's crate: releases without a generator, and imports without a crate.

use protoward_google_rust::{Error, UnsupportedVersion, Version};
use protoward_rust::diagnostics::GENERATE;
use protoward_schema::{FileId, Schema};
use protoward_source::{Diagnostic, Place};

/// The field of the imports in a file descriptor.
const DEPENDENCY: i32 = 3;

/// Returns the error that there is no code for a release, which the build script has chosen.
pub(super) fn no_generator(error: &UnsupportedVersion) -> Diagnostic {
    Diagnostic::error(GENERATE, error.to_string()).help("without `version`, the release in `Cargo.lock` counts")
}

/// Returns the error that there is no code for the locked release of a package.
pub(super) fn no_generator_for_locked(package: &str, error: &UnsupportedVersion) -> Diagnostic {
    let newest = Version::default().name();
    let major = if package == "protobuf" { "4" } else { "0" };
    Diagnostic::error(GENERATE, format!("{error}; `Cargo.lock` has this version of `{package}`")).help(format!(
        "in `Cargo.toml`, write `{package} = \"={major}.{newest}-release\"`; with a later release, \
         `.version(\"{newest}\")` in the build script generates code that it accepts too"
    ))
}

/// Returns the error that the code of a file cannot be generated.
pub(super) fn refused(schema: &Schema, file: FileId, why: &Error) -> Diagnostic {
    let Error::Unmapped(unmapped) = why else {
        return Diagnostic::error(GENERATE, why.to_string()).label(schema.place(file), "in this file");
    };
    let path = &unmapped.path;
    let message = format!("unknown crate of the code of `{path}`");
    let dependency = format!(
        "Dependency {{ crate_name: \"CRATE\".into(), proto_import_paths: vec![], proto_files: vec![\"{path}\".into()] }}"
    );
    Diagnostic::error(GENERATE, message).label(import(schema, file, path), "imported here").help(format!(
        "generate the code in the same call with `.input(\"{path}\")`, or name the crate that has its code with \
         `.dependency(vec![{dependency}])`"
    ))
}

/// Returns the place of an import, or of the file if it has the import from another one.
fn import(schema: &Schema, file: FileId, path: &str) -> Place {
    let found = schema[file].imports.iter().position(|import| schema.text(import.path) == path);
    let index = found.and_then(|index| i32::try_from(index).ok());
    index.map_or_else(|| schema.place(file), |index| schema.part(file, &[DEPENDENCY, index]))
}
