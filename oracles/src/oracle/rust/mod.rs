//! Compiles the Rust code that protoward generates, and compares it with other programs.
//!
//! Input: random schemas and schemas from files. Output: the rate of agreement of the code with its schema, and every failure.

mod conformance;
mod editions;
mod hostile;
mod json;
mod layouts;
mod names;
mod options;
mod published;
mod same;
mod services;
mod tree;

use clap::Args;

pub use conformance::run_testee as answer_conformance;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
pub(super) use published::pins;

#[derive(Args)]
pub struct Options {
    /// Run only this part
    #[arg(long)]
    only: Option<Part>,
    /// Seed of the draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Number of random schemas, or of files of a random tree
    #[arg(long, default_value_t = 60)]
    count: u64,
    /// For the comparison with prost-build, use only one in N packages
    #[arg(long, value_name = "N", default_value_t = 1)]
    one_in: usize,
    /// For the comparison with prost-build, use N random schemas instead of the packages of the corpora
    #[arg(long, value_name = "N")]
    generated: Option<u64>,
    /// Build protoward with `--release` first
    #[arg(long)]
    release: bool,
    /// Generate open enums as types (editions and conformance)
    #[arg(long)]
    open_enums: bool,
    /// Generate code that keeps unknown fields (conformance)
    #[arg(long)]
    unknown_fields: bool,
    #[command(flatten)]
    tree: tree::Trees,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Features of editions: each keeps its meaning on the wire
    Editions,
    /// google-proto-files as crates, and a program that uses one package
    Crates,
    /// Custom options as constants, compared with prost-reflect
    Options,
    /// Published crates that migrate from tonic-prost-build, and their tests
    Published,
    /// Code equal to that of prost-build and tonic-prost-build with protoc
    Same,
    /// protobuf's conformance suite, for generated code with its JSON and for dynamic messages
    Conformance,
    /// Hostile messages: generated code reads and uses them without a panic or a crash
    Hostile,
    /// JSON of generated code, compared with dynamic messages on random messages and texts
    Json,
    /// Details of statuses and retries of a service config, compared with grpcio
    Services,
    /// Random sets of files with names that are likely to clash: all that protoc accepts compiles as Rust
    Names,
    /// Whole corpora as one tree of modules: it compiles, and its documentation has no warnings and no tests
    Tree,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let is_selected = |part| options.only.is_none_or(|only| only == part);
    let mut outcomes = Vec::new();
    if is_selected(Part::Editions) {
        outcomes.push(editions::run(options.seed, options.count, options.open_enums)?);
    }
    if is_selected(Part::Crates) {
        outcomes.push(layouts::run()?);
    }
    if is_selected(Part::Options) {
        outcomes.push(options::run(&options.tree.below)?);
    }
    if is_selected(Part::Published) {
        outcomes.push(published::run()?);
    }
    if is_selected(Part::Same) {
        outcomes.push(same::run(options.seed, options.one_in, options.generated, options.release)?);
    }
    if is_selected(Part::Conformance) {
        outcomes.push(conformance::run(options.open_enums, options.unknown_fields)?);
    }
    if is_selected(Part::Hostile) {
        outcomes.push(hostile::run(options.seed, options.count)?);
    }
    if is_selected(Part::Json) {
        outcomes.push(json::run(options.seed, options.count)?);
    }
    if is_selected(Part::Services) {
        outcomes.push(services::run()?);
    }
    if is_selected(Part::Names) {
        outcomes.push(names::run(options.seed, options.count)?);
    }
    if is_selected(Part::Tree) {
        outcomes.push(tree::run(&options.tree)?);
    }
    let is_fine = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Passed));
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Returns an index or a length for the input of a program with generated code.
fn little_endian(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("messages are small").to_le_bytes()
}
