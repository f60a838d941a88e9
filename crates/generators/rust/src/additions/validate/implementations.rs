//! The implementations of `Validate` for the messages of all packages.

use super::generation::Generation;
use super::{RUNTIME, ValidateSettings};
use crate::Generator;
use crate::additions::ALLOW_LINTS;
use crate::additions::packages::Packages;
use crate::tree::Files;
use protoward_constraints::{RulePlaces, Validator};
use protoward_schema::{IdSet, Message};
use protoward_source::Report;

/// Adds the implementations. `with_rules` are the messages that have rules themselves, or in a field of any depth.
///
/// # Errors
/// Reports rules that cannot be generated.
pub(in crate::additions) fn add(
    files: &mut Files,
    generator: &Generator<'_>,
    packages: &Packages,
    (settings, with_rules): (&ValidateSettings, &IdSet<Message>),
) -> Result<(), Report> {
    let Some(first) = packages.iter().next() else { return Ok(()) };
    let mut generation = Generation {
        context: &generator.context,
        packages,
        package: first,
        validator: Validator::new(generator.schema()),
        with_rules,
        has_regions: settings.time_zones,
        places: RulePlaces::new(generator.schema(), generator.sources),
        report: Report::default(),
    };
    for package in packages.iter() {
        let Some(file) = files.get_mut(&package.file) else { continue };
        generation.package = package;
        file.extend_from_slice(of_package(&mut generation, generator.runtime_path()).as_bytes());
    }
    if generation.report.has_errors() { Err(generation.report) } else { Ok(()) }
}

/// Returns the code to append to the file of the package.
fn of_package(generation: &mut Generation<'_>, runtime: &str) -> String {
    let Generation { packages, package, .. } = *generation;
    let schema = generation.context.schema;
    let messages = package.sources.iter().flat_map(|&file| packages.messages_of(file));
    let generated = messages.filter_map(|&id| Some((id, packages.message(schema, id)?.1)));
    let text: String = generated.map(|(id, message)| generation.implementation(id, message)).collect();
    if text.is_empty() {
        return text;
    }
    format!(
        "/// The validation of these messages by the rules of `buf.validate`.\n{ALLOW_LINTS}\nconst _: () = {{\n    \
         use {runtime}::validate::{{self as {RUNTIME}}};\n{text}}};\n"
    )
}
