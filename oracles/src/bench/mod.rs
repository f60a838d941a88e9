//! Benchmarks of protoward with protoc, buf and protox: the same work, in turns, with the results as ratios.

mod bazel;
mod breaking;
mod codegen;
mod compile;
mod goal;
mod google_rust;
mod history;
mod json;
mod ledger;
mod lsp;
mod measure;
mod migrate;
mod openapi;
mod rest;
mod rust;
mod scale;
mod style;
mod validate;
mod versions;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use protoward_kit::error::Error;
use protoward_kit::process::Run;
use protoward_kit::workspace::{self, Profile};
use protoward_kit::{Outcome, corpus};

use crate::trees::{self, CompleteTree};
use measure::{Contestant, measure, print};

#[derive(Args)]
pub struct Options {
    /// The benchmarks to run; all but `bazel`, `google-rust`, `json`, `lsp`, `rest`, `rust`, `scale` and `validate` by default
    cases: Vec<Case>,
    /// The number of runs of each program, without an additional run to warm up
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Check that a real run has everything it needs: a few files, one run, no other program but protoc, and a debug build
    #[arg(long)]
    sample: bool,
    /// Of `breaking`, only windows of eight versions, compared with one version; fetches releases of google-proto-files from npm
    #[arg(long)]
    versions: bool,
    /// Use this program instead of building one with `--release`
    #[arg(long, value_name = "PATH")]
    protoward: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Case {
    /// A descriptor set of all of google-proto-files, of parts of it and of one file, valid and broken, with the targets
    Compile,
    /// An image of one file and its imports
    Small,
    /// The actions of a Bazel build with 2,000 targets: protoc, processes, and a worker, with the targets
    Bazel,
    /// All of google-proto-files against a copy with one percent of its files changed, as folders, images and in Git
    Breaking,
    /// Lint of all of google-proto-files and of one file, with the targets
    Lint,
    /// Formatting of all of google-proto-files and of one file, with the targets
    Format,
    /// The language server and buf's on all of google-proto-files, with the targets
    Lsp,
    /// Code of all of google-proto-files, with a plugin that only reads its request, with the targets
    Codegen,
    /// A ledger of 2,000 commits over 1,000 files, with the targets
    Ledger,
    /// A migration of all of google-proto-files to edition 2024 and compiling them, with the targets
    Migrate,
    /// OpenAPI documents of all of google-proto-files, with the targets
    Openapi,
    /// JSON of generated messages, by protoward, by pbjson, and of dynamic messages, with the targets
    Json,
    /// Validation of generated messages, and what it adds to a build, relative to prost-protovalidate, with the targets
    Validate,
    /// REST calls to protoward, to handlers written by hand with axum and serde, and to other crates, with the targets
    Rest,
    /// A descriptor set of 100,000 generated files, with the targets
    Scale,
    /// A crate that generates code in its build script: a clean build and rebuilds, with the targets
    Rust,
    /// Google's crate `protobuf`: clean builds, and a Google API in several runtimes, with the targets
    GoogleRust,
}

/// The programs to compare.
#[derive(Debug)]
struct Programs {
    protoward: PathBuf,
    protoc: PathBuf,
    buf: PathBuf,
    protox: PathBuf,
    out: PathBuf,
}

const ALL: &[Case] = &[
    Case::Compile,
    Case::Small,
    Case::Breaking,
    Case::Lint,
    Case::Format,
    Case::Codegen,
    Case::Ledger,
    Case::Migrate,
    Case::Openapi,
];

pub fn run(options: &Options) -> Result<Outcome, Error> {
    let cases = if options.cases.is_empty() { ALL } else { &options.cases };
    let mut outcome = Outcome::Passed;
    for case in cases {
        if run_case(*case, options)? == Outcome::Findings {
            outcome = Outcome::Findings;
        }
    }
    Ok(outcome)
}

fn run_case(case: Case, options: &Options) -> Result<Outcome, Error> {
    let runs = options.runs;
    match case {
        Case::Json => json::run(runs),
        Case::Bazel => bazel::run(&options.protoward()?, &corpus::protoc()?, options.sample),
        Case::Rest => rest::run(runs),
        Case::Validate => validate::run(runs),
        Case::GoogleRust => google_rust::run(&options.protoward()?, runs),
        Case::Rust => rust::run(&options.protoward()?, runs),
        Case::Compile if options.sample => {
            compile::sample(&options.protoward()?, &corpus::protoc()?).map(|()| Outcome::Passed)
        }
        Case::Compile => compile::run(&programs(options)?, runs),
        Case::Migrate => migrate::run(&options.protoward()?, runs),
        Case::Openapi => openapi::run(&options.protoward()?, runs),
        Case::Ledger => ledger::run(&options.protoward()?, runs),
        Case::Lsp => lsp::run(&options.protoward()?, &corpus::buf()?, runs),
        Case::Codegen => codegen::run(&programs(options)?, runs),
        Case::Scale => scale::run(&programs(options)?, runs),
        Case::Small => small(&programs(options)?, runs).map(|()| Outcome::Passed),
        Case::Breaking if options.versions => versions::run(&options.protoward()?, runs),
        Case::Breaking => breaking::run(&programs(options)?, runs),
        Case::Lint => style::lint(&programs(options)?, runs),
        Case::Format => style::format(&programs(options)?, runs),
    }
}

impl Options {
    fn protoward(&self) -> Result<PathBuf, Error> {
        match &self.protoward {
            Some(path) => Ok(std::path::absolute(path).map_err(Error::at(path))?),
            None if self.sample => workspace::protoward(Profile::Dev),
            None => workspace::protoward(Profile::Release),
        }
    }
}

fn programs(options: &Options) -> Result<Programs, Error> {
    Ok(Programs {
        protoward: options.protoward()?,
        protoc: corpus::protoc()?,
        buf: corpus::buf()?,
        protox: workspace::peer("protox")?,
        out: workspace::scratch("bench/out")?,
    })
}

fn small(programs: &Programs, runs: usize) -> Result<(), Error> {
    let tree = trees::small()?;
    let title = format!("an image of {} and what it imports", tree.files.join(" "));
    print(&title, &measure(&programs.builders(&tree), runs)?);
    Ok(())
}

impl Programs {
    /// Returns the runs of all programs that can build an image of these files. protoward runs twice: as itself and with the
    /// arguments of protoc.
    fn builders(&self, tree: &CompleteTree) -> [Contestant; 5] {
        let out = |name: &str| self.out.join(name);
        let paths = |flag: &'static str| tree.only.iter().flat_map(move |it| [flag.to_owned(), it.clone()]);
        let builds =
            |program: &Path, set| Run::new(program).args(["build", ".", "-o"]).arg(out(set)).args(paths("--path"));
        let contestant = |name, run: Run| Contestant::new(name, run.current_dir(&tree.dir));
        [
            contestant("protoward build", builds(&self.protoward, "build.binpb")),
            contestant("protoward protoc", self.protoward_as_protoc("files", "protoward.binpb")),
            contestant("protoc", compiles(Run::new(&self.protoc), &out("protoc.binpb")).arg("@files")),
            contestant("buf build", builds(&self.buf, "buf.binpb")),
            contestant("protox", compiles(Run::new(&self.protox), &out("protox.binpb")).args(&tree.files)),
        ]
    }

    /// Returns a run of protoward with the arguments of protoc, for the files of a list.
    fn protoward_as_protoc(&self, list: &str, set: &str) -> Run {
        compiles(Run::new(&self.protoward).arg("protoc"), &self.out.join(set)).arg(format!("@{list}"))
    }
}

/// Adds the arguments that protoc and compatible programs share: imports and source info, in one descriptor set.
fn compiles(program: Run, set: &Path) -> Run {
    program.args(["-I.", "--include_imports", "--include_source_info", "-o"]).arg(set)
}
