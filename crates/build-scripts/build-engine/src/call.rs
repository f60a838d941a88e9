//! Calls of a build script: from a [`Call`], which is only data, to a run with settings, input and extension.

use std::path::PathBuf;
use std::sync::Arc;

use prost_types::FileDescriptorSet;

use super::diagnostics::diagnostic_error;
use super::output::Includes;
use super::run::Run;
use super::subject::{Files, Input};
use protoward_build_protocol::{Attribute, Call, Error, Input as CallInput, InputFiles, TakenTypes, to_path};
use protoward_compiler::prost::descriptor_set;
use protoward_rust::TONIC_ALLOW_CLIPPY;
use protoward_rust::additions::custom::CustomCode;

/// A run with its input, ready to generate.
pub(super) struct Prepared {
    pub(super) run: Run,
    pub(super) input: Input,
    pub(super) includes: Includes,
}

/// Generates code for a call of a build script, unless nothing has changed since the previous run of the script. `custom` are
/// generators of additional code.
///
/// # Errors
/// Returns an error if a file does not compile, or if code cannot be generated or written.
pub fn generate(call: &Call, custom: Vec<Arc<dyn CustomCode>>) -> Result<(), Error> {
    let Prepared { run, input, includes } = prepare(call, custom)?;
    run.generate_if_changed(input, includes)
}

/// Compiles the files of a call to descriptors, in which files with an edition are converted to equivalent proto2 or proto3
/// files. Returns the types among them that other crates provide as well.
///
/// # Errors
/// Returns an error if a file does not compile.
pub fn load(call: &Call) -> Result<(FileDescriptorSet, TakenTypes), Error> {
    let files = match &call.input {
        Some(CallInput::Files(of)) => files(of),
        Some(CallInput::Descriptors(_)) | None => Files { protos: Vec::new(), includes: Vec::new() },
    };
    let (fds, imported) = Run::new(&call.config, Vec::new())?.load(&files)?;
    let extern_paths = imported.extern_paths.into_iter().map(|(path, value)| Attribute { path, value });
    let not_copied = imported.not_copied.into_iter().collect();
    Ok((fds, TakenTypes { extern_paths: extern_paths.collect(), not_copied }))
}

/// Combines the settings of a call, and reads its input.
pub(super) fn prepare(call: &Call, custom: Vec<Arc<dyn CustomCode>>) -> Result<Prepared, Error> {
    let compiles_files = matches!(call.input, Some(CallInput::Files(_)));
    let (run, includes) = match &call.builder {
        None => of_config(call, custom, compiles_files)?,
        Some(_) => of_builder(call, custom, compiles_files)?,
    };
    let input = match &call.input {
        Some(CallInput::Files(of)) => run.input(&files(of))?,
        Some(CallInput::Descriptors(bytes)) => run.input_of_descriptors(descriptors(bytes)?, bytes.clone())?,
        None => run.input_of_descriptors(FileDescriptorSet::default(), Vec::new())?,
    };
    Ok(Prepared { run, input, includes })
}

fn of_config(call: &Call, custom: Vec<Arc<dyn CustomCode>>, compiles_files: bool) -> Result<(Run, Includes), Error> {
    let mut run = Run::new(&call.config, custom)?;
    run.has_descriptors = !compiles_files;
    run.settings.runtime = run.runtime_over(&run)?;
    let includes = if run.out_dir.is_some() { Includes::Relative } else { Includes::FromOutDir };
    Ok((run, includes))
}

/// Combines the settings of a builder with those of its configuration, which they override. Like tonic-prost-build, it allows all
/// Clippy lints if it compiles files, and ignores `with_extended_rust_types` if it does not.
fn of_builder(call: &Call, custom: Vec<Arc<dyn CustomCode>>, compiles_files: bool) -> Result<(Run, Includes), Error> {
    let mut builder = Run::new(call.builder.as_ref().unwrap_or(&call.config), custom)?;
    let mut config = Run::new(&call.config, Vec::new())?;
    builder.has_descriptors = !compiles_files;
    if let Some(services) = builder.settings.services.as_mut().filter(|_| !compiles_files) {
        services.with_extended_rust_types = false;
    }
    let runtime = builder.runtime_over(&config)?;
    if compiles_files && runtime.allows_clippy() {
        config.settings.type_attributes.insert(".", TONIC_ALLOW_CLIPPY.to_owned());
    }
    let mut run = builder.merged_with(config);
    run.settings.runtime = runtime;
    Ok((run, Includes::Relative))
}

fn files(of: &InputFiles) -> Files {
    let paths = |paths: &[Vec<u8>]| paths.iter().map(|path| to_path(path)).collect::<Vec<PathBuf>>();
    Files { protos: paths(&of.protos), includes: paths(&of.includes) }
}

fn descriptors(bytes: &[u8]) -> Result<FileDescriptorSet, Error> {
    descriptor_set(bytes).map_err(|why| diagnostic_error(crate::diagnostics::invalid_descriptors(&why)))
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use protoward_build_protocol::{Options, from_path};

    use super::*;

    /// Generates the code of one file, and returns the number of files that were written. Nothing is written after an error.
    #[cfg_attr(
        all(feature = "common-protos", feature = "dependencies", feature = "full"),
        expect(dead_code, reason = "what is tested is the suggestion of a feature")
    )]
    pub(crate) fn generated(text: &str, options: Options) -> Result<usize, Error> {
        let folder = tempfile::tempdir().unwrap();
        let proto = folder.path().join("a.proto");
        let out = folder.path().join("out");
        std::fs::write(&proto, text).unwrap();
        std::fs::create_dir(&out).unwrap();
        let files = InputFiles { protos: vec![from_path(&proto)], includes: vec![from_path(folder.path())] };
        let config = Options { out_dir: Some(from_path(&out)), ..options };
        let result = generate(&Call { config, builder: None, input: Some(CallInput::Files(files)) }, Vec::new());
        let written = std::fs::read_dir(&out).unwrap().count();
        assert!(result.is_ok() || written == 0, "nothing is written after an error");
        result.map(|()| written)
    }
}
