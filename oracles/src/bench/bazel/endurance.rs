//! A worker after many requests: its memory, and its output compared with fresh processes.

use super::actions::{Action, protoc_time};
use super::client::{Worker, request};
use super::{Goal, Scene, Size, count, disturbances};
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// The number of targets that requests are drawn from, so that all files are known after a part of the requests.
const DRAWN_FROM: usize = 1000;

pub(super) fn goals(scene: &Scene, size: Size) -> Result<Vec<Goal>, Error> {
    let mut random = Random::new(4141);
    let targets = random.sample(scene.graph.targets(), DRAWN_FROM);
    let mut worker = Worker::start(&scene.protoward, &scene.folder, &[])?;
    let mut different = 0;
    let mut warm = 0;
    let first = size.requests / 4;
    let between = size.requests / size.draws;
    for number in 0..size.requests {
        let target = targets[if number < targets.len() { number } else { random.below(targets.len()) }];
        let action = Action::drawn(&scene.graph, target, &mut random);
        let asked = request(&scene.graph, &action, i32::try_from(number).unwrap_or(0));
        let (_, resident) = action.timed(&scene.folder, || worker.ask(&asked))?;
        if number % between == 0 {
            let (_, fresh) = protoc_time(&scene.protoward, &["protoc"], &scene.folder, &action)?;
            different += usize::from(fresh != resident);
        }
        if number == first {
            warm = worker.memory();
        }
    }
    let last = worker.memory();
    worker.end()?;
    println!("\n{} requests to one worker", size.requests);
    println!("  memory after {first}: {} MiB, at the end: {} MiB", warm >> 10, last >> 10);
    let growth = (super::super::measure::kib(last) / super::super::measure::kib(warm) - 1.0) * 100.0;
    let wrong = disturbances::wrong(scene, size.disturbances)?;
    Ok(vec![
        Goal::at_most("growth of memory after a quarter of the requests, percent", growth, 10.0),
        Goal::at_most("draws that differ from fresh processes", count(different), 0.0),
        Goal::at_most("wrong outputs after cancellations, kills, bad requests", count(wrong), 0.0),
    ])
}
