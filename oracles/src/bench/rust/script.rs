//! The build script alone, as compiled by cargo: a first run, and a second run without changes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::consumer::Consumer;
use crate::bench::goal::Goal;
use crate::bench::measure::ratio;
use crate::trees;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;

/// The limit of the first run, as a share of that of tonic-prost-build with an installed `protoc`.
const FIRST: f64 = 0.5;

/// The limit of the second run, as a share of the same.
const AGAIN: f64 = 0.1;

/// The limit of the first run with the program, as a share of that with the generator in the build script.
const WITH_PROGRAM: f64 = 1.3;

/// The number of runs of the scripts per clean build. A clean build takes as long as a hundred runs of a build script.
const RUNS_OF_A_BUILD: usize = 5;

/// The build script of a crate.
struct Script {
    name: &'static str,
    run: Run,
    /// The folder that contains `OUT_DIR`.
    folder: PathBuf,
    first: Vec<Duration>,
    again: Vec<Duration>,
}

/// Times the build scripts of three built crates, in turns. Returns the goals for `ours`, also with the program, compared with
/// `theirs`.
pub(super) fn run(
    ours: &Consumer,
    program: &Consumer,
    theirs: &Consumer,
    protoc: &Path,
    runs: usize,
) -> Result<[Goal; 4], Error> {
    let mut scripts = [Script::of(theirs, protoc)?, Script::of(ours, protoc)?, Script::of(program, protoc)?];
    for script in &mut scripts {
        script.time_both()?;
        // The first runs only warm the caches of the machine.
        (script.first, script.again) = Default::default();
    }
    for run in 0..runs * RUNS_OF_A_BUILD {
        for at in 0..scripts.len() {
            scripts[(run + at) % 3].time_both()?;
        }
    }
    print(&scripts);
    let [theirs, ours, program] = &scripts;
    let goal = |of: &Script, what: &str, than: &Script, times: fn(&Script) -> &[Duration], most| {
        let what = format!("the build script of {}: {what}, of {}", of.name, than.name);
        Goal::at_most(what, min(times(of)) / min(times(than)), most)
    };
    Ok([
        goal(ours, "first run", theirs, |it| &it.first, FIRST),
        goal(ours, "unchanged rerun", theirs, |it| &it.again, AGAIN),
        goal(program, "first run", ours, |it| &it.first, WITH_PROGRAM),
        goal(program, "unchanged rerun", theirs, |it| &it.again, AGAIN),
    ])
}

impl Script {
    fn of(consumer: &Consumer, protoc: &Path) -> Result<Self, Error> {
        let program = consumer.script(protoc)?;
        let folder = consumer.target().join("timed");
        let run = Run::new(program)
            .env("CARGO", "cargo")
            .env("CARGO_MANIFEST_DIR", &consumer.dir)
            .env("OUT_DIR", folder.join("out"))
            .env("PROTOC", consumer.protoc(protoc))
            .env("PROTOWARD", &consumer.protoward)
            .current_dir(&consumer.dir);
        Ok(Self { name: consumer.method.name, run, folder, first: Vec::new(), again: Vec::new() })
    }

    /// Times a run with an empty output folder, and a second run after it.
    fn time_both(&mut self) -> Result<(), Error> {
        files::clear(&self.folder)?;
        let out = self.folder.join("out");
        std::fs::create_dir_all(&out).map_err(Error::at(&out))?;
        // The file that cargo creates. protoward recognizes the folder of cargo by it.
        let note = self.folder.join("invoked.timestamp");
        std::fs::write(&note, "").map_err(Error::at(&note))?;
        self.first.push(self.time()?);
        self.again.push(self.time()?);
        Ok(())
    }

    fn time(&self) -> Result<Duration, Error> {
        let started = Instant::now();
        self.run.finish()?;
        Ok(started.elapsed())
    }
}

fn min(times: &[Duration]) -> f64 {
    times.iter().min().copied().unwrap_or_default().as_secs_f64()
}

fn print(scripts: &[Script; 3]) {
    println!("\nthe build script for {}, dev profile, {} runs in turns", trees::SMALL, scripts[0].first.len());
    println!("  {:28} {:>10} {:>8} {:>10} {:>8}", "", "first", "", "unchanged", "");
    let [theirs, ..] = scripts;
    for script in scripts {
        let first = min(&script.first);
        let again = min(&script.again);
        println!(
            "  {:28} {:>10} {:>8} {:>10} {:>8}",
            script.name,
            format!("{:.0} ms", first * 1e3),
            ratio(first, min(&theirs.first)),
            format!("{:.0} ms", again * 1e3),
            ratio(again, min(&theirs.again)),
        );
    }
}
