//! Comparisons of protoward with the programs that it must agree with: protoc, buf, protox, prost-build, tonic-prost-build,
//! Google's library for Python, grpcio-tools, and readers of other languages.
//!
//! In: a seed, a sample, a corpus. Out: how many answers agree, and every one that does not. `docs/oracles.md` has each oracle with
//! its last figures, and says how to write one. The crate is not published.
#![allow(missing_docs, reason = "the crate is not published, and most fields are flags that clap documents")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an oracle talks to the person who runs it")]

pub mod clients;
pub mod comparison;
pub mod corpus;
pub mod mutate;
pub mod oracle;
pub mod parallel;
pub mod process;
pub mod random;
pub mod readers;
pub mod trees;
pub mod trouble;
pub mod watch;
pub mod wire;
pub mod workspace;

use std::process::ExitCode;

/// How a chore that could run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything agrees.
    Fine,
    /// The chore did its work and found something that has to be mended.
    Findings,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Fine => Self::SUCCESS,
            Outcome::Findings => Self::from(100),
        }
    }
}
