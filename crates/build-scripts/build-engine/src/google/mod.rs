//! Code for Google's crate `protobuf`, placed as the crate `protobuf-codegen` places it.
//!
//! A call has its own settings, because the code shares none with prost. Reading, watching and errors are those of other
//! calls.

#[cfg(feature = "answer")]
mod arguments;
mod diagnostics;

use std::path::{Path, PathBuf};

#[cfg(feature = "answer")]
pub use arguments::answer;

use super::diagnostics::{diagnostic_error, report_error};
use super::origin::SourcedSchema;
use super::run::Run;
use super::{cargo, runtime};
use protoward_build_protocol::{Error, Options};
use protoward_google_rust::grpc::{self, GrpcSettings};
use protoward_google_rust::{CrateMapping, Error as GoogleError, GoogleRustSettings, Version, generate as write};
use protoward_output::{Plan, apply};
use protoward_schema::FileId;
use protoward_source::Report;
use protoward_source::paths::shown;

/// The output folder in `OUT_DIR`, unless another one is set.
const FOLDER: &str = "protobuf_generated";

/// The settings of a call.
#[derive(Clone, Debug, Default)]
pub struct GoogleRust {
    /// The files to generate, or folders of them.
    pub inputs: Vec<PathBuf>,
    /// The folders from which import paths start.
    pub includes: Vec<PathBuf>,
    /// The crates with the code of imports.
    pub dependencies: Vec<CrateOfFiles>,
    /// The output folder; `None` for `protobuf_generated` in `OUT_DIR`.
    pub output_dir: Option<PathBuf>,
    /// The release of the crate `protobuf`; `None` for that in `Cargo.lock`.
    pub version: Option<String>,
    /// `true` to find the common protos; `None` for the default, which depends on the feature `common-protos`.
    pub common_protos: Option<bool>,
    /// The code of services for the crate `grpc`; `None` for none.
    pub services: Option<ServiceCode>,
}

/// The code that services get.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceCode {
    /// Clients without servers.
    Clients,
    /// Clients and servers.
    All,
}

/// A crate with the code of imported files.
#[derive(Clone, Debug, Default)]
pub struct CrateOfFiles {
    /// The name of the crate.
    pub name: String,
    /// The include folders of its files.
    pub folders: Vec<PathBuf>,
    /// The import paths of its files.
    pub files: Vec<String>,
}

/// Generates the code of a call.
///
/// # Errors
/// Returns an error if a file does not compile, if there is no generator for the release of `protobuf`, if the crate of an
/// import is unknown, or if code cannot be written.
pub fn generate(call: &GoogleRust) -> Result<(), Error> {
    let run = Run::new(&Options { common_protos: call.common_protos, ..Options::default() }, Vec::new())?;
    let folder = call.output_dir.clone().or_else(|| Some(cargo::out_dir()?.join(FOLDER)));
    let folder = folder.ok_or_else(|| diagnostic_error(super::diagnostics::no_out_dir(None)))?;
    let version = release(call.version.as_deref(), &folder, &run)?;
    let folders = call.dependencies.iter().flat_map(|it| it.folders.iter());
    let includes: Vec<PathBuf> = call.includes.iter().chain(folders).cloned().collect();
    let (origin, targets) = run.read_files(&call.inputs, &includes)?.compile()?;
    let settings = GoogleRustSettings { version, crates: mapping(&call.dependencies), ..GoogleRustSettings::default() };
    let plan = plan(&folder, &origin, &targets, &settings, call.services)?;
    let written = plan.compare().and_then(|changes| apply(&[changes]));
    written.map_err(|diagnostic| diagnostic_error(*diagnostic))
}

/// Plans the code of files.
fn plan(
    folder: &Path,
    origin: &SourcedSchema,
    targets: &[String],
    settings: &GoogleRustSettings,
    services: Option<ServiceCode>,
) -> Result<Plan, Error> {
    let SourcedSchema { schema, sources } = origin;
    let files: Vec<FileId> = targets.iter().filter_map(|name| schema.find_file(name)).collect();
    let refused =
        |file, why: &GoogleError| report_error(&Report::from_iter([diagnostics::refused(schema, file, why)]), sources);
    let mut generated = write(schema, &files, settings).map_err(|(file, why)| refused(file, &why))?;
    if let Some(services) = services {
        let client_only = services == ServiceCode::Clients;
        let settings = GrpcSettings { crates: settings.crates.clone(), client_only, ..GrpcSettings::default() };
        let services = grpc::generate(schema, &files, &settings);
        generated.extend(services.map_err(|(file, why)| refused(file, &why.into()))?);
    }
    let mut plan = Plan::unmanaged(folder);
    for file in generated {
        plan.add(&file.path, file.content).map_err(|diagnostic| diagnostic_error(*diagnostic))?;
    }
    Ok(plan)
}

fn mapping(dependencies: &[CrateOfFiles]) -> CrateMapping {
    let files = |it: &CrateOfFiles| it.files.iter().map(|file| (file.clone(), it.name.clone())).collect::<Vec<_>>();
    dependencies.iter().flat_map(files).collect()
}

/// The packages of the runtime. `protobuf` re-exports the other one since 4.36.
const PACKAGES: [&str; 2] = ["protobuf", "google-protobuf"];

/// Returns the release that the build script has set, or else that in the lock file of the crate with the code in a
/// folder, or else the newest.
fn release(set: Option<&str>, folder: &Path, run: &Run) -> Result<Version, Error> {
    if let Some(version) = set {
        return Version::find(version).map_err(|error| diagnostic_error(diagnostics::no_generator(&error)));
    }
    let mut files = Vec::new();
    let of_crate = cargo::crate_of(folder);
    let locked = of_crate.and_then(|of_crate| runtime::locked(of_crate, &PACKAGES, &mut files));
    if run.watches_files() {
        cargo::rerun_if_changed(files.iter().map(|file| shown(file).to_string()));
    }
    let Some((package, version)) = locked else { return Ok(Version::default()) };
    Version::find(&version).map_err(|error| diagnostic_error(diagnostics::no_generator_for_locked(package, &error)))
}
