//! `--encode`, `--decode` and `--decode_raw`: messages between bytes and text, from standard input to standard output.

use super::errors::Failure;
use super::job::Job;
use crate::cli::console::Console;

pub(super) fn encode(_job: &Job<'_>, _message: &str, _console: &mut Console) -> Result<(), Failure> {
    Err(Failure::Later("--encode".to_owned()))
}

pub(super) fn decode(_job: &Job<'_>, _message: &str, _console: &mut Console) -> Result<(), Failure> {
    Err(Failure::Later("--decode".to_owned()))
}

pub(super) fn decode_raw(_console: &mut Console) -> Result<(), Failure> {
    Err(Failure::Later("--decode_raw".to_owned()))
}
