//! Messages from form to form: does protoward write and read what protoc and `buf convert` do?
//!
//! In: the corner cases of `fixtures/convert`, and messages drawn along schemas that are drawn as well. Out: how many
//! answers are the same, and every other one.

mod bytes;
mod corner;
mod drawn;
mod excuse;
mod messages;
mod programs;
#[path = "../../../../../tests/it/convert/table.rs"]
mod table;
pub mod twist;

use std::collections::BTreeMap;

use clap::Args;

use crate::oracle::arguments::Subject;
use crate::trouble::Trouble;
use crate::{Outcome, corpus, parallel};
pub use bytes::Bytes;
pub use messages::Draw;
use programs::Programs;

const FORMS: &[&str] = &["binpb", "json", "txtpb", "yaml"];

/// protoc reads and writes text (`--encode`, `--decode`, `--decode_raw`), buf binary, JSON, text and YAML. An answer is
/// the same where both take the message and write the same bytes, or both refuse it; protoc's at the same places.
#[derive(Args)]
pub struct Options {
    /// How many messages are drawn; about sixteen questions are asked of each
    #[arg(long, value_name = "N", default_value_t = 300)]
    count: u64,
    /// Which draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Only the message with this number, and all that is said of it
    #[arg(long, value_name = "K")]
    only: Option<u64>,
    /// Of the corner cases, one in so many; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1)]
    corner: usize,
    /// Write what protoc and buf answer to the corner cases now, compare nothing
    #[arg(long)]
    record: bool,
    #[command(flatten)]
    subject: Subject,
}

pub fn run(options: &Options) -> Result<Outcome, Trouble> {
    let ours = if options.record { std::path::PathBuf::new() } else { options.subject.program()? };
    let programs = Programs { protoc: corpus::protoc()?, buf: corpus::buf()?, ours };
    if options.record {
        return corner::record(&programs).map(|()| Outcome::Fine);
    }
    let mut wrong = 0;
    if options.corner > 0 && options.only.is_none() {
        let tally = corner::compare(&programs, options.corner)?;
        println!(
            "corner cases: {} agree, {} differ as they are to, {} are wrong",
            tally.agree, tally.known, tally.wrong
        );
        wrong += tally.wrong;
    }
    wrong += drawn(&programs, options)?;
    Ok(if wrong == 0 { Outcome::Fine } else { Outcome::Findings })
}

/// How many answers differ that are not to.
fn drawn(programs: &Programs, options: &Options) -> Result<usize, Trouble> {
    let fixtures = drawn::fixtures(programs)?;
    let numbers: Vec<u64> = match options.only {
        Some(number) => vec![number],
        None => (0..options.count).collect(),
    };
    let tells = options.only.is_some();
    let asked = parallel::map(&numbers, |&number| drawn::ask(programs, &fixtures, options.seed, number, tells));
    let asked = asked.into_iter().collect::<Result<Vec<_>, Trouble>>()?;
    let sum = |of: fn(&drawn::Asked) -> usize| asked.iter().map(of).sum::<usize>();
    let mut excuses: BTreeMap<&str, usize> = BTreeMap::new();
    for excuse in asked.iter().flat_map(|it| &it.excused) {
        *excuses.entry(excuse).or_default() += 1;
    }
    for wrong in asked.iter().flat_map(|it| &it.wrong) {
        println!("WRONG {wrong}");
    }
    let (agree, wrong) = (sum(|it| it.agree), sum(|it| it.wrong.len()));
    println!(
        "{} drawn messages: {agree} answers agree, {} of all are refusals; {wrong} are wrong",
        asked.len(),
        sum(|it| it.refused)
    );
    for (excuse, count) in excuses {
        println!("  {count} differ: {excuse}");
    }
    Ok(wrong)
}
