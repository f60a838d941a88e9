//! The code of a configuration's entry: messages, services, and what is added to them.

use super::additions::{self, Additions};
use super::options::{self, INCLUDE_FILE, OptionValue};
use super::selection::Selected;
use super::settings::Generate;
use super::wanted;
use protoward_output::Plan;
use protoward_rust::additions::beside::Homes;
use protoward_rust::additions::{Subject, attributes, embedded};
use protoward_rust::tree::{Files, Modules, generated, with_added};
use protoward_rust::{Generator, Settings, diagnostics};
use protoward_schema::Schema;
use protoward_schema::descriptor::encode_files;
use protoward_source::{Diagnostic, Report};

/// What was generated.
pub(super) struct Generated<'a> {
    pub(super) files: Files,
    /// Which file holds which module.
    pub(super) modules: Modules,
    /// What generated it.
    pub(super) generator: Generator<'a>,
}

/// Returns the settings of an entry, and what is added to the code.
///
/// # Errors
/// When something is asked for that the schema does not have, or that is not Rust.
pub(super) fn settings(entry: &Generate, schema: &Schema, additions: &Additions) -> Result<Settings, Report> {
    let Additions { code, .. } = additions;
    let report = additions::check(schema, additions);
    if report.has_errors() {
        return Err(report);
    }
    let mut settings = wanted::settings(entry, attributes(schema, code)?)?;
    code.fields.set_on(&mut settings);
    settings.check_attributes().map_err(|error| diagnostics::no_attribute(&error))?;
    Ok(settings)
}

/// Generates code from these files of a schema.
pub(super) fn run<'a>(
    entry: &Generate,
    settings: &'a Settings,
    selected: Selected<'a>,
    homes: &Homes,
    additions: &Additions,
) -> Result<Generated<'a>, Report> {
    let Selected { schema, files: of } = selected;
    let include = entry.get(INCLUDE_FILE).map(OptionValue::text);
    check_include_file(entry, include)?;
    let generator = Generator::new(schema, of, settings).map_err(|error| diagnostics::no_extern_path(&error))?;
    if settings.prost_names {
        diagnostics::variants_overlap(schema, of, &generator)?;
    }
    diagnostics::extensions_unkept(schema, &generator)?;
    let (mut files, modules) = generated(&generator, include);
    if entry.get(options::FILE_DESCRIPTOR_SET).is_some_and(OptionValue::flag) && !homes.are_apart() {
        embedded::add(&mut files, include, encode_files(schema, of.iter().copied(), false));
    }
    let nameless = wanted::nameless(entry);
    let subject = Subject { schema, files: of, generator: &generator, nameless };
    additions::add(&mut files, include, subject, &wanted::elsewhere(entry), additions)?;
    let modules = with_added(modules, &files, subject);
    Ok(Generated { files, modules, generator })
}

fn check_include_file(entry: &Generate, include: Option<&str>) -> Result<(), Box<Diagnostic>> {
    match include {
        Some(path) => Plan::generated(&entry.out).add(path, ""),
        None => Ok(()),
    }
}
