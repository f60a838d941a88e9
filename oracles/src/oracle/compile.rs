//! Compiles every file of every corpus with protoc and protoward, and compares verdicts and descriptors.

mod pair;

use clap::Args;

use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::{ProgramArgs, SampleArgs};
use crate::oracle::compilers::Compiler;
use crate::oracle::known::KnownReasons;
use protoward_kit::Outcome;
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;

use pair::{Compilers, FileResult, MODES, Mode};

/// The descriptors of a file agree if its bytes and those of all its imports are equal. A file that protoc rejects has no
/// descriptor: protoward must reject it too.
#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    sample: SampleArgs,
    #[command(flatten)]
    subject: ProgramArgs,
    /// List every file whose descriptor differs, not only the first ones
    #[arg(long)]
    all: bool,
}

/// The results for the files of a corpus.
#[derive(Debug)]
struct Comparison {
    verdicts: Agreement,
    /// The files that only one compiler accepts, each with the error of the other compiler.
    reasons: Vec<(String, String)>,
    descriptors: Vec<(Mode, Agreement)>,
}

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let ours = Compiler::protoward(options.subject.program()?);
    let pair = Compilers { theirs: protoc, ours };
    let known = KnownReasons::compile();
    let mut outcome = Outcome::Passed;
    let mut all = Comparison::new();
    for (corpus, trees) in by_corpus(options.sample.trees()?) {
        let mut comparison = Comparison::new();
        for tree in &trees {
            comparison.add(tree, &pair)?;
        }
        println!("{corpus}");
        comparison.print_rows();
        if comparison.print_differences(corpus, &known, options.all) == Outcome::Findings {
            outcome = Outcome::Findings;
        }
        all.append(comparison);
    }
    println!("everything");
    all.print_rows();
    Ok(outcome)
}

fn by_corpus(trees: Vec<Tree>) -> Vec<(&'static str, Vec<Tree>)> {
    let mut grouped: Vec<(&'static str, Vec<Tree>)> = Vec::new();
    for tree in trees {
        match grouped.last_mut() {
            Some((corpus, group)) if *corpus == tree.corpus => group.push(tree),
            _ => grouped.push((tree.corpus, vec![tree])),
        }
    }
    grouped
}

impl Comparison {
    fn new() -> Comparison {
        let descriptors = MODES.iter().map(|mode| (*mode, Agreement::default())).collect();
        Comparison { verdicts: Agreement::default(), reasons: Vec::new(), descriptors }
    }

    fn add(&mut self, tree: &Tree, pair: &Compilers) -> Result<(), Error> {
        for (at, (mode, agreement)) in self.descriptors.iter_mut().enumerate() {
            for (file, found) in pair.judge(tree, *mode)? {
                let file = &shown(tree, &file);
                // The verdict does not depend on the output flags, so one mode is enough.
                if at == 0 {
                    self.verdicts.count(file, found.is_agreement());
                    self.reasons.extend(found.reason(tree).map(|why| (file.clone(), why)));
                }
                match found {
                    FileResult::Same => agreement.count(file, true),
                    FileResult::Different => agreement.count(file, false),
                    FileResult::Reordered => agreement.count(&format!("{file} (the order of the set)"), false),
                    FileResult::BothReject | FileResult::OnlyTheirs(_) | FileResult::OnlyOurs(_) => {}
                }
            }
        }
        Ok(())
    }

    fn append(&mut self, other: Comparison) {
        self.verdicts.append(other.verdicts);
        for ((_, agreement), (_, more)) in self.descriptors.iter_mut().zip(other.descriptors) {
            agreement.append(more);
        }
    }

    fn print_rows(&self) {
        println!("  {:46} {}", "accept or reject", self.verdicts);
        for (mode, agreement) in &self.descriptors {
            println!("  {:46} {agreement}", mode.title());
        }
    }

    fn print_differences(&self, corpus: &str, known: &KnownReasons, all: bool) -> Outcome {
        let mut outcome = Outcome::Passed;
        for (file, reason) in &self.reasons {
            match known.reason(corpus, file) {
                Some(known) => println!("  known: {file}: {known}"),
                None => {
                    println!("  NEW: {file}: {reason}");
                    outcome = Outcome::Findings;
                }
            }
        }
        for file in self.verdicts.agreeing().filter(|it| known.reason(corpus, it).is_some()) {
            println!("  FIXED: {file}: agrees again; remove it from the list");
            outcome = Outcome::Findings;
        }
        for (mode, agreement) in &self.descriptors {
            print_differing(*mode, agreement, all);
        }
        let is_same = self.descriptors.iter().all(|(_, agreement)| agreement.is_full());
        if is_same { outcome } else { Outcome::Findings }
    }
}

fn print_differing(mode: Mode, agreement: &Agreement, all: bool) {
    let limit = if all { usize::MAX } else { 5 };
    let differing: Vec<&str> = agreement.disagreeing().collect();
    for file in differing.iter().take(limit) {
        println!("  DIFFERS ({}): {file}", mode.title());
    }
    if differing.len() > limit {
        println!("  … and {} more ({}; --all names them)", differing.len() - limit, mode.title());
    }
}

/// Returns a name that is unique among files of several roots of one corpus.
fn shown(tree: &Tree, file: &str) -> String {
    if tree.prefix.is_empty() { file.to_owned() } else { format!("{}/{file}", tree.prefix) }
}
