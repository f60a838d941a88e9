//! Applies lint fixes to drawn modules and to changed real schemas, and asks protoc and buf about the result.
//!
//! After `lint --fix`, and again after `lint --fix --unsafe`: protoc accepts the files. Its descriptors are those of before but
//! for names, packages, options, imports and the order of enum values, each of which a finding of buf justifies. buf has no new
//! finding, and as many fewer as protoward. All comments are left, at the same declarations. `--diff` writes nothing, and another
//! `--fix` changes nothing.

mod check;
mod comments;
mod skeleton;
mod variety;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Version;
use super::corpora::refused_by_either;
use super::draw::{Module, draw};
use super::workspaces::number_of;
use crate::disk;
use crate::mutate::{self, Library};
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::breaking::gates::Gate;
use crate::oracle::compilers::Compiler;
use crate::oracle::draws::{self, DrawArgs};
use check::{Checker, Tally};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, corpus, workspace};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<300>,
    /// Number of real files, each with its imports and a seeded change
    #[arg(long, value_name = "N", default_value_t = 60)]
    real: u64,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// Number of drawn modules in a workspace.
const MODULES: usize = 10;
/// Number of rounds that remove modules that a program refuses.
const ROUNDS: usize = 8;
/// Number of draws for a real file. Some changes do not compile.
const ATTEMPTS: u64 = 20;
/// The corpus with the real files.
const REAL: &str = "google-proto-files";

pub(in crate::oracle) fn run(options: &Options) -> Result<Outcome, Error> {
    let folder = workspace::scratch("oracle/lint-fixes")?;
    let buf = Gate { program: corpus::buf()? };
    let ours = Gate { program: options.subject.program()? };
    let checker = Checker { buf, ours, protoc: Compiler::protoc(corpus::protoc()?) };
    let numbers = options.draws.numbers();
    let batches: Vec<Vec<u64>> = numbers.chunks(MODULES).map(<[u64]>::to_vec).collect();
    let keep = options.draws.is_single();
    let drawn = draws::map(&batches, |batch| {
        let modules = batch.iter().map(|&number| (number, drawn(options.draws.seed, number))).collect();
        in_workspace(&checker, &folder, modules, options.draws.seed, keep)
    })?;
    let mut total = Tally::default();
    drawn.into_iter().for_each(|tally| total.add(tally));
    total.print("drawn modules");
    let mut is_fine = total.is_fine();
    if !keep && options.real > 0 {
        let total = real(&checker, &folder, options)?;
        total.print("real files");
        is_fine &= total.is_fine();
    }
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

fn drawn(seed: u64, number: u64) -> Module {
    let mut module = draw(seed, number);
    variety::add(&mut module, &mut Random::keyed(seed, &[number, 11]));
    module
}

/// Fixes real files, each in a workspace of its own, because different modules cannot have the same files.
fn real(checker: &Checker, folder: &Path, options: &Options) -> Result<Tally, Error> {
    let libraries: Vec<Library> = corpus::find(REAL)?.trees()?.iter().map(Library::on_disk).collect();
    let numbers: Vec<u64> = (1..=options.real).collect();
    let tallies = draws::map(&numbers, |&number| {
        for attempt in 0..ATTEMPTS {
            let Some(mutation) = mutate::draw(&libraries, options.draws.seed, number, attempt, None) else { continue };
            let modules = BTreeMap::from([(1_000_000 + number, Module { files: mutation.new })]);
            let tally = in_workspace(checker, folder, modules, options.draws.seed, false)?;
            if tally.modules > 0 {
                return Ok(tally);
            }
        }
        Ok(Tally::default())
    })?;
    let mut total = Tally::default();
    tallies.into_iter().for_each(|tally| total.add(tally));
    Ok(total)
}

/// Writes modules into a workspace without those that a program refuses, and checks their fixes.
fn in_workspace(
    checker: &Checker,
    folder: &Path,
    mut modules: BTreeMap<u64, Module>,
    seed: u64,
    keep: bool,
) -> Result<Tally, Error> {
    let first = modules.keys().next().copied().unwrap_or_default();
    let folder = folder.join(format!("modules-{seed}-{first}"));
    let mut refusals = 0;
    for _ in 0..ROUNDS {
        write(&folder, &modules, seed)?;
        let bad = refused_by_either(&checker.buf, &checker.ours, &folder)?.draws(number_of)?;
        if bad.is_empty() {
            break;
        }
        if keep {
            println!("refused: {}", checker.refusals(&folder)?);
        }
        refusals += bad.len();
        modules.retain(|number, _| !bad.contains(number));
    }
    write(&folder, &modules, seed)?;
    let roots: Vec<PathBuf> = modules.keys().map(|number| folder.join(format!("m{number}"))).collect();
    let files: Vec<String> = modules.values().flat_map(|module| module.files.keys().cloned()).collect();
    let mut tally = if files.is_empty() { Tally::default() } else { checker.check(&folder, &roots, &files)? };
    tally.refused += refusals;
    if keep {
        println!("kept in {}", folder.display());
    } else {
        files::clear(&folder)?;
    }
    Ok(tally)
}

/// Writes the modules and their settings.
fn write(folder: &Path, modules: &BTreeMap<u64, Module>, seed: u64) -> Result<(), Error> {
    files::clear(folder)?;
    let mut config = format!("version: {}\nmodules:\n", Version::V2.name());
    for (number, module) in modules {
        disk::write_all(&folder.join(format!("m{number}")), &module.files)?;
        config += &format!("  - path: m{number}\n    lint:\n      use: [STANDARD, COMMENTS]\n");
        let mut random = Random::keyed(seed, &[*number, 13]);
        if random.chance(4) {
            config += "      enum_zero_value_suffix: _NONE\n";
        }
        if random.chance(4) {
            config += "      service_suffix: API\n";
        }
        if random.chance(3) {
            config += "      disallow_comment_ignores: true\n";
        }
    }
    if modules.is_empty() {
        config = format!("version: {}\n", Version::V2.name());
    }
    files::write(&folder.join("buf.yaml"), &config)
}

/// Returns a run of protoward's fixes in a folder.
fn fixing(gate: &Gate, folder: &Path, flags: &[&str]) -> Run {
    Run::new(&gate.program).arg("lint").args(flags).args(["--error-format", "json"]).current_dir(folder)
}
