//! The protoward binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    protoward::cli::main(std::env::args_os().collect())
}
