//! The code of a configuration's entry: messages, services, and what is added to them.

use super::additions::{self, Additions};
use super::options::{self, INCLUDE_FILE, OptionValue};
use super::selection::Selected;
use super::settings::Generate;
use super::wanted;
use protoward_output::{Complete, Incoming, Plan};
use protoward_rust::additions::beside::Homes;
use protoward_rust::additions::{Subject, attributes, embedded};
use protoward_rust::tree::{Files, Modules, generated, include_file, with_added};
use protoward_rust::{Generator, Receive, Settings, diagnostics};
use protoward_schema::Schema;
use protoward_schema::descriptor::encode_files;
use protoward_source::{Diagnostic, Report};

/// What was generated.
pub(super) struct Generated<'a> {
    pub(super) files: Files,
    /// Files that are not in memory: each path with the staged file.
    pub(super) received: Vec<(String, Received)>,
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

/// A generated file that was compared with the existing one and staged, or the reason why it could not be.
pub(super) type Received = Result<Complete, Box<Diagnostic>>;

/// Stages a file while its code is generated.
struct Staging(Result<Incoming, Box<Diagnostic>>);

impl Receive for Staging {
    type Complete = Received;

    fn receive(&mut self, code: &str) {
        if let Ok(incoming) = &mut self.0 {
            incoming.push(code.as_bytes());
        }
    }

    fn end(self) -> Received {
        self.0?.end()
    }
}

/// Generates code from these files of a schema, straight into a plan where nothing is added to it afterwards.
pub(super) fn run_into<'a>(
    plan: &Plan,
    entry: &Generate,
    settings: &'a Settings,
    selected: Selected<'a>,
    additions: &Additions,
) -> Result<Generated<'a>, Report> {
    if additions.add_code() || embeds_descriptors(entry) {
        return run(entry, settings, selected, &Homes::default(), additions);
    }
    let include = entry.get(INCLUDE_FILE).map(OptionValue::text);
    let generator = checked(entry, settings, selected)?;
    let (mut received, mut modules, mut files) = (Vec::new(), Modules::new(), Files::new());
    for module in generator.write(|path| Staging(plan.receive(path))) {
        modules.insert(module.path, module.file.clone());
        received.push((module.file, module.code));
    }
    if let Some(include) = include {
        files.insert(include.to_owned(), include_file(&modules).into_bytes());
    }
    Ok(Generated { files, received, modules, generator })
}

/// Returns the generator of an entry.
fn checked<'a>(entry: &Generate, settings: &'a Settings, selected: Selected<'a>) -> Result<Generator<'a>, Report> {
    check_include_file(entry, entry.get(INCLUDE_FILE).map(OptionValue::text))?;
    diagnostics::generator(selected.schema, selected.files, settings)
}

fn embeds_descriptors(entry: &Generate) -> bool {
    entry.get(options::FILE_DESCRIPTOR_SET).is_some_and(OptionValue::flag)
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
    let generator = checked(entry, settings, selected)?;
    let (mut files, modules) = generated(&generator, include);
    if embeds_descriptors(entry) && !homes.are_apart() {
        embedded::add(&mut files, include, encode_files(schema, of.iter().copied(), false));
    }
    let nameless = wanted::nameless(entry);
    let subject = Subject { schema, files: of, generator: &generator, nameless };
    additions::add(&mut files, include, subject, &wanted::elsewhere(entry), additions)?;
    let modules = with_added(modules, &files, subject);
    Ok(Generated { files, received: Vec::new(), modules, generator })
}

fn check_include_file(entry: &Generate, include: Option<&str>) -> Result<(), Box<Diagnostic>> {
    match include {
        Some(path) => Plan::generated(&entry.out).add(path, ""),
        None => Ok(()),
    }
}
