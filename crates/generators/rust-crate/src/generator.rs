//! The code of one entry: messages, services, and additions to them.
//!
//! Without additions, code goes to the plan while it is generated, and is never in memory as a whole.

use std::collections::BTreeSet;

use super::additions::{self, Additions};
use super::entry_settings;
use super::selection::Selected;
use super::settings::Generate;
use protoward_output::{CompleteFile, IncomingFile, Plan};
use protoward_rust::additions::{embedded, settings_with};
use protoward_rust::tree::{Files, Modules, generated, include_file, with_added};
use protoward_rust::{CodeSink, Generator, RustSettings, checks};
use protoward_schema::Schema;
use protoward_schema::descriptor::encode_files;
use protoward_source::{Diagnostic, Report};

/// The result of a run.
pub(super) struct Generated<'a> {
    pub(super) files: Files,
    /// Files that were compared and staged while they were generated, with their paths. They are not in memory.
    pub(super) received: Vec<(String, Received)>,
    /// The file of each module.
    pub(super) modules: Modules,
    /// The generator of the code.
    pub(super) generator: Generator<'a>,
}

/// Returns the generator settings of an entry, including the attributes that additions need.
///
/// # Errors
/// Returns an error if a setting names a declaration that the schema does not have, or has an attribute that is not valid
/// Rust.
pub(super) fn settings(entry: &Generate, schema: &Schema, additions: &Additions) -> Result<RustSettings, Report> {
    let report = additions::check(schema, additions);
    if report.has_errors() {
        return Err(report);
    }
    settings_with(entry_settings::settings(entry)?, schema, &additions.code)
}

/// A generated file that was compared with the existing one and staged, or the reason why it could not be.
pub(super) type Received = Result<CompleteFile, Box<Diagnostic>>;

/// Stages a file while its code is generated.
struct Staging(Result<IncomingFile, Box<Diagnostic>>);

impl CodeSink for Staging {
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

/// Generates code from the selected files. The code goes directly into the plan, unless additions change it afterwards.
pub(super) fn run_into<'a>(
    plan: &Plan,
    entry: &Generate,
    settings: &'a RustSettings,
    selected: Selected<'a>,
    additions: &Additions,
) -> Result<Generated<'a>, Report> {
    if additions.adds_code() || embeds_descriptors(entry) {
        return run(entry, settings, selected, additions);
    }
    let include = entry.text("include_file");
    let generator = checked_generator(entry, settings, selected)?;
    let mut received = Vec::new();
    let mut modules = Modules::new();
    let mut files = Files::new();
    for module in generator.write(|path| Staging(plan.receive(path))) {
        modules.insert(module.path, module.file.clone());
        received.push((module.file, module.code));
    }
    if let Some(include) = include {
        files.insert(include.to_owned(), include_file(&modules).into_bytes());
    }
    Ok(Generated { files, received, modules, generator })
}

/// Checks the module file of an entry, and returns its generator.
fn checked_generator<'a>(
    entry: &Generate,
    settings: &'a RustSettings,
    selected: Selected<'a>,
) -> Result<Generator<'a>, Report> {
    check_include_file(entry, entry.text("include_file"))?;
    Ok(checks::generator(selected.schema, selected.files, settings)?.with_sources(selected.sources))
}

fn embeds_descriptors(entry: &Generate) -> bool {
    entry.is_set("file_descriptor_set")
}

/// Generates code from the selected files, in memory.
pub(super) fn run<'a>(
    entry: &Generate,
    settings: &'a RustSettings,
    selected: Selected<'a>,
    additions: &Additions,
) -> Result<Generated<'a>, Report> {
    let Selected { schema, described, .. } = selected;
    let include = entry.text("include_file");
    let generator = checked_generator(entry, settings, selected)?;
    let (mut files, modules) = generated(&generator, include);
    if embeds_descriptors(entry) && !additions.services.is_for_crates {
        embedded::add(&mut files, include, encode_files(schema, described.iter().copied(), false));
    }
    additions::add(&mut files, include, &generator, &BTreeSet::new(), additions, &[])?;
    let modules = with_added(modules, &files, &generator);
    Ok(Generated { files, received: Vec::new(), modules, generator })
}

fn check_include_file(entry: &Generate, include: Option<&str>) -> Result<(), Box<Diagnostic>> {
    match include {
        Some(path) => Plan::generated(&entry.out).add(path, ""),
        None => Ok(()),
    }
}
