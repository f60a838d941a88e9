//! Code in addition to messages and services: the additions of `protoward-rust`, constants for custom options, additions to
//! services, and code of the caller.

use std::collections::BTreeSet;

use super::custom_options;
use super::services;
use protoward_rust::Generator;
use protoward_rust::additions;
use protoward_rust::additions::custom::{self, CustomCode};
use protoward_rust::additions::packages::Packages;
use protoward_rust::tree::Files;
use protoward_schema::{FileId, Schema};
use protoward_source::Report;

/// The additions of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// The settings for JSON, validation, checked types and fields.
    pub code: additions::Additions,
    /// The custom options whose values become constants.
    pub custom_options: custom_options::CustomOptionSettings,
    /// Modules of services, mock servers, service configs, and routes and clients for HTTP.
    pub services: services::ServiceSettings,
}

impl Additions {
    /// Returns `true` if the additions change the files of packages, or add files.
    pub fn adds_code(&self) -> bool {
        self.code.adds_code() || self.custom_options.is_enabled() || self.services.adds_code()
    }
}

/// Reports the names in settings that the schema does not have.
pub fn check(schema: &Schema, additions: &Additions) -> Report {
    let mut report = custom_options::check(schema, &additions.custom_options);
    report.append(additions::check(schema, &additions.code));
    report
}

/// Adds code to the files of a run. `include` is the module file, `imported` are the files
/// whose types other crates have, and
/// `custom` are the generators of the caller.
///
/// # Errors
/// Returns an error in the cases of [`services::add`], and for rules of `buf.validate` that cannot be generated, and for
/// types of fields in messages that are not generated.
pub fn add(
    files: &mut Files,
    include: Option<&str>,
    generator: &Generator<'_>,
    imported: &BTreeSet<FileId>,
    additions: &Additions,
    custom: &[&dyn CustomCode],
) -> Result<(), Report> {
    let Additions { code, custom_options, services } = additions;
    let mut code = code.clone();
    if services.needs_rules() {
        code.json.methods = services::methods_with_rules(generator.schema(), &services.rest_settings);
    }
    if custom_options.is_enabled() {
        // Before `Packages`, which only has packages with a file.
        custom_options::add_empty_files(files, include, generator, imported, custom_options);
    }
    let needs_packages = code.adds_code() || custom_options.is_enabled() || !custom.is_empty();
    let packages = if needs_packages { Packages::of(generator, files) } else { Packages::default() };
    let judged = code.judged(generator, &packages, files)?;
    additions::add(files, generator, &packages, (&code, &judged))?;
    if custom_options.is_enabled() {
        custom_options::add(files, generator, &packages, custom_options);
    }
    services::add(files, include, generator, services, (&packages, &judged))?;
    custom::add(files, generator, &packages, custom);
    Ok(())
}
