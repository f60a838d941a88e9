//! The generators `rust` and `google-rust`: code for Google's crate `protobuf`, as `protoc --rust_out` writes it.

use std::{fs, io};

use protoward_google_rust::{CrateMapping, Error, MappingError, Parameter, Settings, generate};
use protoward_schema::FileId;

use crate::{Failure, Generated, GeneratedFile, Generator, GeneratorCall, Supports};

/// The options that [`GoogleRust`] implies. They follow those of the user, because the first of repeated options counts.
const IMPLIED: &str = "experimental-codegen=enabled,kernel=upb";

/// `--rust_out`, with the options of protoc.
#[derive(Clone, Copy, Debug)]
pub struct Rust;

/// The same generator for configurations, which need neither enable the experiment nor name the kernel.
#[derive(Clone, Copy, Debug)]
pub struct GoogleRust;

impl Rust {
    /// The name in `--rust_out`.
    pub const NAME: &str = "rust";
}

impl GoogleRust {
    /// The name in configurations.
    pub const NAME: &str = "google-rust";
}

/// Returns the generator of this module with a name.
pub fn generator(name: &str) -> Option<&'static dyn Generator> {
    [&Rust as &dyn Generator, &GoogleRust].into_iter().find(|generator| generator.name() == name)
}

impl Generator for Rust {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        code(self.name(), task, task.parameter)
    }
}

impl Generator for GoogleRust {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        code(self.name(), task, &format!("{},{IMPLIED}", task.parameter))
    }
}

fn code(name: &str, task: &GeneratorCall<'_>, parameter: &str) -> Result<Generated, Box<Failure>> {
    let schema = &task.subject.schema;
    let refused = |file: &str, why: String| Failure::refused(name, format!("{file}: {why}"));
    let first = task.files.first().map_or("", String::as_str);
    let settings = settings(parameter).map_err(|why| refused(first, why.to_string()))?;
    // A repeated file is generated twice, which is reported when it is written, as in protoc.
    let files: Vec<FileId> = task.files.iter().filter_map(|file| schema.find_file(file)).collect();
    let files = generate(schema, &files, &settings)
        .map_err(|(file, why)| refused(schema.text(schema[file].path), why.to_string()))?;
    let files = files.into_iter().map(|file| GeneratedFile {
        name: file.path,
        content: file.content.into_bytes(),
        ..GeneratedFile::default()
    });
    Ok(Generated { files: files.collect(), supports: Supports::all(), ..Generated::default() })
}

/// A mistake in the options.
#[derive(Debug, thiserror::Error)]
enum SettingsError {
    #[error(transparent)]
    Parameter(#[from] Error),
    #[error("crate_mapping={path}: {why}")]
    Mapping { path: String, why: MappingError },
    #[error("Could not open file `{path}` of `crate_mapping`: {error}")]
    NotRead { path: String, error: io::Error },
}

fn settings(parameter: &str) -> Result<Settings, SettingsError> {
    let Parameter { version, crate_mapping: path, entry_point } = Parameter::parse(parameter)?;
    if path.is_empty() {
        return Ok(Settings { version, crates: CrateMapping::default(), entry_point });
    }
    match fs::read_to_string(&path) {
        Ok(text) => match CrateMapping::parse(&text) {
            Ok(crates) => Ok(Settings { version, crates, entry_point }),
            Err(why) => Err(SettingsError::Mapping { path, why }),
        },
        Err(error) => Err(SettingsError::NotRead { path, error }),
    }
}
