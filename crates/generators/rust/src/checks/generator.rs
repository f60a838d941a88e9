//! Checks that need the names and facts of a generator, which they hand out only if it fits the schema.

use std::collections::BTreeMap;

use crate::diagnostics::{dropped_extension, invalid_extern_path, same_variant_name};
use crate::{Generator, RustSettings};
use protoward_schema::{FileId, Schema};
use protoward_source::{Diagnostic, Report};

/// Returns a generator whose settings fit the schema.
///
/// # Errors
/// Returns an error if an extern path is invalid, or if two values of an enum would become one variant. Also fails if a message
/// does not keep the extensions that the settings select.
pub fn generator<'a>(
    schema: &'a Schema,
    files: &'a [FileId],
    settings: &'a RustSettings,
) -> Result<Generator<'a>, Report> {
    let generator = Generator::new(schema, files, settings).map_err(|error| invalid_extern_path(&error))?;
    if settings.prost_names {
        check_variants(schema, files, &generator)?;
    }
    check_extensions(schema, &generator)?;
    Ok(generator)
}

/// Checks that no two enum values become the same variant. This can happen with the names of prost-build.
///
/// # Errors
/// Returns a diagnostic about the first two such values.
fn check_variants(schema: &Schema, files: &[FileId], generator: &Generator<'_>) -> Result<(), Box<Diagnostic>> {
    for id in schema.enums.ids().filter(|&id| files.contains(&schema[id].file)) {
        let Some(code) = generator.enumeration(id) else { continue };
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (index, (value, variant)) in code.variants.iter().enumerate() {
            if let Some(first) = seen.insert(variant, index) {
                return Err(same_variant_name(schema, variant, code.variants[first].0, *value));
            }
        }
    }
    Ok(())
}

/// Checks that each extension in the settings extends a message that keeps unknown fields.
///
/// # Errors
/// Returns a diagnostic for each extension that does not.
fn check_extensions(schema: &Schema, generator: &Generator<'_>) -> Result<(), Report> {
    let report: Report = generator.dropped_extensions().map(|id| dropped_extension(schema, id)).collect();
    if report.is_empty() { Ok(()) } else { Err(report) }
}
