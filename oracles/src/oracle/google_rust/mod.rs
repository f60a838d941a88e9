//! Compares `--rust_out` of protoc and protoward on every file of every corpus, and on random sets, with several options.

mod compiled;
mod record;
mod runs;

use std::path::Path;

use clap::{Args, ValueEnum};

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::{ProgramArgs, SampleArgs};
use crate::oracle::batches;
use crate::oracle::compilers::{self, Compiler};
use crate::oracle::known::KnownReasons;
use crate::oracle::renamed::RenamedSets;
use protoward_kit::Outcome;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_source::{FolderTree, Tree as _};

use runs::{Crate, make};

/// A file agrees if protoward writes the same bytes as protoc. Files are generated in batches, each of which is a crate; a
/// crate mapping assigns all others to other crates. Files that protoc rejects are left out.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    sample: SampleArgs,
    #[command(flatten)]
    subject: ProgramArgs,
    /// Number of random sets of files, in addition to the corpora
    #[arg(long, value_name = "N", default_value_t = 0)]
    sets: u64,
    /// Compare with an earlier protoc, and write the code for its release
    #[arg(long, value_name = "VERSION")]
    protoc: Option<String>,
    /// Only this part
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Number of packages to compile
    #[arg(long, value_name = "N", default_value_t = 20)]
    packages: usize,
    /// Number of messages for each type of these packages
    #[arg(long, value_name = "N", default_value_t = 5)]
    messages: usize,
    /// Record the current output of protoc for the fixtures instead of comparing
    #[arg(long)]
    record: bool,
}

/// A part of the comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The generated files, byte for byte
    Bytes,
    /// The generated code: packages are compiled, and their messages compared with those of Python. Takes long, and needs
    /// the network, so it runs only on request
    Compiled,
}

/// Names that are keywords of Rust, or those of accessors of other fields.
const NAMES: [&str; 14] = [
    "type", "self", "Self", "crate", "new", "async", "has_a", "a_opt", "set_b", "b_mut", "ItemView", "_x1", "FOO_2bar",
    "not_set",
];

/// The names of the entry point in turn: the default, and one in a folder.
const ENTRY_POINTS: [Option<&str>; 2] = [None, Some("sub/lib.rs")];

/// The maximum number of files in a crate.
const BATCH: usize = 150;

/// Both programs.
struct Compilers<'a> {
    /// The release, unless it is the newest.
    release: Option<&'a str>,
    theirs: Compiler,
    ours: Compiler,
}

/// The agreement, and the files that protoc rejects.
#[derive(Default)]
struct Compared {
    agreement: Agreement,
    rejected: usize,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    if options.record {
        return record::run();
    }
    if options.only == Some(Part::Compiled) {
        let packages = options.packages;
        let messages = options.messages;
        let seed = options.sample.seed();
        return compiled::run(compiled::Size { packages, messages, seed }, &options.subject.program()?);
    }
    let release = options.protoc.as_deref();
    let protoc = release.map_or_else(corpus::protoc, corpus::protoc_of)?;
    let known = known_files(&protoc)?;
    let ours = Compiler::protoward(options.subject.program()?);
    let pair = Compilers { release, theirs: Compiler::protoc(protoc), ours };
    let mut all = Compared::default();
    let reasons = KnownReasons::compile();
    for mut tree in options.sample.trees()? {
        tree.files = reasons.generable(&tree);
        let compared = pair.compare_tree(&tree, &known)?;
        compared.report(&tree.title());
        all.append(compared);
    }
    let sets = pair.compare_sets(options.sets, options.sample.seed(), &known)?;
    if options.sets > 0 {
        sets.report("random sets");
    }
    all.append(sets);
    all.report("all");
    Ok(if all.agreement.is_full() { Outcome::Passed } else { Outcome::Findings })
}

/// Returns the files that protoc has built in, which any file may import.
fn known_files(protoc: &Path) -> Result<Vec<String>, Error> {
    let include = protoc.parent().and_then(Path::parent).map(|folder| folder.join("include"));
    include.map_or_else(|| Ok(Vec::new()), |folder| protos(&folder))
}

/// Returns the paths of all `.proto` files below a folder.
fn protos(folder: &Path) -> Result<Vec<String>, Error> {
    FolderTree::new(folder).files("", ".proto").map_err(|error| Error::Usage(error.to_string()))
}

impl Compilers<'_> {
    fn compare_tree(&self, tree: &Tree, known: &[String]) -> Result<Compared, Error> {
        let roots: Vec<&Path> = compilers::roots(tree).collect();
        let mut mapped = Vec::new();
        for root in &roots {
            mapped.extend(protos(root)?);
        }
        mapped.extend_from_slice(known);
        let compared = batches::each(&tree.files, BATCH, |index, files| {
            let entry_point = ENTRY_POINTS[index % ENTRY_POINTS.len()];
            self.compare(&Crate { roots: &roots, mapped: &mapped, entry_point, release: self.release, files })
        });
        Ok(Compared::joined(compared?))
    }

    /// Compares random sets. A set with a file that differs is kept below `target`.
    fn compare_sets(&self, count: u64, seed: u64, known: &[String]) -> Result<Compared, Error> {
        let sets = RenamedSets { count, seed, folder: "oracle/google-rust", replacements: &NAMES };
        let compare = |number, folder: &Path, files: &[String]| {
            let entry_point = ENTRY_POINTS[usize::try_from(number).unwrap_or(0) % ENTRY_POINTS.len()];
            let mapped = [known, files].concat();
            let compared = batches::halved(files, &|files| {
                self.compare(&Crate { roots: &[folder], mapped: &mapped, entry_point, release: self.release, files })
            });
            Ok(Compared::joined(compared?))
        };
        Ok(Compared::joined(sets.compare(compare, |it| it.agreement.is_full())?))
    }

    /// Compares a crate. Returns `None` if protoc rejects several files together.
    fn compare(&self, it: &Crate<'_>) -> Result<Option<Compared>, Error> {
        let mut compared = Compared::default();
        match make(&self.theirs, it)? {
            Ok(theirs) => compared.agreement.count_files(&theirs, &compilers::or_nothing(make(&self.ours, it)?)),
            Err(_) if it.files.len() > 1 => return Ok(None),
            Err(_) => compared.rejected += it.files.len(),
        }
        Ok(Some(compared))
    }
}

impl Compared {
    fn joined(all: Vec<Self>) -> Self {
        let mut joined = Self::default();
        all.into_iter().for_each(|compared| joined.append(compared));
        joined
    }

    fn append(&mut self, other: Self) {
        self.agreement.append(other.agreement);
        self.rejected += other.rejected;
    }

    fn report(&self, title: &str) {
        println!("{title}: {}; protoc rejects {} files", self.agreement, self.rejected);
        self.agreement.print_disagreeing();
    }
}
