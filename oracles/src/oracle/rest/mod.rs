//! Compares REST from `google.api.http` with the specification.
//!
//! Input: random cases from a seed. Output: the number of answers that match a reference, and every other answer.

mod changes;
mod json;
mod rules;
mod schemathesis;
mod templates;

use clap::{Args, ValueEnum};

use protoward_kit::Outcome;
use protoward_kit::error::Error;

#[derive(Args)]
pub struct Options {
    /// Run only this part
    #[arg(long)]
    only: Option<Part>,
    /// Number of pairs of a template and a path
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    count: usize,
    /// Number of changes of HTTP rules
    #[arg(long, value_name = "N", default_value_t = 2000)]
    changes: usize,
    /// Number of messages, as bodies and as queries
    #[arg(long, value_name = "N", default_value_t = 4000)]
    messages: usize,
    /// Maximum number of requests of schemathesis, for each operation and phase
    #[arg(long, value_name = "N", default_value_t = 50)]
    examples: usize,
    /// Seed of the draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Path templates and the router, compared with a reference in Python
    Templates,
    /// Changes of HTTP rules: compare broken requests with the findings of the gate
    Changes,
    /// The example against its own OpenAPI document, with schemathesis
    Schemathesis,
    /// The statements of `http.proto`, tested on protoward and on other crates
    Rules,
    /// JSON bodies and query strings, compared with Python
    Json,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let is_selected = |part| options.only.is_none_or(|only| only == part);
    let mut outcomes = Vec::new();
    if is_selected(Part::Templates) {
        outcomes.push(templates::run(options.seed, options.count)?);
    }
    if is_selected(Part::Changes) {
        outcomes.push(changes::run(options.seed, options.changes)?);
    }
    if is_selected(Part::Schemathesis) {
        outcomes.push(schemathesis::run(options.seed, options.examples)?);
    }
    if is_selected(Part::Rules) {
        outcomes.push(rules::run()?);
    }
    if is_selected(Part::Json) {
        outcomes.push(json::run(options.seed, options.messages)?);
    }
    let is_fine = outcomes.iter().all(|outcome| matches!(outcome, Outcome::Passed));
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}
