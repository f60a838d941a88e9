//! REST calls to protoward, to handlers written by hand with axum and serde, and to other crates, with the targets.
//!
//! All of them answer the same requests over the same services and types, in one program that runs them in turns.

use serde_json::Value;

use super::goal::{self, Goal};
use super::measure::ratio;
use crate::comparison;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::Profile;

/// The number of rounds per requested run. A round is short.
const ROUNDS: usize = 60;

/// The limit over a connection, as a multiple of the time of handlers written by hand.
const OF_BY_HAND: f64 = 1.1;

const OURS: &str = "protoward";
const BY_HAND: &str = "by hand";

pub(super) fn run(runs: usize) -> Result<Outcome, Error> {
    let program = comparison::program(Profile::Release)?;
    let run = Run::new(&program).arg("bench").arg((runs * ROUNDS).to_string());
    let done = run.finish()?;
    eprint!("{}", done.stderr);
    let rows: Vec<Value> = serde_json::from_slice(&done.stdout)
        .map_err(|error| Error::Unreadable { command: run.line(), why: error.to_string() })?;
    print(&rows);
    let goals: Vec<Goal> = rows.iter().flat_map(goals).collect();
    Ok(goal::outcome(&goals))
}

fn what(row: &Value) -> String {
    format!("{}, {}", row["load"].as_str().unwrap_or_default(), row["over"].as_str().unwrap_or_default())
}

fn time(row: &Value, name: &str, which: &str) -> Option<f64> {
    row["times"][name][which].as_f64()
}

fn print(rows: &[Value]) {
    println!("\nREST calls: the least time and the median, relative to handlers written by hand");
    for row in rows {
        println!("  {}", what(row));
        let (Some(min), Some(median)) = (time(row, BY_HAND, "min"), time(row, BY_HAND, "median")) else { continue };
        for name in std::iter::once(BY_HAND).chain(comparison::CRATES.map(|(name, _)| name)) {
            match (time(row, name, "min"), time(row, name, "median")) {
                (Some(own_min), Some(own_median)) => {
                    println!("    {name:24} {:>9} {:>9}", ratio(own_min, min), ratio(own_median, median));
                }
                _ => println!("    {name:24} {:>9} {:>9}", "-", "-"),
            }
        }
    }
}

/// Returns the targets of a row: over a connection compared with handlers written by hand, and always compared with each crate.
fn goals(row: &Value) -> Vec<Goal> {
    let Some(ours) = time(row, OURS, "min") else {
        return vec![Goal::at_least(format!("{}: answers", what(row)), 0.0, 1.0)];
    };
    let of = |name: &str| time(row, name, "min").map(|theirs| ours / theirs);
    let compared = |name: &str, most| of(name).map(|it| Goal::at_most(format!("{}: of {name}", what(row)), it, most));
    let by_hand = if row["over"] == "loopback" { compared(BY_HAND, OF_BY_HAND) } else { None };
    let others = comparison::CRATES.iter().filter(|(name, _)| *name != OURS);
    by_hand.into_iter().chain(others.filter_map(|(name, _)| compared(name, 1.0))).collect()
}
