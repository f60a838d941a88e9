//! Rust code that protoward generates, compiled and run beside other programs.
//!
//! In: schemas, drawn ones and written ones. Out: whether the code does what the schema says, as numbers, and each case
//! where it does not.

mod editions;

use clap::Args;

use crate::Outcome;
use crate::trouble::Trouble;

#[derive(Args)]
pub(crate) struct Options {
    /// Only this part
    #[arg(long)]
    only: Option<Part>,
    /// Which draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many drawn schemas
    #[arg(long, default_value_t = 60)]
    count: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Files of an edition: each feature keeps its meaning on the wire
    Editions,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    match options.only {
        None | Some(Part::Editions) => editions::run(options.seed, options.count),
    }
}
