//! The generator as a program, which the build script runs with the settings as arguments.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::Error;
use crate::code_gen::{CodeGen, Services};

/// The variable with the path of the program.
const PROTOWARD: &str = "PROTOWARD";

/// The first argument of the program; its generator is `protoward_build_engine::google::answer`.
const SUBCOMMAND: &str = "build-script-google";

/// The exit code with which the program reports a problem of a call.
const REFUSED: i32 = 100;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Generates the code of a call. Cargo reads the standard output of the program as that of the build script.
pub(crate) fn generate(call: &CodeGen) -> Result<(), Error> {
    let program = program()?;
    watch(&program);
    let mut command = Command::new(&program);
    command.arg(SUBCOMMAND).arg(VERSION).args(arguments(call)).stdout(Stdio::inherit()).stderr(Stdio::piped());
    let path = program.display();
    let run = command.spawn().and_then(std::process::Child::wait_with_output);
    let run = run.map_err(|error| without_program(&format!("`{path}` cannot be run: {error}")))?;
    let words = String::from_utf8_lossy(&run.stderr);
    match run.status.code() {
        Some(0) => Ok(()),
        Some(REFUSED) => Err(Error::new(words)),
        _ => Err(without_program(&format!("`{path}` is not version {VERSION} of protoward ({}): {words}", run.status))),
    }
}

/// Makes Cargo run the build script again for another program.
#[expect(clippy::print_stdout, reason = "this is how a build script speaks to cargo")]
fn watch(program: &Path) {
    println!("cargo:rerun-if-env-changed={PROTOWARD}");
    if program.is_file() {
        println!("cargo:rerun-if-changed={}", program.display());
    }
}

/// Returns the settings as arguments: names and values in turn.
fn arguments(call: &CodeGen) -> Vec<OsString> {
    let CodeGen { inputs, includes, dependencies, output_dir, version, common_protos, services } = call;
    let mut arguments = Vec::new();
    let mut add = |name: &str, value: OsString| arguments.extend([name.into(), value]);
    inputs.iter().for_each(|input| add("input", input.into()));
    includes.iter().for_each(|include| add("include", include.into()));
    output_dir.iter().for_each(|folder| add("output", folder.into()));
    version.iter().for_each(|version| add("version", version.into()));
    common_protos.iter().for_each(|enable| add("common-protos", enable.to_string().into()));
    services.iter().for_each(|services| {
        let value = match services {
            Services::Clients => "clients",
            Services::All => "all",
        };
        add("services", value.into());
    });
    for dependency in dependencies {
        add("crate", dependency.crate_name.clone().into());
        dependency.proto_import_paths.iter().for_each(|folder| add("crate-folder", folder.into()));
        dependency.proto_files.iter().for_each(|file| add("crate-file", file.into()));
    }
    arguments
}

/// Returns the path of the program: that in the variable `PROTOWARD`, that of the crate `protoward-bin` with the feature
/// `vendored`, or the name, which the system looks up in `PATH`.
fn program() -> Result<PathBuf, Error> {
    if let Some(named) = env::var_os(PROTOWARD).filter(|path| !path.is_empty()) {
        return Ok(named.into());
    }
    #[cfg(feature = "vendored")]
    return protoward_bin::path().map(PathBuf::from).map_err(|missing| without_program(&missing.to_string()));
    #[cfg(not(feature = "vendored"))]
    Ok("protoward".into())
}

/// Returns an error with the ways to get the program.
fn without_program(problem: &str) -> Error {
    Error::new(format!(
        "error: {problem} [generate]\n  help: install it with `cargo install protoward --version {VERSION}`, name its path in \
         `{PROTOWARD}`, or enable the feature `compiler` of protoward-build-google, with which the build script needs no program\n"
    ))
}
