//! Compares dependencies with other answers: the common protos with their packages and protoc, generated graphs of repositories
//! with a simple resolver, and caches with what processes that are killed or run at once must leave.

mod common_protos;
mod graphs;
mod processes;

use clap::Args;

use crate::oracle::arguments::ProgramArgs;
use protoward_kit::Outcome;
use protoward_kit::error::Error;

#[derive(Args)]
pub struct Options {
    /// Ask the registry for newer versions of the packages of the common protos too
    #[arg(long)]
    newest: bool,
    /// Do only this part
    #[arg(long, value_name = "PART")]
    only: Option<Part>,
    /// The number of generated graphs of repositories
    #[arg(long, value_name = "N", default_value_t = 300)]
    generated: u64,
    /// Seed of the graphs and of the moments at which processes are killed
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only the graph with this number
    #[arg(long, value_name = "K")]
    graph: Option<u64>,
    /// The number of processes that are killed while they fetch
    #[arg(long, value_name = "N", default_value_t = 100)]
    kills: usize,
    /// The number of processes that fetch at once
    #[arg(long, value_name = "N", default_value_t = 50)]
    processes: usize,
    #[command(flatten)]
    subject: ProgramArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Common protos
    Common,
    /// Generated graphs of repositories
    Graphs,
    /// Processes that are killed or run at once
    Processes,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let program = options.subject.program()?;
    let is_chosen = |part: Part| options.only.is_none_or(|only| only == part);
    let mut outcomes = Vec::new();
    if is_chosen(Part::Common) {
        outcomes.push(common_protos::run(&program, options.newest)?);
    }
    if is_chosen(Part::Graphs) {
        let numbers = match options.graph {
            Some(number) => vec![number],
            None => (0..options.generated).collect(),
        };
        outcomes.push(graphs::run(&program, options.seed, &numbers)?);
    }
    if is_chosen(Part::Processes) {
        outcomes.push(processes::run(&program, options.seed, (options.processes, options.kills))?);
    }
    let is_fine = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Passed));
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}
