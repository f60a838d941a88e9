//! Compares the gate with the effects on real programs: seeded changes of every kind, judged by programs in other languages.
//!
//! Input: the corpora. Output: for each change, whether messages and importers break in these programs, and whether the gate has
//! a finding in the matching category. `docs/oracles.md` defines what counts as a break.

pub(crate) mod changes;
mod contexts;
mod importers;
mod judge;
mod programs;
mod report;
mod source;
mod trial;
mod witnesses;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::Args;
use protoward_compiler::{Compiled, Compiler};
use protoward_schema::Schema;
use protoward_source::MemoryTree;

use self::changes::{Changes, Selection};
use self::importers::Workspace;
use self::judge::JudgePool;
use self::report::Report;
use self::trial::trial;
use crate::mutate::edition::Edition;
use crate::mutate::{Files, Library};
use crate::oracle::draws::DrawArgs;
use crate::readers::Sets;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus, parallel, workspace};
pub(super) use source::pins;

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<20_000>,
    /// Judge only changes of this kind; `list` prints the kinds
    #[arg(long, value_name = "NAME")]
    operator: Option<String>,
    /// Judge only changes in this syntax or edition
    #[arg(long, value_name = "EDITION")]
    edition: Option<String>,
    /// Compile one in N changes with protoc as well
    #[arg(long, value_name = "N", default_value_t = 20)]
    protoc_one_in: u64,
    /// Judge only programs over generated code in Rust, Python and TypeScript, for N changes
    #[arg(long, value_name = "N")]
    programs: Option<usize>,
}

/// The corpora from which contexts are drawn.
const CORPORA: [&str; 3] = ["google-proto-files", "protobuf-src", "googleapis-common-protos"];
/// The maximum number of draws between two checks of the count.
const STEP: u64 = 250;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    if options.operator.as_deref() == Some("list") {
        report::operators();
        return Ok(Outcome::Passed);
    }
    let changes = Changes::new(libraries()?, options.draws.seed, &selection(options)?);
    if changes.combinations().next().is_none() {
        return Err(Error::Usage("no operator has this name in this edition; `--operator list` prints them".into()));
    }
    if let Some(count) = options.programs {
        return programs::run(&changes, count);
    }
    let oracle = Oracle {
        options,
        changes,
        judges: JudgePool::default(),
        sets: Sets::new("oracle/truth/sets")?,
        workspaces: Workspaces::default(),
    };
    // Fetches everything before the threads start.
    corpus::protoc()?;
    corpus::python_protobuf()?;
    corpus::protobuf_es()?;
    let mut report = Report::new(&oracle.changes)?;
    let numbers = options.draws.only.map_or_else(|| 0..u64::MAX, |only| only..only + 1);
    let mut next = numbers.start;
    // Numbers whose draws fail are skipped, up to a limit.
    let count = usize::try_from(options.draws.count()).unwrap_or(usize::MAX);
    while report.judged() < count && next < numbers.end && report.should_continue() {
        let missing = u64::try_from(count - report.judged()).unwrap_or(STEP);
        let end = numbers.end.min(next + STEP.min(missing));
        oracle.step(next..end, &mut report)?;
        next = end;
    }
    report.print();
    Ok(if report.is_fine() { Outcome::Passed } else { Outcome::Findings })
}

fn selection(options: &Options) -> Result<Selection, Error> {
    let named =
        |name: &str| Edition::of_name(name).ok_or_else(|| Error::Usage(format!("no edition is called `{name}`")));
    let edition = options.edition.as_deref().map(named).transpose()?;
    Ok(Selection { operator: options.operator.clone(), edition })
}

struct Oracle<'a> {
    options: &'a Options,
    changes: Changes,
    judges: JudgePool,
    sets: Sets,
    workspaces: Workspaces,
}

impl Oracle<'_> {
    fn step(&self, numbers: std::ops::Range<u64>, report: &mut Report) -> Result<(), Error> {
        let numbers: Vec<u64> = numbers.collect();
        let judged = parallel::map(&numbers, |number| -> Result<_, Error> {
            let Some(drawn) = self.changes.draw_compiled(*number) else { return Ok(None) };
            self.workspaces.with(|workspace| {
                if number.is_multiple_of(self.options.protoc_one_in.max(1)) {
                    for files in [&drawn.change.old, &drawn.change.new] {
                        if let Some(why) = workspace.accepts(files)? {
                            return Err(Error::Usage(format!("#{number}: protoc does not compile what we do: {why}")));
                        }
                    }
                }
                self.judges.with(|judge| trial(drawn, judge, &self.sets, workspace)).map(Some)
            })
        });
        for judged in judged {
            match judged? {
                Some(trial) if trial.verdict.is_absent() => report.unjudged(&trial),
                Some(trial) => report.add(&trial, self.options.draws.is_single())?,
                None => report.nothing(),
            }
        }
        Ok(())
    }
}

/// Folders for importers, each used by one thread at a time.
#[derive(Default)]
struct Workspaces {
    waiting: Mutex<Vec<Workspace>>,
    made: AtomicUsize,
}

impl Workspaces {
    fn with<T>(&self, work: impl FnOnce(&mut Workspace) -> Result<T, Error>) -> Result<T, Error> {
        let waiting = self.waiting.lock().expect("nobody panics with the lock").pop();
        let mut workspace = match waiting {
            Some(workspace) => workspace,
            None => {
                let number = self.made.fetch_add(1, Ordering::Relaxed);
                Workspace::new(workspace::scratch("oracle/truth")?.join(format!("bench-{number}")))?
            }
        };
        let result = work(&mut workspace)?;
        self.waiting.lock().expect("nobody panics with the lock").push(workspace);
        Ok(result)
    }
}

/// Returns the real schemas to change.
pub(crate) fn libraries() -> Result<Vec<Library>, Error> {
    let mut libraries = Vec::new();
    for name in CORPORA {
        let trees = corpus::find(name)?.trees()?;
        libraries.extend(trees.iter().filter(|it| !it.files.is_empty()).map(Library::on_disk));
    }
    Ok(libraries)
}

/// Compiles these files. Returns `None` if they do not compile.
pub(crate) fn compiled(files: &Files) -> Option<Schema> {
    let tree = MemoryTree::new(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    // Like the gate, keeps options with source retention, because they decide who can import what.
    let compiler = Compiler::new().resolver(tree).retain_options(true);
    compiler.compile(files.keys()).ok().map(Compiled::into_schema)
}
