//! The cost of generating code in a build script: clean builds and rebuilds, with the targets.

mod consumer;
mod generate;
mod rebuild;
mod script;

use self::consumer::{BUILD_METHODS, Consumer, prepared};
use super::goal::{Goal, count};
use super::measure::ratio;
use protoward_oracles::error::Error;
use protoward_oracles::{Outcome, corpus, trees};

/// The limit of packages in a clean build.
const CRATES: f64 = 76.0;

/// The limit of packages that are compiled twice, because the crate needs them with other features.
const TWICE: f64 = 1.0;

/// The limit of processor time, as a share of that of tonic-prost-build with an installed `protoc`.
const PROCESSOR: f64 = 0.85;

/// The limit of wall-clock time, as a share of that of tonic-prost-build with an installed `protoc`.
const WALL: f64 = 0.9;

pub(super) fn run(runs: usize) -> Result<Outcome, Error> {
    let tree = trees::small()?;
    let protoc = corpus::protoc()?;
    let mut consumers =
        BUILD_METHODS.iter().map(|method| prepared(method, &tree.dir)).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..runs {
        for consumer in &mut consumers {
            consumer.clean_build(&protoc)?;
        }
    }
    for consumer in &mut consumers {
        consumer.count_twice(&protoc)?;
    }
    print(&consumers, runs);
    let [ours, theirs, ..] = &consumers[..] else { unreachable!("there are three ways") };
    let scripts = script::run(ours, theirs, &protoc, runs)?;
    let rebuilds = rebuild::run(ours, &protoc)?;
    let goals =
        goals(ours, theirs).into_iter().chain(scripts).chain(rebuilds).chain(generate::run(runs)?).collect::<Vec<_>>();
    println!();
    goals.iter().for_each(|goal| println!("  {goal}"));
    Ok(if goals.iter().all(Goal::is_met) { Outcome::Passed } else { Outcome::Findings })
}

fn goals(ours: &Consumer, theirs: &Consumer) -> [Goal; 4] {
    let wall = ours.min(|it| it.wall) / theirs.min(|it| it.wall);
    let processor = ours.min(|it| it.processor) / theirs.min(|it| it.processor);
    [
        Goal::at_most("a clean build: crates", count(ours.crates), CRATES),
        Goal::at_most("a clean build: crates that are compiled twice", count(ours.twice), TWICE),
        Goal::at_most(format!("a clean build: processor time, of {}", theirs.method.name), processor, PROCESSOR),
        Goal::at_most(format!("a clean build: time, of {}", theirs.method.name), wall, WALL),
    ]
}

fn print(consumers: &[Consumer], runs: usize) {
    println!("\na consumer of {}, clean build, {runs} runs in turns", trees::SMALL);
    println!(
        "  {:28} {:>8} {:>8} {:>10} {:>8} {:>7} {:>6}",
        "build dependencies", "min", "", "processor", "", "crates", "twice"
    );
    let Some(first) = consumers.first() else { return };
    for it in consumers {
        let (wall, processor) = (it.min(|it| it.wall), it.min(|it| it.processor));
        println!(
            "  {:28} {:>8} {:>8} {:>10} {:>8} {:>7} {:>6}",
            it.method.name,
            format!("{wall:.1} s"),
            ratio(wall, first.min(|it| it.wall)),
            format!("{processor:.1} s"),
            ratio(processor, first.min(|it| it.processor)),
            it.crates,
            it.twice
        );
    }
}
