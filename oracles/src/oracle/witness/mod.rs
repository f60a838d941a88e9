//! Verifies the rules: compatible changes in WIRE and WIRE_JSON must keep the data of messages in both directions, and findings
//! must have a witness.
//!
//! Input: random schemas and real ones, each with random edits. Output: the number of edits that the gate calls compatible, the
//! number of messages that kept their data, and for each rule the number of findings with a witness.
//!
//! Google's library for Python reads some of the messages a second time. This library and protobuf-es read all witnesses.
//! `docs/findings.md` defines the exact claim.

mod checks;
mod claim;
mod edits;
mod messages;
mod model;
mod readers;
mod trial;

use std::collections::BTreeMap;

use clap::Args;
use protoward_breaking::catalog;
use protoward_breaking::witness::source_only;
use protoward_dynamic::{Codec, Message};
use protoward_schema::MessageId;

use self::claim::Direction;
use self::trial::{Tally, Trial, trial};
use crate::mutate::Library;
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::{Outcome, corpus, parallel};
pub(super) use readers::{Case, Payload, run as read_by_python};

#[derive(Args)]
pub struct Options {
    /// Number of compatible edits to verify
    #[arg(long, value_name = "N", default_value_t = 2000)]
    count: usize,
    /// Seed of the edits
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Corpus with real schemas to edit, in addition to random ones; `none` for none
    #[arg(long, value_name = "NAME", default_value = "google-proto-files")]
    corpus: String,
    /// Number of edits whose messages another library reads a second time
    #[arg(long, value_name = "N", default_value_t = 300)]
    sample: u64,
    /// Number of witnesses that the other readers have to confirm, drawn from as many edits as needed
    #[arg(long, value_name = "N", default_value_t = 2000)]
    witnesses: usize,
    /// Run only this edit, and print all details
    #[arg(long, value_name = "K")]
    only: Option<u64>,
}

/// Draws a file of edition 2023 in the package `w`. It may not compile.
pub(super) fn drawn_edition(random: &mut Random) -> String {
    let mut model = model::draw(random);
    model.language = model::Language::E2023;
    model.messages.iter_mut().for_each(|message| message.extensions.clear());
    model.text()
}

/// Draws a random message.
pub(super) fn draw_message(codec: &Codec<'_>, ty: MessageId, random: &mut Random) -> Message {
    messages::draw(Direction { from: codec, to: codec }, ty, ty, random)
}

/// The number of edits in one batch.
const STEP: u64 = 200;

pub(super) fn run(options: &Options) -> Result<Outcome, Error> {
    let libraries: Vec<Library> = match options.corpus.as_str() {
        "none" => Vec::new(),
        name => corpus::find(name)?.trees()?.iter().map(Library::on_disk).collect(),
    };
    let trials = trials(options, &libraries);
    for trial in trials.iter().filter(|trial| options.only.is_some() || !trial.broken.is_empty()) {
        trial.print();
    }
    summary(&trials);
    let mut fine = trials.iter().all(|trial| trial.broken.is_empty());
    fine &= witnesses(&trials);
    fine &= second_reader(&trials)?;
    let target = if options.only.is_some() { 0 } else { options.witnesses };
    let checks: Vec<_> = trials.iter().flat_map(|trial| &trial.checks).collect();
    fine &= checks::read_by_all(&checks, target)?;
    Ok(if fine { Outcome::Passed } else { Outcome::Findings })
}

fn trials(options: &Options, libraries: &[Library]) -> Vec<Trial> {
    if let Some(number) = options.only {
        return vec![trial(libraries, options.seed, number, true)];
    }
    let mut trials: Vec<Trial> = Vec::new();
    let mut next = 1;
    // A reserve, because some witnesses are skipped due to known differences of the readers.
    let target = options.witnesses + options.witnesses / 4;
    while trials.iter().filter(|trial| trial.is_compatible()).count() < options.count
        || trials.iter().map(|trial| trial.checks.len()).sum::<usize>() < target
    {
        let numbers: Vec<u64> = (next..next + STEP).collect();
        let more = |number: &u64| trial(libraries, options.seed, *number, *number <= options.sample);
        trials.extend(parallel::map(&numbers, more));
        next += STEP;
    }
    trials
}

impl Trial {
    fn is_compatible(&self) -> bool {
        (self.wire || self.json) && !self.exempt
    }

    fn print(&self) {
        let Some(change) = &self.change else {
            println!("#{}: no draw compiles", self.number);
            return;
        };
        println!("#{}: {}", self.number, change.what);
        for why in &self.broken {
            println!("  BROKEN {why}");
        }
        if !self.is_real {
            for (side, files) in [("old", &change.old), ("new", &change.new)] {
                files.values().for_each(|text| println!("--- {side}\n{text}"));
            }
        }
    }
}

fn summary(trials: &[Trial]) {
    let count = |of: fn(&Trial) -> bool| trials.iter().filter(|trial| of(trial)).count();
    let drawn = count(|trial| trial.change.is_some());
    println!("{drawn} edits that compile, {} of them of real schemas", count(|it| it.is_real && it.change.is_some()));
    let real = count(|it| it.is_real && it.is_compatible());
    println!("compatible for WIRE or WIRE_JSON: {}, {real} of them of real schemas", count(Trial::is_compatible));
    let sum = |of: fn(&Trial) -> usize| trials.iter().map(of).sum::<usize>();
    println!(
        "  WIRE says nothing: {}; {} messages as bytes, there and back",
        count(|it| it.wire && !it.exempt),
        sum(|it| it.bytes_read)
    );
    println!(
        "  WIRE_JSON says nothing: {}; {} messages as JSON",
        count(|it| it.json && !it.exempt),
        sum(|it| it.json_read)
    );
    println!("  left out, a required field of an edition came or went: {}", count(|it| it.exempt));
    println!("  not what they said: {}", sum(|it| it.broken.len()));
}

/// Rules with a witness only if an `Any` or an extension has the name that is gone. The edits have neither; `oracle truth`
/// draws them.
const NEED_A_CARRIER: [&str; 2] = ["MESSAGE_NO_DELETE", "PACKAGE_MESSAGE_NO_DELETE"];

/// Prints the witnesses by rule. Fails if a rule fired often, has no witness and is not source-only. A move is source-only if all
/// findings that it stands for are.
fn witnesses(trials: &[Trial]) -> bool {
    let mut all: BTreeMap<&str, Tally> = BTreeMap::new();
    for (rule, tally) in trials.iter().flat_map(|trial| &trial.rules) {
        let sum = all.entry(rule).or_default();
        sum.with_witness += tally.with_witness;
        sum.source_only += tally.source_only;
        for (reason, count) in &tally.not_here {
            *sum.not_here.entry(reason).or_default() += count;
        }
    }
    println!("witnesses, by rule: findings shown");
    for (rule, tally) in &all {
        let source_only = if tally.source_only > 0 { "source-only" } else { "" };
        println!("  {rule:45} {:6} {source_only}", tally.with_witness);
        for (reason, count) in &tally.not_here {
            println!("  {:45} {count:6} not here: {reason}", "");
        }
    }
    let silent: Vec<_> =
        catalog().rules().iter().map(|rule| rule.id()).filter(|rule| !all.contains_key(rule)).collect();
    println!("  did not fire: {}", if silent.is_empty() { "none".to_owned() } else { silent.join(", ") });
    let is_shown_here = |rule: &str| source_only(rule).is_none() && !NEED_A_CARRIER.contains(&rule);
    let bare: Vec<_> =
        all.iter().filter(|(rule, tally)| is_shown_here(rule) && tally.is_bare()).map(|it| *it.0).collect();
    println!(
        "  fired often, neither shown nor source-only: {}",
        if bare.is_empty() { "none".to_owned() } else { bare.join(", ") }
    );
    bare.is_empty()
}

fn second_reader(trials: &[Trial]) -> Result<bool, Error> {
    let cases: Vec<_> = trials.iter().flat_map(|trial| trial.cases.iter().cloned()).collect();
    let (count, differences) = readers::run(&cases)?;
    println!("second reader: {count} messages, {} read otherwise", differences.len());
    for difference in differences.iter().take(20) {
        println!("  {difference}");
    }
    Ok(differences.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_compatible_changes_as_the_same() {
        let trials: Vec<Trial> = (1..=120).map(|number| trial(&[], 7, number, false)).collect();
        let compatible = trials.iter().filter(|trial| trial.is_compatible()).count();
        let read: usize = trials.iter().map(|trial| trial.bytes_read + trial.json_read).sum();
        assert!(compatible >= 20 && read >= 500, "only {compatible} edits, {read} messages");
        for trial in &trials {
            assert!(trial.broken.is_empty(), "#{}: {:?}", trial.number, trial.broken);
        }
    }

    #[test]
    fn draws_the_same_edits_for_the_same_seed() {
        let texts =
            |seed| (1..=5).map(|number| trial(&[], seed, number, false).change.map(|it| it.new)).collect::<Vec<_>>();
        assert_eq!(texts(3), texts(3));
        assert_ne!(texts(3), texts(4));
    }
}
