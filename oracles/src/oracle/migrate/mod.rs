//! Migrates every file of every corpus, and asks protoc and protobuf's library for Python whether anything changed.
//!
//! Each tree is copied with its migrated files. protoc compiles the original and the copy; a script in Python compares both descriptor
//! sets element by element, and sends random messages from one to the other. protobuf-es reads the same messages with both sets, and
//! protoc generates code in Python and Java from both. Placements of features are compared with the best one of
//! all that are possible, on drawn trees.

mod code;
mod placements;
mod refactorings;
mod trees;
mod typescript;
mod way_back;

use std::path::Path;
use std::time::Instant;

use clap::Args;

use crate::oracle::arguments::SampleArgs;
use crate::oracle::compilers::Compiler;
use crate::oracle::tally::Tally;
use protoward_kit::Outcome;
use protoward_kit::corpus;
use protoward_kit::error::Error;
use protoward_kit::process::Run;

use protoward_migrate::TargetEdition;
use trees::{COMPILATION, MIGRATION, check};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    sample: SampleArgs,
    /// The number of random messages of each type, half of them in each direction
    #[arg(long, default_value_t = 2)]
    payloads: usize,
    /// The number of drawn trees whose placements are compared
    #[arg(long, default_value_t = 300)]
    placements: usize,
    /// Do only this part
    #[arg(long = "part", value_name = "PART", value_enum)]
    only: Option<Part>,
    /// The number of sets of files, and of drawn schemas, that random refactorings change, each in several ways
    #[arg(long, default_value_t = 100)]
    count: usize,
    /// Only make the random refactorings of this set of files, and print its texts
    #[arg(long, value_name = "K")]
    only_set: Option<u64>,
    /// Only migrate to this edition
    #[arg(long, value_parser = edition)]
    edition: Option<TargetEdition>,
}

/// A part of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// Migrations to newer editions
    Editions,
    /// Placements of features
    Placements,
    /// Random refactorings of the corpora
    Refactorings,
    /// Random refactorings of drawn schemas with names in options
    Names,
}

fn edition(name: &str) -> Result<TargetEdition, String> {
    TargetEdition::ALL.into_iter().find(|it| it.name() == name).ok_or_else(|| "2023, 2024 or 2026".to_owned())
}

/// The programs and files that all comparisons use.
struct Judges {
    protoc: Compiler,
    /// The protoc that answers for its defaults of features.
    script: std::path::PathBuf,
    defaults: std::path::PathBuf,
    library: std::path::PathBuf,
    payloads: usize,
    seed: u64,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let is_chosen = |part: Part| options.only.is_none_or(|only| only == part);
    let mut is_fine = !is_chosen(Part::Editions) || editions(options)?;
    is_fine &= !is_chosen(Part::Placements) || placements::run(options.placements, options.sample.seed());
    is_fine &= !is_chosen(Part::Refactorings) || refactorings::run(options.count, options.only_set, &options.sample)?;
    is_fine &=
        !is_chosen(Part::Names) || refactorings::run_names(options.count, options.only_set, options.sample.seed());
    Ok(if is_fine { Outcome::Passed } else { Outcome::Findings })
}

/// Migrates all files to each edition. Returns `true` if nothing differs.
fn editions(options: &Options) -> Result<bool, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    let judges = judges(options, folder.path())?;
    let trees = options.sample.trees()?;
    let mut is_fine = true;
    for edition in TargetEdition::ALL.into_iter().filter(|it| options.edition.is_none_or(|only| only == *it)) {
        let mut all = Tally::default();
        for tree in &trees {
            let start = Instant::now();
            let checked = check(tree, edition, &judges)?;
            checked.print(&format!("  {} {}", edition.name(), tree.title()));
            println!("  in {:.1} s", start.elapsed().as_secs_f64());
            all.append(checked);
        }
        println!("edition {}: {all}; {} differences", edition.name(), all.findings.len());
        let ratio = all.of(MIGRATION) as f64 / all.of(COMPILATION) as f64;
        println!("  planning and writing took {ratio:.2} × the time of compiling");
        is_fine &= all.findings.is_empty();
    }
    Ok(is_fine)
}

fn judges(options: &Options, folder: &Path) -> Result<Judges, Error> {
    let protoc = corpus::protoc()?;
    let script = folder.join("compare.py");
    let defaults = folder.join("defaults.binpb");
    std::fs::write(&script, include_str!("compare.py")).map_err(Error::at(&script))?;
    let out = format!("--edition_defaults_out={}", defaults.display());
    let range = ["--edition_defaults_minimum=PROTO2", "--edition_defaults_maximum=2026"];
    let files = ["cpp", "java", "go"].map(|it| format!("google/protobuf/{it}_features.proto"));
    Run::new(&protoc).current_dir(folder).arg(out).args(range).args(files).finish()?;
    let payloads = options.payloads;
    let seed = options.sample.seed();
    let library = corpus::python_protobuf()?;
    Ok(Judges { protoc: Compiler::protoc(protoc), script, defaults, library, payloads, seed })
}
