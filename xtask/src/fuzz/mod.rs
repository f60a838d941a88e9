//! Inputs that nobody wrote, for hours if need be: does anything panic, hang, overflow or grow?
//!
//! In: real files, changed in their bytes and tokens and spliced with each other, by a seed and a number. Out: what
//! brought a target down, in `target/fuzz`. A child process feeds, so that only it goes down.

mod archive;
mod child;
mod config;
mod git;
mod inputs;
mod ledger;
mod message;
mod mutation;
mod overseer;
mod response;
mod target;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use protoward_oracles::Outcome;
use protoward_oracles::process::Run;
use protoward_oracles::trouble::Trouble;
use protoward_oracles::workspace::{self, Profile};

use inputs::Inputs;
use overseer::{Limits, Tally, oversee};
use target::{Input, TARGETS, Target};

/// Every input follows from the seed and its number, so that `--only` feeds it again. The program that feeds is built
/// optimized, with the checks of a debug build.
#[derive(Args)]
pub(crate) struct Options {
    /// What to fuzz; everything, one after the other, when nothing is named
    targets: Vec<Target>,
    /// How long each target is fed
    #[arg(long, default_value_t = 20.0)]
    minutes: f64,
    /// Which inputs
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// What one input may take, in seconds
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// What the feeding process may take, in megabytes
    #[arg(long, value_name = "MB", default_value_t = 1024)]
    memory: u64,
    /// Feed only the input with this number, in this process
    #[arg(long, value_name = "K")]
    only: Option<u64>,
    /// Feed with this program as it is built: slower inputs, nothing to build
    #[arg(long)]
    as_is: bool,
    /// Be the process that feeds, from this number on
    #[arg(long, value_name = "K", hide = true)]
    child_from: Option<u64>,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let targets = if options.targets.is_empty() { TARGETS } else { &options.targets };
    if let (Some(first), [target]) = (options.child_from, targets) {
        return child::run(*target, options.seed, first, options.time()).map(|()| Outcome::Fine);
    }
    if let Some(number) = options.only {
        return targets.iter().try_fold(Outcome::Fine, |outcome, target| {
            Ok(if only(*target, options.seed, number)? { outcome } else { Outcome::Findings })
        });
    }
    let program = options.program()?;
    // What has to be fetched is fetched here: a child speaks with its overseer where it would say so.
    Inputs::read()?;
    let mut outcome = Outcome::Fine;
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

    fn program(&self) -> Result<PathBuf, Trouble> {
        if self.as_is {
            return std::env::current_exe().map_err(Trouble::at("this program".as_ref()));
        }
        workspace::built("xtask", "xtask", Profile::Checked)
    }

    fn child(&self, program: &PathBuf, target: Target, first: u64, left: Duration) -> Run {
        let minutes = (left.as_secs_f64() / 60.0).to_string();
        let (seed, first) = (self.seed.to_string(), first.to_string());
        let args = ["fuzz", target.name(), "--minutes", &minutes, "--seed", &seed, "--child-from", &first];
        Run::new(program).args(args)
    }
}

fn print(target: Target, tally: &Tally) {
    let Tally { inputs, panics, crashes, hangs, too_large, memory } = tally;
    let memory = format!("{} MB", memory >> 10);
    println!("{:12} {inputs:>10} {panics:>7} {crashes:>8} {hangs:>6} {too_large:>10} {memory:>9}", target.name());
}

/// Feeds one input here, and says what came of it.
fn only(target: Target, seed: u64, number: u64) -> Result<bool, Trouble> {
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

/// Writes an input, what comes along with it, and why it is kept.
fn keep(target: Target, seed: u64, number: u64, input: &Input, why: &str) -> Result<(), Trouble> {
    let dir = workspace::scratch(&format!("fuzz/{}/{seed}-{number}", target.name()))?;
    let write = |name: &str, bytes: &[u8]| {
        let path = dir.join(name);
        let parent = path.parent().unwrap_or(&dir);
        std::fs::create_dir_all(parent).map_err(Trouble::at(parent))?;
        std::fs::write(&path, bytes).map_err(Trouble::at(&path))
    };
    for (name, text) in &input.imports {
        write(name, text)?;
    }
    let name = if target == Target::Descriptor { "set.binpb" } else { &input.name };
    write(name, &input.bytes)?;
    let again = format!("cargo xtask fuzz {} --seed {seed} --only {number}", target.name());
    write("why.txt", format!("{why}\n\nfile: {name}\nagain: {again}\n").as_bytes())
}
