//! The check of generated code that a `buf.gen.yaml` requests.
//!
//! No configuration asks for this check, so code that cannot be generated here is not an error: the result says why it is not
//! compared.

use std::path::{Path, PathBuf};

use crate::folder::OutputFolder;
use crate::observer::Observer;
use crate::plugin_folders::PluginRun;
use crate::template::Template;
use crate::template_generators::Generators;
use crate::template_inputs::RunSettings;
use crate::{codes, diagnostics};
use protoward_source::{Code, Report, Sources, count};
use protoward_workspace::codes::REMOTE_PLUGIN;
use protoward_workspace::config::GENERATION_FILE_NAME;

/// The generated code of a `buf.gen.yaml`.
#[derive(Debug)]
pub enum CheckedTemplate {
    /// The folders that exist are compared. The text says which do not.
    Compared(Vec<OutputFolder>, Option<String>),
    /// Nothing is compared, for this reason.
    Skipped(String),
}

/// Generates what the `buf.gen.yaml` in the working directory requests, and compares it with the existing files. `project` is the
/// folder of one of several projects, which may have a `buf.gen.yaml` of its own. Returns `None` if there is no `buf.gen.yaml`.
///
/// # Errors
/// Fails if the `buf.gen.yaml` is invalid, if a plugin fails, or if a folder cannot be compared.
pub fn check_template(
    settings: &RunSettings,
    project: Option<&Path>,
    sources: &mut Sources,
    observer: &mut dyn Observer,
) -> Result<Option<CheckedTemplate>, Report> {
    if let Some(folder) = project {
        let path = folder.join(GENERATION_FILE_NAME);
        let why = || format!("`{}` is checked only in its folder", path.display());
        return Ok(path.is_file().then(|| CheckedTemplate::Skipped(why())));
    }
    let template = match Template::here(sources, observer) {
        Ok(None) => return Ok(None),
        Ok(Some(template)) => template,
        Err(report) => return skipped(report, REMOTE_PLUGIN).map(Some),
    };
    let limits = settings.limits.clone()?;
    match Generators::new(&template.generation, limits) {
        Err(report) => return skipped(report, codes::PLUGIN_MISSING).map(Some),
        Ok(generators) => {
            if let Some(program) = generators.missing_program() {
                return Ok(Some(CheckedTemplate::Skipped(diagnostics::missing_program(program))));
            }
        }
    }
    let run = PluginRun { generation: &template.generation, settings, base: &settings.output, is_known: true };
    Ok(Some(compared(run.folders(sources, observer)?)))
}

/// Returns the reason of a check that was not made, if all errors have this code.
fn skipped(report: Report, code: Code) -> Result<CheckedTemplate, Report> {
    match report.iter().next() {
        Some(first) if report.iter().all(|it| it.code == code) => Ok(CheckedTemplate::Skipped(first.message.clone())),
        _ => Err(report),
    }
}

/// Sets folders aside of which no file exists: many repositories do not keep generated code.
fn compared(folders: Vec<OutputFolder>) -> CheckedTemplate {
    let (absent, present): (Vec<_>, Vec<_>) = folders.into_iter().partition(OutputFolder::is_absent);
    let absent: Vec<PathBuf> = absent.iter().map(|folder| folder.changes.folder().to_owned()).collect();
    let why = absent.first().map(|first| match absent.len() {
        1 => format!("`{}` has no generated file", first.display()),
        several => format!("{} have no generated file, such as `{}`", count(several, "folder"), first.display()),
    });
    match (present.is_empty(), why) {
        (true, Some(why)) => CheckedTemplate::Skipped(why),
        (_, why) => CheckedTemplate::Compared(present, why),
    }
}
