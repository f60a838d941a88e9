//! protoward beside protoc, buf and protox: the same work, in turns, as ratios.

mod consumer;
mod measure;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use crate::Outcome;
use crate::corpus;
use crate::process::Run;
use crate::trouble::Trouble;
use crate::workspace::{self, Profile};

use crate::trees::{self, CompleteTree};
use measure::{Contestant, measure, print};

#[derive(Args)]
pub(crate) struct Options {
    /// What to time; all but `consumer` when nothing is named
    cases: Vec<Case>,
    /// How often each program is run, one run more to warm up not counted
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Take this program instead of building one with `--release`
    #[arg(long, value_name = "PATH")]
    protoward: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Case {
    /// An image of all of google-proto-files
    Compile,
    /// An image of one file and its imports
    Small,
    /// All of google-proto-files against itself, all rules on
    Breaking,
    /// A clean build of a crate that compiles a real schema in its build script
    Consumer,
}

/// The programs that are timed.
#[derive(Debug)]
struct Programs {
    protoward: PathBuf,
    protoc: PathBuf,
    buf: PathBuf,
    protox: PathBuf,
    out: PathBuf,
}

const ALL: &[Case] = &[Case::Compile, Case::Small, Case::Breaking];

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let cases = if options.cases.is_empty() { ALL } else { &options.cases };
    for case in cases {
        match case {
            Case::Consumer => consumer::run(options.runs)?,
            Case::Compile => compile(&programs(options)?, options.runs)?,
            Case::Small => small(&programs(options)?, options.runs)?,
            Case::Breaking => breaking(&programs(options)?, options.runs)?,
        }
    }
    Ok(Outcome::Fine)
}

fn programs(options: &Options) -> Result<Programs, Trouble> {
    Ok(Programs {
        protoward: match &options.protoward {
            Some(path) => std::path::absolute(path).map_err(Trouble::at(path))?,
            None => workspace::protoward(Profile::Release)?,
        },
        protoc: corpus::protoc()?,
        buf: corpus::buf()?,
        protox: corpus::protox()?,
        out: workspace::scratch("bench/out")?,
    })
}

fn compile(programs: &Programs, runs: usize) -> Result<(), Trouble> {
    let tree = trees::whole()?;
    let title = format!("an image of {} files with imports and source info", tree.files.len());
    print(&title, &measure(&programs.builders(&tree), runs)?);
    Ok(())
}

fn small(programs: &Programs, runs: usize) -> Result<(), Trouble> {
    let tree = trees::small()?;
    let title = format!("an image of {} and what it imports", tree.files.join(" "));
    print(&title, &measure(&programs.builders(&tree), runs)?);
    Ok(())
}

/// Every rule that both have.
const SETTINGS: &str = r#"{"version":"v2","breaking":{"use":["FILE","PACKAGE","WIRE_JSON","WIRE"]}}"#;

fn breaking(programs: &Programs, runs: usize) -> Result<(), Trouble> {
    let tree = trees::whole()?;
    let gate = |name, program: &Path| Contestant {
        name,
        run: Run::new(program)
            .args(["breaking", ".", "--against", ".", "--config", SETTINGS, "--against-config", SETTINGS])
            .within(&tree.dir),
    };
    let contestants = [gate("protoward", &programs.protoward), gate("buf", &programs.buf)];
    print(&format!("breaking of {} files against themselves", tree.files.len()), &measure(&contestants, runs)?);
    Ok(())
}

impl Programs {
    /// Everyone who can make an image of these files, protoward first.
    fn builders(&self, tree: &CompleteTree) -> [Contestant; 4] {
        let out = |name: &str| self.out.join(name);
        let flags = ["-I.", "--include_imports", "--include_source_info", "-o"];
        let paths = |flag: &'static str| tree.only.iter().flat_map(move |it| [flag.to_owned(), it.clone()]);
        let contestant = |name, run: Run| Contestant { name, run: run.within(&tree.dir) };
        [
            contestant(
                "protoward",
                Run::new(&self.protoward).args(["build", ".", "-o"]).arg(out("protoward.binpb")).args(paths("--path")),
            ),
            contestant("protoc", Run::new(&self.protoc).args(flags).arg(out("protoc.binpb")).arg("@files")),
            contestant(
                "buf",
                Run::new(&self.buf).args(["build", ".", "-o"]).arg(out("buf.binpb")).args(paths("--path")),
            ),
            contestant("protox", Run::new(&self.protox).args(flags).arg(out("protox.binpb")).args(&tree.files)),
        ]
    }
}
