//! A `buf.gen.yaml`: the file in the working directory, another file, or its text.

use std::path::{Path, PathBuf};

use crate::generate::diagnostics;
use crate::generate::observer::{Observer, reported};
use protoward_settings::{GENERATION_FILE_NAME, Generation};
use protoward_source::paths::shown;
use protoward_source::{Report, SourcePath, Sources};

/// Generation settings, and their source.
#[derive(Debug)]
pub(crate) struct Template {
    pub(crate) generation: Generation,
    /// The file; `None` for settings that were given as text.
    pub(crate) path: Option<PathBuf>,
}

impl Template {
    /// Reads a template, which is a file or a text.
    ///
    /// # Errors
    /// Fails if the template is unreadable or invalid.
    pub(crate) fn named(argument: &str, sources: &mut Sources, observer: &mut dyn Observer) -> Result<Self, Report> {
        if is_text(argument) {
            Self::of_text("--template", argument, sources, observer)
        } else {
            Self::read(Path::new(argument), sources, observer)
        }
    }

    /// Reads the `buf.gen.yaml` in the working directory, if there is one.
    ///
    /// # Errors
    /// Fails if the template is unreadable or invalid.
    pub(crate) fn here(sources: &mut Sources, observer: &mut dyn Observer) -> Result<Option<Self>, Report> {
        let path = Path::new(GENERATION_FILE_NAME);
        is_template(path).then(|| Self::read(path, sources, observer)).transpose()
    }

    /// Parses a template. `name` is its name for messages.
    ///
    /// # Errors
    /// Fails if the template is invalid.
    pub(crate) fn of_text(
        name: &str,
        text: &str,
        sources: &mut Sources,
        observer: &mut dyn Observer,
    ) -> Result<Self, Report> {
        Ok(Self { generation: parse(SourcePath::name(name), text.as_bytes().to_vec(), sources, observer)?, path: None })
    }

    fn read(path: &Path, sources: &mut Sources, observer: &mut dyn Observer) -> Result<Self, Report> {
        let bytes =
            std::fs::read(path).map_err(|error| Report::from_iter([diagnostics::template_not_read(path, &error)]))?;
        let generation = parse(shown(path).to_string().into(), bytes, sources, observer)?;
        Ok(Self { generation, path: Some(path.to_owned()) })
    }
}

/// Returns `true` if there is something at the path of a template. A folder, or a link that leads nowhere, cannot be read, and is not
/// passed over either.
pub(crate) fn is_template(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Returns the file of a template, and its settings if they are valid. Without a template, it is the `buf.gen.yaml` in the
/// working directory. Reports no errors.
pub fn peek(template: Option<&str>) -> (Option<PathBuf>, Option<Generation>) {
    let (path, bytes) = match template {
        Some(text) if is_text(text) => (None, Ok(text.as_bytes().to_vec())),
        Some(path) => (Some(PathBuf::from(path)), std::fs::read(path)),
        None => (Some(PathBuf::from(GENERATION_FILE_NAME)), std::fs::read(GENERATION_FILE_NAME)),
    };
    let mut sources = Sources::default();
    let mut report = Report::default();
    let source = bytes.ok().and_then(|bytes| protoward_settings::admit("template", bytes, &mut sources, &mut report));
    (path, source.and_then(|source| protoward_settings::read_generation(source, &sources, &mut report)))
}

/// Returns `true` if the value is the text of a template (JSON, or YAML with a key) and not a path.
fn is_text(argument: &str) -> bool {
    argument.trim_start().starts_with('{') || argument.contains('\n') || argument.contains(": ")
}

fn parse(
    path: SourcePath,
    bytes: Vec<u8>,
    sources: &mut Sources,
    observer: &mut dyn Observer,
) -> Result<Generation, Report> {
    reported(observer, sources, |sources, report| {
        let source = protoward_settings::admit(path, bytes, sources, report)?;
        protoward_settings::read_generation(source, sources, report)
    })
}
