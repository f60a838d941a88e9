//! The build script alone, as compiled by cargo: a first run, and a second run without changes.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::consumer::Consumer;
use crate::bench::goal::Goal;
use crate::bench::measure::ratio;
use protoward_oracles::error::Error;
use protoward_oracles::process::Run;
use protoward_oracles::trees;

/// The limit of the first run, as a share of that of tonic-prost-build with an installed `protoc`.
const FIRST: f64 = 0.5;

/// The limit of the second run, as a share of the same.
const AGAIN: f64 = 0.1;

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

/// Times the build scripts of two built crates, in turns. Returns the goals for `ours` compared with `theirs`.
pub(super) fn run(ours: &Consumer, theirs: &Consumer, protoc: &Path, runs: usize) -> Result<[Goal; 2], Error> {
    let mut scripts = [Script::of(ours, protoc)?, Script::of(theirs, protoc)?];
    for script in &mut scripts {
        script.time_both()?;
        // The first runs only warm the caches of the machine.
        (script.first, script.again) = Default::default();
    }
    for _ in 0..runs * RUNS_OF_A_BUILD {
        for script in &mut scripts {
            script.time_both()?;
        }
        scripts.reverse();
    }
    scripts.sort_by_key(|script| script.name != theirs.method.name);
    print(&scripts);
    let [theirs, ours] = &scripts;
    let goal = |what: &str, of: fn(&Script) -> &[Duration], most| {
        Goal::at_most(format!("the build script: {what}, of {}", theirs.name), min(of(ours)) / min(of(theirs)), most)
    };
    Ok([goal("first run", |it| &it.first, FIRST), goal("unchanged rerun", |it| &it.again, AGAIN)])
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
            .current_dir(&consumer.dir);
        Ok(Self { name: consumer.method.name, run, folder, first: Vec::new(), again: Vec::new() })
    }

    /// Times a run with an empty output folder, and a second run after it.
    fn time_both(&mut self) -> Result<(), Error> {
        if self.folder.exists() {
            std::fs::remove_dir_all(&self.folder).map_err(Error::at(&self.folder))?;
        }
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

fn print(scripts: &[Script; 2]) {
    println!("\nthe build script for {}, dev profile, {} runs in turns", trees::SMALL, scripts[0].first.len());
    println!("  {:28} {:>10} {:>8} {:>10} {:>8}", "", "first", "", "unchanged", "");
    let [theirs, _] = scripts;
    for script in scripts {
        let (first, again) = (min(&script.first), min(&script.again));
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
