//! Validation in generated code, compared with protovalidate: rules, and expressions in CEL.

mod expressions;
mod rules;

use clap::Args;

use crate::oracle::draws::DrawArgs;
use protoward_kit::Outcome;
use protoward_kit::error::Error;

/// Number of expressions for each file with rules.
const EXPRESSIONS: u64 = 10;

#[derive(Args)]
pub struct Options {
    /// Run only this part
    #[arg(long)]
    part: Option<Part>,
    #[command(flatten)]
    draws: DrawArgs<300>,
    /// Number of messages of each type
    #[arg(long, value_name = "N", default_value_t = 40)]
    messages: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Files with rules of every kind, and messages
    Rules,
    /// Expressions: ten for each file
    Expressions,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let is_selected = |part| options.part.is_none_or(|only| only == part);
    let mut outcomes = Vec::new();
    if is_selected(Part::Rules) {
        outcomes.push(rules::run(&rules::Trial { draws: &options.draws, messages: options.messages })?);
    }
    if is_selected(Part::Expressions) {
        outcomes.push(expressions::run(&options.draws.times(EXPRESSIONS))?);
    }
    let is_fine = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Passed));
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}
