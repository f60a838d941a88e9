//! The check of generated code that a `buf.gen.yaml` requests.
//!
//! No configuration asks for this check, so code that cannot be generated here is not an error: the result says why it is not
//! compared.

use std::path::{Path, PathBuf};

use crate::codes;
use crate::generate::diagnostics;
use crate::generate::folder::OutputFolder;
use crate::generate::observer::Observer;
use crate::generate::plugin_folders::PluginRun;
use crate::generate::template::{Template, is_template};
use crate::generate::template_generators::Generators;
use crate::generate::template_inputs::RunSettings;
use protoward_settings::GENERATION_FILE_NAME;
use protoward_settings::codes::REMOTE_PLUGIN;
use protoward_source::paths::shown;
use protoward_source::{Code, Report, Sources, count};

/// The generated code of a `buf.gen.yaml`.
#[derive(Debug)]
pub enum CheckedTemplate {
    /// The folders that exist are compared.
    Compared {
        /// The compared folders.
        folders: Vec<OutputFolder>,
        /// The folders that do not exist, in words.
        absent: Option<String>,
        /// `true` if the template has no inputs, so that the input of the check is that of the code.
        is_of_input: bool,
    },
    /// Nothing is compared, for this reason.
    Skipped(String),
}

/// The project whose `buf.gen.yaml` is checked.
#[derive(Clone, Copy, Debug)]
pub enum CheckedProject<'a> {
    /// The only one, with the `buf.gen.yaml` of the working directory.
    Only,
    /// One of several, in this folder.
    OneOf(&'a Path),
    /// Several, none of them in the working directory.
    Several,
}

/// Generates what a `buf.gen.yaml` requests, and compares it with the existing files. Returns `None` if there is no
/// `buf.gen.yaml`.
///
/// # Errors
/// Fails if the `buf.gen.yaml` is invalid, if a plugin fails, or if a folder cannot be compared.
pub fn check_template(
    settings: &RunSettings,
    project: CheckedProject<'_>,
    sources: &mut Sources,
    observer: &mut dyn Observer,
) -> Result<Option<CheckedTemplate>, Report> {
    // The paths in a template are relative to the working directory.
    if let CheckedProject::OneOf(folder) = project
        && !is_here(folder)
    {
        let path = folder.join(GENERATION_FILE_NAME);
        let why = || format!("`{}` is checked only in its folder", shown(&path));
        return Ok(is_template(&path).then(|| CheckedTemplate::Skipped(why())));
    }
    let template = match Template::here(sources, observer) {
        Ok(None) => return Ok(None),
        Ok(Some(template)) => template,
        Err(report) => return skipped(report, REMOTE_PLUGIN).map(Some),
    };
    let has_inputs = !template.generation.inputs.is_empty();
    if matches!(project, CheckedProject::Several) && !has_inputs {
        let why = "it has no `inputs`; `protoward check FOLDER` checks the code of the project in a folder".to_owned();
        return Ok(Some(CheckedTemplate::Skipped(why)));
    }
    let limits = settings.limits.clone()?;
    match Generators::new(&template.generation, limits) {
        Err(report) => return skipped(report, codes::PLUGIN_MISSING).map(Some),
        Ok(generators) => {
            if let Some(program) = generators.missing_program() {
                return Ok(Some(CheckedTemplate::Skipped(diagnostics::missing_program(program))));
            }
        }
    }
    // The input of the check does not say what the code was made from, if the template does.
    let settings = RunSettings { is_input_named: settings.is_input_named && !has_inputs, ..settings.clone() };
    let run =
        PluginRun { generation: &template.generation, settings: &settings, base: &settings.output, is_known: true };
    Ok(Some(compared(run.folders(sources, observer)?, !has_inputs)))
}

/// Returns `true` for the working directory.
pub fn is_here(folder: &Path) -> bool {
    let here = Path::new(".");
    folder.as_os_str().is_empty()
        || folder == here
        || matches!((folder.canonicalize(), here.canonicalize()), (Ok(folder), Ok(here)) if folder == here)
}

/// Returns the reason of a check that was not made, if all errors have this code.
fn skipped(report: Report, code: Code) -> Result<CheckedTemplate, Report> {
    match report.iter().next() {
        Some(first) if report.iter().all(|it| it.code == code) => Ok(CheckedTemplate::Skipped(first.message.clone())),
        _ => Err(report),
    }
}

/// Sets folders aside of which no file exists: many repositories do not keep generated code.
fn compared(folders: Vec<OutputFolder>, is_of_input: bool) -> CheckedTemplate {
    let (absent, present): (Vec<_>, Vec<_>) = folders.into_iter().partition(OutputFolder::is_absent);
    let absent: Vec<PathBuf> = absent.iter().map(|folder| folder.changes.folder().to_owned()).collect();
    let why = absent.first().map(|first| match absent.len() {
        1 => format!("`{}` has no generated file", shown(first)),
        several => format!("{} have no generated file, such as `{}`", count(several, "folder"), shown(first)),
    });
    match (present.is_empty(), why) {
        (true, Some(why)) => CheckedTemplate::Skipped(why),
        (_, absent) => CheckedTemplate::Compared { folders: present, absent, is_of_input },
    }
}
