//! Compares conversions of messages between formats with protoc and `buf convert`.
//!
//! Input: the corner cases of `fixtures/convert`, and random messages of random schemas. Output: the number of equal answers, and
//! every other answer.

mod bytes;
mod corner;
mod drawn;
mod excuse;
mod messages;
mod programs;
#[path = "../../../../tests/it/convert/table.rs"]
mod table;
pub mod twist;

use std::collections::BTreeMap;

use clap::Args;

use crate::oracle::arguments::ProgramArgs;
use crate::oracle::draws::{self, DrawArgs};
pub use bytes::Bytes;
pub use messages::MessageDraw;
use programs::Programs;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus};

const FORMS: &[&str] = &["binpb", "json", "txtpb", "yaml"];

/// protoc reads and writes the text format (`--encode`, `--decode`, `--decode_raw`). buf reads and writes binary, JSON, text and
/// YAML. Two answers are equal if both programs accept the message and write the same bytes, or both refuse it. Error positions
/// are compared with protoc's only.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<300>,
    /// Use one in N corner cases; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1)]
    corner: usize,
    /// Record the current answers of protoc and buf to the corner cases instead of comparing
    #[arg(long)]
    record: bool,
    #[command(flatten)]
    subject: ProgramArgs,
}

pub fn run(options: &Options) -> Result<Outcome, Error> {
    let ours = if options.record { std::path::PathBuf::new() } else { options.subject.program()? };
    let programs = Programs { protoc: corpus::protoc()?, buf: corpus::buf()?, ours };
    if options.record {
        return corner::record(&programs).map(|()| Outcome::Passed);
    }
    let mut wrong = 0;
    if options.corner > 0 && !options.draws.is_single() {
        let tally = corner::compare(&programs, options.corner)?;
        println!("corner cases: {} agree, {} differ as expected, {} are wrong", tally.agree, tally.known, tally.wrong);
        wrong += tally.wrong;
    }
    wrong += drawn(&programs, options)?;
    Ok(if wrong == 0 { Outcome::Passed } else { Outcome::Findings })
}

/// Returns the number of unexpected differences.
fn drawn(programs: &Programs, options: &Options) -> Result<usize, Error> {
    let fixtures = drawn::fixtures(programs)?;
    let numbers = options.draws.numbers_from(0);
    let is_verbose = options.draws.is_single();
    let seed = options.draws.seed;
    let results = draws::map(&numbers, |&number| drawn::ask(programs, &fixtures, seed, number, is_verbose))?;
    let sum = |of: fn(&drawn::ConversionResults) -> usize| results.iter().map(of).sum::<usize>();
    let mut excuses: BTreeMap<&str, usize> = BTreeMap::new();
    for excuse in results.iter().flat_map(|it| &it.excused) {
        *excuses.entry(excuse).or_default() += 1;
    }
    for wrong in results.iter().flat_map(|it| &it.wrong) {
        println!("WRONG {wrong}");
    }
    let agree = sum(|it| it.agree);
    let wrong = sum(|it| it.wrong.len());
    println!(
        "{} drawn messages: {agree} answers agree, {} of all are refusals; {wrong} are wrong",
        results.len(),
        sum(|it| it.refused)
    );
    for (excuse, count) in excuses {
        println!("  {count} differ: {excuse}");
    }
    Ok(wrong)
}
