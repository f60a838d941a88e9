//! `--X_out`: runs the generators and writes what they make.

use super::errors::Failure;
use super::job::Job;
use crate::cli::console::Console;

/// Writes all outputs, and gives their paths as `--dependency_out` names them.
pub(super) fn generate(job: &Job<'_>, _console: &mut Console) -> Result<Vec<String>, Failure> {
    match job.arguments.outputs.first() {
        Some(output) => Err(Failure::Later(output.flag())),
        None => Ok(Vec::new()),
    }
}
