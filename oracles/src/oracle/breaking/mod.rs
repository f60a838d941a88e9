//! Compares protoward's breaking-change gate with buf's: seeded changes to real schemas must give the same findings.
//!
//! Each case is a pair of small module sets. Both gates run on it. buf runs once with every rule. The findings that buf is
//! expected to have in a category are those of this run, restricted to the rules of the category.
//!
//! The cases also run in other ways in rotation (`scenarios`). One of them checks the expectation: buf runs with the rules of one
//! category only.

pub(super) mod gates;
mod messages;
mod record;
mod scenarios;
pub(super) mod snippet;
mod summary;
mod trial;

use clap::Args;

use crate::mutate::Library;
use crate::oracle::arguments::ProgramArgs;
use crate::oracle::draws::{self, DrawArgs};
use crate::trees;
use protoward_kit::error::Error;
use protoward_kit::{Outcome, corpus, workspace};

use gates::{Answer, Gate};
use scenarios::Scenario;
use trial::{GatePair, Trial};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    draws: DrawArgs<500>,
    /// Number of edits in a change (default: mostly one)
    #[arg(long, value_name = "N")]
    edits: Option<usize>,
    /// Number of further ways to run each case, in rotation: by category, with images, with other settings
    #[arg(long, value_name = "N", default_value_t = 1)]
    ways: usize,
    /// Corpus with the real schemas to change
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    /// Leave out the comparison of the whole tree with itself
    #[arg(long)]
    no_self: bool,
    /// Record buf's answers to the fixtures of the gate again instead of comparing
    #[arg(long)]
    record: bool,
    /// Print the messages of both gates for the cases of each rule instead of comparing
    #[arg(long)]
    messages: bool,
    #[command(flatten)]
    subject: ProgramArgs,
}

/// Schemas of companies, which change every day, and schemas of tests, which use rare features.
const CORPORA: [&str; 4] = ["google-proto-files", "protobuf-src", "grpc-js-xds", "googleapis-common-protos"];

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let buf = Gate { program: corpus::buf()? };
    if options.record {
        return record::run(&buf);
    }
    let pair = pair(options, buf)?;
    if options.messages {
        return messages::print(&pair.buf, &pair.ours, pair.rules.into_keys());
    }
    let mut fine = options.no_self || options.draws.is_single() || against_itself(&pair)?;
    fine &= mutations(options, &pair)?;
    Ok(if fine { Outcome::Passed } else { Outcome::Findings })
}

fn pair(options: &Options, buf: Gate) -> Result<GatePair, Error> {
    let ours = Gate { program: options.subject.program()? };
    let rules = buf.rules(&["config", "ls-breaking-rules", "--version", "v2", "--format", "json"])?;
    let own = ours.rules(&["rules", "--format", "json"])?;
    let missing: Vec<&str> = rules.keys().filter(|it| !own.contains_key(*it)).map(String::as_str).collect();
    let missing = if missing.is_empty() { "none".into() } else { missing.join(", ") };
    println!("rules: {} of buf; missing: {missing}", rules.len());
    let folder = workspace::scratch("oracle/breaking")?;
    let seed = options.draws.seed;
    let edits = options.edits;
    let scenarios = options.ways;
    Ok(GatePair { buf, ours, rules, folder, seed, edits, scenarios })
}

/// Compares the whole tree with itself. No rule may report a finding.
fn against_itself(pair: &GatePair) -> Result<bool, Error> {
    let tree = trees::complete()?;
    let shown = format!("{} files against themselves", tree.files.len());
    match pair.ours.on_itself(&tree.dir, &pair.folder, &Scenario::everything().settings)? {
        Answer::Findings(found) => {
            println!("{shown}: {} findings", found.len());
            Ok(found.is_empty())
        }
        Answer::Refused(why) => {
            println!("{shown}: refused: {why}");
            Ok(false)
        }
    }
}

fn mutations(options: &Options, pair: &GatePair) -> Result<bool, Error> {
    let libraries = libraries(options.corpus.as_deref())?;
    let numbers = options.draws.numbers();
    let trials = draws::map(&numbers, |number| {
        let trial = pair.trial(&libraries, *number, options.draws.is_single())?;
        if options.draws.is_single() || !trial.is_fine() {
            trial.print(pair, options.draws.is_single())?;
        }
        Ok(trial)
    })?;
    summary::print(&trials, pair);
    Ok(trials.iter().all(Trial::is_fine))
}

/// Returns the real schemas to change: those of all corpora, or of one.
pub(super) fn libraries(corpus: Option<&str>) -> Result<Vec<Library>, Error> {
    let mut libraries = Vec::new();
    for name in corpus.map_or_else(|| CORPORA.to_vec(), |it| vec![it]) {
        let trees = corpus::find(name)?.trees()?;
        if trees.is_empty() {
            return Err(Error::Usage(format!("`{name}` has no `.proto` files to change")));
        }
        libraries.extend(trees.iter().filter(|it| !it.files.is_empty()).map(Library::on_disk));
    }
    Ok(libraries)
}
