//! Situations around a comparison: histories, CI services and their events, clones, configurations and states of the work tree are
//! drawn, and the answer of protoward is compared with that of a simple program.
//!
//! The program has no code in common with the reading of repositories in protoward. It finds the commits to compare with by
//! `git` in the complete repository, not in the clone, checks both complete trees out, and compares them as plain folders.

mod approval;
mod copy;
mod draw;
mod event;
mod evidence;
mod history;
mod judge;
mod people;
mod services;
mod situation;
mod state;
mod touched;
mod upstream;
mod work;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::Args;

use self::history::History;
use self::judge::JudgmentKind;
use self::situation::Situation;
use self::touched::TouchedSituation;
use self::upstream::Upstream;
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::draws::DrawArgs;
use protoward_kit::error::Error;
use protoward_kit::files::write;
use protoward_kit::process::Run;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, parallel, workspace};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<3000>,
    /// The number of differences to print
    #[arg(long, value_name = "N", default_value_t = 20)]
    show: usize,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// The number of situations around one history.
const SITUATIONS_PER_HISTORY: u64 = 12;

/// The number of situations around one history whose change touches what decides about it. They have histories of their own.
const TOUCHED_PER_HISTORY: u64 = 3;

/// A folder in memory, where the many small files of a history cost least.
const MEMORY: &str = "/dev/shm";

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let program = options.subject.program()?;
    let kept = workspace::scratch("oracle/situations")?;
    if !options.draws.is_single() {
        std::fs::remove_dir_all(&kept).map_err(Error::at(&kept))?;
    }
    let memory = Path::new(MEMORY);
    let parent = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
    let folder =
        tempfile::Builder::new().prefix("protoward-situations-").tempdir_in(&parent).map_err(Error::at(&parent))?;
    let numbers = options.draws.numbers_from(0);
    let histories: Vec<&[u64]> = numbers.chunk_by(|one, other| history_of(*one) == history_of(*other)).collect();
    let draw = Draw { program: &program, seed: options.draws.seed, folder: folder.path(), kept: &kept };
    let mut results = Vec::new();
    for result in parallel::map(&histories, |numbers| draw.history(numbers, options.draws.is_single())) {
        results.extend(result?);
    }
    let found = report(&results, options.show);
    println!("{} situations, {found} differences in {}", results.len(), kept.display());
    if options.draws.is_single() {
        println!("the situation is in {}", folder.keep().display());
    }
    Ok(if found == 0 { Outcome::Passed } else { Outcome::Findings })
}

const fn history_of(number: u64) -> u64 {
    number / SITUATIONS_PER_HISTORY
}

struct Draw<'a> {
    program: &'a Path,
    seed: u64,
    folder: &'a Path,
    kept: &'a Path,
}

/// A judged situation.
struct Judged {
    number: u64,
    dimensions: [(&'static str, &'static str); 8],
    kind: JudgmentKind,
    text: String,
}

impl Draw<'_> {
    /// Judges the situations of one history.
    fn history(&self, numbers: &[u64], is_kept: bool) -> Result<Vec<Judged>, Error> {
        let history = history_of(*numbers.first().expect("a chunk has an element"));
        let mut random = Random::keyed(self.seed, &[history]);
        let folder = self.folder.join(history.to_string());
        let upstream = Upstream::create(folder.clone(), History::draw(&mut random))?;
        let judged = numbers.iter().map(|number| self.situation(&upstream, *number, is_kept)).collect();
        if !is_kept {
            std::fs::remove_dir_all(&folder).map_err(Error::at(&folder))?;
        }
        judged
    }

    fn situation(&self, upstream: &Upstream, number: u64, is_kept: bool) -> Result<Judged, Error> {
        let mut random = Random::keyed(self.seed, &[history_of(number), number]);
        let top = upstream.folder.join(format!("s{number}"));
        if number % SITUATIONS_PER_HISTORY < TOUCHED_PER_HISTORY {
            return self.touched(top, number, &mut random, is_kept);
        }
        let situation = Situation::draw(upstream, self.program, top.clone(), &mut random)?;
        let dimensions = situation.dimensions();
        let judgment = situation.judge()?;
        let names: Vec<String> = dimensions.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let title = format!("situation {number} of seed {}: {}", self.seed, judgment.kind.name());
        let text = format!("{title}\n{}\n{}", names.join("; "), judgment.text);
        if judgment.kind.is_difference() || is_kept {
            situation.save(&self.kept.join(number.to_string()), &text)?;
        }
        if !is_kept {
            std::fs::remove_dir_all(&top).map_err(Error::at(&top))?;
        }
        Ok(Judged { number, dimensions, kind: judgment.kind, text })
    }
}

impl Draw<'_> {
    /// Judges a change that touches what decides about it.
    fn touched(&self, top: PathBuf, number: u64, random: &mut Random, is_kept: bool) -> Result<Judged, Error> {
        let situation = TouchedSituation::draw(self.program, top.clone(), random);
        let dimensions = situation.dimensions();
        let judgment = situation.judge()?;
        let title = format!("situation {number} of seed {}: {}", self.seed, judgment.kind.name());
        let names: Vec<String> = dimensions.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        let text = format!("{title}\n{}\n{}", names.join("; "), judgment.text);
        if judgment.kind.is_difference() || is_kept {
            situation.save(&self.kept.join(number.to_string()), &text)?;
        }
        if !is_kept {
            std::fs::remove_dir_all(&top).map_err(Error::at(&top))?;
        }
        Ok(Judged { number, dimensions, kind: judgment.kind, text })
    }
}

/// Prints differences and a table of all dimensions. Returns the number of differences.
fn report(results: &[Judged], show: usize) -> usize {
    let mut differences: Vec<&Judged> = results.iter().filter(|it| it.kind.is_difference()).collect();
    differences.sort_by_key(|it| (std::cmp::Reverse(it.kind), it.number));
    for it in differences.iter().take(show) {
        println!("{}\n", it.text);
    }
    if let [only] = results {
        println!("{}\n", only.text);
    }
    let mut table: BTreeMap<(usize, &str, &str), [usize; 7]> = BTreeMap::new();
    for it in results {
        let column = JudgmentKind::ALL.iter().position(|kind| *kind == it.kind).expect("the list has all kinds");
        for (at, (name, value)) in it.dimensions.iter().enumerate() {
            table.entry((at, name, value)).or_default()[column] += 1;
        }
        table.entry((usize::MAX, "all", "")).or_default()[column] += 1;
    }
    print!("{:41}", "");
    JudgmentKind::ALL.iter().for_each(|kind| print!(" {:>11}", kind.name()));
    println!();
    for ((_, name, value), counts) in table {
        print!("{name:14} {value:26}");
        counts.iter().for_each(|count| print!(" {count:>11}"));
        println!();
    }
    differences.len()
}

/// The end of a script.
struct Shelled {
    code: Option<i32>,
    /// The output, and then the errors.
    text: String,
}

impl Shelled {
    fn succeed(self) -> Result<(), Error> {
        if self.code == Some(0) { Ok(()) } else { Err(Error::Usage(format!("a script fails: {}", self.text))) }
    }
}

/// Runs a script with these variables and no others, so that the service that runs the oracle is not asked.
fn shell(folder: &Path, script: &str, variables: &[(&str, &str)]) -> Result<Shelled, Error> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut run = Run::new("env").arg("-i").current_dir(folder);
    let mut path_variable = std::ffi::OsString::from("PATH=");
    path_variable.push(path);
    run = run.arg(path_variable);
    let fixed = [("GIT_CONFIG_NOSYSTEM", "1"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")];
    run = run.args(fixed.iter().chain(variables).map(|(name, value)| format!("{name}={value}")));
    let done = run.args(["sh", "-euc", script]).output()?;
    Ok(Shelled { code: done.code, text: format!("{}{}", String::from_utf8_lossy(&done.stdout), done.stderr) })
}
