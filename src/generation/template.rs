//! Where it is written what to generate.

use std::path::{Path, PathBuf};

use super::super::console::Console;
use super::super::diagnostics;
use super::super::input::report_errors;
use protoward_source::{Report, Sources};
use protoward_workspace::config::{self, GENERATION_FILE_NAME, Generation};

/// What is to be generated, and where that is written.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) generation: Generation,
    /// The file; `None` where it was given as text.
    pub(crate) path: Option<PathBuf>,
}

/// The template that `--template` names, else the `buf.gen.yaml` of the folder one is in; `None` where there is none.
///
/// # Errors
/// When it cannot be read; the reason is said.
pub(crate) fn find(given: Option<&str>, sources: &mut Sources, console: &mut Console) -> Result<Option<Template>, ()> {
    match given {
        Some(text) if !is_text(text) => read(Path::new(text), sources, console).map(Some),
        Some(text) => {
            let generation = understood("--template", text.as_bytes().to_vec(), sources, console)?;
            Ok(Some(Template { generation, path: None }))
        }
        None => {
            let path = Path::new(GENERATION_FILE_NAME);
            if path.is_file() { read(path, sources, console).map(Some) } else { Ok(None) }
        }
    }
}

/// What flags ask for, in the words of a template.
///
/// # Errors
/// When it cannot be understood; the reason is said.
pub(crate) fn of_flags(text: String, sources: &mut Sources, console: &mut Console) -> Result<Template, ()> {
    Ok(Template { generation: understood("--plugin", text.into_bytes(), sources, console)?, path: None })
}

/// The file of a template, and what it says as far as it can be understood; says nothing itself.
pub(crate) fn peek(given: Option<&str>) -> (Option<PathBuf>, Option<Generation>) {
    let (path, bytes) = match given {
        Some(text) if is_text(text) => (None, Ok(text.as_bytes().to_vec())),
        Some(path) => (Some(PathBuf::from(path)), std::fs::read(path)),
        None => (Some(PathBuf::from(GENERATION_FILE_NAME)), std::fs::read(GENERATION_FILE_NAME)),
    };
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let source = bytes.ok().and_then(|bytes| config::admit("template", bytes, &mut sources, &mut report));
    (path, source.and_then(|source| config::read_generation(source, &sources, &mut report)))
}

/// Whether it is what a file would hold, and no path: JSON, or lines of YAML.
fn is_text(given: &str) -> bool {
    given.trim_start().starts_with('{') || given.contains('\n') || given.contains(": ")
}

fn read(path: &Path, sources: &mut Sources, console: &mut Console) -> Result<Template, ()> {
    let bytes = std::fs::read(path).map_err(|error| console.problem(diagnostics::template_not_read(path, &error)))?;
    let generation = understood(&path.display().to_string(), bytes, sources, console)?;
    Ok(Template { generation, path: Some(path.to_owned()) })
}

fn understood(name: &str, bytes: Vec<u8>, sources: &mut Sources, console: &mut Console) -> Result<Generation, ()> {
    let generation = report_errors(console, sources, |sources, report| {
        let source = config::admit(name, bytes, sources, report)?;
        config::read_generation(source, sources, report)
    });
    generation.ok_or(())
}
