//! The tools of chores and oracles: real schemas and programs with pinned versions, processes with limits, and the folders of this
//! repository.
//!
//! The crate does not know what a chore does with them, and depends on no crate of the product.
#![allow(missing_docs, reason = "the crate is not published, and most fields are flags that clap documents")]
#![expect(clippy::print_stdout, reason = "a chore talks to the person who runs it")]

pub mod browser;
pub mod cargo_crate;
pub mod corpus;
pub mod error;
pub mod files;
pub mod parallel;
pub mod process;
pub mod random;
pub mod registries;
pub mod tokens;
pub mod watch;
pub mod wire;
pub mod workspace;

use std::process::ExitCode;

/// The result of a chore that ran to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything agrees.
    Passed,
    /// The chore did its work and found something to fix.
    Findings,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Passed => Self::SUCCESS,
            Outcome::Findings => Self::from(100),
        }
    }
}
