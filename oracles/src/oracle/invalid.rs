//! The fixtures of invalid input: compares the recorded answers with protoc's, and protoward's answers with the recorded ones.

mod case;

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use clap::Args;
use protoward_fixtures::CaseFile;

use crate::disk;
use crate::oracle::answer::{LIMITS, Verdict, ask};
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::compilers::Compiler;
use crate::oracle::share::Share;
use protoward_kit::corpus;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, parallel, workspace};

use case::{Case, Recorded};

/// A case agrees if the verdict, the position of the first error and the position of the first warning are protoc's. Cases in the
/// list `known.txt` beside the fixtures must not agree. The test `record` writes the records.
#[derive(Args)]
pub struct Options {
    /// Run protoc only, and compare the records with its answers
    #[arg(long)]
    records: bool,
    /// List every case that disagrees, not only the first ones
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// The file that lists the cases that do not agree yet. It contains no cases itself.
const KNOWN: &str = "known.txt";

/// The minimum number of cases. Fewer cannot cover the language.
const LEAST: usize = 500;

/// The maximum number of disagreements that are printed.
const PRINTED: usize = 10;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let folder = workspace::root().join("fixtures/invalid");
    let cases = cases(&folder)?;
    let refused = cases.iter().filter(|(_, case)| case.answer.is_refused).count();
    println!("{} cases (wanted {LEAST}), of which protoc refuses {refused}", cases.len());
    let mut fine = cases.len() >= LEAST && refused * 2 > cases.len();
    let none = BTreeSet::new();
    fine &= compared(&protoc, &cases, &none, options, "recorded answers are protoc's", Recorded::is_same)?;
    if !options.records {
        let protoward = Compiler::protoward(options.subject.program()?);
        fine &= compared(&protoward, &cases, &known(&folder)?, options, "protoward agrees", Recorded::agrees)?;
    }
    Ok(if fine { Outcome::Passed } else { Outcome::Findings })
}

fn compared(
    compiler: &Compiler,
    cases: &[(String, Case)],
    known: &BTreeSet<String>,
    options: &Options,
    what: &'static str,
    is_right: impl Fn(&Recorded, &Recorded) -> bool,
) -> Result<bool, Error> {
    let answers = parallel::map(cases, |(_, case)| answer(compiler, case));
    let answers = answers.into_iter().collect::<Result<Vec<_>, Error>>()?;
    let (listed, wrong): (Vec<_>, Vec<_>) = cases
        .iter()
        .zip(&answers)
        .filter(|((_, case), answer)| !is_right(answer, &case.answer))
        .partition(|((name, _), _)| known.contains(name));
    let differing: BTreeSet<&String> = listed.iter().map(|((name, _), _)| name).collect();
    let fixed: Vec<&String> = known.iter().filter(|name| !differing.contains(name)).collect();
    for name in &fixed {
        println!("FIXED {name}: agrees or no longer exists; remove it from {KNOWN}");
    }
    for ((name, case), answer) in wrong.iter().take(if options.all { usize::MAX } else { PRINTED }) {
        println!("DIFFERS {name}\n  recorded: {}\n  now:      {}", case.answer.summary(), answer.summary());
    }
    let share = Share::new(what, cases.len() - wrong.len(), cases.len(), 1000);
    println!("  {share}");
    if !listed.is_empty() {
        println!("  {} of those that differ are known", listed.len());
    }
    Ok(share.is_met() && fixed.is_empty())
}

/// Returns the names of the cases that do not agree yet. The list may be missing.
fn known(folder: &Path) -> Result<BTreeSet<String>, Error> {
    let path = folder.join(KNOWN);
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(error) => Err(Error::at(&path)(error)),
    }
}

fn answer(compiler: &Compiler, case: &Case) -> Result<Recorded, Error> {
    let folder = tempfile::tempdir().map_err(Error::at(Path::new("a temporary folder")))?;
    disk::write_all(folder.path(), case.files.iter().map(|(name, text)| (name, text)))?;
    let root = std::iter::once(Path::new("."));
    let answer = ask(&compiler.over(root).arg("-oout").args(&case.targets).current_dir(folder.path()), LIMITS)?;
    // A crash of protoc is recorded as a rejection. A crash of protoward is never a correct answer.
    let is_alive = !matches!(answer.verdict, Verdict::NoAnswer(_));
    let lines = if is_alive || compiler.is_protoc() { answer.lines } else { vec!["no answer".to_owned()] };
    Ok(Recorded { is_refused: answer.verdict != Verdict::Accepted, lines })
}

/// Reads all cases. Their names are `family/name`.
fn cases(folder: &Path) -> Result<Vec<(String, Case)>, Error> {
    let mut cases = Vec::new();
    for (path, file) in CaseFile::read_below(folder).map_err(Error::at(folder))? {
        let family = path.file_stem().unwrap_or_default().to_string_lossy();
        cases.extend(file.cases.iter().map(|case| (format!("{family}/{}", case.name), Case::new(case))));
    }
    Ok(cases)
}
