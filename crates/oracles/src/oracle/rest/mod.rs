//! REST from `google.api.http`: do the parts of it do what the specification says?
//!
//! In: what is drawn from a seed. Out: how many answers are those of a reference, and every other one.

mod changes;
mod json;
mod rules;
mod schemathesis;
mod templates;

use clap::{Args, ValueEnum};

use crate::Outcome;
use crate::trouble::Trouble;

#[derive(Args)]
pub struct Options {
    /// Only this part
    #[arg(long)]
    only: Option<Part>,
    /// So many pairs of a template and a path
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    count: usize,
    /// So many changes of http rules
    #[arg(long, value_name = "N", default_value_t = 2000)]
    changes: usize,
    /// So many messages, as bodies and as queries
    #[arg(long, value_name = "N", default_value_t = 4000)]
    messages: usize,
    /// At most so many drawn requests for each operation and phase of schemathesis
    #[arg(long, value_name = "N", default_value_t = 50)]
    examples: usize,
    /// Which draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Path templates and the router, compared with a reference in Python
    Templates,
    /// Changes of http rules: what breaks requests, and what the gate finds
    Changes,
    /// The example against its own OpenAPI document, by schemathesis
    Schemathesis,
    /// What `http.proto` says, tried on protoward and on other crates
    Rules,
    /// JSON bodies and query strings, beside Python
    Json,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let is_wanted = |part| options.only.is_none_or(|only| only == part);
    let mut outcomes = Vec::new();
    if is_wanted(Part::Templates) {
        outcomes.push(templates::run(options.seed, options.count)?);
    }
    if is_wanted(Part::Changes) {
        outcomes.push(changes::run(options.seed, options.changes)?);
    }
    if is_wanted(Part::Schemathesis) {
        outcomes.push(schemathesis::run(options.seed, options.examples)?);
    }
    if is_wanted(Part::Rules) {
        outcomes.push(rules::run()?);
    }
    if is_wanted(Part::Json) {
        outcomes.push(json::run(options.seed, options.messages)?);
    }
    let is_fine = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Fine));
    Ok(if is_fine { Outcome::Fine } else { Outcome::Findings })
}
