//! Generates the committed code by running `protoward generate` on this repository.

use std::process::ExitCode;

use protoward_kit::error::Error;
use protoward_kit::workspace::root;

/// The runs: the code of the examples in `protoward.toml`, and the messages of `protoward-runtime` for the details of statuses.
const RUNS: [&[&str]; 2] = [
    &["generate", "."],
    &[
        "generate",
        "third_party/googleapis",
        "--path",
        "third_party/googleapis/google/rpc/error_details.proto",
        "--plugin",
        "prost",
        "--opt",
        "enable_type_names",
        "--opt",
        "json",
        "--opt",
        "json_feature=json",
        "--opt",
        "runtime_path=crate",
        "--opt",
        "module_tree=false",
        "-o",
        "crates/generators/runtime/src/grpc/generated",
    ],
];

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write nothing; print the changes, and exit with 100 if there are any
    #[arg(long)]
    check: bool,
}

/// Returns the exit code of the first command that fails.
pub(crate) fn run(options: &Options) -> Result<ExitCode, Error> {
    std::env::set_current_dir(root()).map_err(Error::at(root()))?;
    let check = options.check.then_some("--check");
    for run in RUNS {
        let arguments = std::iter::once("protoward").chain(run.iter().copied()).chain(check);
        let code = protoward::main(arguments.map(Into::into).collect());
        if code != ExitCode::SUCCESS {
            return Ok(code);
        }
    }
    Ok(ExitCode::SUCCESS)
}
