//! The cost of generating code in a build script: clean builds and rebuilds, with the targets.

mod consumer;
mod generate;
mod rebuild;
mod script;

use std::path::Path;

use self::consumer::{BUILD_METHODS, Consumer, prepared};
use super::goal::{self, Goal, count};
use super::measure::ratio;
use crate::trees;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus};

/// The limit of packages in a clean build.
const CRATES: f64 = 76.0;

/// The limit of packages in a clean build with the program. The generated code itself needs 65.
const CRATES_WITH_PROGRAM: f64 = 67.0;

/// The same limit with the program from a crate, of which there are two: one chooses that of the platform.
const CRATES_VENDORED: f64 = 69.0;

/// The limit of packages that are compiled twice, because the crate needs them with other features.
const TWICE: f64 = 1.0;

/// The limit of processor time, as a share of that of tonic-prost-build with an installed `protoc`.
const PROCESSOR: f64 = 0.95;

/// The same limit for a build script that runs the program.
const PROCESSOR_WITH_PROGRAM: f64 = 0.72;

/// The limit of wall-clock time, as a share of that of tonic-prost-build with an installed `protoc`.
const WALL: f64 = 0.9;

pub(super) fn run(protoward: &Path, runs: usize) -> Result<Outcome, Error> {
    let tree = trees::small()?;
    let protoc = corpus::protoc()?;
    let mut consumers =
        BUILD_METHODS.iter().map(|method| prepared(method, &tree.dir, protoward)).collect::<Result<Vec<_>, _>>()?;
    for _ in 0..runs {
        for consumer in &mut consumers {
            consumer.clean_build(&protoc)?;
        }
    }
    for consumer in &mut consumers {
        consumer.count_twice(&protoc)?;
    }
    print(&consumers, runs);
    let [ours, program, vendored, theirs, ..] = &consumers[..] else { unreachable!("there are five ways") };
    let scripts = script::run(ours, program, theirs, &protoc, runs)?;
    let rebuilds = rebuild::run(ours, &protoc)?;
    let goals = goals(ours, [(program, CRATES_WITH_PROGRAM), (vendored, CRATES_VENDORED)], theirs);
    let goals = goals.into_iter().chain(scripts).chain(rebuilds).chain(generate::run(runs)?).collect::<Vec<_>>();
    Ok(goal::outcome(&goals))
}

fn goals(ours: &Consumer, with_program: [(&Consumer, f64); 2], theirs: &Consumer) -> Vec<Goal> {
    let processor = |of: &Consumer| of.min(|it| it.processor) / theirs.min(|it| it.processor);
    let wall = ours.min(|it| it.wall) / theirs.min(|it| it.wall);
    let name = theirs.method.name;
    let mut goals = vec![
        Goal::at_most("a clean build: crates", count(ours.crates), CRATES),
        Goal::at_most("a clean build: crates that are compiled twice", count(ours.twice), TWICE),
        Goal::at_most(format!("a clean build: processor time, of {name}"), processor(ours), PROCESSOR),
        Goal::at_most(format!("a clean build: time, of {name}"), wall, WALL),
    ];
    for (consumer, crates) in with_program {
        let what = format!("a clean build of {}", consumer.method.name);
        goals.push(Goal::at_most(format!("{what}: crates"), count(consumer.crates), crates));
        goals.push(Goal::at_most(
            format!("{what}: processor time, of {name}"),
            processor(consumer),
            PROCESSOR_WITH_PROGRAM,
        ));
    }
    goals
}

fn print(consumers: &[Consumer], runs: usize) {
    println!("\na consumer of {}, clean build, {runs} runs in turns", trees::SMALL);
    println!(
        "  {:28} {:>8} {:>8} {:>10} {:>8} {:>7} {:>6}",
        "build dependencies", "min", "", "processor", "", "crates", "twice"
    );
    let Some(first) = consumers.first() else { return };
    for it in consumers {
        let wall = it.min(|it| it.wall);
        let processor = it.min(|it| it.processor);
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
