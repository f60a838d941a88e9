//! Compares verdicts and error positions with protoc on real files with one token changed.

mod draw;
mod groups;
mod trial;

use std::path::{Path, PathBuf};

use clap::Args;

use crate::oracle::arguments::ProgramArgs;
use crate::oracle::compilers::Compiler;
use crate::oracle::draws::DrawArgs;
use crate::oracle::share::Share;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::files;
use protoward_kit::{Outcome, parallel, workspace};

use draw::{Group, Original, draw};
use trial::{Judgement, Trial, trial};

/// A change deletes or duplicates a token, swaps it with the next one, or replaces it by a token of another file. Every token of
/// a file is equally likely. The same seed gives the same mutants on the same corpora.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<20_000>,
    /// Mutate only files of this corpus; `editions` stands for the files of all corpora that have an edition
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// Corpora that are groups of their own. The other corpora mostly repeat their files.
const CORPORA: &[&str] = &["google-proto-files", "protobuf-src"];

/// The name of the group of files with an edition, from all corpora.
const EDITIONS: &str = "editions";

/// The number of mutants between two lines of progress.
const STEP: usize = 2_000;

/// The maximum number of groups that are printed. The report has all of them.
const PRINTED: usize = 12;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let protoward = Compiler::protoward(options.subject.program()?);
    let groups = chosen(options.corpus.as_deref(), &protoc)?;
    for group in &groups {
        println!("{}: {} files that protoc accepts", group.name, group.files.len());
    }
    let folder = workspace::target().join("oracle/mutants");
    let run_trial =
        |number: &u64| draw(&groups, options.draws.seed, *number).map(|it| trial(it, &protoc, &protoward)).transpose();
    if let Some(number) = options.draws.only {
        return run_trial(&number)?.map_or(Ok(Outcome::Findings), |trial| show(&folder, &trial));
    }
    let numbers = options.draws.numbers();
    let mut trials = Vec::new();
    for numbers in numbers.chunks(STEP) {
        let found = parallel::map(numbers, run_trial).into_iter().collect::<Result<Vec<_>, _>>()?;
        trials.extend(found.into_iter().flatten());
        eprintln!("{} of {} mutants …", trials.len(), options.draws.count());
    }
    kept(&folder, &trials)?;
    Ok(summary(&trials))
}

fn chosen(name: Option<&str>, protoc: &Compiler) -> Result<Vec<Group>, Error> {
    if let Some(name) = name.filter(|it| *it != EDITIONS) {
        let package = corpus::find(name)?;
        return Ok(vec![Group { name: package.name, files: originals(&package.trees()?, protoc, |_| true)? }]);
    }
    let mut groups = Vec::new();
    for corpus in CORPORA.iter().filter(|_| name.is_none()) {
        groups.push(Group { name: corpus, files: originals(&corpus::find(corpus)?.trees()?, protoc, |_| true)? });
    }
    let mut editions = Vec::new();
    for package in corpus::chosen(None)? {
        editions.extend(originals(&package.trees()?, protoc, has_edition)?);
    }
    groups.push(Group { name: EDITIONS, files: editions });
    Ok(groups)
}

fn has_edition(path: &Path) -> bool {
    std::fs::read(path).is_ok_and(|text| text.windows(9).any(|it| it == b"\nedition " || it == b"\nedition="))
}

/// Returns the files that protoc accepts unchanged, so that an error in a mutant is due to its change.
fn originals(trees: &[Tree], protoc: &Compiler, fits: impl Fn(&Path) -> bool) -> Result<Vec<Original>, Error> {
    let mut found = Vec::new();
    for tree in trees {
        let mut tree = tree.clone();
        tree.files.retain(|file| fits(&tree.dir.join(file)));
        let accepted = protoc.accepted(&tree)?;
        found.extend(accepted.iter().map(|file| Original::new(&tree, file)));
    }
    Ok(found)
}

fn show(folder: &Path, trial: &Trial) -> Result<Outcome, Error> {
    let kept = groups::keep(folder, trial)?;
    println!("{}\n{}kept in {}", trial.judgement.title(), groups::example(trial), kept.display());
    Ok(if trial.judgement.is_agreement() { Outcome::Passed } else { Outcome::Findings })
}

/// Writes all disagreements of this run, and removes those of earlier runs.
fn kept(folder: &Path, trials: &[Trial]) -> Result<PathBuf, Error> {
    files::empty(folder)?;
    for trial in trials.iter().filter(|it| !it.judgement.is_agreement()) {
        groups::keep(folder, trial)?;
    }
    let report = folder.join("report.md");
    files::write(&report, groups::report(&groups::grouped(trials)))?;
    Ok(report)
}

fn summary(trials: &[Trial]) -> Outcome {
    let groups = groups::grouped(trials);
    for (similarity, trials) in groups.iter().take(PRINTED) {
        println!("{:>6} × {similarity} (as #{})", trials.len(), trials[0].mutant.number);
    }
    if !groups.is_empty() {
        println!("{:>6} groups; all of them: target/oracle/mutants/report.md", groups.len());
    }
    let count = |judgements: &[Judgement]| trials.iter().filter(|it| judgements.contains(&it.judgement)).count();
    let place = count(&[Judgement::SamePlace]);
    let line = place + count(&[Judgement::SameLine]);
    let rejected = line + count(&[Judgement::OtherLine]);
    let accepted = count(&[Judgement::BothAccept]);
    let unasked = count(&[Judgement::ProtocGaveNoAnswer]);
    println!("{} mutants, of which protoc rejects {}", trials.len(), rejected + count(&[Judgement::OnlyWeAccept]));
    let rows = [
        Share::new("accept or reject as protoc", accepted + rejected, trials.len() - unasked, 999),
        Share::new("first error at its line", line, rejected, 990),
        Share::new("first error at its line and column", place, rejected, 970),
    ];
    rows.iter().for_each(|row| println!("  {row}"));
    if rows.iter().all(Share::is_met) { Outcome::Passed } else { Outcome::Findings }
}
