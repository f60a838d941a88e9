//! Random refactorings of small sets of files of every corpus.
//!
//! Each is planned and applied in memory. protoward must compile the new texts, and its proof must hold. protoc must accept them too,
//! and its descriptors must be those of the old texts, in which another implementation makes the change. The inverse refactoring
//! must give the old bytes.

mod draw;
mod dynamic;
mod expected;
mod files;
mod made;
mod moves;
mod names;
mod outcome;
mod scopes;
mod trial;

use std::collections::{BTreeMap, BTreeSet};

use crate::mutate::Library;
use crate::oracle::arguments::SampleArgs;
use crate::oracle::compilers::Compiler;
use outcome::{Outcome, Undone};
use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::parallel;
use protoward_kit::random::Random;
use trial::trial;

/// The results of one kind of refactorings.
#[derive(Debug, Default)]
struct Row {
    done: usize,
    bytes: usize,
    descriptors: usize,
    refused: BTreeMap<String, usize>,
}

/// Draws refactorings, prints a table, and returns `true` if all are fine.
pub(super) fn run(count: usize, only: Option<u64>, sample: &SampleArgs) -> Result<bool, Error> {
    let protoc = Compiler::protoc(corpus::protoc()?);
    let trees: Vec<(Tree, Library)> =
        sample.trees()?.into_iter().map(|tree| (tree.clone(), Library::on_disk(&tree))).collect();
    let files: Vec<(usize, &String)> = trees
        .iter()
        .enumerate()
        .flat_map(|(at, (_, library))| library.files().iter().map(move |file| (at, file)))
        .collect();
    if files.is_empty() {
        return Ok(true);
    }
    let corpora: BTreeSet<&str> = files.iter().map(|(at, _)| trees[*at].0.corpus).collect();
    let corpora: Vec<&str> = corpora.into_iter().collect();
    let seed = sample.seed();
    let numbers: Vec<u64> = only.map_or_else(|| (0..count as u64).collect(), |number| vec![number]);
    let results = parallel::map(&numbers, |&number| {
        let mut random = Random::keyed(seed, &[number, 11]);
        // One corpus has most of the files, and others have most of the language.
        let Some(corpus) = random.pick(&corpora) else { return Ok(Vec::new()) };
        let own: Vec<_> = files.iter().filter(|(at, _)| trees[*at].0.corpus == *corpus).collect();
        let Some(&&(tree, file)) = random.pick(&own) else { return Ok(Vec::new()) };
        let texts = trees[tree].1.subset(file, &mut random);
        if only.is_some() {
            texts.iter().for_each(|(name, text)| println!("==> {name}\n{text}"));
        }
        let outcomes = trial(texts, file, &protoc, &mut random)?;
        Ok(outcomes.into_iter().map(|(kind, outcome)| (number, file.clone(), kind, outcome)).collect())
    });
    let results: Vec<_> = results.into_iter().collect::<Result<_, _>>()?;
    Ok(is_fine(results.into_iter().flatten()))
}

/// Draws refactorings of schemas that are drawn, too, prints a table, and returns `true` if all are fine.
pub(super) fn run_names(count: usize, only: Option<u64>, seed: u64) -> bool {
    let numbers: Vec<u64> = only.map_or_else(|| (0..count as u64).collect(), |number| vec![number]);
    let results = parallel::map(&numbers, |&number| {
        let outcomes = names::trial(&mut Random::keyed(seed, &[number, 12]), only.is_some());
        outcomes
            .into_iter()
            .map(|(kind, outcome)| (number, "drawn schema".to_owned(), kind, outcome))
            .collect::<Vec<_>>()
    });
    is_fine(results.into_iter().flatten())
}

/// Prints the outcomes of all refactorings, each with its draw, file and kind. Returns `true` if none is wrong.
fn is_fine(outcomes: impl Iterator<Item = (u64, String, &'static str, Outcome)>) -> bool {
    let mut rows = BTreeMap::<&'static str, Row>::new();
    let mut findings = 0;
    for (number, file, kind, outcome) in outcomes {
        let row = rows.entry(kind).or_default();
        match outcome {
            Outcome::Done { undone } => {
                row.done += 1;
                match undone {
                    Some(Undone::Bytes) => row.bytes += 1,
                    Some(Undone::Descriptors) => row.descriptors += 1,
                    None => {}
                }
            }
            Outcome::Refused(reason) => *row.refused.entry(reason).or_default() += 1,
            Outcome::Wrong(what) => {
                findings += 1;
                println!("  WRONG (draw {number}, {file}): {what}");
            }
        }
    }
    println!(
        "| refactoring | done | undone to the old bytes | undone to the old descriptors and comments | refused |\n|---|---|---|---|---|"
    );
    for (kind, row) in &rows {
        let refused: Vec<String> = row.refused.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        let Row { done, bytes, descriptors, .. } = row;
        println!("| {kind} | {done} | {bytes} | {descriptors} | {} |", refused.join(", "));
    }
    let done: usize = rows.values().map(|row| row.done).sum();
    println!("refactorings: {done} done, {findings} wrong");
    findings == 0
}
