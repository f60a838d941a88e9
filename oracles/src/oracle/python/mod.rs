//! Compares `--python_out` and `--pyi_out` of protoc and protoward on every file of every corpus, and runs the modules. Compares
//! `--grpc_python_out` with the plugin in grpcio-tools.

mod imported;
mod outputs;
mod record;

use std::path::{Path, PathBuf};

use clap::Args;

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::{ProgramArgs, SampleArgs};
use crate::oracle::batches;
use crate::oracle::compilers::{self, Compiler};
use crate::oracle::known::KnownReasons;
use crate::oracle::renamed::RenamedSets;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::process::Run;
use protoward_kit::{Outcome, wire};

use imported::Imported;
use outputs::{Input, Part};

/// A file agrees if protoward writes the same bytes as protoc, or as grpcio-tools for `grpc_python`. Python then imports
/// protoward's modules with both implementations of Google's library, and fills, serializes and parses every message.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    sample: SampleArgs,
    #[command(flatten)]
    subject: ProgramArgs,
    /// Run only these generators
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Number of random sets of files, in addition to the corpora
    #[arg(long, value_name = "N", default_value_t = 0)]
    sets: u64,
    /// Compare only, import nothing
    #[arg(long)]
    no_import: bool,
    /// Record the current output of protoc and grpcio-tools for the fixtures instead of comparing
    #[arg(long)]
    record: bool,
}

/// Both programs, and the generators to compare.
struct Compilers {
    part: Part,
    theirs: Compiler,
    ours: Compiler,
}

/// Replacements for names in random sets.
const KEYWORDS: [&str; 12] =
    ["class", "None", "def", "lambda", "is", "self", "async", "not", "True", "match", "yield", "self_"];

/// The maximum number of files in a run.
const BATCH: usize = 500;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    if options.record {
        return record::run();
    }
    let ours = Compiler::protoward(options.subject.program()?);
    let mut is_fine = true;
    for part in Part::ALL.into_iter().filter(|part| options.only.is_none_or(|only| only == *part)) {
        is_fine &= compare(options, &Compilers { part, theirs: oracle(part)?, ours: ours.clone() })?;
    }
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Returns the program that `part` is compared with.
fn oracle(part: Part) -> Result<Compiler, Error> {
    match part {
        Part::Messages => Ok(Compiler::protoc(corpus::protoc()?)),
        Part::Grpc | Part::GrpcBeta => Ok(Compiler::grpcio_tools(corpus::grpcio_tools()?)),
    }
}

/// Compares one part. Returns `true` if all files agree and work.
fn compare(options: &Options, pair: &Compilers) -> Result<bool, Error> {
    let mut all = Agreement::default();
    let mut imported = Imported::default();
    let known = KnownReasons::compile();
    let protoc = oracle(Part::Messages)?;
    let imports = pair.part == Part::Messages && !options.no_import;
    for mut tree in options.sample.trees()? {
        tree.files = known.generable(&tree);
        if pair.part != Part::Messages {
            // protoward equals a newer protoc than the one in grpcio-tools, which accepts other files.
            tree.files = protoc.accepted(&tree)?;
        }
        let agreement = pair.compare_tree(&tree)?;
        report(&tree.title(), &agreement);
        if imports {
            imported.add(&tree, &agreed(&agreement), pair)?;
        }
        all.append(agreement);
    }
    for (corpus, sets) in options.sample.descriptors()? {
        let agreement = pair.compare_sets(&sets)?;
        report(corpus, &agreement);
        all.append(agreement);
    }
    all.append(pair.compare_drawn(options.sets, options.sample.seed())?);
    println!("{}: {all}", pair.part.title());
    if pair.part == Part::Messages {
        println!("{imported}");
    }
    Ok(all.is_full() && imported.is_fine())
}

fn report(title: &str, agreement: &Agreement) {
    println!("{title}: {agreement}");
    agreement.print_disagreeing();
}

/// Returns the modules that are equal.
fn agreed(agreement: &Agreement) -> Vec<&str> {
    agreement.agreeing().filter_map(|file| file.strip_suffix(".py")).collect()
}

impl Compilers {
    fn compare_tree(&self, tree: &Tree) -> Result<Agreement, Error> {
        let roots: Vec<&Path> = compilers::roots(tree).collect();
        let compare = |_, files: &[String]| self.compare(&Input::Sources(&roots), files);
        Ok(Agreement::joined(batches::each(&tree.files, BATCH, compare)?))
    }

    /// Compares random sets. A set with a file that differs is kept below `target`.
    fn compare_drawn(&self, count: u64, seed: u64) -> Result<Agreement, Error> {
        let sets = RenamedSets { count, seed, folder: "oracle/python", replacements: &KEYWORDS };
        let compare = |_, folder: &Path, files: &[String]| self.compare_halved(&Input::Sources(&[folder]), files);
        let all = Agreement::joined(sets.compare(compare, Agreement::is_full)?);
        if count > 0 {
            report("sets that nobody wrote", &all);
        }
        Ok(all)
    }

    /// Compares descriptors without sources. Together they must contain all their imports.
    fn compare_sets(&self, sets: &[PathBuf]) -> Result<Agreement, Error> {
        let scratch = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
        let mut names = Vec::new();
        let mut bytes = wire_well_known(&self.theirs, scratch.path())?;
        for path in sets {
            let set = std::fs::read(path).map_err(Error::at(path))?;
            names.extend(wire::files_of(&set).unwrap_or_default().iter().map(|file| file.name.to_owned()));
            bytes.extend(set);
        }
        let joined = scratch.path().join("set");
        files::write(&joined, bytes)?;
        self.compare_halved(&Input::Set(&joined), &names)
    }

    fn compare_halved(&self, input: &Input<'_>, files: &[String]) -> Result<Agreement, Error> {
        Ok(Agreement::joined(batches::halved(files, &|files| self.compare(input, files))?))
    }

    /// Compares a batch. Returns `None` if protoc rejects it: files that it rejects have no modules.
    fn compare(&self, input: &Input<'_>, files: &[String]) -> Result<Option<Agreement>, Error> {
        let made = |compiler| outputs::make(compiler, self.part, input, files);
        let Ok(theirs) = made(&self.theirs)? else { return Ok(None) };
        let mut agreement = Agreement::default();
        agreement.count_files(&theirs, &compilers::or_nothing(made(&self.ours)?));
        Ok(Some(agreement))
    }
}

/// Returns the types that protoc includes as a descriptor set, because protoc does not add them to `--descriptor_set_in`.
fn wire_well_known(protoc: &Compiler, scratch: &Path) -> Result<Vec<u8>, Error> {
    let names = ["any", "api", "descriptor", "duration", "empty", "field_mask", "struct", "timestamp", "wrappers"];
    let set = scratch.join("well-known");
    let files = names.map(|name| format!("google/protobuf/{name}.proto"));
    let run: Run = protoc.over([scratch].into_iter()).arg("--include_imports").arg("-o").arg(&set).args(files);
    run.finish()?;
    std::fs::read(&set).map_err(Error::at(&set))
}
