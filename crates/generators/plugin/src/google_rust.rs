//! The generators `rust` and `google-rust`: code for Google's crate `protobuf`, as `protoc --rust_out` writes it; and
//! `rust-grpc`: services for the crate `grpc`, as its plugin writes them.

use std::{fs, io};

use protoward_google_rust::grpc::{self, GrpcParameter, GrpcSettings};
use protoward_google_rust::{CrateMapping, Error, GoogleRustSettings, MappingError, Parameter, generate};
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

/// `--rust-grpc_out`, with the options of the plugin `protoc-gen-rust-grpc`. The code follows a preview.
#[derive(Clone, Copy, Debug)]
pub struct RustGrpc;

impl RustGrpc {
    /// The name in `--rust-grpc_out`, and in configurations.
    pub const NAME: &str = "rust-grpc";
}

impl Rust {
    /// The name in protoc: that of `--rust_out`.
    pub const NAME: &str = "rust";
}

impl GoogleRust {
    /// The name in configurations.
    pub const NAME: &str = "google-rust";
}

/// Returns the generator of this module with a name.
pub fn generator(name: &str) -> Option<&'static dyn Generator> {
    [&Rust as &dyn Generator, &GoogleRust, &RustGrpc].into_iter().find(|generator| generator.name() == name)
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

impl Generator for RustGrpc {
    fn name(&self) -> &str {
        Self::NAME
    }

    fn generate(&self, task: &GeneratorCall<'_>) -> Result<Generated, Box<Failure>> {
        let schema = &task.subject.schema;
        let refused = |file: &str, why: String| Failure::refused(Self::NAME, format!("{file}: {why}"));
        let first = task.files.first().map_or("", String::as_str);
        let GrpcParameter { crate_mapping, message_module, client_only } = GrpcParameter::parse(task.parameter);
        let crates = crates(crate_mapping).map_err(|why| refused(first, why.to_string()))?;
        let files: Vec<FileId> = task.files.iter().filter_map(|file| schema.find_file(file)).collect();
        let files = grpc::generate(schema, &files, &GrpcSettings { crates, message_module, client_only })
            .map_err(|(file, why)| refused(schema.text(schema[file].path), why.to_string()))?;
        Ok(generated(files))
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
    Ok(generated(files))
}

fn generated(files: Vec<protoward_google_rust::GeneratedFile>) -> Generated {
    let files = files.into_iter().map(|file| GeneratedFile {
        name: file.path,
        content: file.content.into_bytes(),
        ..GeneratedFile::default()
    });
    Generated { files: files.collect(), supports: Supports::all(), ..Generated::default() }
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

fn settings(parameter: &str) -> Result<GoogleRustSettings, SettingsError> {
    let Parameter { version, crate_mapping: path, entry_point } = Parameter::parse(parameter)?;
    Ok(GoogleRustSettings { version, crates: crates(path)?, entry_point })
}

/// Reads the crate mapping in a file; none for an empty path.
fn crates(path: String) -> Result<CrateMapping, SettingsError> {
    if path.is_empty() {
        return Ok(CrateMapping::default());
    }
    match fs::read_to_string(&path) {
        Ok(text) => CrateMapping::parse(&text).map_err(|why| SettingsError::Mapping { path, why }),
        Err(error) => Err(SettingsError::NotRead { path, error }),
    }
}
