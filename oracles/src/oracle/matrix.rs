//! The matrix of commands, forms of input and layouts, in full. The tests check a part of it in each run.

use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// The matrix has no settings: it is always complete.
#[derive(clap::Args)]
pub struct Options {}

/// Runs the test of the whole matrix, which prints each combination that differs.
pub(super) fn run(Options {}: &Options) -> Result<Outcome, Error> {
    let arguments = ["test", "--package", "protoward", "--test", "it", "--", "--ignored", "matrix::"];
    let output = Run::cargo().args(arguments).output()?;
    println!("{}", String::from_utf8_lossy(&output.stdout));
    Ok(if output.code == Some(0) { Outcome::Passed } else { Outcome::Findings })
}
