//! Compilation of inputs of several sizes: all files on all cores and on one core, parts, broken files, and one small file.

use std::collections::BTreeSet;
use std::path::Path;

use super::goal::{self, Goal};
use super::measure::{Contestant, Table, kib, measure, print};
use super::{Programs, compiles};
use crate::trees::{self, BROKEN, CompleteTree, Part};
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

/// The parts that are compiled, as fractions: one in this many bytes.
const PARTS: [u64; 3] = [8, 4, 2];

/// The factor for the number of runs on a small file, which takes so little time that more runs are affordable.
const RUNS_OF_SMALL: usize = 4;

pub(super) fn run(programs: &Programs, runs: usize) -> Result<Outcome, Error> {
    let tree = trees::complete()?;
    let parts = PARTS.map(|one_in| trees::part(&tree, one_in));
    let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
    let broken = trees::broken(&tree)?;
    let reported = reported(programs.protoward_as_protoc("files", "broken.binpb"), &broken)?;

    let all = measure(&contestants(programs, &tree, &parts, &broken), runs)?;
    print(&format!("a descriptor set of {} files with imports and source info", tree.files.len()), &all);
    let small = trees::small()?;
    let one = measure(&programs.builders(&small), runs * RUNS_OF_SMALL)?;
    print(&format!("the same of {} and what it imports", small.files.join(" ")), &one);

    let mut goals = of_all(&Table(&all));
    goals.extend(of_parts(&Table(&all), &parts, trees::bytes(&tree)?));
    goals.push(Goal::at_least("broken files that are reported", reported, BROKEN as f64));
    goals.push(Goal::at_most(
        "one file: time of protox",
        Table(&one).time("protoward protoc") / Table(&one).time("protox"),
        1.0,
    ));
    goals.push(Goal::at_most(
        "one file: time of protoc",
        Table(&one).time("protoward protoc") / Table(&one).time("protoc"),
        0.5,
    ));
    Ok(goal::outcome(&goals))
}

/// Runs each program once on a part. Checks only that they succeed and that every broken file is reported.
pub(super) fn sample(protoward: &Path, protoc: &Path) -> Result<(), Error> {
    let tree = trees::complete()?;
    let part = trees::part(&tree, 64)?;
    let out = protoward_kit::workspace::scratch("bench/out")?;
    let compiled = |program: Run, set: &str| {
        compiles(program, &out.join(set)).arg(format!("@{}", part.list)).current_dir(&tree.dir)
    };
    let contestants = [
        Contestant::new("protoc", compiled(Run::new(protoc), "protoc.binpb")),
        Contestant::new("protoward protoc (debug)", compiled(Run::new(protoward).arg("protoc"), "protoward.binpb")),
    ];
    print(&format!("a sample: {} files", part.files), &measure(&contestants, 1)?);
    let small = trees::small()?;
    let broken = trees::broken_of(&small, "broken-small", small.files.len())?;
    let set = out.join("broken.binpb");
    let reported = reported(compiles(Run::new(protoward).arg("protoc"), &set).arg("@files"), &broken)?;
    let goal = Goal::at_least("broken files that are reported", reported, broken.files.len() as f64);
    println!("\n  {goal}");
    if goal.is_met() { Ok(()) } else { Err(Error::Usage("a broken file is not reported".into())) }
}

/// Returns all programs in one list, so that they run in turns and any two of them can be compared.
fn contestants(programs: &Programs, tree: &CompleteTree, parts: &[Part], broken: &CompleteTree) -> Vec<Contestant> {
    let mut all: Vec<Contestant> = programs.builders(tree).into();
    let ours = |list: &str| programs.protoward_as_protoc(list, "more.binpb");
    let protoc = compiles(Run::new(&programs.protoc), &programs.out.join("more.binpb")).arg("@files");
    all.push(Contestant::new("protoc, one core", on_one_core(&protoc).current_dir(&tree.dir)));
    all.push(Contestant::new("protoward protoc, one core", on_one_core(&ours("files")).current_dir(&tree.dir)));
    all.push(Contestant::new("… with broken files", ours("files").current_dir(&broken.dir)).ending(1));
    for (part, name) in parts.iter().zip(["… an eighth", "… a quarter", "… a half"]) {
        all.push(Contestant::new(name, ours(&part.list).current_dir(&tree.dir)));
    }
    all
}

fn on_one_core(run: &Run) -> Run {
    Run::new("taskset").install_hint("util-linux").args(["-c", "0"]).args(run.command_words())
}

fn of_all(table: &Table<'_>) -> Vec<Goal> {
    let time = |name| table.time(name);
    let ours = "protoward protoc";
    vec![
        Goal::at_least("times faster than protoc", time("protoc") / time(ours), 15.0),
        Goal::at_least("times faster than protoc, as `build`", time("protoc") / time("protoward build"), 15.0),
        Goal::at_least("times faster than protox", time("protox") / time(ours), 9.0),
        Goal::at_most("memory of protoc", table.memory(ours) / table.memory("protoc"), 0.5),
        Goal::at_most("memory of protoc, as `build`", table.memory("protoward build") / table.memory("protoc"), 0.5),
        Goal::at_least(
            "times faster than protoc, both on one core",
            time("protoc, one core") / time("protoward protoc, one core"),
            8.0,
        ),
        Goal::at_least("times faster on all cores than on one", time("protoward protoc, one core") / time(ours), 1.7),
        Goal::at_most("time of the good run, with broken files", time("… with broken files") / time(ours), 1.2),
    ]
}

/// Returns the goal that time grows linearly with the number of bytes. A ratio above 1 means more than linear.
fn of_parts(table: &Table<'_>, parts: &[Part], bytes: u64) -> Option<Goal> {
    let eighth = parts.first()?;
    let growth = table.time("protoward protoc") / table.time("… an eighth");
    let larger = kib(bytes) / kib(eighth.bytes);
    Some(Goal::at_most(format!("growth from {larger:.1} times less, of linear"), growth / larger, 1.15))
}

/// Returns the number of broken files that are named in errors.
fn reported(run: Run, broken: &CompleteTree) -> Result<f64, Error> {
    let stderr = run.current_dir(&broken.dir).output()?.stderr;
    let named: BTreeSet<&str> = stderr.lines().filter_map(|it| it.split_once(':').map(|it| it.0)).collect();
    let count = broken.only.iter().filter(|it| named.contains(it.as_str())).count();
    Ok(count as f64)
}
