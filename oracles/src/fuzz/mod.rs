//! A fuzzer: random inputs, possibly for hours, that must not cause panics, hangs, stack overflows or excessive memory.
//!
//! The inputs are real files with mutated bytes and tokens and with parts of other files, determined by a seed and a number. The
//! output is the inputs that failed, in `target/fuzz`. A child process runs the inputs, so that a crash does not end the fuzzer.

mod answers;
mod archive;
mod child;
mod condition;
mod config;
mod git;
mod inputs;
mod layout;
mod ledger;
mod message;
mod mutation;
mod overseer;
mod range;
mod response;
mod rules;
mod sample;
mod target;
mod worker;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum as _};

use crate::disk;
use protoward_kit::Outcome;
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};

use inputs::Inputs;
use overseer::{Limits, Tally, oversee};
use sample::Input;
use target::Target;

/// The seed and its number determine an input, so that `--only` can repeat it. The child program is built optimized, with the
/// checks of a debug build.
#[derive(Args)]
pub struct Options {
    /// The targets to fuzz; all of them, one after the other, by default
    targets: Vec<Target>,
    /// The time for each target
    #[arg(long, default_value_t = 20.0)]
    minutes: f64,
    /// The seed of the inputs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The maximum time for one input, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// The maximum memory of the child process, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 1024)]
    memory: u64,
    /// Run only the input with this number, in this process
    #[arg(long, value_name = "K")]
    only: Option<u64>,
    /// Use this program as it is built: slower inputs, nothing to build
    #[arg(long)]
    as_is: bool,
    /// Act as the child process, starting at this number
    #[arg(long, value_name = "K", hide = true)]
    child_from: Option<u64>,
}

pub fn run(options: &Options) -> Result<Outcome, Error> {
    let targets = if options.targets.is_empty() { Target::value_variants() } else { &options.targets };
    if let (Some(first), [target]) = (options.child_from, targets) {
        return child::run(*target, options.seed, first, options.time()).map(|()| Outcome::Passed);
    }
    if let Some(number) = options.only {
        return targets.iter().try_fold(Outcome::Passed, |outcome, target| {
            Ok(if only(*target, options.seed, number)? { outcome } else { Outcome::Findings })
        });
    }
    let program = options.program()?;
    // The corpora are fetched here, because the child uses its standard output for records, not for progress messages.
    Inputs::read()?;
    let mut outcome = Outcome::Passed;
    println!(
        "{:12} {:>10} {:>7} {:>8} {:>6} {:>10} {:>9}",
        "", "inputs", "panics", "crashes", "hangs", "too large", "memory"
    );
    for target in targets {
        let limits = Limits { time: Duration::from_secs(options.seconds), memory: options.memory << 10 };
        let feeding = |first, left| options.child(&program, *target, first, left);
        let tally = oversee(*target, options.seed, options.time(), limits, feeding)?;
        print(*target, &tally);
        if tally.found() > 0 {
            println!("  kept in {}", folder(*target).display());
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

impl Options {
    fn time(&self) -> Duration {
        Duration::from_secs_f64(self.minutes.clamp(0.0, 100_000.0) * 60.0)
    }

    fn program(&self) -> Result<PathBuf, Error> {
        if self.as_is {
            return std::env::current_exe().map_err(Error::at("this program".as_ref()));
        }
        workspace::oracles(Profile::Checked)
    }

    fn child(&self, program: &PathBuf, target: Target, first: u64, left: Duration) -> Run {
        let minutes = (left.as_secs_f64() / 60.0).to_string();
        let seed = self.seed.to_string();
        let first = first.to_string();
        let args = ["fuzz", &target.name(), "--minutes", &minutes, "--seed", &seed, "--child-from", &first];
        Run::new(program).args(args)
    }
}

fn print(target: Target, tally: &Tally) {
    let Tally { inputs, panics, crashes, hangs, too_large, memory } = tally;
    let memory = format!("{} MB", memory >> 10);
    println!("{:12} {inputs:>10} {panics:>7} {crashes:>8} {hangs:>6} {too_large:>10} {memory:>9}", target.name());
}

/// Runs one input in this process and prints the result.
fn only(target: Target, seed: u64, number: u64) -> Result<bool, Error> {
    let input = target.input(&Inputs::read()?, seed, number);
    keep(target, seed, number, &input, "asked for")?;
    println!("{} #{number}: {} bytes, kept in {}", target.name(), input.bytes.len(), folder(target).display());
    child::remember_panics();
    let panic = child::panic_of(target, &input);
    println!("{}", panic.as_deref().unwrap_or("fine"));
    Ok(panic.is_none())
}

fn folder(target: Target) -> PathBuf {
    workspace::target().join("fuzz").join(target.name())
}

/// Writes an input, its imports, and the reason why it is kept.
fn keep(target: Target, seed: u64, number: u64, input: &Input, why: &str) -> Result<(), Error> {
    let dir = workspace::scratch(&format!("fuzz/{}/{seed}-{number}", target.name()))?;
    disk::write_all(&dir, &input.imports)?;
    let name = if target == Target::Descriptor { "set.binpb" } else { &input.name };
    files::write(&dir.join(name), &input.bytes)?;
    let again = format!("cargo xtask fuzz {} --seed {seed} --only {number}", target.name());
    files::write(&dir.join("why.txt"), format!("{why}\n\nfile: {name}\nagain: {again}\n"))
}
