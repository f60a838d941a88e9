//! Every file of every corpus, given to protoc and to protoward: do both accept it, and is the descriptor the same?

use std::collections::BTreeMap;

use clap::Args;

use crate::Outcome;
use crate::corpus::{self, Tree};
use crate::oracle::agreement::Agreement;
use crate::oracle::arguments::{Sample, Subject};
use crate::oracle::compilers::{Compiler, Info, Verdict};
use crate::oracle::known::Known;
use crate::trouble::Trouble;

#[derive(Args)]
pub(crate) struct Options {
    #[command(flatten)]
    sample: Sample,
    #[command(flatten)]
    subject: Subject,
    /// Name every file whose descriptor differs, not only the first few
    #[arg(long)]
    all: bool,
}

/// What both compilers said to the files of a corpus.
#[derive(Debug, Default)]
struct Comparison {
    verdicts: Agreement,
    /// The reason of either side where only one accepts.
    reasons: BTreeMap<String, String>,
    bare: Agreement,
    with_info: Agreement,
}

pub(crate) fn run(options: &Options) -> Result<Outcome, Trouble> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let ours = Compiler::protoward(options.subject.program()?);
    let known = Known::compile();
    let mut outcome = Outcome::Fine;
    for (corpus, trees) in by_corpus(options.sample.trees()?) {
        let mut comparison = Comparison::default();
        for tree in &trees {
            comparison.add(tree, &protoc, &ours)?;
        }
        if comparison.print(corpus, &known, options.all) == Outcome::Findings {
            outcome = Outcome::Findings;
        }
    }
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
    fn add(&mut self, tree: &Tree, protoc: &Compiler, ours: &Compiler) -> Result<(), Trouble> {
        for info in [Info::None, Info::Source] {
            let (theirs, ours) = (protoc.judge(tree, info)?, ours.judge(tree, info)?);
            for file in &tree.files {
                self.compare(tree, file, info, (&theirs[file], &ours[file]));
            }
        }
        Ok(())
    }

    fn compare(&mut self, tree: &Tree, file: &str, info: Info, (theirs, ours): (&Verdict, &Verdict)) {
        let file = &shown(tree, file);
        if info == Info::None {
            self.verdicts.count(file, theirs.is_ok() == ours.is_ok());
        }
        match (theirs, ours) {
            (Ok(theirs), Ok(ours)) => {
                let agreement = if info == Info::None { &mut self.bare } else { &mut self.with_info };
                agreement.count(file, theirs == ours);
            }
            (Ok(_), Err(why)) => self.because(file, "only protoc accepts it", &shortened(tree, why)),
            (Err(why), Ok(_)) => self.because(file, "only protoward accepts it", &shortened(tree, why)),
            (Err(_), Err(_)) => {}
        }
    }

    fn because(&mut self, file: &str, who: &str, why: &str) {
        self.reasons.insert(file.to_owned(), format!("{who}: {why}"));
    }

    fn print(&self, corpus: &str, known: &Known, all: bool) -> Outcome {
        println!("{corpus}");
        println!("  accept or reject           {}", self.verdicts);
        println!("  descriptors, no source info   {}", self.bare);
        println!("  descriptors with source info  {}", self.with_info);
        let mut outcome = Outcome::Fine;
        for file in self.verdicts.disagreeing() {
            let reason = self.reasons.get(file).map_or("", String::as_str);
            match known.reason(corpus, file) {
                Some(known) => println!("  known: {file}: {known}"),
                None => {
                    println!("  NEW: {file}: {reason}");
                    outcome = Outcome::Findings;
                }
            }
        }
        for file in self.verdicts.agreeing().filter(|it| known.reason(corpus, it).is_some()) {
            println!("  MENDED: {file}: agrees again; take it off the list");
            outcome = Outcome::Findings;
        }
        print_differing("without source info", &self.bare, all);
        print_differing("with source info", &self.with_info, all);
        outcome
    }
}

/// Descriptors that differ are told, not judged: accept and reject is what this oracle stands on today.
fn print_differing(what: &str, agreement: &Agreement, all: bool) {
    let limit = if all { usize::MAX } else { 5 };
    let differing: Vec<&str> = agreement.disagreeing().collect();
    for file in differing.iter().take(limit) {
        println!("  differs {what}: {file}");
    }
    if differing.len() > limit {
        println!("  … and {} more ({what}; --all names them)", differing.len() - limit);
    }
}

/// The first line of what a compiler said, without the way to the tree.
fn shortened(tree: &Tree, why: &str) -> String {
    let first = why.lines().find(|it| !it.trim().is_empty()).unwrap_or("no reason given").trim();
    first.replace(&format!("{}/", tree.dir.display()), "")
}

/// A name that tells files of several roots of one corpus apart.
fn shown(tree: &Tree, file: &str) -> String {
    if tree.prefix.is_empty() { file.to_owned() } else { format!("{}/{file}", tree.prefix) }
}
