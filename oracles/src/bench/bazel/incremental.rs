//! Builds after the change of one file.

use super::actions::{Action, protoc_time};
use super::client::{Worker, request};
use super::{Goal, Scene, Times, count};
use protoward_kit::error::Error;

/// The maximum number of targets to build after a change of a file that hundreds import.
const HUNDREDS: usize = 200;
const MOST: usize = 400;

pub(super) fn goals(scene: &Scene) -> Result<Vec<Goal>, Error> {
    let dependents = scene.graph.dependents();
    let targets = scene.graph.targets();
    let leaf = targets.iter().copied().find(|&file| dependents[file].len() == 1 && scene.graph.closure(file).len() > 8);
    let popular = targets.iter().copied().filter(|&file| dependents[file].len() >= HUNDREDS);
    let popular = popular.min_by_key(|&file| dependents[file].len());
    let mut goals = Vec::new();
    for (what, file) in [("a leaf", leaf), ("a file that hundreds import", popular)] {
        let Some(file) = file else { continue };
        let affected = &dependents[file][..dependents[file].len().min(MOST)];
        let times = scene.rebuild(file, affected)?;
        println!("\nafter a change of {}: {} targets", scene.graph.names[file], affected.len());
        println!("  protoc {:8.2} s, worker {:8.2} s", times.protoc.as_secs_f64(), times.worker.as_secs_f64());
        goals.push(Goal::at_most(format!("{what}: time of a worker / protoc"), times.ratio(times.worker), 0.2));
        goals.push(Goal::at_most(format!("{what}: outputs that differ"), count(times.different), 0.0));
    }
    Ok(goals)
}

/// The number of changes that a time is the sum of, because one target takes milliseconds.
const CHANGES: usize = 10;

impl Scene {
    /// Builds targets with a warm worker, and again after changes of a file.
    fn rebuild(&self, file: usize, targets: &[usize]) -> Result<Times, Error> {
        let mut worker = Worker::start(&self.protoward, &self.folder, &[])?;
        for &target in targets {
            let action = Action::library(&self.graph, target);
            action.timed(&self.folder, || worker.ask(&request(&self.graph, &action, 0)))?;
        }
        let path = self.folder.join(&self.graph.names[file]);
        let before = std::fs::read(&path).map_err(Error::at(&path))?;
        let mut times = Times::default();
        for change in 0..if targets.len() == 1 { CHANGES } else { 1 } {
            let text = [&before[..], format!("\nmessage Changed{change} {{}}\n").as_bytes()].concat();
            std::fs::write(&path, text).map_err(Error::at(&path))?;
            let mut graph = self.graph.clone();
            graph.changed(&self.folder, file);
            for &target in targets {
                let action = Action::library(&graph, target);
                let (by_protoc, protoc) = protoc_time(&self.protoc, &[], &self.folder, &action)?;
                let request = request(&graph, &action, 0);
                let (by_worker, resident) = action.timed(&self.folder, || worker.ask(&request))?;
                times.protoc += by_protoc;
                times.worker += by_worker;
                times.different += usize::from(protoc.files != resident.files);
            }
        }
        std::fs::write(&path, before).map_err(Error::at(&path))?;
        worker.end()?;
        Ok(times)
    }
}
