//! The sources of generation settings: files and flags.

use std::path::{Path, PathBuf};

use super::super::console::Console;
use super::super::diagnostics;
use super::super::input::report_errors;
use protoward_source::{Report, Sources};
use protoward_workspace::config::{self, GENERATION_FILE_NAME, Generation};

/// Generation settings, and their source.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) generation: Generation,
    /// The file; `None` for settings that were given as text.
    pub(crate) path: Option<PathBuf>,
}

/// Returns the template of `--template`, or else the `buf.gen.yaml` in the working directory. Returns `None` if there
/// is neither.
///
/// # Errors
/// Fails if the template is unreadable; the error is already reported.
pub(crate) fn find(
    argument: Option<&str>,
    sources: &mut Sources,
    console: &mut Console,
) -> Result<Option<Template>, ()> {
    match argument {
        Some(text) if !is_text(text) => read(Path::new(text), sources, console).map(Some),
        Some(text) => {
            let generation = parse("--template", text.as_bytes().to_vec(), sources, console)?;
            Ok(Some(Template { generation, path: None }))
        }
        None => {
            let path = Path::new(GENERATION_FILE_NAME);
            if path.is_file() { read(path, sources, console).map(Some) } else { Ok(None) }
        }
    }
}

/// Parses the template that flags were converted to.
///
/// # Errors
/// Fails if the template is invalid; the error is already reported.
pub(crate) fn parse_flags_template(text: String, sources: &mut Sources, console: &mut Console) -> Result<Template, ()> {
    Ok(Template { generation: parse("--plugin", text.into_bytes(), sources, console)?, path: None })
}

/// Returns the file of a template, and its settings if they are valid. Reports no errors.
pub(crate) fn peek(argument: Option<&str>) -> (Option<PathBuf>, Option<Generation>) {
    let (path, bytes) = match argument {
        Some(text) if is_text(text) => (None, Ok(text.as_bytes().to_vec())),
        Some(path) => (Some(PathBuf::from(path)), std::fs::read(path)),
        None => (Some(PathBuf::from(GENERATION_FILE_NAME)), std::fs::read(GENERATION_FILE_NAME)),
    };
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let source = bytes.ok().and_then(|bytes| config::admit("template", bytes, &mut sources, &mut report));
    (path, source.and_then(|source| config::read_generation(source, &sources, &mut report)))
}

/// Returns `true` if the value is the text of a template (JSON, or YAML with a key) and not a path.
fn is_text(argument: &str) -> bool {
    argument.trim_start().starts_with('{') || argument.contains('\n') || argument.contains(": ")
}

fn read(path: &Path, sources: &mut Sources, console: &mut Console) -> Result<Template, ()> {
    let bytes = std::fs::read(path).map_err(|error| console.problem(diagnostics::template_not_read(path, &error)))?;
    let generation = parse(&path.display().to_string(), bytes, sources, console)?;
    Ok(Template { generation, path: Some(path.to_owned()) })
}

fn parse(name: &str, bytes: Vec<u8>, sources: &mut Sources, console: &mut Console) -> Result<Generation, ()> {
    let generation = report_errors(console, sources, |sources, report| {
        let source = config::admit(name, bytes, sources, report)?;
        config::read_generation(source, sources, report)
    });
    generation.ok_or(())
}
