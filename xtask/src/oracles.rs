//! Passes commands on to the program of the workspace `oracles`, which is built first.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use protoward_kit::error::Error;
use protoward_kit::workspace::{self, Profile};

/// Runs a command of the oracles with the streams of this process, and returns its exit code.
pub(crate) fn run(command: &str, arguments: &[OsString]) -> Result<ExitCode, Error> {
    let program = workspace::oracles(Profile::Dev)?;
    let status = Command::new(&program).arg(command).args(arguments).status().map_err(Error::at(&program))?;
    // A program that a signal ended has no code.
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
