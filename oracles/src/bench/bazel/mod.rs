//! The actions of a Bazel build, with protoc, with protoward as a process, and with protoward as a persistent worker.
//!
//! The actions are those of `proto_library`: one target for each file, with its transitive imports. The bench runs them itself, as
//! Bazel does, so that the comparison does not include Bazel's own time.

mod actions;
mod client;
mod disturbances;
mod endurance;
mod graph;
mod incremental;

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::goal::{self, Goal, count};
use crate::trees;
use actions::{Action, protoc_time};
use client::{Worker, request};
use graph::Graph;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The number of targets.
const TARGETS: usize = 2000;

/// The numbers of targets and requests that show that a real run has everything it needs.
const SAMPLE: Size = Size { targets: 20, requests: 60, draws: 20, disturbances: 12 };
const WHOLE: Size = Size { targets: TARGETS, requests: 20_000, draws: 1000, disturbances: 200 };

/// The amount of work.
#[derive(Clone, Copy)]
struct Size {
    targets: usize,
    requests: usize,
    draws: usize,
    disturbances: usize,
}

/// The programs, and the folder in which they work.
struct Scene {
    protoward: PathBuf,
    protoc: PathBuf,
    folder: PathBuf,
    graph: Graph,
}

pub(super) fn run(protoward: &Path, protoc: &Path, is_sample: bool) -> Result<Outcome, Error> {
    let size = if is_sample { SAMPLE } else { WHOLE };
    let tree = trees::complete()?;
    let temporary = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let folder = temporary.path().canonicalize().map_err(Error::at(temporary.path()))?;
    graph::copy(&tree.dir, &folder)?;
    let graph = Graph::new(&folder, &tree.files);
    let scene = Scene { protoward: protoward.to_owned(), protoc: protoc.to_owned(), folder, graph };
    let mut goals = scene.build(size)?;
    goals.extend(incremental::goals(&scene)?);
    goals.extend(endurance::goals(&scene, size)?);
    let outcome = goal::outcome(&goals);
    // A sample takes too little time for its ratios.
    Ok(if is_sample { Outcome::Passed } else { outcome })
}

/// The time of the same actions in three ways.
#[derive(Default)]
struct Times {
    protoc: Duration,
    process: Duration,
    worker: Duration,
    /// The number of actions whose output differs from that of protoc.
    different: usize,
}

impl Times {
    fn ratio(&self, time: Duration) -> f64 {
        time.as_secs_f64() / self.protoc.as_secs_f64()
    }
}

impl Scene {
    /// Runs each target in three ways, in turns.
    fn build(&self, size: Size) -> Result<Vec<Goal>, Error> {
        let targets = Random::new(41).sample(self.graph.targets(), size.targets);
        let mut worker = Worker::start(&self.protoward, &self.folder, &[])?;
        let times = self.times(&targets, &mut worker)?;
        let imports: usize = targets.iter().map(|&target| self.graph.closure(target).len()).sum();
        println!("\n{} targets with {imports} files, imports included", targets.len());
        println!("  protoc   {:8.1} ms for a target", millis(times.protoc, targets.len()));
        println!("  process  {:8.1} ms", millis(times.process, targets.len()));
        println!("  worker   {:8.1} ms, {} MiB at the end", millis(times.worker, targets.len()), worker.memory() >> 10);
        worker.end()?;
        Ok(vec![
            Goal::at_most("time of a process / protoc", times.ratio(times.process), 0.5),
            Goal::at_most("time of a worker / protoc", times.ratio(times.worker), 0.2),
            Goal::at_most("outputs that differ from protoc's", count(times.different), 0.0),
        ])
    }

    fn times(&self, targets: &[usize], worker: &mut Worker) -> Result<Times, Error> {
        let mut times = Times::default();
        for &target in targets {
            let action = Action::library(&self.graph, target);
            let (by_protoc, protoc) = protoc_time(&self.protoc, &[], &self.folder, &action)?;
            let (by_process, process) = protoc_time(&self.protoward, &["protoc"], &self.folder, &action)?;
            let request = request(&self.graph, &action, 0);
            let (by_worker, resident) = action.timed(&self.folder, || worker.ask(&request))?;
            times.protoc += by_protoc;
            times.process += by_process;
            times.worker += by_worker;
            times.different += usize::from(protoc.files != process.files || protoc.files != resident.files);
        }
        Ok(times)
    }
}

fn millis(time: Duration, targets: usize) -> f64 {
    time.as_secs_f64() * 1000.0 / count(targets)
}
