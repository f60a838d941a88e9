//! Cancellations, kills and malformed requests.

use prost::Message as _;

use super::Scene;
use super::actions::{Action, protoc_time};
use super::client::{WorkRequest, Worker, request};
use protoward_kit::error::Error;
use protoward_kit::random::Random;

/// Disturbs workers, and returns the number of wrong outputs and responses.
pub(super) fn wrong(scene: &Scene, count: usize) -> Result<usize, Error> {
    let mut random = Random::new(414_141);
    let targets = scene.graph.targets();
    let start = || Worker::start(&scene.protoward, &scene.folder, &[]);
    let mut worker = start()?;
    let mut wrong = 0;
    let mut cancelled = 0;
    for number in 0..count {
        let action = Action::drawn(&scene.graph, targets[random.below(targets.len())], &mut random);
        let (_, fresh) = protoc_time(&scene.protoward, &["protoc"], &scene.folder, &action)?;
        let id = i32::try_from(number).unwrap_or(0) + 1;
        let asked = request(&scene.graph, &action, id);
        match number % 3 {
            0 => {
                let mut was_cancelled = false;
                let (_, resident) = action.timed(&scene.folder, || {
                    let response = worker.ask_and_cancel(&asked)?;
                    was_cancelled = response.was_cancelled;
                    Ok((response.exit_code, response.output))
                })?;
                cancelled += usize::from(was_cancelled);
                let is_right = if was_cancelled { resident.files.is_empty() } else { resident == fresh };
                wrong += usize::from(!is_right);
            }
            1 => {
                // The worker may be killed while it writes: a file is complete or missing.
                let (_, killed) = action.timed(&scene.folder, || {
                    worker.send(&asked.encode_length_delimited_to_vec())?;
                    std::thread::sleep(std::time::Duration::from_micros(random.next_u64() % 4000));
                    std::mem::replace(&mut worker, start()?).kill()?;
                    Ok((0, String::new()))
                })?;
                let is_leftover = |name: &str| name.contains(".protoward-") && name.ends_with(".tmp");
                let files = killed.files.iter().filter(|(name, _)| !is_leftover(name));
                wrong += files.filter(|(name, bytes)| fresh.files.get(*name) != Some(bytes)).count();
            }
            _ => {
                let length = random.below(60) + 1;
                let junk: Vec<u8> = (0..length).map(|_| (random.next_u64() >> 32) as u8).collect();
                worker.send(&[&[u8::try_from(length).unwrap_or(1)], &junk[..]].concat())?;
                // Random bytes may be a request without arguments, or a cancellation, which has no response.
                let is_silent = is_cancellation(&junk);
                let is_right = is_silent || worker.receive()?.exit_code != 0;
                wrong += usize::from(!is_right);
            }
        }
        let (_, after) = action.timed(&scene.folder, || worker.ask(&asked))?;
        wrong += usize::from(after != fresh);
    }
    println!("\n{count} disturbances, {cancelled} of them cancellations in time");
    worker.end()?;
    Ok(wrong)
}

fn is_cancellation(bytes: &[u8]) -> bool {
    WorkRequest::decode(bytes).is_ok_and(|request| request.is_cancellation())
}
