//! JSON of generated messages, compared with pbjson, with plain structs, and with dynamic messages of prost-reflect, with the
//! targets.
//!
//! All of them write and read the same texts, in one program that runs them in turns. A copy of `fixtures/json/compare` is built.

use serde_json::Value;

use super::goal::{self, Goal};
use super::measure::ratio;
use protoward_kit::Outcome;
use protoward_kit::cargo_crate::CargoCrate;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};

/// The number of rounds per requested run. A round is short.
const ROUNDS: usize = 20;

const FILES: [&str; 5] = ["Cargo.toml", "build.rs", "proto/shop.proto", "src/main.rs", "src/structs.rs"];
const OURS: &str = "protoward";
/// The others, with the limits of what protoward takes of their time.
const OTHERS: [(&str, f64); 3] = [("pbjson", 1.0), ("prost-reflect", 1.0), ("plain structs", 1.6)];

pub(super) fn run(runs: usize) -> Result<Outcome, Error> {
    let run = built()?.arg((runs * ROUNDS).to_string());
    let done = run.finish()?;
    let rows: Vec<Value> = serde_json::from_slice(&done.stdout)
        .map_err(|error| Error::Unreadable { command: run.line(), why: error.to_string() })?;
    println!("\nJSON: the least time and the median, relative to protoward");
    let goals: Vec<Goal> = rows.iter().flat_map(row).collect();
    Ok(goal::outcome(&goals))
}

/// Builds the program.
fn built() -> Result<Run, Error> {
    let fixture = workspace::root().join("fixtures/json/compare");
    let folder = workspace::scratch("bench/json")?;
    let compare = CargoCrate::built_into(&folder, workspace::target().join("bench/json-target"));
    compare.copy_located(&fixture, &FILES)?;
    compare.lock()?;
    let program = workspace::protoward(Profile::Dev)?;
    let protoward = || Run::new(&program).current_dir(&folder);
    let generate = |out: &str, options: &[&str]| {
        let options = options.iter().flat_map(|option| ["--opt", option]);
        protoward().args(["generate", "proto", "--plugin", "prost", "-o", out]).args(options).finish()
    };
    generate("src/ours", &["json"])?;
    generate("src/plain", &["extern_path=.google.protobuf=::pbjson_types", "compile_well_known_types"])?;
    protoward().args(["build", "proto", "-o", "set.binpb"]).finish()?;
    compare.cargo(&["build", "--quiet", "--release"]).finish()?;
    Ok(Run::new(compare.program(Profile::Release, "compare")))
}

fn row(row: &Value) -> Vec<Goal> {
    let time = |name: &str, which: &str| row["times"][name][which].as_f64();
    let what =
        format!("{} {}", row["load"].as_str().unwrap_or_default(), row["operation"].as_str().unwrap_or_default());
    println!("  {what}");
    let (Some(min), Some(median)) = (time(OURS, "min"), time(OURS, "median")) else { return Vec::new() };
    let mut goals = Vec::new();
    for (name, limit) in OTHERS {
        let (Some(of_min), Some(of_median)) = (time(name, "min"), time(name, "median")) else { continue };
        println!("    {name:24} {:>9} {:>9}", ratio(of_min, min), ratio(of_median, median));
        goals.push(Goal::at_most(format!("{what}: of {name}"), min / of_min, limit));
    }
    goals
}
