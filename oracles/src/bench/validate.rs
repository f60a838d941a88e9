//! Validation of generated messages, compared with prost-protovalidate: the time, and what it adds to a build, with the targets.
//!
//! A copy of `fixtures/validation/compare` is built. Its large messages show how the time grows with the size.

use std::collections::BTreeSet;

use serde_json::Value;

use super::goal::{self, Goal, count};
use super::measure::{processor_time, ratio};
use protoward_kit::Outcome;
use protoward_kit::cargo_crate::{CargoCrate, Manifest, messages};
use protoward_kit::corpus;
use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};

/// The number of rounds per requested run. A round is short.
const ROUNDS: usize = 20;

const FIXTURE: &str = "fixtures/validation/compare";

const FILES: [&str; 3] = ["Cargo.toml", "proto/account.proto", "src/main.rs"];

/// The limit of the time, as a share of that of prost-protovalidate for an encoded message.
const TIME: f64 = 1.0 / 20.0;

/// The limit of the time for twice the size. Quadratic time would be four times as long.
const GROWTH: f64 = 3.0;

/// The limit of the crates that validation adds.
const CRATES: f64 = 6.0;

/// The limit of the processor time that validation adds to a clean build, as a share of what prost-protovalidate adds.
const PROCESSOR: f64 = 0.25;

pub(super) fn run(runs: usize) -> Result<Outcome, Error> {
    let run = built()?.arg((runs * ROUNDS).to_string());
    let done = run.finish()?;
    let measured: Value = serde_json::from_slice(&done.stdout)
        .map_err(|error| Error::Unreadable { command: run.line(), why: error.to_string() })?;
    let mut goals = times(&measured);
    goals.extend(sizes(&measured));
    goals.extend(builds()?);
    Ok(goal::outcome(&goals))
}

/// Builds the program.
fn built() -> Result<Run, Error> {
    let folder = workspace::scratch("bench/validate")?;
    let compare = CargoCrate::built_into(&folder, workspace::target().join("bench/validate-target"));
    compare.copy_located(&workspace::root().join(FIXTURE), &FILES)?;
    compare.lock()?;
    let program = workspace::protoward(Profile::Dev)?;
    let protoward = || Run::new(&program).current_dir(&folder);
    protoward().args(["generate", "proto", "--plugin", "prost", "-o", "src/ours", "--opt", "validate"]).finish()?;
    protoward().args(["build", "proto", "-o", "set.binpb"]).finish()?;
    compare.cargo(&["build", "--quiet", "--release"]).env("PROTOC", corpus::protoc()?).finish()?;
    Ok(Run::new(compare.program(Profile::Release, "compare")))
}

fn times(measured: &Value) -> Vec<Goal> {
    let time = |name: &str| measured["times"][name].as_f64().unwrap_or(f64::NAN);
    let ours = time("protoward");
    println!("\nvalidation of a message of 30 fields with 40 rules: the least time, relative to protoward");
    println!("  prost-protovalidate, of the encoded message  {:>9}", ratio(time("encoded"), ours));
    println!("  prost-protovalidate, of a dynamic message    {:>9}", ratio(time("dynamic"), ours));
    let allocations = measured["allocations"].as_f64().unwrap_or(f64::NAN);
    vec![
        Goal::at_most("a valid message: time, of prost-protovalidate", ours / time("encoded"), TIME),
        Goal::at_most("a valid message: allocations", allocations, 0.0),
    ]
}

fn sizes(measured: &Value) -> Vec<Goal> {
    let rows = measured["sizes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let growth = |row: &Value| {
        let time = |size: &str| row["times"][size].as_f64().unwrap_or(f64::NAN);
        let name = row["name"].as_str().unwrap_or_default();
        Goal::at_most(format!("10 MB, of the time for 5 MB: {name}"), time("large") / time("small"), GROWTH)
    };
    rows.iter().map(growth).collect()
}

/// A crate with generated code, and what it depends on for validation.
struct Consumer {
    name: &'static str,
    options: &'static [&'static str],
    features: &'static str,
    dependencies: &'static str,
}

const PLAIN: Consumer = Consumer { name: "plain", options: &["json"], features: "\"rest\"", dependencies: "" };
const OURS: Consumer =
    Consumer { name: "ours", options: &["json", "validate"], features: "\"rest\", \"validate\"", dependencies: "" };
const THEIRS: Consumer = Consumer {
    name: "theirs",
    options: &["json"],
    features: "\"rest\"",
    dependencies: "prost-protovalidate = { version = \"0.6\", features = [\"tonic-types\"] }\n",
};

/// Builds crates with REST, and with one or the other validation, and returns what these add.
fn builds() -> Result<Vec<Goal>, Error> {
    let [plain, ours, theirs] = [PLAIN, OURS, THEIRS].map(|consumer| consumer.clean_build());
    let ((plain_crates, plain), (our_crates, ours), (their_crates, theirs)) = (plain?, ours?, theirs?);
    let crates = |all: usize| count(all) - count(plain_crates);
    let (our_crates, their_crates) = (crates(our_crates), crates(their_crates));
    println!("\nwhat validation adds to a clean build of a crate with REST");
    println!("  {:24} {:>7} {:>10}", "", "crates", "processor");
    println!("  {:24} {our_crates:>7} {:>9.1}s", "protoward", ours - plain);
    println!("  {:24} {their_crates:>7} {:>9.1}s", "prost-protovalidate", theirs - plain);
    Ok(vec![
        Goal::at_most("validation: crates in addition", our_crates, CRATES),
        Goal::at_most(
            "validation: processor time, of prost-protovalidate",
            (ours - plain) / (theirs - plain),
            PROCESSOR,
        ),
    ])
}

impl Consumer {
    /// Returns the number of crates of a clean build, and its processor time in seconds.
    fn clean_build(&self) -> Result<(usize, f64), Error> {
        let folder = workspace::scratch(&format!("bench/validate-{}", self.name))?;
        let consumer = CargoCrate::built_into(&folder, folder.join("target"));
        consumer.lock()?;
        let runtime = format!("{{ path = \"ROOT/crates/generators/runtime\", features = [{}] }}", self.features);
        let dependencies = format!(
            "prost = \"0.14\"\nprost-types = \"0.14\"\nserde = \"1\"\nprotoward-runtime = {runtime}\n{}",
            self.dependencies
        );
        consumer.write_manifest(&Manifest::new("consumer").dependencies(&dependencies))?;
        consumer.copy_located(&workspace::root().join(FIXTURE), &["proto/account.proto"])?;
        let options = self.options.iter().flat_map(|option| ["--opt", option]);
        let generate = Run::new(workspace::protoward(Profile::Dev)?).current_dir(&folder);
        generate.args(["generate", "proto", "--plugin", "prost", "-o", "src/generated"]).args(options).finish()?;
        consumer.write("src/lib.rs", "#![allow(warnings)]\npub mod generated;\n")?;
        consumer.cargo(&["fetch", "--quiet"]).finish()?;
        let before = processor_time();
        let run = consumer.cargo(&["build", "--quiet", "--message-format=json"]).env("PROTOC", corpus::protoc()?);
        let done = run.finish()?;
        let used = processor_time().zip(before).map_or(f64::NAN, |(after, before)| (after - before).as_secs_f64());
        let packages = messages(&done.stdout).filter(|message| message["reason"] == "compiler-artifact");
        let packages: BTreeSet<String> =
            packages.filter_map(|message| message["package_id"].as_str().map(str::to_owned)).collect();
        Ok((packages.len(), used))
    }
}
