//! Runs protobuf's conformance suite on generated code and on dynamic messages.
//!
//! Input: protobuf's own runner, and its schemas. Output: the number of cases, including recommended ones, that generated code
//! and protoward's dynamic messages pass, and every case that fails. The runner contains the cases, and is used unchanged.

mod runner;
pub(super) mod testee;

use std::collections::BTreeMap;
use std::path::Path;

use protoward_kit::error::Error;
use protoward_kit::{Outcome, workspace};
use runner::{Runner, Verdict};
pub use testee::dynamic::run as run_testee;

/// Cases that are known to fail, below a line with the reason.
const OF_PROST: &str = include_str!("known-prost.txt");
const OF_KEEPING: &str = include_str!("known-unknown-fields.txt");
const OF_DYNAMIC: &str = include_str!("known-dynamic.txt");

pub(super) fn run(open_enums: bool, unknown_fields: bool) -> Result<Outcome, Error> {
    let runner = Runner::new()?;
    let counts = workspace::scratch("oracle/conformance")?.join("counts");
    let generated = testee::generated(&runner.protos, open_enums, unknown_fields)?;
    let known = if unknown_fields { OF_KEEPING } else { OF_PROST };
    let is_fine = run_suite("generated code", &runner, &generated, &counts, known)?;
    let dynamic = testee::dynamic::program(&runner.protos)?;
    let is_fine = run_suite("messages without code", &runner, &dynamic, &counts, OF_DYNAMIC)? && is_fine;
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Runs the suite on a program, and prints the result. Returns `false` if the result differs from the known failures.
fn run_suite(what: &str, runner: &Runner, program: &Path, counts: &Path, known: &str) -> Result<bool, Error> {
    let Verdict { failed, cases } = runner.ask(program, counts)?;
    let counts_text = std::fs::read_to_string(counts).map_err(Error::at(counts))?;
    let of_kind = |index: usize| {
        let of_line = |line: &str| line.split(' ').nth(index).and_then(|count| count.parse::<usize>().ok());
        counts_text.lines().filter_map(of_line).sum::<usize>()
    };
    println!("{what}: {} of {cases} cases as they should be", cases - failed.len());
    for (index, kind) in ["binary", "JSON", "text"].into_iter().enumerate() {
        let count = of_kind(index);
        let wrong = failed.keys().filter(|name| self::kind(name) == index).count();
        let percent = if count == 0 { 100.0 } else { 100.0 * (count - wrong.min(count)) as f64 / count as f64 };
        println!("  {kind}: {count} questions, {wrong} answered otherwise ({percent:.2} % right)");
    }
    let known = reasons(known);
    let mut is_fine = true;
    for (name, why) in failed.iter().filter(|(name, _)| !known.contains_key(name.as_str())) {
        println!("  WRONG {name}: {}", why.chars().take(300).collect::<String>());
        is_fine = false;
    }
    for name in known.keys().filter(|name| !failed.contains_key(**name)) {
        println!("  RIGHT, and listed as known to be wrong: {name}");
        is_fine = false;
    }
    let mut by_reason: BTreeMap<&str, usize> = BTreeMap::new();
    known.values().for_each(|reason| *by_reason.entry(reason).or_default() += 1);
    by_reason.iter().for_each(|(reason, count)| println!("  {count} known: {reason}"));
    Ok(is_fine)
}

/// Returns the kind of a case, derived from its name.
fn kind(name: &str) -> usize {
    match name {
        _ if name.contains("TextFormat") => 2,
        _ if name.contains("Json") || name.contains(".Validator") => 1,
        _ => 0,
    }
}

/// Returns the reasons of known failures, by the name of the case. A reason in brackets applies to the cases below it.
fn reasons(known: &str) -> BTreeMap<&str, &str> {
    let mut reason = "";
    let mut all = BTreeMap::new();
    for line in known.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(inner) => reason = inner,
            None => _ = all.insert(line, reason),
        }
    }
    all
}
