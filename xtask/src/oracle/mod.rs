//! protoward beside protoc and buf on real schemas: does it say the same?
//!
//! In: corpora, the pinned peers, the built `protoward`. Out: agreement as a number, and every disagreement by name.

mod agreement;
mod arguments;
mod compile;
mod compilers;
mod known;
mod parallel;

use clap::Subcommand;

use crate::Outcome;
use crate::trouble::Trouble;

#[derive(Subcommand)]
pub(crate) enum Oracle {
    /// Accept or reject as protoc does, with the same descriptors
    Compile(compile::Options),
}

pub(crate) fn run(oracle: &Oracle) -> Result<Outcome, Trouble> {
    match oracle {
        Oracle::Compile(options) => compile::run(options),
    }
}
