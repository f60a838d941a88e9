//! Rust code that protoward generates, compiled and run beside other programs.
//!
//! In: schemas, drawn ones and written ones. Out: whether the code does what the schema says, as numbers, and each case
//! where it does not.

mod conformance;
mod editions;
mod json;
mod layouts;
mod names;
mod options;
mod published;
mod same;
mod services;
mod tree;

use clap::Args;

use crate::Outcome;
use crate::trouble::Trouble;
pub use conformance::run_testee as answer_conformance;

#[derive(Args)]
pub struct Options {
    /// Only this part
    #[arg(long)]
    only: Option<Part>,
    /// Which draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many drawn schemas, or files of a drawn tree
    #[arg(long, default_value_t = 60)]
    count: u64,
    /// Of what is generated beside prost-build, only one in so many packages
    #[arg(long, value_name = "N", default_value_t = 1)]
    one_in: usize,
    /// Beside prost-build, so many drawn schemas instead of the packages of the corpora
    #[arg(long, value_name = "N")]
    generated: Option<u64>,
    /// Build protoward with `--release` first
    #[arg(long)]
    release: bool,
    /// Generated code has open enums as a type, in editions and conformance
    #[arg(long)]
    open_enums: bool,
    /// Generated code keeps fields that the schema does not have, in conformance
    #[arg(long)]
    unknown_fields: bool,
    #[command(flatten)]
    tree: tree::Trees,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Files of an edition: each feature keeps its meaning on the wire
    Editions,
    /// google-proto-files as crates, and a program that wants one package
    Crates,
    /// Custom options as constants, beside prost-reflect
    Options,
    /// Published crates that move from tonic-prost-build, and their tests
    Published,
    /// The same code as by prost-build and tonic-prost-build with protoc
    Same,
    /// protobuf's conformance cases, for generated code with its JSON and for messages without code
    Conformance,
    /// JSON of generated code beside that of messages without code, on drawn messages and texts
    Json,
    /// Details of statuses and retries of a service config, beside grpcio
    Services,
    /// Drawn sets of files with names that are likely to clash: whatever protoc accepts compiles as Rust
    Names,
    /// Whole corpora as one tree of modules: it compiles, and its documentation has no warnings and no tests
    Tree,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let is_wanted = |part| options.only.is_none_or(|only| only == part);
    let mut outcomes = Vec::new();
    if is_wanted(Part::Editions) {
        outcomes.push(editions::run(options.seed, options.count, options.open_enums)?);
    }
    if is_wanted(Part::Crates) {
        outcomes.push(layouts::run()?);
    }
    if is_wanted(Part::Options) {
        outcomes.push(options::run(&options.tree.below)?);
    }
    if is_wanted(Part::Published) {
        outcomes.push(published::run()?);
    }
    if is_wanted(Part::Same) {
        outcomes.push(same::run(options.seed, options.one_in, options.generated, options.release)?);
    }
    if is_wanted(Part::Conformance) {
        outcomes.push(conformance::run(options.open_enums, options.unknown_fields)?);
    }
    if is_wanted(Part::Json) {
        outcomes.push(json::run(options.seed, options.count)?);
    }
    if is_wanted(Part::Services) {
        outcomes.push(services::run()?);
    }
    if is_wanted(Part::Names) {
        outcomes.push(names::run(options.seed, options.count)?);
    }
    if is_wanted(Part::Tree) {
        outcomes.push(tree::run(&options.tree)?);
    }
    let is_fine = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Fine));
    Ok(if is_fine { Outcome::Fine } else { Outcome::Findings })
}
